"""Which stretch of time a figure covers, what it is compared with, and how to say the difference.

Money stays an integer of minor units per currency; two currencies never meet here.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from onyx_app.money import Money, round_half_up
from onyx_app.rules import periods
from onyx_app.rules.periods import Period, Window

NEAR = timedelta(minutes=10)  # a platform's announcement and its ledger agree about the time only roughly


class Span(StrEnum):
    """What a summary can be asked for, in the agency's zone and week."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    THIS_WEEK = "this_week"
    LAST_WEEK = "last_week"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"


class Trend(StrEnum):
    """The finding in one word."""

    UP = "up"
    DOWN = "down"
    LEVEL = "level"
    NEW = "new"  # something after nothing: no percentage exists
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Sale:
    """A platform's hint that money came in: gross only, in minor units. `natural_key` is the same whenever the same
    sale is told again."""

    type: str  # message, post, tip, subscription, other
    gross: int
    occurred_at: datetime
    fan: str
    external_id: str
    natural_key: str


@dataclass(frozen=True, slots=True)
class Asked:
    """`window` is what is summed, `before` what it is compared with; `days` are the bars, also those still ahead."""

    span: Span
    window: Window
    before: Window
    days: Period


def asked(span: Span, now: datetime, in_zone: ZoneInfo, week_start: int) -> Asked:
    """The windows of a span. What is going on ends now and is compared with just as much of the time before."""
    today = periods.business_date(now, in_zone)
    if span is Span.THIS_WEEK:
        window = periods.this_week_until_now(now, in_zone, week_start)
        before = periods.same_hours_of_last_week(now, in_zone, week_start)
        return Asked(span, window, before, periods.week_of(today, week_start))
    whole, previous = _periods(span, today, week_start)
    window, before = periods.window_of(whole, in_zone), periods.window_of(previous, in_zone)
    if now in window:
        elapsed = now - window.since
        window = Window(window.since, now)
        before = Window(before.since, min(before.since + elapsed, before.until))
    return Asked(span, window, before, whole)


def trend(now: int, before: int) -> Trend:
    """How `now` stands against `before`, both in minor units of one currency."""
    if now == before:
        return Trend.NOTHING if now == 0 else Trend.LEVEL
    if before <= 0:
        return Trend.NEW
    return Trend.UP if now > before else Trend.DOWN


def percent(now: int, before: int) -> int:
    """The difference in whole percent of `before`, always positive; `before` must be above zero."""
    return round_half_up(Decimal(abs(now - before) * 100) / before)


def share(amount: int, weights: list[int], mine: int) -> int:
    """One person's part of a sale in minor units; all parts together are the sale (largest remainder)."""
    return Money(amount, "XXX").split(weights)[mine].minor


def heights(amounts: list[int]) -> list[int]:
    """Bars in percent of the highest; anything above zero is at least visible."""
    highest = max([0, *amounts])
    return [0 if amount <= 0 else max(2, amount * 100 // highest) for amount in amounts]


def _periods(span: Span, today: date, week_start: int) -> tuple[Period, Period]:
    """The whole period of a span and the one before it."""
    if span in (Span.TODAY, Span.YESTERDAY):
        day = today if span is Span.TODAY else today - periods.DAY
        return Period(day, day + periods.DAY), Period(day - periods.DAY, day)
    if span is Span.LAST_WEEK:
        last = periods.week_of(today - periods.WEEK, week_start)
        return last, Period(last.first - periods.WEEK, last.first)
    first = today.replace(day=1)
    if span is Span.LAST_MONTH:
        first = (first - periods.DAY).replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return Period(first, following), Period((first - periods.DAY).replace(day=1), first)
