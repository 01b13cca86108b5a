"""Series keep their wall clock over two years in twelve zones, and only rules people plan with are taken."""

# ruff: noqa: DTZ001 what the wall shows has no zone
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onyx_app.rules import shifts
from onyx_app.rules.shifts import BadRule
from tests.rules.shifts.zones import ZONES

START = datetime(2026, 1, 5, 22, 0)  # a Monday
TWO_YEARS = timedelta(days=730)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@given(st.sampled_from(ZONES), st.integers(0, 1439), st.integers(60, 720), st.sampled_from(["DAILY", "WEEKLY"]))
@settings(max_examples=60)
def test_every_occurrence_of_two_years_keeps_its_wall_clock(
    zone: ZoneInfo, minute: int, minutes: int, frequency: str
) -> None:
    start = datetime(2026, 1, 5) + timedelta(minutes=minute)
    step = timedelta(days=1 if frequency == "DAILY" else 7)

    found = []
    for half in range(2):  # at most 400 at once
        since = start + half * 365 * timedelta(days=1)
        found += shifts.occurrences(f"FREQ={frequency}", start, since, since + timedelta(days=365))

    days = 730 // step.days if frequency == "DAILY" else len(range(0, 365, 7)) + len(range(371, 730, 7))
    assert len(found) == days
    assert all(each == start + number * step for number, each in enumerate(found))
    for each in found:
        shown = shifts.wall(shifts.span(each, minutes, zone).since, zone)
        skipped = shown - each  # what the clock jumps over, where the time does not exist
        assert skipped == timedelta() or timedelta(minutes=30) <= skipped <= timedelta(hours=1)


@given(
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(1, 4),
    st.integers(0, 6),
    st.integers(0, 200),
)
@example({0, 2}, 1, 0, 0)
def test_a_weekly_rule_falls_on_its_days_of_every_so_many_weeks(
    days: set[int], every: int, first: int, ahead: int
) -> None:
    start = START + timedelta(days=first)
    rule = shifts.weekly_rule(sorted(days, reverse=True), every)

    found = shifts.occurrences(rule, start, start, start + timedelta(days=ahead))

    monday = start.date() - timedelta(days=start.weekday())
    expected = [
        day
        for number in range(ahead)
        if (day := start.date() + timedelta(days=number)).weekday() in days and ((day - monday).days // 7) % every == 0
    ]
    assert [each.date() for each in found] == expected


def test_an_end_day_is_the_last_day() -> None:
    found = shifts.occurrences("FREQ=DAILY", START, START, START + TWO_YEARS, until_day=date(2026, 1, 7))

    assert [each.day for each in found] == [5, 6, 7]


def test_a_last_day_inside_the_rule_is_meant_with_all_its_hours() -> None:
    rule = shifts.clean_rule("rrule:freq=daily;until=20260107")

    assert rule == "FREQ=DAILY;UNTIL=20260107T235959"
    assert len(shifts.occurrences(rule, START, START, START + TWO_YEARS)) == 3


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "every day",
        "FREQ=SECONDLY",
        "FREQ=HOURLY",
        "FREQ=YEARLY",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=-1",
        "FREQ=WEEKLY;INTERVAL=9999999999999999999",
        "FREQ=WEEKLY;INTERVAL=٣",
        "FREQ=DAILY;COUNT=401",
        "FREQ=DAILY;COUNT=2;UNTIL=20260101",
        "FREQ=DAILY;UNTIL=20261399",
        "FREQ=DAILY;UNTIL=20260101T000000Z",
        "FREQ=DAILY;BYDAY=MO",  # could be asked to count for ever
        "FREQ=DAILY;BYSECOND=1",
        "FREQ=MONTHLY;BYDAY=MO",
        "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=WEEKLY;X",
        "FREQ=WEEKLY;BYDAY=" + "MO," * 200 + "MO",
        "DTSTART:20260101\nRRULE:FREQ=DAILY",
        "FREQ=WEEKLY\nEXRULE:FREQ=SECONDLY",
    ],
)
def test_what_nobody_plans_with_is_refused(rule: str) -> None:
    with pytest.raises(BadRule):
        shifts.clean_rule(rule)


@given(st.text(max_size=60) | st.lists(st.sampled_from(
    ["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "INTERVAL=2", "BYDAY=MO,WE", "BYDAY=-1FR", "BYMONTHDAY=31", "COUNT=3",
     "UNTIL=20271231", "WKST=SU", "BYHOUR=1", "=", ";"])).map(";".join))  # fmt: skip
def test_any_text_is_a_rule_or_a_sentence(written: str) -> None:
    try:
        rule = shifts.clean_rule(written)
    except BadRule:
        return

    assert shifts.clean_rule(rule) == rule
    assert len(shifts.occurrences(rule, START, START, START + TWO_YEARS)) <= 400
    assert shifts.words(rule, START)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=DAILY", "Every day"),
        ("FREQ=WEEKLY;BYDAY=MO,WE", "Every week on Mon, Wed"),
        ("FREQ=WEEKLY", "Every week on Mon"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", "Every 2 weeks on Sun"),
        ("FREQ=DAILY;INTERVAL=3;COUNT=5", "Every 3 days, 5 times"),
        ("FREQ=MONTHLY;BYMONTHDAY=1", "Every month"),
    ],
)
def test_a_rule_is_said_in_words(rule: str, said: str) -> None:
    assert shifts.words(rule, START) == said


@given(st.sets(st.integers(0, 6), min_size=1), st.integers(-6, 6))
def test_moving_a_weekly_series_moves_its_weekdays(days: set[int], by: int) -> None:
    moved = shifts.turned(shifts.weekly_rule(list(days)), by)

    expected = ",".join(DAYS[day] for day in sorted({(day + by) % 7 for day in days}))
    assert moved.endswith(f"BYDAY={expected}")


@pytest.mark.parametrize(("at", "left"), [(0, 5), (2, 3), (4, 1)])
def test_a_counted_series_goes_on_with_what_is_left(at: int, left: int) -> None:
    rule, first = "FREQ=DAILY;COUNT=5", START + timedelta(days=at)

    rest = shifts.following(rule, START, first)

    assert len(shifts.occurrences(rest, first, first, first + TWO_YEARS)) == left
