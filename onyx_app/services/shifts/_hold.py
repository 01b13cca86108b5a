"""Holding what a change touches, always in one order: people, then shifts, then offers, each by id.

Two planners who change the same person's week then follow each other, and the overlap is found before it is written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update
from sqlmodel import col

from onyx_app.errors import NotFound
from onyx_app.live import Topic
from onyx_app.roles import Role
from onyx_app.rules.periods import Window
from onyx_app.services.shifts._cards import agency_zone, when
from onyx_app.services.shifts._refusals import Changed, HasHours, NoSuchCreator, NotPlannable, Overlaps
from onyx_app.tables import Creator, Profile, Shift, ShiftOffer, Timesheet
from onyx_app.work import Work

_VERSIONS = text(
    "insert into shift_versions (agency_id, shift_id, version, profile_id, starts_at, ends_at, creators, status,"
    " published, valid_from, changed_by) select agency_id, id, version, profile_id, starts_at, ends_at, creators,"
    " status, published_at is not null, :now, :me from shifts where id = any(:ids) order by id"
)
_TAKEN = text(
    "select starts_at, ends_at from shifts where profile_id = :who and status <> 'cancelled' and id <> all(:but)"
    " and tstzrange(starts_at, ends_at) && tstzrange(:since, :until) order by starts_at limit 1"
)
RUNNING = ("open", "taken")


@dataclass(frozen=True, slots=True)
class Held:
    """A person whose plan nobody else changes until this work ends."""

    id: UUID
    name: str
    status: str
    role: str

    @property
    def plannable(self) -> bool:
        return self.status == "active" and self.role != Role.CREATOR


async def hold_people(work: Work, profile_ids: Iterable[UUID | None]) -> dict[UUID, Held]:
    """
    Raises:
        NotFound: nobody here has that id.
    """
    wanted = {each for each in profile_ids if each is not None}
    if not wanted:
        return {}
    person = (col(Profile.id), col(Profile.name), col(Profile.status), col(Profile.role))
    query = select(*person).where(col(Profile.id).in_(wanted)).order_by(col(Profile.id))
    found = {row.id: Held(*row) for row in await work.session.execute(query.with_for_update(key_share=True))}
    if found.keys() != wanted:
        raise NotFound
    return found


async def hold_plannable(work: Work, profile_ids: Iterable[UUID | None]) -> dict[UUID, Held]:
    """
    Raises:
        NotFound
        NotPlannable: names who is not active, or is a creator.
    """
    found = await hold_people(work, profile_ids)
    for person in found.values():
        if not person.plannable:
            raise NotPlannable(person=person.name)
    return found


async def hold_shifts(work: Work, shift_ids: Iterable[UUID]) -> list[Shift]:
    """The rows, locked, fresh, in the order they begin.

    Raises:
        NotFound: one of them is not here.
    """
    wanted = set(shift_ids)
    query = select(Shift).where(col(Shift.id).in_(wanted)).order_by(col(Shift.id)).with_for_update()
    rows = list(await work.session.scalars(query.execution_options(populate_existing=True)))
    if len(rows) != len(wanted):
        raise NotFound
    return sorted(rows, key=lambda row: (row.starts_at, row.id))


async def hold_shift(work: Work, shift_id: UUID, version: int | None = None) -> Shift:
    """
    Raises:
        NotFound
        Changed: cancelled, or not the version that was shown.
    """
    row = (await hold_shifts(work, [shift_id]))[0]
    if row.status == "cancelled" or version not in (None, row.version):
        raise Changed
    return row


async def with_hours(work: Work, shift_ids: Iterable[UUID]) -> set[UUID]:
    """Those of them that somebody has clocked hours on."""
    clocked = (col(Timesheet.current).is_(True), col(Timesheet.void).is_(False))
    query = select(col(Timesheet.shift_id)).where(col(Timesheet.shift_id).in_(set(shift_ids)), *clocked)
    return {each for each in await work.session.scalars(query) if each is not None}


async def none_worked(work: Work, rows: Sequence[Shift]) -> None:
    """
    Raises:
        HasHours
    """
    if any(row.status in ("in_progress", "completed") for row in rows):
        raise HasHours
    if await with_hours(work, [row.id for row in rows]):
        raise HasHours


async def free(work: Work, person: Held | None, window: Window, *, but: Sequence[UUID] = ()) -> None:
    """That a person, held, has no other shift then.

    Raises:
        Overlaps: names when.
    """
    if person is None:
        return
    taken = await taken_by(work, person.id, window, but=but)
    if taken is not None:
        raise Overlaps(person=person.name, time=when(taken, await agency_zone(work), work.actor.language))


async def taken_by(work: Work, profile_id: UUID, window: Window, *, but: Sequence[UUID] = ()) -> Window | None:
    """The first shift of a person that overlaps; drafts count, cancelled ones do not."""
    values: dict[str, Any] = {"who": profile_id, "since": window.since, "until": window.until, "but": list(but)}
    row = (await work.session.execute(_TAKEN, values)).first()
    return Window(row.starts_at, row.ends_at) if row else None


async def known_creators(work: Work, creator_ids: Sequence[UUID]) -> list[UUID]:
    """
    Raises:
        NoSuchCreator
    """
    wanted = sorted(set(creator_ids))
    query = select(col(Creator.id)).where(col(Creator.id).in_(wanted), col(Creator.status) != "left")
    if wanted and len((await work.session.scalars(query)).all()) != len(wanted):
        raise NoSuchCreator
    return wanted


def touch(row: Shift, now: datetime) -> None:
    """The next version of this shift; a time that was missed is open again."""
    row.version += 1
    row.changed_at = now
    if row.status == "missed":
        row.status = "scheduled"


async def keep_versions(work: Work, shift_ids: Sequence[UUID]) -> None:
    """Write down how these shifts are now: lateness is judged by the version valid then."""
    await work.session.flush()
    values = {"ids": list(shift_ids), "now": work.now, "me": work.actor.profile_id}
    await work.session.execute(_VERSIONS, values)


async def withdraw_offers(work: Work, shift_ids: Sequence[UUID]) -> None:
    """Offers of shifts that are no longer what they were end."""
    about = col(ShiftOffer.shift_id).in_(shift_ids) | col(ShiftOffer.in_return).in_(shift_ids)
    ended = update(ShiftOffer).where(about, col(ShiftOffer.status).in_(RUNNING))
    await work.session.execute(ended.values(status="withdrawn", decided_at=work.now))


def announce(work: Work, rows: Sequence[Shift] = ()) -> None:
    """One shift by its id; many at once as "the plan"."""
    work.announce(Topic.SHIFTS, rows[0].id if len(rows) == 1 else "")
