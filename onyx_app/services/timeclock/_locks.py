"""Paid periods: whose days are closed by which run, and opening them again, a right of its own with a reason."""

from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import col

from onyx_app.errors import NotFound
from onyx_app.live import Topic
from onyx_app.roles import Action, Scope
from onyx_app.rules.periods import Period
from onyx_app.rules.text import clean_text
from onyx_app.rules.timeclock import LONGEST_REASON
from onyx_app.services import audit
from onyx_app.services.timeclock._agency import one_at_a_time
from onyx_app.services.timeclock._errors import LockTakenBack
from onyx_app.services.timeclock._room_shapes import Lock
from onyx_app.tables import PeriodLock
from onyx_app.work import Work

_LOCKS = text(
    "select l.id, l.profile_id, p.name, l.first_day, l.end_day, l.run_id, l.locked_at, l.unlocked_at,"
    " coalesce(u.name, '') as unlocked_by, l.unlock_reason, l.run_reversed_at is not null as reversed"
    " from period_locks l join profiles p on (p.agency_id, p.id) = (l.agency_id, l.profile_id)"
    " left join profiles u on (u.agency_id, u.id) = (l.agency_id, l.unlocked_by)"
    " where cast(:whose as uuid) is null or l.profile_id = :whose"
    " order by l.first_day desc, lower(p.name), l.locked_at desc limit 500"
)


async def locks(work: Work, *, profile_id: UUID | None = None) -> tuple[Lock, ...]:
    """Whose days are closed, newest first; one's own for who may not see others' timesheets."""
    if work.actor.must(Action.SEE_TIMESHEETS) < Scope.AGENCY:
        profile_id = work.actor.person()
    return tuple(_lock(row) for row in await work.session.execute(_LOCKS, {"whose": profile_id}))


async def unlock(work: Work, *, lock_id: UUID, reason: str) -> None:
    """Open a person's paid days for a correction; what it changes is paid with the next run. Twice is once.

    Raises:
        NotFound: no such lock.
        InvalidInput: no reason.
    """
    work.actor.must(Action.UNLOCK_PERIOD, at_least=Scope.AGENCY)
    because = clean_text(reason, "reason", LONGEST_REASON)
    lock = await _held(work, lock_id)
    if lock.unlocked_at is not None:
        return
    lock.unlocked_at, lock.unlocked_by, lock.unlock_reason = work.now, work.actor.person(), because
    _noted(work, lock, "period_unlocked", because)


async def lock_again(work: Work, *, lock_id: UUID) -> None:
    """Close days again once they have been corrected.

    Raises:
        NotFound: no such lock.
        LockTakenBack: its run was reversed.
    """
    work.actor.must(Action.UNLOCK_PERIOD, at_least=Scope.AGENCY)
    lock = await _held(work, lock_id)
    if lock.run_reversed_at is not None:
        raise LockTakenBack
    if lock.unlocked_at is None:
        return
    lock.unlocked_at, lock.unlocked_by, lock.unlock_reason = None, None, ""
    _noted(work, lock, "period_locked_again", "")


async def _held(work: Work, lock_id: UUID) -> PeriodLock:
    """The lock, with its person's hours held, so that no correction is half through the door."""
    lock = (await work.session.scalars(select(PeriodLock).where(col(PeriodLock.id) == lock_id))).one_or_none()
    if lock is None:
        raise NotFound
    await one_at_a_time(work, lock.profile_id)
    await work.session.refresh(lock)
    return lock


def _noted(work: Work, lock: PeriodLock, action: str, reason: str) -> None:
    days = {"first": lock.first_day.isoformat(), "end": lock.end_day.isoformat()}
    audit.note(work, action, lock.id, person=lock.profile_id, run=lock.run_id, reason=reason, **days)
    work.announce(Topic.TIMECLOCK, lock.profile_id)
    work.announce(Topic.PAYROLL)


def _lock(row: Any) -> Lock:
    period = Period(row.first_day, row.end_day)
    return Lock(row.id, row.profile_id, row.name, period, row.run_id, row.locked_at, row.unlocked_at, row.unlocked_by,
                row.unlock_reason, row.reversed)  # fmt: skip
