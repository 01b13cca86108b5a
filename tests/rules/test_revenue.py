"""Windows that are fair to compare, and differences that are said as they are."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onyx_app.rules.revenue import Span, Trend, asked, heights, percent, share, trend

BUCHAREST = ZoneInfo("Europe/Bucharest")
WEDNESDAY = datetime(2026, 11, 18, 12, 30, tzinfo=UTC)
NOWS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def test_this_week_ends_now_and_last_week_at_the_same_hour() -> None:
    week = asked(Span.THIS_WEEK, WEDNESDAY, BUCHAREST, 0)

    assert week.window.since == datetime(2026, 11, 15, 22, tzinfo=UTC)  # Monday midnight in Bucharest
    assert week.window.until == WEDNESDAY
    assert week.before.until == WEDNESDAY - timedelta(days=7)
    assert week.days.days == 7


@pytest.mark.parametrize(
    ("span", "days"),
    [(Span.TODAY, 1), (Span.YESTERDAY, 1), (Span.LAST_WEEK, 7), (Span.THIS_MONTH, 30), (Span.LAST_MONTH, 31)],
)
def test_every_span_covers_its_days(span: Span, days: int) -> None:
    assert asked(span, WEDNESDAY, BUCHAREST, 0).days.days == days


@given(NOWS, st.sampled_from(Span), st.integers(0, 6))
def test_windows_never_reach_past_now_nor_into_each_other(now: datetime, span: Span, week_start: int) -> None:
    found = asked(span, now, BUCHAREST, week_start)

    assert found.window.since <= found.window.until <= now
    assert found.before.since <= found.before.until <= found.window.since


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_a_trend_has_a_percentage_only_when_there_was_something_before(now: int, before: int) -> None:
    found = trend(now, before)

    if found in (Trend.UP, Trend.DOWN):
        assert percent(now, before) >= 0
    else:
        assert before == 0 or now == before


def test_differences_are_rounded_half_up() -> None:
    assert percent(234_018, 203_516) == 15
    assert percent(1005, 1000) == 1
    assert percent(0, 500) == 100


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(1, 100), min_size=1, max_size=6))
def test_the_parts_of_a_sale_are_the_sale(amount: int, weights: list[int]) -> None:
    assert sum(share(amount, weights, mine) for mine in range(len(weights))) == amount


def test_bars_stand_against_the_highest_and_the_smallest_is_still_seen() -> None:
    assert heights([1, 0, 1000, 500, -20]) == [2, 0, 100, 50, 0]
    assert heights([]) == []
