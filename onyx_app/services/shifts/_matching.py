"""The plan as the clock, the meter and attribution ask for it: published shifts only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import col

from onyx_app.rules.worktime import Planned, match
from onyx_app.tables import Agency
from onyx_app.work import Work

_LONGEST = timedelta(hours=24)
_COLUMNS = "select s.id, s.profile_id, s.version, s.starts_at, s.ends_at, s.creators, s.title, s.status"
_BETWEEN = text(
    _COLUMNS + " from shifts s where s.published_at is not null and s.status <> 'cancelled'"
    " and s.profile_id is not null and s.starts_at < :until and s.ends_at > :since"
    " and s.starts_at > cast(:since as timestamptz) - interval '24 hours'"
    " and (cast(:whom as uuid[]) is null or s.profile_id = any(:whom)) order by s.starts_at, s.id"
)
# Each moment of :moments with who was on for its creator: half-open, a shift that names no creator is for those its
# person is assigned to.
_ON = text(
    "select m.place, array_agg(distinct s.profile_id order by s.profile_id) as people"
    " from unnest(cast(:creators as uuid[]), cast(:moments as timestamptz[]), cast(:earliest as timestamptz[]))"
    "  with ordinality as m (creator, at, earliest, place)"
    " join shifts s on s.starts_at <= m.at and s.ends_at > m.at and s.starts_at >= m.earliest"
    " and s.published_at is not null and s.profile_id is not null and s.status not in ('cancelled', 'missed')"
    " and (m.creator = any(s.creators) or (s.creators = '{}' and exists (select 1 from creator_assignments a"
    "  where (a.agency_id, a.creator_id, a.profile_id) = (s.agency_id, m.creator, s.profile_id)"
    "  and a.from_at <= m.at and (a.until_at is null or a.until_at > m.at))))"
    " group by m.place"
)


@dataclass(frozen=True, slots=True)
class PlannedShift:
    """A published shift of somebody, in the version that was asked for."""

    shift_id: UUID
    profile_id: UUID
    version: int
    starts_at: datetime
    ends_at: datetime
    creators: tuple[UUID, ...]
    title: str
    status: str


async def planned_between(
    work: Work, since: datetime, until: datetime, profile_ids: Sequence[UUID] | None = None
) -> list[PlannedShift]:
    """Published shifts that overlap the time from `since` up to `until`, of these people (None: everybody)."""
    whom = None if profile_ids is None else list(profile_ids)
    found = await work.session.execute(_BETWEEN, {"since": since, "until": until, "whom": whom})
    return [_planned(row) for row in found]


async def shift_for(work: Work, profile_id: UUID, at: datetime, until: datetime | None = None) -> PlannedShift | None:
    """The shift that work from `at` (to `until`) belongs to: the most overlap among those the early window reaches.

    Never by calendar date, so a night shift is found from either side of midnight.
    """
    early = await work.session.scalar(select(col(Agency.early_window_minutes)))
    window = timedelta(minutes=early or 0)
    end = max(until or at, at + timedelta(minutes=1))
    near = await planned_between(work, at - window, end + window, [profile_id])
    return best_of(near, at, until, window)


def best_of(
    planned: Iterable[PlannedShift], at: datetime, until: datetime | None, window: timedelta
) -> PlannedShift | None:
    """The same among shifts already read, of one person."""
    by_id = {str(each.shift_id): each for each in planned}
    best = match(at, until, (Planned(key, each.starts_at, each.ends_at) for key, each in by_id.items()), window)
    return by_id[best.id] if best else None


async def on_shifts(work: Work, moments: Sequence[tuple[UUID, datetime]]) -> list[list[UUID]]:
    """Who was on at each (creator, instant), by the published plan; one query however many."""
    # The earliest start is given, not calculated there: behind row security the index takes no sums.
    values: dict[str, Any] = {
        "creators": [each for each, _ in moments],
        "moments": [at for _, at in moments],
        "earliest": [at - _LONGEST for _, at in moments],
    }
    found = {row.place: list(row.people) for row in await work.session.execute(_ON, values)}
    return [found.get(place, []) for place in range(1, len(moments) + 1)]


def _planned(row: Any) -> PlannedShift:
    return PlannedShift(
        row.id, row.profile_id, row.version, row.starts_at, row.ends_at, tuple(row.creators), row.title, row.status
    )
