"""Planning one shift: make it, move it, give it another length, another person, other words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import col

from onyx_app.errors import NotFound
from onyx_app.roles import Action, Scope
from onyx_app.rules import shifts as rules
from onyx_app.rules.periods import Window
from onyx_app.rules.text import LONGEST_NAME, clean_line, clean_text
from onyx_app.services.shifts._cards import ShiftCard, agency_zone, card, when
from onyx_app.services.shifts._hold import (
    Held,
    announce,
    free,
    hold_people,
    hold_plannable,
    hold_shift,
    hold_shifts,
    keep_versions,
    known_creators,
    none_worked,
    taken_by,
    touch,
    with_hours,
    withdraw_offers,
)
from onyx_app.services.shifts._refusals import Changed, HasHours, Overlaps, unless_overlapping
from onyx_app.strings import say
from onyx_app.tables import Shift
from onyx_app.work import Work

LONGEST_NOTES = 500


@dataclass(frozen=True, slots=True)
class NotMade:
    """A shift that could not be, and why, as a sentence."""

    person: str
    starts_at: datetime
    starts_local: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """How many were made or changed, and which could not be."""

    made: int
    refused: tuple[NotMade, ...] = ()


async def create(
    work: Work,
    *,
    starts_local: datetime,
    minutes: int,
    profile_id: UUID | None = None,
    creators: Sequence[UUID] = (),
    title: str = "",
    notes: str = "",
    publish: bool = False,
) -> ShiftCard:
    """Plan a shift from a wall-clock time on, for so many wall-clock minutes; nobody: an open shift.

    Raises:
        Overlaps, NotPlannable, NoSuchCreator, TooShort, TooLong, FarAway, InvalidInput
    """
    work.actor.must(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    window = window_of(work, starts_local, minutes, await agency_zone(work))
    values = await contents(work, creators, title, notes)
    person = one_of(await hold_plannable(work, [profile_id]), profile_id)
    await free(work, person, window)
    row = new_row(work, profile_id, window, values, published_at=work.now if publish else None)
    work.session.add(row)
    return await kept(work, row, person)


async def move(
    work: Work, *, shift_id: UUID, starts_local: datetime, profile_id: UUID | None, version: int | None = None
) -> ShiftCard:
    """Give a shift another start or person; it keeps the length its wall clock shows.

    Raises:
        Changed, HasHours, Overlaps, NotPlannable, FarAway, NotFound
    """
    work.actor.must(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    in_zone = await agency_zone(work)
    row, person = await _hold_for(work, shift_id, version, profile_id)
    minutes = rules.wall_length(Window(row.starts_at, row.ends_at), in_zone)
    return await _change(work, row, window_of(work, starts_local, minutes, in_zone), person)


async def resize(
    work: Work, *, shift_id: UUID, starts_local: datetime, minutes: int, version: int | None = None
) -> ShiftCard:
    """Give a shift another start or end, for the same person.

    Raises:
        Changed, HasHours, Overlaps, TooShort, TooLong, FarAway, NotFound
    """
    work.actor.must(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    window = window_of(work, starts_local, minutes, await agency_zone(work))
    row, person = await _hold_for(work, shift_id, version, await _whose(work, shift_id))
    return await _change(work, row, window, person)


async def edit(
    work: Work,
    *,
    shift_id: UUID,
    starts_local: datetime,
    minutes: int,
    profile_id: UUID | None,
    creators: Sequence[UUID],
    title: str,
    notes: str,
    version: int | None = None,
) -> ShiftCard:
    """Everything about one shift. An occurrence of a series is then one by itself.

    Raises:
        Changed, HasHours, Overlaps, NotPlannable, NoSuchCreator, TooShort, TooLong, FarAway, InvalidInput, NotFound
    """
    work.actor.must(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    window = window_of(work, starts_local, minutes, await agency_zone(work))
    values = await contents(work, creators, title, notes)
    row, person = await _hold_for(work, shift_id, version, profile_id)
    row.creators, row.title, row.notes = values.creators, values.title, values.notes
    return await _change(work, row, window, person)


async def assign(work: Work, *, shift_ids: Sequence[UUID], profile_id: UUID | None) -> Done:
    """Give several shifts to one person (or to nobody); what cannot be given stays as it is and is named.

    Raises:
        NotPlannable, NotFound
    """
    work.actor.must(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    person = one_of(await hold_plannable(work, [profile_id]), profile_id)
    rows = await hold_shifts(work, shift_ids)
    worked = await with_hours(work, [row.id for row in rows])
    changed, refused = [], []
    for row in rows:
        why = await _why_not(work, row, person, worked)
        if why:
            refused.append(await not_made(work, Window(row.starts_at, row.ends_at), person, why))
        elif row.status != "cancelled" and row.profile_id != profile_id:
            row.profile_id, row.detached = profile_id, row.series_id is not None
            touch(row, work.now)
            await work.session.flush()
            changed.append(row.id)
    await withdraw_offers(work, changed)
    await keep_versions(work, changed)
    announce(work)
    return Done(len(changed), tuple(refused))


@dataclass(frozen=True, slots=True)
class Contents:
    """What a shift is about."""

    creators: list[UUID]
    title: str
    notes: str


def window_of(work: Work, starts_local: datetime, minutes: int, in_zone: ZoneInfo) -> Window:
    """
    Raises:
        TooShort, TooLong, FarAway, InvalidInput
    """
    length = rules.clean_length(minutes)
    return rules.span(rules.clean_start(starts_local, work.now, in_zone), length, in_zone)


async def contents(work: Work, creators: Sequence[UUID], title: str, notes: str) -> Contents:
    """
    Raises:
        NoSuchCreator, InvalidInput
    """
    return Contents(
        await known_creators(work, creators),
        clean_line(title, "title", LONGEST_NAME, required=False),
        clean_text(notes, "notes", LONGEST_NOTES, required=False),
    )


def new_row(work: Work, profile_id: UUID | None, window: Window, about: Contents, **more: Any) -> Shift:
    return Shift(
        agency_id=work.actor.agency_id,
        profile_id=profile_id,
        starts_at=window.since,
        ends_at=window.until,
        creators=about.creators,
        title=about.title,
        notes=about.notes,
        made_by=work.actor.profile_id,
        created_at=work.now,
        changed_at=work.now,
        **more,
    )


async def kept(work: Work, row: Shift, person: Held | None) -> ShiftCard:
    """Write it, with its version, and tell."""
    name = person.name if person else ""
    with work.session.no_autoflush:
        time = when(Window(row.starts_at, row.ends_at), await agency_zone(work), work.actor.language)
    with unless_overlapping(name, time):
        await work.session.flush()
    await keep_versions(work, [row.id])
    announce(work, [row])
    return await card(work, row.id)


def one_of(people: dict[UUID, Held], profile_id: UUID | None) -> Held | None:
    return people[profile_id] if profile_id else None


async def not_made(work: Work, window: Window, person: Held | None, why: str) -> NotMade:
    local = rules.wall(window.since, await agency_zone(work))
    return NotMade(person.name if person else "", window.since, local, why)


async def _whose(work: Work, shift_id: UUID) -> UUID | None:
    row = (await work.session.execute(select(col(Shift.profile_id)).where(col(Shift.id) == shift_id))).one_or_none()
    if row is None:
        raise NotFound
    return row.profile_id  # type: ignore[no-any-return]


async def _hold_for(
    work: Work, shift_id: UUID, version: int | None, profile_id: UUID | None
) -> tuple[Shift, Held | None]:
    """The shift and who shall work it, both held. Who has it already may keep it whatever their status."""
    before = await _whose(work, shift_id)
    hold = hold_people if profile_id == before else hold_plannable
    people = await hold(work, [profile_id])
    row = await hold_shift(work, shift_id, version)
    if row.profile_id != before:
        raise Changed
    return row, one_of(people, profile_id)


async def _change(work: Work, row: Shift, window: Window, person: Held | None) -> ShiftCard:
    """Write the new time and person. Once hours are clocked, start and person stay, and the end while it runs."""
    profile_id = person.id if person else None
    other_start = (window.since, profile_id) != (row.starts_at, row.profile_id)
    other_end = window.until != row.ends_at
    if other_start or (other_end and row.ends_at <= work.now):
        await none_worked(work, [row])
    if other_start or other_end:
        await free(work, person, window, but=[row.id])
        await withdraw_offers(work, [row.id])
    row.profile_id, row.starts_at, row.ends_at = profile_id, window.since, window.until
    if work.session.is_modified(row):
        row.detached = row.series_id is not None
        touch(row, work.now)
        return await kept(work, row, person)
    return await card(work, row.id)


async def _why_not(work: Work, row: Shift, person: Held | None, worked: set[UUID]) -> str:
    """The sentence that says why this shift cannot be this person's; "" when it can."""
    if row.id in worked or row.status in ("in_progress", "completed"):
        return say(work.actor.language, HasHours.key)
    taken = await taken_by(work, person.id, Window(row.starts_at, row.ends_at), but=[row.id]) if person else None
    if taken is None or person is None:
        return ""
    time = when(taken, await agency_zone(work), work.actor.language)
    return say(work.actor.language, Overlaps.key, person=person.name, time=time)
