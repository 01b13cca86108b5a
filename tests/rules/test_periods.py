"""Days, weeks and pay periods, across every change of the clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onyx_app.errors import InvalidInput
from onyx_app.rules import periods
from onyx_app.rules.periods import Frequency, Period

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    "Europe/Berlin", "Europe/London", "America/New_York", "America/Santiago", "America/Havana",
    "Africa/Cairo", "Asia/Beirut", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Auckland",
    "Atlantic/Azores", "Asia/Manila",
]  # fmt: skip
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


def test_a_night_shift_belongs_to_the_day_it_began() -> None:
    late = datetime(2026, 3, 28, 22, 30, tzinfo=UTC)

    assert periods.business_date(late, BERLIN) == date(2026, 3, 28)
    assert periods.business_date(late + timedelta(minutes=30), BERLIN) == date(2026, 3, 29)


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 29), 23), ((2026, 10, 25), 25), ((2026, 6, 1), 24)])
def test_a_day_lasts_23_24_or_25_hours(day: tuple[int, int, int], hours: int) -> None:
    window = periods.window_of(Period(date(*day), date(*day) + timedelta(days=1)), BERLIN)

    assert window.until - window.since == timedelta(hours=hours)


def test_where_midnight_is_skipped_the_day_starts_at_the_change() -> None:
    cairo = ZoneInfo("Africa/Cairo")

    start = periods.day_start(date(2026, 4, 24), cairo)

    assert periods.business_date(start, cairo) == date(2026, 4, 24)
    assert periods.business_date(start - timedelta(microseconds=1), cairo) == date(2026, 4, 23)


@given(MOMENTS, st.sampled_from(ZONES))
def test_every_instant_lies_in_the_window_of_its_business_date(moment: datetime, name: str) -> None:
    zone = periods.zone(name)

    day = periods.today(moment, zone)

    assert moment in periods.window_of(day, zone)


@given(DAYS, st.sampled_from(list(Frequency)), st.dates(date(2020, 1, 1), date(2027, 12, 31)))
def test_pay_periods_contain_their_day_and_tile_the_calendar(day: date, frequency: Frequency, anchor: date) -> None:
    period = periods.pay_period(day, frequency, anchor)

    assert day in period
    every_day = [period.first + timedelta(n) for n in range(period.days)]
    assert all(periods.pay_period(each, frequency, anchor) == period for each in every_day)
    following = periods.next_period(period, frequency, anchor)
    assert following.first == period.end
    assert periods.previous_period(following, frequency, anchor) == period


@pytest.mark.parametrize(
    ("frequency", "anchor", "first", "end"),
    [
        (Frequency.WEEKLY, (2026, 1, 5), (2026, 2, 9), (2026, 2, 16)),
        (Frequency.FORTNIGHTLY, (2026, 1, 5), (2026, 2, 2), (2026, 2, 16)),
        (Frequency.SEMI_MONTHLY, (2026, 1, 1), (2026, 2, 1), (2026, 2, 16)),
        (Frequency.SEMI_MONTHLY, (2026, 1, 20), (2026, 2, 5), (2026, 2, 20)),
        (Frequency.MONTHLY, (2026, 1, 1), (2026, 2, 1), (2026, 3, 1)),
        (Frequency.MONTHLY, (2026, 1, 31), (2026, 1, 31), (2026, 2, 28)),
    ],
)
def test_the_period_around_12_february_2026(
    frequency: Frequency, anchor: tuple[int, int, int], first: tuple[int, int, int], end: tuple[int, int, int]
) -> None:
    assert periods.pay_period(date(2026, 2, 12), frequency, date(*anchor)) == Period(date(*first), date(*end))


def test_the_week_starts_where_the_agency_says() -> None:
    assert periods.week_of(date(2026, 11, 22), 0).first == date(2026, 11, 16)
    assert periods.week_of(date(2026, 11, 22), 6).first == date(2026, 11, 22)


def test_the_same_hours_of_last_week_keep_the_wall_clock_over_the_autumn_change() -> None:
    now = datetime(2026, 10, 26, 9, 30, tzinfo=BERLIN)

    this_week = periods.this_week_until_now(now, BERLIN)
    last_week = periods.same_hours_of_last_week(now, BERLIN)

    assert this_week.until - this_week.since == timedelta(hours=9, minutes=30)
    assert last_week.until.astimezone(BERLIN).replace(tzinfo=None) == datetime(2026, 10, 19, 9, 30)  # noqa: DTZ001 - wall clock


def test_a_wall_clock_that_did_not_exist_last_week_reads_as_the_change() -> None:
    now = datetime(2026, 4, 5, 2, 30, tzinfo=BERLIN)

    window = periods.same_hours_of_last_week(now, BERLIN)

    assert window.until == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


@given(MOMENTS, st.sampled_from(ZONES), st.integers(0, 6))
def test_last_weeks_hours_end_before_this_week_begins(moment: datetime, name: str, week_start: int) -> None:
    zone = periods.zone(name)

    this_week = periods.this_week_until_now(moment, zone, week_start)
    last_week = periods.same_hours_of_last_week(moment, zone, week_start)

    assert last_week.since <= last_week.until <= this_week.since <= this_week.until
    this_length, last_length = this_week.until - this_week.since, last_week.until - last_week.since
    assert abs(this_length - last_length) <= timedelta(hours=2)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(InvalidInput):
        periods.zone("Europe/Atlantis")
