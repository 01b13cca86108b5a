"""Coverage is the union of intervals: checked minute by minute."""

# ruff: noqa: DTZ001 what the wall shows has no zone
import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onyx_app.errors import InvalidInput
from onyx_app.rules import periods, shifts
from onyx_app.rules.periods import Window
from onyx_app.rules.shifts import CoverWindow
from tests.rules.shifts.zones import ZONES

DAY = datetime(2026, 3, 2, tzinfo=UTC)
minutes = st.integers(0, 300)


def window(since: int, until: int) -> Window:
    return Window(DAY + timedelta(minutes=since), DAY + timedelta(minutes=until))


windows = st.lists(st.tuples(minutes, minutes).map(lambda ends: window(*ends)), max_size=8)


def each_minute(some: list[Window]) -> set[int]:
    return {
        minute
        for one in some
        for minute in range((one.since - DAY) // timedelta(minutes=1), (one.until - DAY) // timedelta(minutes=1))
    }


@given(windows)
def test_merged_is_the_union_in_order_and_apart(some: list[Window]) -> None:
    merged = shifts.merged(some)

    assert each_minute(merged) == each_minute(some)
    assert all(one.until < other.since for one, other in itertools.pairwise(merged))
    assert shifts.minutes_of(merged) == len(each_minute(some))


@given(windows, windows)
def test_covered_and_uncovered_are_all_that_is_wanted(wanted: list[Window], on: list[Window]) -> None:
    wanted, on = shifts.merged(wanted), shifts.merged(on)

    covered, uncovered = shifts.both(wanted, on), shifts.without(wanted, on)

    assert each_minute(covered) == each_minute(wanted) & each_minute(on)
    assert each_minute(uncovered) == each_minute(wanted) - each_minute(on)
    assert shifts.minutes_of(covered) + shifts.minutes_of(uncovered) == shifts.minutes_of(wanted)


@given(
    st.lists(st.builds(CoverWindow, st.sets(st.integers(0, 6), min_size=1).map(tuple), st.integers(0, 1439),
                       st.integers(0, 1439)), max_size=4),
    st.sampled_from(ZONES), st.integers(0, 103),
)  # fmt: skip
def test_what_is_wanted_is_what_the_wall_clock_says_minute_by_minute(
    cover: list[CoverWindow], zone: ZoneInfo, number: int
) -> None:
    week = periods.week_of(date(2026, 1, 5) + number * periods.WEEK)
    around = periods.window_of(week, zone)

    found = shifts.wanted(cover, week, zone)

    assert all(around.since <= each.since < each.until <= around.until for each in found)
    assert shifts.merged(found) == found
    if any((each.until - each.since) % 1440 == 0 and len(each.days) == 7 for each in cover):
        assert found == [around]


def test_a_window_over_midnight_reaches_into_the_next_day_and_from_the_week_before() -> None:
    week = periods.week_of(date(2026, 11, 9))
    zone = ZoneInfo("Europe/Bucharest")

    found = shifts.wanted([CoverWindow((6,), 22 * 60, 2 * 60)], week, zone)  # Sundays

    local = [(shifts.wall(each.since, zone), shifts.wall(each.until, zone)) for each in found]
    assert local == [
        (datetime(2026, 11, 9, 0), datetime(2026, 11, 9, 2)),
        (datetime(2026, 11, 15, 22), datetime(2026, 11, 16, 0)),
    ]


def test_all_day_every_day_is_the_real_length_of_the_week() -> None:
    always = [CoverWindow(tuple(range(7)), 0, 0)]
    zone = ZoneInfo("Europe/Bucharest")

    hours = [
        shifts.minutes_of(shifts.wanted(always, periods.week_of(day), zone)) // 60
        for day in (date(2026, 3, 23), date(2026, 10, 19), date(2026, 11, 9))
    ]

    assert hours == [167, 169, 168]


@pytest.mark.parametrize(
    "cover",
    [CoverWindow((), 0, 0), CoverWindow((7,), 0, 0), CoverWindow((0,), -1, 0), CoverWindow((0,), 0, 1440)],
)
def test_what_is_no_window_is_refused(cover: CoverWindow) -> None:
    with pytest.raises(InvalidInput):
        shifts.clean_windows([cover])


def test_windows_are_stored_and_read_back() -> None:
    cover = shifts.clean_windows([CoverWindow((3, 1, 1), 600, 120)])

    assert cover == [CoverWindow((1, 3), 600, 120)]
    assert shifts.read_windows(shifts.written_windows(cover)) == tuple(cover)
