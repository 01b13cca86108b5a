"""A shift as screens show it, read in one query however many there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, text
from sqlmodel import col

from onyx_app.errors import NotFound
from onyx_app.rules import periods, wording
from onyx_app.rules import shifts as rules
from onyx_app.rules.periods import Window
from onyx_app.tables import Agency, Creator
from onyx_app.work import Work

CARDS = (
    "select s.id, s.profile_id, p.name as person, p.status as person_status, s.starts_at, s.ends_at, s.creators,"
    " s.title, s.notes, s.published_at, s.status, s.series_id, s.detached, s.version, o.id as offer_id,"
    " o.status as offer, exists (select 1 from timesheets t where (t.agency_id, t.shift_id) = (s.agency_id, s.id)"
    " and t.current and not t.void) as has_hours"
    " from shifts s left join profiles p on (p.agency_id, p.id) = (s.agency_id, s.profile_id)"
    " left join shift_offers o on (o.agency_id, o.shift_id) = (s.agency_id, s.id) and o.status in ('open', 'taken')"
)
_BY_ID = text(f"{CARDS} where s.id = any(:ids) order by s.starts_at, s.id")


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose by its name."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Concern:
    """Something a planner should know; it forbids nothing. `kind`: rest, leave, hours, away."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ShiftCard:
    """One shift. `day` and local times are the agency's; `minutes` what its wall shows, `length` real minutes.

    No `person`: open. `offer`: "", open or taken.
    """

    shift_id: UUID
    profile_id: UUID | None
    person: str
    day: date
    starts_at: datetime
    ends_at: datetime
    starts_local: datetime
    ends_local: datetime
    minutes: int
    length: int
    creator_ids: tuple[UUID, ...]
    creators: tuple[str, ...]
    title: str
    notes: str
    status: str
    published: bool
    series_id: UUID | None
    detached: bool
    version: int
    has_hours: bool
    offer_id: UUID | None
    offer: str
    concerns: tuple[Concern, ...] = ()

    @property
    def window(self) -> Window:
        return Window(self.starts_at, self.ends_at)

    def with_concerns(self, concerns: Sequence[Concern]) -> "ShiftCard":
        return replace(self, concerns=tuple(concerns)) if concerns else self


async def card(work: Work, shift_id: UUID) -> ShiftCard:
    """
    Raises:
        NotFound: no such shift, or a draft for who does not plan.
    """
    found = await cards(work, [shift_id])
    if not found:
        raise NotFound
    return found[0]


async def cards(work: Work, shift_ids: Sequence[UUID]) -> list[ShiftCard]:
    rows = (await work.session.execute(_BY_ID, {"ids": list(shift_ids)})).all()
    in_zone, names = await agency_zone(work), await creator_names(work)
    return [as_card(row, names, in_zone) for row in rows]


def as_card(row: Any, names: Mapping[UUID, str], in_zone: ZoneInfo) -> ShiftCard:
    window = Window(row.starts_at, row.ends_at)
    starts_local = rules.wall(row.starts_at, in_zone)
    return ShiftCard(
        shift_id=row.id,
        profile_id=row.profile_id,
        person=row.person or "",
        day=starts_local.date(),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        starts_local=starts_local,
        ends_local=rules.wall(row.ends_at, in_zone),
        minutes=rules.wall_length(window, in_zone),
        length=rules.real_minutes(window),
        creator_ids=tuple(row.creators),
        creators=tuple(names.get(each, "") for each in row.creators),
        title=row.title,
        notes=row.notes,
        status=row.status,
        published=row.published_at is not None,
        series_id=row.series_id,
        detached=row.detached,
        version=row.version,
        has_hours=row.has_hours,
        offer_id=row.offer_id,
        offer=row.offer or "",
    )


async def agency_zone(work: Work) -> ZoneInfo:
    return periods.zone((await work.session.execute(select(col(Agency.zone)))).scalar_one())


async def creator_names(work: Work) -> dict[UUID, str]:
    rows = await work.session.execute(select(col(Creator.id), col(Creator.name)))
    return {row.id: row.name for row in rows}


def when(window: Window, in_zone: ZoneInfo, language: str) -> str:
    """Tue, 3 Nov, 22:00–06:00: in the agency's zone."""
    day = wording.weekday(periods.business_date(window.since, in_zone), language)
    ends = [wording.clock(each, in_zone.key, language) for each in (window.since, window.until)]
    return f"{day}, {ends[0]}–{ends[1]}"
