"""The list of creators the asker may see."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, true
from sqlmodel import col

from onyx_app.roles import Action, Scope
from onyx_app.rules import periods, wording
from onyx_app.rules.creators import Status
from onyx_app.rules.paging import Cut, order_of
from onyx_app.rules.text import LONGEST_NAME, clean_line
from onyx_app.tables import Agency, Creator, CreatorAssignment, CreatorSplit, Profile
from onyx_app.work import Work

_PEOPLE = (
    select(func.count())
    .select_from(CreatorAssignment)
    .where(col(CreatorAssignment.creator_id) == col(Creator.id), col(CreatorAssignment.until_at).is_(None))
    .correlate(Creator)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class CreatorCard:
    """One line of the list; `share` is today's split and "" for who may not see it or when there is none."""

    id: str
    name: str
    initials: str
    handle: str
    status: str
    people: str
    people_count: int
    share: str
    connected: bool


@dataclass(frozen=True, slots=True)
class Roster:
    """One page of creators; `unassigned` counts active ones nobody works for, among those the asker sees."""

    rows: list[CreatorCard]
    total: int
    page: int
    pages: int
    unassigned: int


async def roster(work: Work, *, search: str = "", status: str = "here", sort: str = "name", page: int = 1) -> Roster:
    """Creators by name or handle. Unknown filters and orders fall back to the default."""
    wanted = _filtered(visible(work), clean_line(search, "search", LONGEST_NAME, required=False), status)
    cut = Cut(await work.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0, page)
    found = (await work.session.execute(_ordered(wanted, sort).limit(cut.size).offset(cut.offset))).all()
    ids = [row.Creator.id for row in found]
    people, shares = await _people_of(work, ids), await _shares_of(work, ids)
    cards = [_card(row.Creator, people.get(row.Creator.id, []), shares.get(row.Creator.id, "")) for row in found]
    lonely = (
        select(func.count())
        .select_from(Creator)
        .where(visible(work), col(Creator.status) == Status.ACTIVE, _PEOPLE == 0)
    )
    return Roster(cards, cut.total, cut.page, cut.pages, await work.session.scalar(lonely) or 0)


def visible(work: Work) -> ColumnElement[bool]:
    """The condition on `creators` that keeps what the asker may see.

    Raises:
        NotAllowed: no creators at all.
    """
    scope = work.actor.must(Action.SEE_CREATORS)
    if scope is Scope.AGENCY:
        return true()
    if scope is Scope.OWN:
        return col(Creator.profile_id) == work.actor.person()
    mine = (col(CreatorAssignment.profile_id) == work.actor.person(), col(CreatorAssignment.until_at).is_(None))
    return exists().where(col(CreatorAssignment.creator_id) == col(Creator.id), *mine).correlate(Creator)


def _filtered(condition: ColumnElement[bool], search: str, status: str) -> Select[Any]:
    wanted = select(Creator, _PEOPLE.label("people_count")).where(condition)
    if status in set(Status):
        wanted = wanted.where(col(Creator.status) == status)
    elif status != "all":
        wanted = wanted.where(col(Creator.status) != Status.LEFT)
    if search:
        term = search.removeprefix("@")
        wanted = wanted.where(
            or_(*(f.icontains(term, autoescape=True) for f in (col(Creator.name), col(Creator.handle))))
        )
    return wanted


def _ordered(wanted: Select[Any], sort: str) -> Select[Any]:
    columns: dict[str, Any] = {
        "name": func.lower(col(Creator.name)),
        "handle": func.lower(col(Creator.handle)),
        "people": _PEOPLE,
        "since": col(Creator.created_at),
    }
    name, down = order_of(sort, set(columns), "name")
    return wanted.order_by(
        columns[name].desc() if down else columns[name], func.lower(col(Creator.name)), col(Creator.id)
    )


async def _people_of(work: Work, creator_ids: list[UUID]) -> dict[UUID, list[str]]:
    query = (
        select(col(CreatorAssignment.creator_id), col(Profile.name))
        .join(Profile, col(Profile.id) == col(CreatorAssignment.profile_id))
        .where(col(CreatorAssignment.creator_id).in_(creator_ids), col(CreatorAssignment.until_at).is_(None))
        .order_by(func.lower(col(Profile.name)))
    )
    names: dict[UUID, list[str]] = {}
    for creator_id, name in await work.session.execute(query):
        names.setdefault(creator_id, []).append(name)
    return names


async def _shares_of(work: Work, creator_ids: list[UUID]) -> dict[UUID, str]:
    """Today's split of each creator, for who may see splits."""
    if not work.actor.may(Action.EDIT_SPLITS):
        return {}
    zone = periods.zone((await work.session.execute(select(col(Agency.zone)))).scalar_one())
    today = periods.business_date(work.now, zone)
    begun = (col(CreatorSplit.creator_id).in_(creator_ids), col(CreatorSplit.from_day) <= today)
    query = (
        select(col(CreatorSplit.creator_id), col(CreatorSplit.creator_share_bp))
        .where(*begun)
        .order_by(col(CreatorSplit.from_day))
    )
    rows = await work.session.execute(query)
    return {creator_id: wording.percent(points, work.actor.language) for creator_id, points in rows}


def _card(creator: Creator, people: list[str], share: str) -> CreatorCard:
    return CreatorCard(
        id=str(creator.id),
        name=creator.name,
        initials=wording.initials(creator.name),
        handle=creator.handle,
        status=creator.status,
        people=", ".join(people),
        people_count=len(people),
        share=share,
        connected=creator.fanvue_uuid is not None,
    )
