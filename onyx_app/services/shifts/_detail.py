"""One shift with its history."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from onyx_app.errors import NotFound
from onyx_app.roles import Action, Scope
from onyx_app.services.shifts._cards import ShiftCard, card
from onyx_app.services.shifts._series import SeriesCard, series
from onyx_app.work import Work

_VERSIONS = text(
    "select v.version, v.valid_from, coalesce(b.name, '') as by, coalesce(p.name, '') as person, v.starts_at,"
    " v.ends_at, v.status, v.published from shift_versions v"
    " left join profiles b on (b.agency_id, b.id) = (v.agency_id, v.changed_by)"
    " left join profiles p on (p.agency_id, p.id) = (v.agency_id, v.profile_id)"
    " where v.shift_id = :shift order by v.version desc limit 50"
)


@dataclass(frozen=True, slots=True)
class VersionCard:
    """How a shift was from `at` on; `by` is "" for the house itself."""

    version: int
    at: datetime
    by: str
    person: str
    starts_at: datetime
    ends_at: datetime
    status: str
    published: bool


@dataclass(frozen=True, slots=True)
class Detail:
    """`versions`, the newest first, and `series` are for who plans."""

    shift: ShiftCard
    series: SeriesCard | None
    versions: tuple[VersionCard, ...]


async def one(work: Work, *, shift_id: UUID) -> Detail:
    """One shift. Who does not plan: their own and open ones, published.

    Raises:
        NotFound
    """
    scope = work.actor.must(Action.SEE_SHIFTS)
    shown = await card(work, shift_id)
    if scope < Scope.AGENCY:
        if not shown.published or shown.profile_id not in (None, work.actor.person()):
            raise NotFound
        return Detail(shown, None, ())
    found = await work.session.execute(_VERSIONS, {"shift": shift_id})
    versions = tuple(VersionCard(*row) for row in found)
    return Detail(shown, await series(work, series_id=shown.series_id) if shown.series_id else None, versions)
