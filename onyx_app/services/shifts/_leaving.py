"""What becomes of somebody's plan when they leave the agency: the work is still there, so it is open to others."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlmodel import col

from onyx_app.roles import Action
from onyx_app.services.shifts._hold import (
    RUNNING,
    announce,
    hold_people,
    hold_shifts,
    keep_versions,
    touch,
    with_hours,
    withdraw_offers,
)
from onyx_app.tables import Shift, ShiftOffer, ShiftSeries
from onyx_app.work import Work


async def ahead_of(work: Work, profile_id: UUID) -> int:
    """How many shifts somebody has to come."""
    work.actor.must(Action.MANAGE_PEOPLE)
    return await work.session.scalar(select(func.count()).select_from(Shift).where(*_to_come(work, profile_id))) or 0


async def let_go(work: Work, *, profile_id: UUID) -> int:
    """Make somebody's shifts to come open ones, end their series and every offer with them in it; how many shifts."""
    work.actor.must(Action.MANAGE_PEOPLE)
    await hold_people(work, [profile_id])
    theirs = update(ShiftSeries).where(col(ShiftSeries.profile_id) == profile_id, col(ShiftSeries.ended_at).is_(None))
    await work.session.execute(theirs.values(ended_at=work.now))
    found = (await work.session.scalars(select(col(Shift.id)).where(*_to_come(work, profile_id)))).all()
    worked = await with_hours(work, found)
    rows = [row for row in await hold_shifts(work, found) if row.id not in worked and row.profile_id == profile_id]
    for row in rows:
        row.profile_id, row.detached = None, row.series_id is not None
        touch(row, work.now)
    await keep_versions(work, [row.id for row in rows])
    await withdraw_offers(work, [row.id for row in rows])
    await _end_offers(work, profile_id)
    if rows:
        announce(work, rows)
    return len(rows)


async def _end_offers(work: Work, profile_id: UUID) -> None:
    offer = (col(ShiftOffer.offered_by), col(ShiftOffer.offered_to), col(ShiftOffer.taken_by))
    theirs = or_(*(each == profile_id for each in offer))
    ended = update(ShiftOffer).where(theirs, col(ShiftOffer.status).in_(RUNNING))
    await work.session.execute(ended.values(status="withdrawn", decided_at=work.now))


def _to_come(work: Work, profile_id: UUID) -> tuple[Any, ...]:
    return (col(Shift.profile_id) == profile_id, col(Shift.status) == "scheduled", col(Shift.starts_at) > work.now)
