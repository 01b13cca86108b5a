"""What a planner is told about a person's shifts: too little rest, too many hours. Nothing here forbids anything."""

from collections.abc import Hashable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from onyx_app.rules.periods import Window
from onyx_app.rules.shifts.coverage import merged

DAY_AND_NIGHT = timedelta(hours=24)
MOST_A_WEEK = 48 * 60
"""Minutes a week beyond which a planner is told: the European limit on average working time."""


class Stint(NamedTuple):
    """One shift of a person."""

    id: Hashable
    since: datetime
    until: datetime


class ShortRest(NamedTuple):
    """`id`: the shift that took the rest; `longest`: what is left of it in one piece."""

    id: Hashable
    longest: timedelta


def short_rests(stints: Iterable[Stint], minimum: timedelta) -> list[ShortRest]:
    """Shifts after which a person has less than `minimum` free in one piece.

    Within the 24 hours from the beginning of each stretch of shifts that touch, the longest free piece counts; the
    last shift that begins in them is the one named.
    """
    found: dict[Hashable, timedelta] = {}
    ordered = sorted(stints, key=lambda one: (one.since, one.until))
    busy = merged(Window(each.since, each.until) for each in ordered)
    for stretch in busy:
        end = stretch.since + DAY_AND_NIGHT
        within = [each for each in busy if stretch.since <= each.since < end]
        longest = max(_free(within, end), default=timedelta())
        if longest < minimum:
            last = [each for each in ordered if stretch.since <= each.since < end][-1]
            found[last.id] = min(longest, found.get(last.id, longest))
    return [ShortRest(*each) for each in found.items()]


def _free(busy: list[Window], end: datetime) -> list[timedelta]:
    """The free pieces between these stretches and up to `end`."""
    following = [*(each.since for each in busy[1:]), end]
    return [max(timedelta(), nxt - each.until) for each, nxt in zip(busy, following, strict=True)]


def over_hours(stints: Iterable[Stint], most: int = MOST_A_WEEK) -> tuple[Hashable, int] | None:
    """The shift with which a week's minutes pass `most`, and how many they are in all; None when they do not."""
    total, first = 0, None
    for each in sorted(stints, key=lambda one: (one.since, one.until)):
        total += (each.until - each.since) // timedelta(minutes=1)
        if first is None and total > most:
            first = each.id
    return None if first is None else (first, total)
