"""Night, weekend and holiday minutes over midnight and every change of the clock, against the naive count."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onyx_app.rules.worktime import DayRules, kinds, local_clock, minute
from tests.rules.worktime.changes import END, EVERY_CHANGE, FIRST, ZONES

NIGHT = (22 * 60, 6 * 60)


def naive(name: str, start: int, end: int, rules: DayRules) -> tuple[int, int, int]:
    """(night, weekend, holiday) minutes, one minute after the other."""
    zone, night, weekend, holiday = ZoneInfo(name), 0, 0, 0
    for at in range(start, end):
        local = datetime.fromtimestamp(at * 60, UTC).astimezone(zone)
        of_day = local.hour * 60 + local.minute
        night += of_day >= rules.night[0] or of_day < rules.night[1]
        weekend += local.weekday() in rules.weekend
        holiday += local.date() in rules.holidays
    return night, weekend, holiday


def test_the_twelve_zones_have_changes_in_24_months() -> None:
    assert len({name for name, _ in EVERY_CHANGE}) == 12
    assert len(EVERY_CHANGE) >= 46


@pytest.mark.parametrize(("name", "change"), EVERY_CHANGE)
def test_minutes_are_conserved_over_every_change_of_the_clock(name: str, change: datetime) -> None:
    rules = DayRules(NIGHT, frozenset({5, 6}), frozenset({change.astimezone(ZoneInfo(name)).date()}))
    clock = local_clock(name, FIRST, END)

    for before, after in ((7, 5), (30, 30), (1, 0), (0, 1), (3, 2)):
        start = minute(change) - before * 60
        end = minute(change) + after * 60
        assert sum(size for _, size in clock.pieces(start, end)) == end - start
        found = kinds(((start, end),), clock, rules)
        both = found.weekend_holiday
        assert (found.night, found.weekend + both, found.holiday + both) == naive(name, start, end, rules)


@settings(max_examples=150)
@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(2026, 1, 2), datetime(2027, 12, 20), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    st.integers(0, 1500),
    st.sampled_from([NIGHT, (0, 360), (20 * 60, 24 * 60), (23 * 60 + 30, 1)]),
)
def test_premium_minutes_equal_the_naive_count(name: str, moment: datetime, size: int, night: tuple[int, int]) -> None:
    rules = DayRules(night, frozenset({6}), frozenset({moment.date()}))
    start = minute(moment)

    found = kinds(((start, start + size),), local_clock(name, FIRST, END), rules)

    both = found.weekend_holiday
    zone, expected = ZoneInfo(name), [0, 0, 0]
    for at in range(start, start + size):
        local = datetime.fromtimestamp(at * 60, UTC).astimezone(zone)
        of_day = local.hour * 60 + local.minute
        inside = night[0] <= of_day < night[1]
        expected[0] += inside if night[0] <= night[1] else of_day >= night[0] or of_day < night[1]
        expected[1] += local.weekday() == 6
        expected[2] += local.date() in rules.holidays
    assert [found.night, found.weekend + both, found.holiday + both] == expected


def test_the_night_of_the_spring_change_has_seven_hours() -> None:
    start = minute(datetime(2026, 3, 28, 22, tzinfo=ZoneInfo("Europe/Berlin")))
    end = minute(datetime(2026, 3, 29, 6, tzinfo=ZoneInfo("Europe/Berlin")))

    found = kinds(((start, end),), local_clock("Europe/Berlin", FIRST, END), DayRules(NIGHT, frozenset({6})))

    assert (end - start, found.night, found.weekend) == (420, 420, 300)


def test_the_night_of_the_autumn_change_has_nine_hours() -> None:
    start = minute(datetime(2026, 10, 24, 22, tzinfo=ZoneInfo("Europe/Berlin")))
    end = minute(datetime(2026, 10, 25, 6, tzinfo=ZoneInfo("Europe/Berlin")))

    found = kinds(((start, end),), local_clock("Europe/Berlin", FIRST, END), DayRules(NIGHT))

    assert (end - start, found.night) == (540, 540)
