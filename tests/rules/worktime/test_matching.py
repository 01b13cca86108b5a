"""Which shift a punch belongs to, lateness, and approval by exception."""

from datetime import UTC, datetime, timedelta

import pytest

from onyx_app.rules.worktime import (
    Deviation,
    Planned,
    deviations,
    match,
    minutes_late,
    minutes_left_early,
    too_early,
)

HOUR, QUARTER, GRACE = timedelta(hours=1), timedelta(minutes=15), timedelta(minutes=5)
EVENING = Planned("evening", datetime(2026, 5, 4, 20, tzinfo=UTC), datetime(2026, 5, 5, 4, tzinfo=UTC))
NEXT_DAY = Planned("next-day", datetime(2026, 5, 5, 9, tzinfo=UTC), datetime(2026, 5, 5, 17, tzinfo=UTC))
FOLLOWING = Planned("following", datetime(2026, 5, 5, 4, tzinfo=UTC), datetime(2026, 5, 5, 12, tzinfo=UTC))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 5, day, hour, minute, tzinfo=UTC)


def test_a_clock_out_after_midnight_stays_with_the_evening_shift_though_the_next_day_has_one() -> None:
    assert match(at(4, 19, 55), at(5, 4, 10), [NEXT_DAY, EVENING], QUARTER) is EVENING


def test_a_punch_started_after_midnight_still_belongs_to_the_evening_shift() -> None:
    assert match(at(5, 0, 30), at(5, 4), [NEXT_DAY, EVENING], QUARTER) is EVENING


def test_the_shift_with_the_most_overlap_wins() -> None:
    assert match(at(5, 3), at(5, 10), [EVENING, FOLLOWING], QUARTER) is FOLLOWING


def test_an_early_clock_in_goes_to_the_shift_about_to_start_not_to_the_one_ending() -> None:
    assert match(at(4, 19, 50), None, [EVENING, NEXT_DAY], QUARTER) is EVENING
    assert match(at(5, 4, 0), None, [EVENING, FOLLOWING], QUARTER) is FOLLOWING


def test_a_punch_outside_every_window_has_no_shift() -> None:
    assert match(at(4, 10), at(4, 12), [EVENING, NEXT_DAY], QUARTER) is None


@pytest.mark.parametrize(("minutes", "late"), [(-10, 0), (0, 0), (5, 0), (6, 6), (40, 40)])
def test_lateness_counts_from_the_start_once_the_grace_is_over(minutes: int, late: int) -> None:
    assert minutes_late(EVENING.start + timedelta(minutes=minutes), EVENING, GRACE) == late


def test_leaving_early_counts_from_the_end_once_the_grace_is_over() -> None:
    assert minutes_left_early(EVENING.end - GRACE, EVENING, GRACE) == 0
    assert minutes_left_early(EVENING.end - QUARTER, EVENING, GRACE) == 15


def test_a_clock_in_before_the_early_window_is_too_early() -> None:
    assert too_early(at(4, 19, 44), EVENING, QUARTER)
    assert not too_early(at(4, 19, 45), EVENING, QUARTER)


def test_a_row_within_the_variance_approves_itself() -> None:
    assert deviations(at(4, 19, 50), at(5, 4, 10), EVENING, timedelta(minutes=10)) == ()


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        (at(4, 19, 40), at(5, 4), Deviation.STARTED_EARLY),
        (at(4, 20, 20), at(5, 4), Deviation.STARTED_LATE),
        (at(4, 20), at(5, 3, 30), Deviation.LEFT_EARLY),
        (at(4, 20), at(5, 5), Deviation.STAYED_LONGER),
    ],
)
def test_a_row_outside_the_variance_says_why(start: datetime, end: datetime, reason: Deviation) -> None:
    assert deviations(start, end, EVENING, timedelta(minutes=10)) == (reason,)


def test_automatic_corrected_and_unplanned_rows_always_need_a_person() -> None:
    found = deviations(at(4, 20), at(5, 4), None, HOUR, automatic=True, corrected=True)

    assert found == (Deviation.AUTOMATIC, Deviation.CORRECTED, Deviation.NO_SHIFT)
