"""Approval by exception: what is told, what holds a stretch back, who is late."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onyx_app.rules.timeclock import Times, count
from onyx_app.rules.timeclock_review import Finding, Seen, Tolerance, findings, holds_back, lateness, minutes_too_early
from onyx_app.rules.worktime import LegalBreak, Planned, TimeRules

NINE = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SHIFT = Planned("s", NINE, NINE + timedelta(hours=8))
USUAL = Tolerance(10 * MINUTE, 15 * MINUTE, 5 * MINUTE)
LEGAL = TimeRules(legal_breaks=(LegalBreak(360, 30),))


def seen(start: int = 0, end: int = 0, shift: Planned | None = SHIFT, **more: object) -> Seen:
    """Minutes the ends are away from those of the shift."""
    times = Times(SHIFT.start + start * MINUTE, SHIFT.end + end * MINUTE)
    return Seen(times, count(times, TimeRules(), NINE), shift, **more)  # type: ignore[arg-type]


@given(st.integers(-10, 10), st.integers(-10, 10))
def test_within_the_variance_nothing_is_found(start: int, end: int) -> None:
    assert findings(seen(start, end), USUAL) == ()


@pytest.mark.parametrize(
    ("start", "end", "kind", "minutes"),
    [
        (-11, 0, "started_early", 11),
        (12, 0, "started_late", 12),
        (0, -30, "left_early", 30),
        (0, 40, "stayed_longer", 40),
    ],
)
def test_beyond_it_each_end_says_how_far(start: int, end: int, kind: str, minutes: int) -> None:
    assert findings(seen(start, end), USUAL) == (Finding(kind, minutes),)


def test_no_shift_an_ending_by_itself_and_a_correction_are_told_first_to_last() -> None:
    found = findings(seen(shift=None, out_reason="longest", corrected=True), USUAL)

    assert [one.kind for one in found] == ["ended_for_them", "corrected", "no_shift"]
    assert holds_back(found)


def test_more_than_twelve_hours_are_looked_at_even_when_planned() -> None:
    long = Planned("s", NINE, NINE + timedelta(hours=13))
    times = Times(long.start, long.end)

    assert [one.kind for one in findings(Seen(times, count(times, TimeRules(), NINE), long), USUAL)] == ["long"]


def test_a_deducted_break_is_told_and_holds_nothing_back_but_a_waived_one_does() -> None:
    times = Times(SHIFT.start, SHIFT.end)
    waived = Times(SHIFT.start, SHIFT.end, (), "Alone")

    deducted = findings(Seen(times, count(times, LEGAL, NINE), SHIFT), USUAL)
    given_up = findings(Seen(waived, count(waived, LEGAL, NINE), SHIFT), USUAL)

    assert (deducted, holds_back(deducted)) == ((Finding("break_missing", 30),), False)
    assert (given_up, holds_back(given_up)) == ((Finding("waived", about="Alone"),), True)


def test_before_the_early_window_counts_whatever_the_variance() -> None:
    wide = Tolerance(60 * MINUTE, 15 * MINUTE, 5 * MINUTE)

    assert findings(seen(-15), wide) == ()
    assert findings(seen(-16), wide) == (Finding("started_early", 16),)
    assert (
        minutes_too_early(NINE - 15 * MINUTE, NINE, 15 * MINUTE),
        minutes_too_early(NINE - 16 * MINUTE, NINE, 15 * MINUTE),
    ) == (0, 16)


def test_what_goes_on_is_not_judged() -> None:
    times = Times(NINE, None)

    assert findings(Seen(times, count(times, TimeRules(), NINE), None), USUAL) == ()
    assert lateness(times, SHIFT, USUAL.grace) == (0, 0)


def test_lateness_and_leaving_early_count_from_the_shift_once_the_grace_is_over() -> None:
    at_grace, late = Times(NINE + 5 * MINUTE, SHIFT.end - 5 * MINUTE), Times(NINE + 6 * MINUTE, SHIFT.end - 7 * MINUTE)

    assert lateness(at_grace, SHIFT, USUAL.grace) == (0, 0)
    assert lateness(late, SHIFT, USUAL.grace) == (6, 7)
    assert lateness(late, None, USUAL.grace) == (0, 0)
