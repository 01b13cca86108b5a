"""What the time clock refuses, and the database's refusals as sentences."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from onyx_app.errors import OnyxError
from onyx_app.rules.timeclock import BreaksOverlap

_LOCKED = "ON001"  # what the triggers on timesheets and breaks raise


class AlreadyClockedIn(OnyxError):
    """There is an open stretch of work (another tab or the phone was faster)."""

    key = "timeclock.already_in"


class NotClockedIn(OnyxError):
    """There is no open stretch of work to close."""

    key = "timeclock.not_in"


class DayIsLocked(OnyxError):
    """The day belongs to a period that has been paid; it is unlocked elsewhere, by somebody who may."""

    key = "timeclock.locked"


class OnBreak(OnyxError):
    """A break is going on already."""

    key = "timeclock.errors.on_break"


class NoBreak(OnyxError):
    """No break is going on."""

    key = "timeclock.errors.no_break"


class Overlap(OnyxError):
    """Another stretch of the same person covers part of these times."""

    key = "timeclock.errors.overlap"
    field = "since"


class StillRunning(OnyxError):
    """What goes on is ended first."""

    key = "timeclock.errors.still_running"


class NothingChanged(OnyxError):
    """A correction that corrects nothing."""

    key = "timeclock.errors.nothing_changed"


class AskedAlready(OnyxError):
    """A request for this stretch waits already."""

    key = "timeclock.errors.asked_already"


class Decided(OnyxError):
    """Somebody was faster."""

    key = "timeclock.errors.decided"


class ChangedSince(OnyxError):
    """The stretch is not any more what the request was about."""

    key = "timeclock.errors.changed_since"


class OwnHours(OnyxError):
    """Nobody corrects or approves their own hours while somebody else may."""

    key = "timeclock.errors.own"


class WeekAhead(OnyxError):
    """A week that has not begun cannot be complete."""

    key = "timeclock.errors.week_ahead"


class LockTakenBack(OnyxError):
    """Its run was reversed: nothing is paid there any more."""

    key = "timeclock.errors.lock_reversed"


@contextmanager
def sentences() -> Iterator[None]:
    """The database refuses changes of paid days, overlaps and second breaks; here its refusal becomes a sentence."""
    try:
        yield
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") == _LOCKED:
            raise DayIsLocked from error
        refusal = _BY_CONSTRAINT.get(_constraint(error))
        if refusal is None:
            raise
        raise refusal from error


def _constraint(error: DBAPIError) -> str:
    return getattr(getattr(error.orig, "diag", None), "constraint_name", "") or ""


_BY_CONSTRAINT: dict[str, type[OnyxError]] = {
    "timesheets_no_overlap": Overlap,
    "timesheets_one_open": AlreadyClockedIn,
    "breaks_no_overlap": BreaksOverlap,
    "breaks_one_open": OnBreak,
}
