"""The agency's wall clock as plain integers: which day it is and whether it is night."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from onyx_app.rules import periods
from onyx_app.rules.worktime.facts import EPOCH, ONE_MINUTE, Minute, Span, minute

MINUTES_A_DAY = 24 * 60
_EPOCH_DAY = EPOCH.date().toordinal()
_EPOCH_WEEKDAY = EPOCH.weekday()


@dataclass(frozen=True, slots=True)
class DayRules:
    """When a premium is due: `night` (from, to) in minutes of the local day, weekdays 0 = Monday."""

    night: tuple[int, int] = (0, 0)
    weekend: frozenset[int] = frozenset()
    holidays: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Kinds:
    """Minutes by kind. The three day kinds exclude each other; night counts beside them."""

    night: int = 0
    weekend: int = 0
    holiday: int = 0
    weekend_holiday: int = 0


@dataclass(frozen=True, slots=True)
class LocalClock:
    """UTC offsets in minutes, each valid from a minute on, for one zone and some range of dates."""

    since: tuple[Minute, ...]
    offsets: tuple[int, ...]

    def local(self, at: Minute) -> int:
        """Local minutes since 1970-01-01T00:00 on the wall clock."""
        return at + self.offsets[bisect_right(self.since, at) - 1]

    def day(self, at: Minute) -> date:
        return day_of(self.local(at))

    def pieces(self, start: Minute, end: Minute) -> Iterator[tuple[int, int]]:
        """Parts that lie in one local day and under one offset: (local start minute, length)."""
        while start < end:
            step = bisect_right(self.since, start)
            local = start + self.offsets[step - 1]
            stop = min(end, start + MINUTES_A_DAY - local % MINUTES_A_DAY)
            if step < len(self.since):
                stop = min(stop, self.since[step])
            yield local, stop - start
            start = stop


@lru_cache(maxsize=256)
def local_clock(zone_name: str, first: date, end: date) -> LocalClock:
    """The clock of a zone from two days before `first` to two days after `end`.

    Raises:
        InvalidInput: no such zone.
    """
    zone = periods.zone(zone_name)
    at = minute(datetime(first.year, first.month, first.day, tzinfo=UTC)) - 2 * MINUTES_A_DAY
    last = minute(datetime(end.year, end.month, end.day, tzinfo=UTC)) + 2 * MINUTES_A_DAY
    since, offsets = [at], [_offset(zone, at)]
    while at < last:
        following = at + MINUTES_A_DAY
        if _offset(zone, following) != offsets[-1]:
            since.append(_change_between(zone, at, following))
            offsets.append(_offset(zone, following))
        at = following
    return LocalClock(tuple(since), tuple(offsets))


def kinds(spans: tuple[Span, ...], clock: LocalClock, rules: DayRules) -> Kinds:
    """How many of these minutes are night, weekend and holiday, each by its own wall-clock minute."""
    night = weekend = holiday = both = 0
    has_night = rules.night[0] != rules.night[1]
    for start, end in spans:
        for local, size in clock.pieces(start, end):
            if has_night:
                night += night_minutes(local, size, rules.night)
            is_weekend = weekday_of(local) in rules.weekend
            is_holiday = bool(rules.holidays) and day_of(local) in rules.holidays
            if is_weekend and is_holiday:
                both += size
            elif is_holiday:
                holiday += size
            elif is_weekend:
                weekend += size
    return Kinds(night, weekend, holiday, both)


def night_minutes(local: int, size: int, night: tuple[int, int]) -> int:
    """Minutes of one local day inside the night window; one that ends before it starts crosses midnight."""
    first, last = night
    start = local % MINUTES_A_DAY
    end = start + size
    if first <= last:
        return max(0, min(end, last) - max(start, first))
    return max(0, min(end, last) - start) + max(0, end - max(start, first))


def day_of(local: int) -> date:
    return date.fromordinal(_EPOCH_DAY + local // MINUTES_A_DAY)


def weekday_of(local: int) -> int:
    """0 = Monday."""
    return (local // MINUTES_A_DAY + _EPOCH_WEEKDAY) % 7


def _offset(zone: ZoneInfo, at: Minute) -> int:
    moment = EPOCH + at * ONE_MINUTE
    return (moment.astimezone(zone).utcoffset() or timedelta()) // ONE_MINUTE


def _change_between(zone: ZoneInfo, low: Minute, high: Minute) -> Minute:
    """The first minute under the new offset; zones change at most once a day."""
    before = _offset(zone, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return high
