"""Stretches of work add up, and a stretch never ends before it begins."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from onyx_app.rules.timeclock import ends_at, worked

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)


@given(MOMENTS, MOMENTS)
def test_work_always_ends_after_it_began(since: datetime, now: datetime) -> None:
    assert ends_at(since, now) > since
    assert ends_at(since, now) >= now


def test_an_open_stretch_counts_until_now_and_never_below_zero() -> None:
    assert worked(NOON, None, NOON + timedelta(minutes=90)) == timedelta(minutes=90)
    assert worked(NOON, None, NOON - timedelta(seconds=3)) == timedelta()


def test_a_stretch_that_ended_grows_no_more() -> None:
    assert worked(NOON, NOON + timedelta(hours=2), NOON + timedelta(hours=9)) == timedelta(hours=2)
