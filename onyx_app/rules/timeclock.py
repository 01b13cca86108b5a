"""What is true about stretches of work: when they end, and how long they are. Plain values in, plain values out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

LONGEST_NOTE = 500
_SHORTEST = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of work; `until` is None while it is going on."""

    business_date: date
    since: datetime
    until: datetime | None


def ends_at(since: datetime, now: datetime) -> datetime:
    """When work that is closed now ends: now, but never before or at its start (clocks of two machines differ)."""
    return max(now, since + _SHORTEST)


def worked(stretch: Stretch, now: datetime) -> timedelta:
    """Wall-clock time of a stretch, counted until now while it is going on."""
    return max((stretch.until or now) - stretch.since, timedelta())


def worked_by_day(stretches: Iterable[Stretch], now: datetime) -> dict[date, timedelta]:
    """Wall-clock time by business date: a night belongs whole to the day it began."""
    days: dict[date, timedelta] = {}
    for stretch in stretches:
        days[stretch.business_date] = days.get(stretch.business_date, timedelta()) + worked(stretch, now)
    return days
