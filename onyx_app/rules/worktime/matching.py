"""Which shift a punch belongs to, how late it was, and whether a manager must look at it.

Never by calendar date: a shift is an interval, and the one that overlaps most wins.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

NOTHING = timedelta()


@dataclass(frozen=True, slots=True)
class Planned:
    """One published shift as it was valid then."""

    id: str
    start: datetime
    end: datetime


class Deviation(StrEnum):
    """Why a timesheet does not approve itself."""

    NO_SHIFT = "no_shift"
    STARTED_EARLY = "started_early"
    STARTED_LATE = "started_late"
    LEFT_EARLY = "left_early"
    STAYED_LONGER = "stayed_longer"
    AUTOMATIC = "automatic"
    CORRECTED = "corrected"


def match(start: datetime, end: datetime | None, shifts: Iterable[Planned], window: timedelta) -> Planned | None:
    """The shift with the most overlap, among those whose time, widened by `window`, the punch touches.

    An open punch counts as its first minute. Ties go to the nearest start, then the earlier shift, then the id.
    """
    until = end if end is not None and end > start else start + timedelta(minutes=1)
    best: tuple[tuple[timedelta, timedelta, timedelta, datetime, str], Planned] | None = None
    for shift in shifts:
        near = _overlap(start, until, shift.start - window, shift.end + window)
        if near <= NOTHING:
            continue
        inside = max(NOTHING, _overlap(start, until, shift.start, shift.end))
        rank = (-inside, abs(shift.start - start), -near, shift.start, shift.id)
        if best is None or rank < best[0]:
            best = (rank, shift)
    return best[1] if best else None


def too_early(start: datetime, shift: Planned, early_window: timedelta) -> bool:
    """Whether the clock-in comes before the early window opens."""
    return start < shift.start - early_window


def minutes_late(start: datetime, shift: Planned, grace: timedelta) -> int:
    """Whole minutes after the shift's start; 0 within the grace."""
    late = start - shift.start
    return late // timedelta(minutes=1) if late > grace else 0


def minutes_left_early(end: datetime, shift: Planned, grace: timedelta) -> int:
    """Whole minutes before the shift's end; 0 within the grace."""
    missing = shift.end - end
    return missing // timedelta(minutes=1) if missing > grace else 0


def deviations(
    start: datetime,
    end: datetime,
    shift: Planned | None,
    variance: timedelta,
    *,
    automatic: bool = False,
    corrected: bool = False,
) -> tuple[Deviation, ...]:
    """What a manager should look at; none = the row approves itself."""
    found = [Deviation.AUTOMATIC] if automatic else []
    found += [Deviation.CORRECTED] if corrected else []
    if shift is None:
        return (*found, Deviation.NO_SHIFT)
    if shift.start - start > variance:
        found.append(Deviation.STARTED_EARLY)
    if start - shift.start > variance:
        found.append(Deviation.STARTED_LATE)
    if shift.end - end > variance:
        found.append(Deviation.LEFT_EARLY)
    if end - shift.end > variance:
        found.append(Deviation.STAYED_LONGER)
    return tuple(found)


def _overlap(start: datetime, end: datetime, other_start: datetime, other_end: datetime) -> timedelta:
    return min(end, other_end) - max(start, other_start)
