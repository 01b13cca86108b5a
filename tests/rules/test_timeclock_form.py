"""Times in a form: what was written is read again, over every change of the clock, and no minute is lost."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from onyx_app.errors import InvalidInput
from onyx_app.rules.timeclock import EndsBeforeItBegins, Pause, Times, as_json, check, count, from_json
from onyx_app.rules.timeclock_form import BreakForm, TimesForm, read_times, write_times
from onyx_app.rules.worktime import LegalBreak, Rounding, TimeRules
from tests.rules.worktime.changes import EVERY_CHANGE

BUCHAREST = "Europe/Bucharest"
LATER = datetime(2030, 1, 1, tzinfo=UTC)
LEGAL = TimeRules(Rounding(15), (LegalBreak(360, 30), LegalBreak(540, 45)))


@st.composite
def around_a_change(draw: st.DrawFn) -> tuple[str, Times]:
    """A stretch of up to 23 hours with breaks, to the second, within a day of a change of the clock in some zone."""
    zone, change = draw(st.sampled_from(EVERY_CHANGE))
    start = change + timedelta(seconds=draw(st.integers(-24 * 3600, 12 * 3600)))
    cuts = sorted(draw(st.lists(st.integers(60, 23 * 3600), min_size=1, max_size=7, unique=True)))
    until = start + timedelta(seconds=cuts.pop())
    pauses = [
        Pause(start + timedelta(seconds=a), start + timedelta(seconds=b), draw(st.booleans()))
        for a, b in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    return zone, Times(start, until, tuple(pauses))


@settings(max_examples=400)
@given(around_a_change())
def test_a_form_nobody_touched_changes_nothing_to_the_second(drawn: tuple[str, Times]) -> None:
    zone, times = drawn

    assert read_times(write_times(times, zone), zone, kept=times) == times


@settings(max_examples=400)
@given(around_a_change(), st.integers(0, 40))
def test_minutes_are_conserved_through_a_correction(drawn: tuple[str, Times], longer: int) -> None:
    zone, times = drawn
    whole = Times(*(each.replace(second=0) for each in (times.since, times.until or LATER)), ())
    assume(whole.until and whole.until - whole.since < timedelta(hours=15))  # with an hour more or less that night
    corrected = replace(whole, until=(whole.until or LATER) + timedelta(minutes=longer + 1))

    read = check(read_times(write_times(corrected, zone), zone), LATER)
    before, after = count(whole, TimeRules(), LATER), count(read, TimeRules(), LATER)

    assert after.wall - before.wall == longer + 1
    assert after.wall == after.worked


@settings(max_examples=300)
@given(around_a_change())
def test_wall_clock_is_work_and_breaks_and_deductions_over_every_change(drawn: tuple[str, Times]) -> None:
    _, times = drawn

    counted = count(check(times, LATER), LEGAL, LATER)

    assert counted.wall == counted.worked + counted.paid_break + counted.unpaid_break + counted.deducted
    assert min(counted[:6]) >= 0


@given(around_a_change())
def test_a_request_keeps_times_as_they_are(drawn: tuple[str, Times]) -> None:
    _, times = drawn

    assert from_json(as_json(times)) == times
    assert from_json({}) is None


def test_an_end_not_after_the_start_is_the_next_days() -> None:
    night = read_times(TimesForm("2026-11-16", "22:00", "06:00"), BUCHAREST)

    assert (night.until or night.since) - night.since == timedelta(hours=8)


def test_the_spring_night_has_seven_hours_and_no_half_past_three() -> None:
    night = read_times(TimesForm("2026-03-28", "22:00", "06:00"), BUCHAREST)

    assert (night.until or night.since) - night.since == timedelta(hours=7)
    with pytest.raises(InvalidInput) as skipped:
        read_times(TimesForm("2026-03-29", "03:30", "06:00"), BUCHAREST)
    assert (skipped.value.key, skipped.value.field) == ("errors.input.clock_skipped", "since")


def test_the_autumn_night_has_two_half_past_threes() -> None:
    first = read_times(TimesForm("2026-10-24", "22:00", "03:30"), BUCHAREST)
    second = read_times(TimesForm("2026-10-24", "22:00", "03:30", until_again=True), BUCHAREST)
    from_second = read_times(TimesForm("2026-10-25", "03:30", "04:30", since_again=True), BUCHAREST)

    assert (second.until or LATER) - (first.until or LATER) == timedelta(hours=1)
    assert from_second.since == second.until
    assert write_times(second, BUCHAREST).until_again and not write_times(first, BUCHAREST).until_again


def test_breaks_are_found_inside_the_night() -> None:
    form = TimesForm("2026-11-16", "22:00", "06:00", breaks=(BreakForm("01:00", "01:30"), BreakForm("23:00", "23:15")))

    times = check(read_times(form, BUCHAREST), LATER)

    assert [each.since - times.since for each in times.breaks] == [timedelta(hours=1), timedelta(hours=3)]


def test_an_untouched_break_keeps_its_seconds() -> None:
    since = datetime(2026, 11, 16, 8, 0, 17, tzinfo=UTC)
    pause = Pause(since + timedelta(hours=1, seconds=20), since + timedelta(hours=1, seconds=50), True)
    kept = Times(since, since + timedelta(hours=3, seconds=5), (pause,))
    form = replace(write_times(kept, BUCHAREST), until="14:00")

    read = read_times(form, BUCHAREST, kept=kept)

    assert (read.since, read.breaks) == (since, (pause,))
    assert read.until == datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (TimesForm("16.11.2026", "10:00", "11:00"), "day"),
        (TimesForm("2026-11-16", "25:00", "11:00"), "since"),
        (TimesForm("2026-11-16", "10:00", "soon"), "until"),
        (TimesForm("2026-11-16", "10:00", "11:00", breaks=(BreakForm("", "10:30"),)), "breaks"),
        (TimesForm("2026-11-16", "10:00", "11:00", waived="x" * 201), "waived"),
        (TimesForm("2026-11-16", "10:00", "11:00", breaks=(BreakForm("10:10", "10:11"),) * 21), "breaks"),
    ],
)
def test_what_cannot_be_read_names_its_field(form: TimesForm, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_times(form, BUCHAREST)

    assert refused.value.field == field


@pytest.mark.parametrize(("since", "until"), [("09:00", "08:00"), ("20:00", "19:54"), ("10:00", "10:00")])
def test_an_end_before_its_start_is_no_night(since: str, until: str) -> None:
    with pytest.raises(EndsBeforeItBegins):
        read_times(TimesForm("2026-11-16", since, until), BUCHAREST)


def test_a_night_of_sixteen_hours_and_a_day_of_seventeen_can_be_typed() -> None:
    night = read_times(TimesForm("2026-11-16", "18:00", "10:00"), BUCHAREST)
    day = read_times(TimesForm("2026-11-16", "06:00", "23:00"), BUCHAREST)

    assert [each.until - each.since for each in (night, day) if each.until] == [
        timedelta(hours=16), timedelta(hours=17),
    ]  # fmt: skip
