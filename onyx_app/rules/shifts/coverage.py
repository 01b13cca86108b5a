"""Which hours of a creator somebody is on, and which wanted ones nobody is.

What an agency wants covered is said per creator, in windows of the local week. No window: nothing is wanted, so nothing
is missing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from onyx_app.errors import InvalidInput
from onyx_app.rules import periods
from onyx_app.rules.periods import Period, Window
from onyx_app.rules.shifts.wall import ONE_MINUTE, at, instant, real_minutes, wall_minutes

_MOST_WINDOWS = 21


@dataclass(frozen=True, slots=True)
class CoverWindow:
    """On these weekdays (0 = Monday) from one minute of the local day to another; the same twice is 24 hours."""

    days: tuple[int, ...]
    since: int
    until: int


def clean_windows(windows: Iterable[CoverWindow]) -> list[CoverWindow]:
    """
    Raises:
        InvalidInput: no weekday, or not a time of day.
    """
    kept = [CoverWindow(tuple(sorted(set(each.days))), each.since, each.until) for each in windows]
    if len(kept) > _MOST_WINDOWS:
        raise InvalidInput("cover", "range", low=0, high=_MOST_WINDOWS)
    for each in kept:
        if not each.days or not all(0 <= day <= 6 for day in each.days):
            raise InvalidInput("cover", "required")
        if not (0 <= each.since < 1440 and 0 <= each.until < 1440):
            raise InvalidInput("cover", "clock")
    return kept


def read_windows(stored: Sequence[Any]) -> tuple[CoverWindow, ...]:
    return tuple(CoverWindow(tuple(each["days"]), each["since"], each["until"]) for each in stored)


def written_windows(windows: Iterable[CoverWindow]) -> list[dict[str, object]]:
    return [{"days": list(each.days), "since": each.since, "until": each.until} for each in windows]


def wanted(windows: Iterable[CoverWindow], week: Period, in_zone: ZoneInfo) -> list[Window]:
    """The instants to be covered within the week, merged; a window of the evening before reaches into it."""
    found = []
    days = [week.first + periods.DAY * number for number in range(-1, week.days)]
    for each in windows:
        minutes = wall_minutes(each.since, each.until)
        begins = [at(day, each.since) for day in days if day.weekday() in each.days]
        found += [Window(instant(one, in_zone), instant(one + minutes * ONE_MINUTE, in_zone)) for one in begins]
    return both(merged(found), [periods.window_of(week, in_zone)])


def merged(windows: Iterable[Window]) -> list[Window]:
    """The union, in order: what overlaps or touches is one."""
    kept: list[Window] = []
    for each in sorted(windows, key=lambda one: (one.since, one.until)):
        if each.until <= each.since:
            continue
        if kept and each.since <= kept[-1].until:
            kept[-1] = Window(kept[-1].since, max(kept[-1].until, each.until))
        else:
            kept.append(each)
    return kept


def both(some: Sequence[Window], others: Sequence[Window]) -> list[Window]:
    """What lies in both, each already merged."""
    shared = [
        Window(max(one.since, other.since), min(one.until, other.until)) for one in some for other in others
    ]  # a creator's week: a few dozen pairs
    return merged(shared)


def without(some: Sequence[Window], others: Sequence[Window]) -> list[Window]:
    """What of `some` (merged) lies in none of `others` (merged)."""
    left = list(some)
    for other in others:
        left = [
            part
            for one in left
            for part in (Window(one.since, min(one.until, other.since)), Window(max(one.since, other.until), one.until))
            if part.since < part.until
        ]
    return left


def minutes_of(windows: Iterable[Window]) -> int:
    return sum(real_minutes(each) for each in windows)
