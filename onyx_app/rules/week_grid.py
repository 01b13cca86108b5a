"""Where things stand on a week drawn as one line of time: wall-clock minutes from its first midnight.

Seven days of 1,440 minutes, whatever the clock does that week: people plan by the clock on the wall. Night shifts are
one piece; what begins before or ends after the week is cut at its edge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Annotated, Literal

from babel import Locale
from pydantic import Field
from typing_extensions import TypedDict

DAY_MINUTES = 1440
WEEK_MINUTES = 7 * DAY_MINUTES
_Minute = Annotated[int, Field(ge=-2 * DAY_MINUTES, le=WEEK_MINUTES + 2 * DAY_MINUTES)]


class Gesture(TypedDict):
    """What a hand did on the grid; `start` and `end` are minutes of the shown week, rows are ids or "open".

    `came` is the row the shift was taken from, `template` what a new one is made from.
    """

    kind: Literal["make", "move", "place", "cancel", "ask"]
    shift: str
    template: str
    came: str
    row: str
    start: _Minute
    end: _Minute


@dataclass(frozen=True, slots=True)
class Place:
    """`left` and `width` as CSS percentages of the line, `lane` below each other where things overlap."""

    left: str
    width: str
    lane: int = 0


def minute_of(at: datetime, first: date) -> int:
    """Minutes from the first midnight of the week to a wall-clock time."""
    return int((at - datetime.combine(first, time())).total_seconds()) // 60


def wall_clock(minute: int, first: date) -> datetime:
    """The wall-clock time a minute of the week stands for; may lie before or after the week."""
    return datetime.combine(first, time()) + timedelta(minutes=minute)


def place(start: int, end: int, lane: int = 0) -> Place:
    """Where a stretch is drawn; never outside the line, never thinner than a quarter of an hour."""
    left = min(max(start, 0), WEEK_MINUTES - 15)
    right = max(min(end, WEEK_MINUTES), left + 15)
    return Place(_percent(left), _percent(right - left), lane)


def lanes(spans: Sequence[tuple[int, int]]) -> list[int]:
    """For each stretch (in order of its start) the first lane where it meets no other."""
    ends: list[int] = []
    chosen: list[int] = []
    for start, end in spans:
        lane = next((number for number, taken in enumerate(ends) if taken <= start), len(ends))
        ends[lane : lane + 1] = [end]
        chosen.append(lane)
    return chosen


def brief(since: datetime, until: datetime, language: str = "en") -> str:
    """22–06, 22:30–06, or 10p–6a where the language counts to twelve: as short as a narrow block needs."""
    return f"{hour(since, language)}–{hour(until, language)}"


def hour(at: datetime, language: str = "en") -> str:
    """22, 22:30, or 10p where the language counts to twelve."""
    minutes = f":{at.minute:02d}" if at.minute else ""
    if _counts_to_twelve(language):
        return f"{at.hour % 12 or 12}{minutes}{'a' if at.hour < 12 else 'p'}"
    return f"{at.hour:02d}{minutes}"


@lru_cache(maxsize=64)
def _counts_to_twelve(language: str) -> bool:
    return "a" in Locale.parse(language.replace("-", "_")).time_formats["short"].pattern


def _percent(minutes: int) -> str:
    """Three decimals are a hundredth of a pixel on any screen."""
    return f"{minutes * 100_000 // WEEK_MINUTES / 1000:g}%"
