"""Approval by exception: why a stretch does not approve itself (`docs/rules.md` §3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from onyx_app.rules.timeclock import Counted, Times
from onyx_app.rules.worktime import Deviation, Planned, deviations, minutes_late, minutes_left_early

LONG = timedelta(hours=12)
"""Longer than this is looked at, whatever was planned."""
_MINUTE = timedelta(minutes=1)
_TOLD_ONLY = frozenset({"break_missing"})


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a stretch may be from its shift: `variance` at either end, `early` at most before it begins."""

    variance: timedelta
    early: timedelta
    grace: timedelta


@dataclass(frozen=True, slots=True)
class Finding:
    """A word below `timeclock.finding` of the catalogue, with its figure."""

    kind: str
    minutes: int = 0
    about: str = ""

    @property
    def holds_back(self) -> bool:
        """False: told beside the others, but no reason to look at the stretch."""
        return self.kind not in _TOLD_ONLY


@dataclass(frozen=True, slots=True)
class Seen:
    """One closed stretch: what was planned (None: nothing), how it ended, whether somebody has changed it.

    `own_plan`: its person planned or changed the shift after they had clocked in. `resumed`: they had worked for the
    same shift before, so when this stretch began says nothing about being late.
    """

    times: Times
    counted: Counted
    shift: Planned | None
    out_reason: str = ""
    corrected: bool = False
    own_plan: bool = False
    resumed: bool = False


def findings(seen: Seen, tolerance: Tolerance) -> tuple[Finding, ...]:
    """What a manager should know, most telling first; a stretch still going on has none."""
    times, shift = seen.times, seen.shift
    if times.until is None:
        return ()
    found = [Finding("ended_for_them", about=seen.out_reason)] if seen.out_reason else []
    apart = deviations(times.since, times.until, shift, tolerance.variance, corrected=seen.corrected)
    if seen.resumed:
        apart = tuple(each for each in apart if each is not Deviation.STARTED_LATE)
    found += [_deviation(each, times.since, times.until, shift) for each in apart]
    if shift and shift.start - times.since > tolerance.early and not _has(found, Deviation.STARTED_EARLY):
        found.append(Finding(Deviation.STARTED_EARLY, (shift.start - times.since) // _MINUTE))
    if seen.own_plan:
        found.append(Finding("own_plan"))
    if times.until - times.since > LONG:
        found.append(Finding("long", LONG // _MINUTE))
    if times.waived:
        found.append(Finding("waived", about=times.waived))
    if seen.counted.deducted:
        found.append(Finding("break_missing", seen.counted.deducted))
    return tuple(found)


def holds_back(found: tuple[Finding, ...]) -> bool:
    """Whether the stretch waits for a manager."""
    return any(each.holds_back for each in found)


def lateness(times: Times, shift: Planned | None, grace: timedelta, *, resumed: bool = False) -> tuple[int, int]:
    """(minutes late, minutes left early), zero within the grace; who goes on with a shift is not late for it."""
    if shift is None:
        return 0, 0
    left = minutes_left_early(times.until, shift, grace) if times.until else 0
    return 0 if resumed else minutes_late(times.since, shift, grace), left


def minutes_too_early(since: datetime, shift_start: datetime, window: timedelta) -> int:
    """Whole minutes between a clock-in and its shift when it came before the early window opened."""
    early = shift_start - since
    return early // _MINUTE if early > window else 0


def _deviation(kind: Deviation, since: datetime, until: datetime, shift: Planned | None) -> Finding:
    apart = {
        Deviation.STARTED_EARLY: lambda s: s.start - since,
        Deviation.STARTED_LATE: lambda s: since - s.start,
        Deviation.LEFT_EARLY: lambda s: s.end - until,
        Deviation.STAYED_LONGER: lambda s: until - s.end,
    }.get(kind)
    return Finding(kind.value, apart(shift) // _MINUTE if apart and shift else 0)


def _has(found: list[Finding], kind: Deviation) -> bool:
    return any(each.kind == kind for each in found)
