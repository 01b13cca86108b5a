"""Shifts keep what the wall clock shows, on every day of two years in twelve zones."""

# ruff: noqa: DTZ001 what the wall shows has no zone
import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onyx_app.rules import shifts
from onyx_app.rules.periods import Window
from tests.rules.shifts.zones import ZONES
from tests.rules.worktime.changes import EVERY_CHANGE

BUCHAREST = ZoneInfo("Europe/Bucharest")  # 3:00 → 4:00 on 29 March 2026, 4:00 → 3:00 on 25 October
starts = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(second=0, microsecond=0))
lengths = st.integers(shifts.SHORTEST, shifts.LONGEST)


def exists(local: datetime, zone: ZoneInfo) -> bool:
    return shifts.wall(shifts.instant(local, zone), zone) == local


@given(starts, lengths, st.sampled_from(ZONES))
def test_both_ends_keep_their_wall_clock_wherever_it_exists(start: datetime, minutes: int, zone: ZoneInfo) -> None:
    window = shifts.span(start, minutes, zone)
    end = start + timedelta(minutes=minutes)

    assert timedelta(minutes=15) <= window.until - window.since <= timedelta(hours=24)
    if exists(start, zone):
        assert shifts.wall(window.since, zone) == start
    real = timedelta(minutes=minutes)
    if exists(start, zone) and exists(end, zone) and real <= timedelta(hours=22) and real >= timedelta(hours=2):
        assert shifts.wall(window.until, zone) == end


around_changes = st.tuples(st.sampled_from(EVERY_CHANGE), st.integers(-24 * 4, 8 * 4)).map(
    lambda drawn: (
        ZoneInfo(drawn[0][0]),
        shifts.wall(drawn[0][1], ZoneInfo(drawn[0][0])).replace(minute=0) + timedelta(minutes=15) * drawn[1],
    )
)


@given(around_changes, st.integers(8, 88).map(lambda quarters: 15 * quarters))
@settings(max_examples=400)
def test_around_every_change_of_24_months_in_twelve_zones_both_ends_stay_on_the_wall(
    where: tuple[ZoneInfo, datetime], minutes: int
) -> None:
    """Shifts of 2 to 22 hours that begin from a day before a change to some hours after it."""
    zone, start = where
    end = start + timedelta(minutes=minutes)

    window = shifts.span(start, minutes, zone)

    for at, local in ((window.since, start), (window.until, end)):
        shown = shifts.wall(at, zone)
        if exists(local, zone):
            assert shown == local
            assert at == min(at, shifts.instant(local, zone))  # of two passes the first
        else:
            assert shown - local == skipped_at(local, zone)
    assert window.since < window.until


def skipped_at(local: datetime, zone: ZoneInfo) -> timedelta:
    """How far the clock jumps where this time does not exist."""
    before = (local - timedelta(days=1)).replace(tzinfo=zone).utcoffset() or timedelta()
    after = (local + timedelta(days=1)).replace(tzinfo=zone).utcoffset() or timedelta()
    return after - before


@given(starts, lengths, st.sampled_from(ZONES))
def test_planning_again_what_the_wall_shows_changes_nothing(start: datetime, minutes: int, zone: ZoneInfo) -> None:
    window = shifts.span(start, minutes, zone)

    again = shifts.span(shifts.wall(window.since, zone), shifts.wall_length(window, zone), zone)

    assert again.since == window.since
    if shifts.wall(window.until, zone) == start + timedelta(minutes=minutes):
        assert again.until == window.until


@pytest.mark.parametrize(
    ("start", "minutes", "since", "until"),
    [
        # the night of the spring change: 22:00–06:00 is seven hours
        ((2026, 3, 28, 22, 0), 480, "2026-03-28T20:00", "2026-03-29T03:00"),
        # and in autumn nine
        ((2026, 10, 24, 22, 0), 480, "2026-10-24T19:00", "2026-10-25T04:00"),
        # 3:30 does not exist: read as 4:30
        ((2026, 3, 29, 3, 30), 480, "2026-03-29T01:30", "2026-03-29T08:30"),
        # 3:50 to 4:05 would be over before it begins: it lasts its fifteen minutes
        ((2026, 3, 29, 3, 50), 15, "2026-03-29T01:50", "2026-03-29T02:05"),
        # 3:30 exists twice: the first
        ((2026, 10, 25, 3, 30), 30, "2026-10-25T00:30", "2026-10-25T02:00"),
        # a day and a night over the autumn change ends after 24 hours
        ((2026, 10, 24, 12, 0), 1440, "2026-10-24T09:00", "2026-10-25T09:00"),
    ],
)
def test_what_happens_where_the_clock_changes(start: tuple[int, ...], minutes: int, since: str, until: str) -> None:
    window = shifts.span(datetime(*start), minutes, BUCHAREST)  # type: ignore[arg-type, misc]

    assert window == Window(*(datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (since, until)))


@given(starts, lengths, st.sampled_from(ZONES))
def test_pieces_are_the_whole_cut_at_local_midnights(start: datetime, minutes: int, zone: ZoneInfo) -> None:
    window = shifts.span(start, minutes, zone)

    pieces = shifts.pieces(window, zone)

    assert (pieces[0].since, pieces[-1].until) == (window.since, window.until)
    assert all(one.until == other.since for one, other in itertools.pairwise(pieces))
    assert all(
        shifts.wall(each.since, zone).date() == shifts.wall(each.until - timedelta(minutes=1), zone).date()
        for each in pieces
    )


@pytest.mark.parametrize(
    ("since", "until", "minutes"), [(1320, 360, 480), (540, 1020, 480), (0, 0, 1440), (60, 0, 1380)]
)
def test_minutes_on_the_wall_go_round_midnight(since: int, until: int, minutes: int) -> None:
    assert shifts.wall_minutes(since, until) == minutes


def test_a_start_is_on_a_whole_minute_and_in_a_year_one_can_mean() -> None:
    now = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)

    assert shifts.clean_start(datetime(2026, 11, 4, 9, 0, 30, 5), now, BUCHAREST) == datetime(2026, 11, 4, 9, 0)
    for year in (2024, 2030):
        with pytest.raises(shifts.FarAway):
            shifts.clean_start(datetime(year, 11, 4, 9, 0), now, BUCHAREST)
