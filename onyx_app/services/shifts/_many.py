"""Many shifts at once: what overlaps is left out and named, the rest is made, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from onyx_app.rules.periods import Window
from onyx_app.services.shifts._cards import agency_zone, when
from onyx_app.services.shifts._hold import Held, keep_versions, taken_by
from onyx_app.services.shifts._plan import NotMade, not_made
from onyx_app.services.shifts._refusals import Overlaps
from onyx_app.strings import say
from onyx_app.tables import Shift
from onyx_app.work import Work


@dataclass(frozen=True, slots=True)
class Wish:
    """A shift to be made, of a person already held, if the time is free. `series_start` of its series."""

    profile_id: UUID | None
    window: Window
    creators: tuple[UUID, ...] = ()
    title: str = ""
    notes: str = ""
    published_at: datetime | None = None
    series_id: UUID | None = None
    series_start: datetime | None = None


async def make_all(work: Work, wishes: Sequence[Wish], people: dict[UUID, Held]) -> tuple[int, list[NotMade]]:
    """How many were made, and a sentence for each whose person is planned then."""
    if not wishes:
        return 0, []
    added = insert(Shift).values([_values(work, wish) for wish in wishes]).on_conflict_do_nothing()
    returned = added.returning(col(Shift.id), col(Shift.profile_id), col(Shift.starts_at))
    made = (await work.session.execute(returned)).all()
    await keep_versions(work, [row.id for row in made])
    kept = {(row.profile_id, row.starts_at) for row in made}
    left = [wish for wish in wishes if wish.profile_id and (wish.profile_id, wish.window.since) not in kept]
    return len(made), [
        await overlapping(work, people[wish.profile_id], wish.window) for wish in left if wish.profile_id
    ]


async def overlapping(work: Work, person: Held, window: Window) -> NotMade:
    """Why a person's shift could not be there."""
    taken = await taken_by(work, person.id, window) or window
    time = when(taken, await agency_zone(work), work.actor.language)
    return await not_made(work, window, person, say(work.actor.language, Overlaps.key, person=person.name, time=time))


def _values(work: Work, wish: Wish) -> dict[str, Any]:
    return {
        "agency_id": work.actor.agency_id,
        "profile_id": wish.profile_id,
        "starts_at": wish.window.since,
        "ends_at": wish.window.until,
        "creators": list(wish.creators),
        "title": wish.title,
        "notes": wish.notes,
        "published_at": wish.published_at,
        "series_id": wish.series_id,
        "series_start": wish.series_start,
        "made_by": work.actor.profile_id,
        "created_at": work.now,
        "changed_at": work.now,
    }
