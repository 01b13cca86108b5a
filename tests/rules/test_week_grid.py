"""Places on the week's line: one piece over midnight, cut at the week's edges, never on top of each other."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onyx_app.rules import week_grid
from onyx_app.rules.week_grid import DAY_MINUTES, WEEK_MINUTES

MONDAY = date(2026, 11, 16)
spans = st.lists(
    st.tuples(st.integers(-DAY_MINUTES, WEEK_MINUTES), st.integers(15, DAY_MINUTES)).map(
        lambda pair: (pair[0], pair[0] + pair[1])
    ),
    max_size=40,
).map(sorted)


def test_a_night_shift_is_one_piece_over_midnight() -> None:
    start = week_grid.minute_of(datetime(2026, 11, 17, 22, 0), MONDAY)  # noqa: DTZ001 - a wall clock

    spot = week_grid.place(start, start + 480)

    assert (start, spot.left, spot.width) == (2760, "27.38%", "4.761%")


def test_what_began_before_the_week_is_cut_at_its_edge() -> None:
    spot = week_grid.place(-120, 360)

    assert (spot.left, spot.width) == ("0%", "3.571%")


def test_the_last_night_ends_with_the_week() -> None:
    spot = week_grid.place(WEEK_MINUTES - 120, WEEK_MINUTES + 360)

    assert float(spot.left[:-1]) + float(spot.width[:-1]) <= 100


@given(minute=st.integers(-DAY_MINUTES, WEEK_MINUTES + DAY_MINUTES))
def test_a_minute_of_the_week_and_its_wall_clock_are_the_same_place(minute: int) -> None:
    assert week_grid.minute_of(week_grid.wall_clock(minute, MONDAY), MONDAY) == minute


@given(drawn=spans)
def test_no_two_stretches_of_a_lane_meet(drawn: list[tuple[int, int]]) -> None:
    lanes = week_grid.lanes(drawn)

    for lane in set(lanes):
        inside = [span for span, chosen in zip(drawn, lanes, strict=True) if chosen == lane]
        assert all(one[1] <= other[0] for one, other in pairwise(inside))


@given(drawn=spans)
def test_there_are_no_more_lanes_than_shifts_at_once(drawn: list[tuple[int, int]]) -> None:
    lanes = week_grid.lanes(drawn)

    most = max((sum(a <= start < b for a, b in drawn) for start, _ in drawn), default=0)
    assert len(set(lanes)) == most


@pytest.mark.parametrize(
    ("since", "until", "language", "shown"),
    [
        ((22, 0), (6, 0), "de", "22–06"),
        ((22, 30), (6, 0), "de", "22:30–06"),
        ((22, 0), (6, 0), "en", "10p–6a"),
        ((0, 15), (12, 0), "en", "12:15a–12p"),
        ((9, 0), (17, 0), "en-GB", "09–17"),
    ],
)
def test_times_in_a_block_are_as_short_as_can_be(
    since: tuple[int, int], until: tuple[int, int], language: str, shown: str
) -> None:
    day = datetime(2026, 11, 17)  # noqa: DTZ001 - a wall clock

    times = [day + timedelta(hours=hour, minutes=minute) for hour, minute in (since, until)]

    assert week_grid.brief(times[0], times[1], language) == shown
