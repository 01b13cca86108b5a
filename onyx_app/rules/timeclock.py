"""What is true about stretches of work: when they end, how long they are, which times can be. Plain values only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from onyx_app.errors import OnyxError
from onyx_app.rules.worktime import LONGEST_STRETCH, Break, LegalBreak, Stretch, minute
from onyx_app.rules.worktime import Counted as Counted
from onyx_app.rules.worktime import TimeRules as TimeRules
from onyx_app.rules.worktime import count as count_minutes

LONGEST_NOTE = 500
LONGEST_REASON = 500
LONGEST_WAIVER = 200
LONGEST = timedelta(minutes=LONGEST_STRETCH)
ANSWER_WITHIN = timedelta(minutes=15)
"""How long "Still working?" waits for an answer before the stretch ends at the last sign of life."""
COMES_EARLY = timedelta(hours=4)
"""Who clocks in so long before their shift comes early for it; longer before, it is other work."""
REASONS = frozenset({"suspended", "off_boarded", "longest", "no_answer"})
"""Why a stretch ended without its person's hand: words below `timeclock.reason` of the catalogue."""
_SHORTEST = timedelta(microseconds=1)


class EndsBeforeItBegins(OnyxError):
    """The clock-out is not after the clock-in."""

    key = "timeclock.errors.ends_before"
    field = "until"


class TooLong(OnyxError):
    """Nobody works longer than a day at a stretch."""

    key = "timeclock.errors.too_long"
    field = "until"


class InTheFuture(OnyxError):
    """Work that has not happened yet is planned as a shift."""

    key = "timeclock.errors.future"
    field = "until"


class BreakBackwards(OnyxError):
    """A break ends before it begins, or has no end although the stretch has one."""

    key = "timeclock.errors.break_backwards"
    field = "breaks"


class BreakOutside(OnyxError):
    """A break is not within its stretch."""

    key = "timeclock.errors.break_outside"
    field = "breaks"


class BreaksOverlap(OnyxError):
    """Two breaks of a stretch share a moment."""

    key = "timeclock.errors.breaks_overlap"
    field = "breaks"


@dataclass(frozen=True, slots=True)
class Pause:
    """A break, in instants; `until` None while it goes on. Paid breaks are paid like work."""

    since: datetime
    until: datetime | None
    paid: bool = False


@dataclass(frozen=True, slots=True)
class Times:
    """One stretch as somebody says it was. `waived`: why the legal break shall not be deducted; "" = it may be."""

    since: datetime
    until: datetime | None
    breaks: tuple[Pause, ...] = ()
    waived: str = ""


def ends_at(since: datetime, now: datetime) -> datetime:
    """When work that is closed now ends: now, but never before or at its start (clocks of two machines differ)."""
    return max(now, since + _SHORTEST)


def worked(since: datetime, until: datetime | None, now: datetime, breaks: tuple[Pause, ...] = ()) -> timedelta:
    """Wall-clock time of a stretch without its unpaid breaks; what goes on counts until now."""
    end = until or max(now, since)
    away = sum(((each.until or end) - each.since for each in breaks if not each.paid), timedelta())
    return max(end - since - away, timedelta())


def check(times: Times, now: datetime) -> Times:
    """The times with their breaks in order.

    Raises:
        EndsBeforeItBegins, TooLong, InTheFuture, BreakBackwards, BreakOutside, BreaksOverlap
    """
    end = times.until or now
    if times.since > now or end > now:
        raise InTheFuture(field="since" if times.since > now else "until")
    if times.until is not None and times.until <= times.since:
        raise EndsBeforeItBegins
    if end - times.since > LONGEST:
        raise TooLong
    breaks = tuple(sorted(times.breaks, key=lambda one: one.since))
    for at, each in enumerate(breaks):
        _check_break(each, times, end)
        if at and (breaks[at - 1].until is None or each.since < (breaks[at - 1].until or end)):
            raise BreaksOverlap
    return Times(times.since, times.until, breaks, times.waived)


def count(times: Times, rules: TimeRules, now: datetime, not_before: int | None = None) -> Counted:
    """The minutes of a stretch, raw and as pay will round them; what goes on counts until now.

    `not_before`: see `worktime.count`.
    """
    return count_minutes(stretch_of(times, now), rules, not_before)


def stretch_of(times: Times, now: datetime) -> Stretch:
    """As pay sees it: whole minutes."""
    end = minute(times.until or max(now, times.since))
    breaks = tuple(
        Break(minute(each.since), minute(each.until) if each.until else end, each.paid) for each in times.breaks
    )
    return Stretch(minute(times.since), end, breaks, not times.waived)


def legal_breaks(rows: list[dict[str, int]]) -> tuple[LegalBreak, ...]:
    """An agency's legal breaks as they are stored, shortest work first."""
    return tuple(sorted((LegalBreak(each["after"], each["minutes"]) for each in rows), key=lambda one: one.after))


def as_json(times: Times) -> dict[str, Any]:
    """As a request keeps them."""
    breaks = [[each.since.isoformat(), each.until and each.until.isoformat(), each.paid] for each in times.breaks]
    until = times.until and times.until.isoformat()
    return {"since": times.since.isoformat(), "until": until, "breaks": breaks, "waived": times.waived}


def from_json(kept: dict[str, Any]) -> Times | None:
    """What `as_json` wrote; None for a stretch that is not there."""
    if "since" not in kept:
        return None
    return Times(
        datetime.fromisoformat(kept["since"]), _moment(kept["until"]), pauses(kept["breaks"]), str(kept["waived"])
    )


def pauses(rows: Iterable[Sequence[Any]] | None) -> tuple[Pause, ...]:
    """Breaks as JSON: since, until or null, paid."""
    return tuple(Pause(datetime.fromisoformat(since), _moment(until), paid) for since, until, paid in rows or ())


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _check_break(each: Pause, times: Times, end: datetime) -> None:
    if each.until is None and times.until is not None:
        raise BreakBackwards
    if each.until is not None and each.until <= each.since:
        raise BreakBackwards
    if each.since < times.since or (each.until or each.since) > end:
        raise BreakOutside
