"""Stretches of work add up, and a stretch never ends before it begins."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from onyx_app.rules.timeclock import Stretch, ends_at, worked, worked_by_day

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)


@given(MOMENTS, MOMENTS)
def test_work_always_ends_after_it_began(since: datetime, now: datetime) -> None:
    assert ends_at(since, now) > since
    assert ends_at(since, now) >= now


def test_an_open_stretch_counts_until_now_and_never_below_zero() -> None:
    running = Stretch(NOON.date(), NOON, None)

    assert worked(running, NOON + timedelta(minutes=90)) == timedelta(minutes=90)
    assert worked(running, NOON - timedelta(seconds=3)) == timedelta()


def test_days_add_up_by_business_date() -> None:
    day = date(2026, 11, 16)
    stretches = [
        Stretch(day, NOON, NOON + timedelta(hours=2)),
        Stretch(day, NOON + timedelta(hours=9), NOON + timedelta(hours=14)),  # past midnight, still Monday's
        Stretch(day + timedelta(days=1), NOON + timedelta(hours=24), None),
    ]

    totals = worked_by_day(stretches, NOON + timedelta(hours=25))

    assert totals == {day: timedelta(hours=7), day + timedelta(days=1): timedelta(hours=1)}
