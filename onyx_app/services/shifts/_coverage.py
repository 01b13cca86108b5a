"""Which wanted hours of each creator somebody is planned for, and the setting that says which are wanted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import col

from onyx_app.errors import NotFound
from onyx_app.live import Topic
from onyx_app.roles import Action, Scope
from onyx_app.rules import periods
from onyx_app.rules import shifts as rules
from onyx_app.rules.periods import Period, Window
from onyx_app.rules.shifts import CoverWindow
from onyx_app.services import audit
from onyx_app.tables import Creator
from onyx_app.work import Work


@dataclass(frozen=True, slots=True)
class Gap:
    """A wanted piece of one local day that nobody is planned for."""

    starts_at: datetime
    ends_at: datetime
    day: date
    starts_local: datetime
    ends_local: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Cover:
    """Real minutes of one creator's week. Not `set`: the agency has not said which hours it wants."""

    wanted_minutes: int
    covered_minutes: int
    uncovered: tuple[Gap, ...]
    set: bool


async def set_cover(work: Work, *, creator_id: UUID, windows: Sequence[CoverWindow]) -> None:
    """Say in which hours somebody shall be on this creator; none: nothing is missing.

    Raises:
        NotFound, InvalidInput
    """
    work.actor.must(Action.EDIT_CREATORS, at_least=Scope.AGENCY)
    kept = rules.clean_windows(windows)
    creator = await _creator(work, creator_id)
    creator.cover = rules.written_windows(kept)
    audit.note(work, "cover_set", creator_id, windows=len(kept))
    work.announce(Topic.SHIFTS)


async def cover_of(work: Work, *, creator_id: UUID) -> tuple[CoverWindow, ...]:
    """The hours wanted of one creator."""
    work.actor.must(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    return rules.read_windows((await _creator(work, creator_id)).cover)


def cover_of_creators(
    week: Period, in_zone: ZoneInfo, shifts: Sequence[Any], creators: Sequence[Any]
) -> dict[UUID, Cover]:
    """By creator. Drafts count as a plan, open and missed shifts as nobody."""
    worked = [row for row in shifts if row.profile_id is not None and row.status != "missed"]
    return {each.id: _cover(week, in_zone, worked, each) for each in creators if each.status != "left"}


def _cover(week: Period, in_zone: ZoneInfo, worked: Sequence[Any], creator: Any) -> Cover:
    if not creator.cover:
        return Cover(0, 0, (), False)
    assigned = set(creator.assigned)
    on = rules.merged(
        Window(row.starts_at, row.ends_at)
        for row in worked
        if (creator.id in row.creators if row.creators else row.profile_id in assigned)
    )
    wanted = rules.wanted(rules.read_windows(creator.cover), week, in_zone)
    gaps = [_gap(piece, in_zone) for each in rules.without(wanted, on) for piece in rules.pieces(each, in_zone)]
    minutes = rules.minutes_of(wanted)
    return Cover(minutes, minutes - sum(gap.minutes for gap in gaps), tuple(gaps), True)


def _gap(window: Window, in_zone: ZoneInfo) -> Gap:
    local = [rules.wall(each, in_zone) for each in (window.since, window.until)]
    day = periods.business_date(window.since, in_zone)
    return Gap(window.since, window.until, day, local[0], local[1], rules.real_minutes(window))


async def _creator(work: Work, creator_id: UUID) -> Creator:
    row = (await work.session.scalars(select(Creator).where(col(Creator.id) == creator_id))).one_or_none()
    if row is None:
        raise NotFound
    return row
