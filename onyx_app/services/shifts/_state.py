"""Drafts and published shifts, cancelled ones and their return."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from onyx_app.roles import Action, Scope
from onyx_app.rules import periods
from onyx_app.rules.periods import Window
from onyx_app.services import audit
from onyx_app.services.shifts._cards import agency_zone, when
from onyx_app.services.shifts._hold import (
    announce,
    free,
    hold_plannable,
    hold_shifts,
    keep_versions,
    none_worked,
    touch,
    withdraw_offers,
)
from onyx_app.services.shifts._plan import one_of
from onyx_app.services.shifts._refusals import Begun, unless_overlapping
from onyx_app.tables import Agency, Shift
from onyx_app.work import Work


async def publish(work: Work, *, shift_ids: Sequence[UUID]) -> int:
    """Show drafts to the people they are for; how many."""
    work.actor.must(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    return await _publish(work, await hold_shifts(work, shift_ids))


async def publish_week(work: Work, *, day: date) -> int:
    """Publish every draft that begins in the agency's week around a day; how many."""
    work.actor.must(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    agency = (await work.session.execute(select(col(Agency.zone), col(Agency.week_start)))).one()
    week = periods.window_of(periods.week_of(day, agency.week_start), periods.zone(agency.zone))
    begins = (col(Shift.starts_at) >= week.since, col(Shift.starts_at) < week.until)
    drafts = (col(Shift.published_at).is_(None), col(Shift.status) != "cancelled")
    found = (await work.session.scalars(select(col(Shift.id)).where(*begins, *drafts))).all()
    return await _publish(work, await hold_shifts(work, found)) if found else 0


async def unpublish(work: Work, *, shift_ids: Sequence[UUID]) -> int:
    """Make published shifts drafts again; how many.

    Raises:
        Begun: one has begun.
        HasHours: somebody came early and has clocked in on it.
    """
    work.actor.must(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    rows = [row for row in await hold_shifts(work, shift_ids) if row.published_at is not None]
    rows = [row for row in rows if row.status != "cancelled"]
    if any(row.starts_at <= work.now for row in rows):
        raise Begun
    await none_worked(work, rows)
    for row in rows:
        row.published_at = None
    await withdraw_offers(work, [row.id for row in rows])
    return await _kept(work, rows, "shifts_unpublished")


async def cancel(work: Work, *, shift_ids: Sequence[UUID]) -> int:
    """Cancel shifts, and the offers about them; how many. `restore` undoes it.

    Raises:
        HasHours: somebody clocked hours on one of them.
    """
    work.actor.must(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    rows = [row for row in await hold_shifts(work, shift_ids) if row.status != "cancelled"]
    await none_worked(work, rows)
    for row in rows:
        row.status = "cancelled"
    await withdraw_offers(work, [row.id for row in rows])
    return await _kept(work, rows, "shifts_cancelled")


async def restore(work: Work, *, shift_ids: Sequence[UUID]) -> int:
    """Bring cancelled shifts back as they were; how many.

    Raises:
        Overlaps: the person has been planned then meanwhile.
        NotPlannable: the person is not active any more.
    """
    work.actor.must(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    whose = select(col(Shift.profile_id)).where(col(Shift.id).in_(shift_ids), col(Shift.status) == "cancelled")
    people = await hold_plannable(work, await work.session.scalars(whose))
    rows = [row for row in await hold_shifts(work, shift_ids) if row.status == "cancelled"]
    in_zone = await agency_zone(work)
    for row in rows:
        person, window = one_of(people, row.profile_id), Window(row.starts_at, row.ends_at)
        await free(work, person, window, but=[row.id])
        row.status = "scheduled"
        with unless_overlapping(person.name if person else "", when(window, in_zone, work.actor.language)):
            await work.session.flush()
    return await _kept(work, rows, "shifts_restored")


async def _publish(work: Work, rows: list[Shift]) -> int:
    rows = [row for row in rows if row.published_at is None and row.status != "cancelled"]
    for row in rows:
        row.published_at = work.now
    return await _kept(work, rows, "shifts_published")


async def _kept(work: Work, rows: list[Shift], action: str) -> int:
    if rows:
        for row in rows:
            touch(row, work.now)
        await keep_versions(work, [row.id for row in rows])
        audit.note(work, action, rows[0].id if len(rows) == 1 else "", shifts=len(rows))
        announce(work, rows)
    return len(rows)
