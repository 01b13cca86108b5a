"""Days, weeks and pay periods of an agency: the only place where an instant becomes a date.

Instants are UTC, dates belong to the agency's zone, every period and window is half-open (without its end).
Days have 23, 24 or 25 hours where the clock changes; nothing here assumes 24.
"""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from onyx_app.errors import InvalidInput

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


class Frequency(StrEnum):
    """How often an agency pays."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    SEMI_MONTHLY = "semi_monthly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Business dates from `first` up to, not including, `end`."""

    first: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day < self.end

    @property
    def days(self) -> int:
        return (self.end - self.first).days

    @property
    def last(self) -> date:
        return self.end - DAY

    def overlap(self, other: "Period") -> "Period":
        """The days in both; empty (first == end) when there are none."""
        first = max(self.first, other.first)
        return Period(first, max(first, min(self.end, other.end)))


@dataclass(frozen=True, slots=True)
class Window:
    """Instants (UTC) from `since` up to, not including, `until`."""

    since: datetime
    until: datetime

    def __contains__(self, moment: datetime) -> bool:
        return self.since <= moment < self.until


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """The time zone by its IANA name.

    Raises:
        InvalidInput: no such zone.
    """
    if name not in _known_zones():
        raise InvalidInput("zone", "zone")
    return ZoneInfo(name)


def business_date(moment: datetime, in_zone: ZoneInfo) -> date:
    """The agency's date at an instant. Fixed when work starts: a night shift belongs to the day it began."""
    return moment.astimezone(in_zone).date()


def day_start(day: date, in_zone: ZoneInfo) -> datetime:
    """The first instant of a date, in UTC; where the clock skips midnight, the instant of the change."""
    return datetime.combine(day, time(), in_zone).astimezone(UTC)


def window_of(period: Period, in_zone: ZoneInfo) -> Window:
    """All instants of a period: from the first midnight to the midnight after its last day."""
    return Window(day_start(period.first, in_zone), day_start(period.end, in_zone))


def today(now: datetime, in_zone: ZoneInfo) -> Period:
    day = business_date(now, in_zone)
    return Period(day, day + DAY)


def week_of(day: date, week_start: int = 0) -> Period:
    """The week around a day; `week_start` 0 = Monday … 6 = Sunday."""
    first = day - timedelta(days=(day.weekday() - week_start) % 7)
    return Period(first, first + WEEK)


def this_week_until_now(now: datetime, in_zone: ZoneInfo, week_start: int = 0) -> Window:
    """From the start of the agency's week to now."""
    week = week_of(business_date(now, in_zone), week_start)
    return Window(day_start(week.first, in_zone), now.astimezone(UTC))


def same_hours_of_last_week(now: datetime, in_zone: ZoneInfo, week_start: int = 0) -> Window:
    """Last week from its start to the same weekday and hour, fair to compare over a change of the clock.

    A wall clock that did not exist last week (spring) reads as the instant of the change; one that existed
    twice (autumn) reads as its first pass, unless now is itself a second pass.
    """
    local = now.astimezone(in_zone)
    week = week_of(local.date() - WEEK, week_start)
    until = (local - WEEK).replace(fold=local.fold).astimezone(UTC)
    back = until.astimezone(in_zone)
    if back.replace(tzinfo=None) != (local - WEEK).replace(tzinfo=None):
        until = _moment_of_change(local - WEEK, in_zone)
    return Window(day_start(week.first, in_zone), until)


def pay_period(day: date, frequency: Frequency, anchor: date) -> Period:
    """The pay period around a day. `anchor` is the first day of any one period.

    Weekly and fortnightly count from the anchor in both directions. Monthly starts on the anchor's day of the
    month, semi-monthly on that day and fifteen days away from it; a day a short month lacks is its last day.
    """
    if frequency in (Frequency.WEEKLY, Frequency.FORTNIGHTLY):
        length = 7 if frequency is Frequency.WEEKLY else 14
        first = day - timedelta(days=(day - anchor).days % length)
        return Period(first, first + timedelta(days=length))
    starts = _starts_around(day, _days_of_month(frequency, anchor))
    first = max(start for start in starts if start <= day)
    return Period(first, min(start for start in starts if start > day))


def next_period(period: Period, frequency: Frequency, anchor: date) -> Period:
    return pay_period(period.end, frequency, anchor)


def previous_period(period: Period, frequency: Frequency, anchor: date) -> Period:
    return pay_period(period.first - DAY, frequency, anchor)


@lru_cache(maxsize=1)
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones() - {"localtime", "posixrules"})


def _moment_of_change(skipped: datetime, in_zone: ZoneInfo) -> datetime:
    """The instant at which the clock jumped over a wall time that does not exist."""
    wall = skipped.replace(tzinfo=None)
    before = wall.replace(tzinfo=in_zone, fold=0).utcoffset() or timedelta()
    after = wall.replace(tzinfo=in_zone, fold=1).utcoffset() or timedelta()
    low, high = (wall - after).replace(tzinfo=UTC), (wall - before).replace(tzinfo=UTC)
    while high - low > timedelta(microseconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if middle.astimezone(in_zone).utcoffset() == before else (low, middle)
    return high


def _days_of_month(frequency: Frequency, anchor: date) -> tuple[int, ...]:
    if frequency is Frequency.MONTHLY:
        return (anchor.day,)
    early = anchor.day if anchor.day <= 15 else anchor.day - 15
    return (early, min(early + 15, 31))


def _starts_around(day: date, days_of_month: tuple[int, ...]) -> list[date]:
    """Every period start in the month of the day and the months beside it."""
    this_month = day.replace(day=1)
    months = [(this_month - DAY).replace(day=1), this_month, (this_month + timedelta(days=31)).replace(day=1)]
    return [
        month.replace(day=min(number, calendar.monthrange(month.year, month.month)[1]))
        for month in months
        for number in days_of_month
    ]
