"""The list of people, found, ordered and cut by the database."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, or_, select
from sqlmodel import col

from onyx_app.errors import NotFound
from onyx_app.roles import Action, Role, manageable_by, may_manage
from onyx_app.rules import wording
from onyx_app.rules.paging import Cut, order_of
from onyx_app.rules.text import LONGEST_NAME, clean_line
from onyx_app.tables import Creator, CreatorAssignment, Profile, Session, SignIn
from onyx_app.work import Work

_RANKED = case({role.value: place for place, role in enumerate(Role)}, value=col(Profile.role))
_SHOWN = {
    "here": ("active", "suspended"),
    "active": ("active",),
    "suspended": ("suspended",),
    "left": ("left",),
}


@dataclass(frozen=True, slots=True)
class PersonCard:
    """One line of the list. Texts are ready to show; `seen` is relative, `seen_at` exact; "" is never.

    `roles` are the roles the asker may give this person; empty when they may not change it.
    """

    id: str
    name: str
    initials: str
    email: str
    role: str
    status: str
    since: str
    seen: str
    seen_at: str
    creators: str
    manageable: bool
    me: bool
    roles: list[str]


@dataclass(frozen=True, slots=True)
class Team:
    """One page of people; `active` and `suspended` count the whole agency."""

    rows: list[PersonCard]
    total: int
    page: int
    pages: int
    active: int
    suspended: int


async def people(
    work: Work, *, search: str = "", role: str = "", status: str = "here", sort: str = "name", page: int = 1
) -> Team:
    """People by name or e-mail, of one role and status. Unknown filters and orders fall back to the default."""
    work.actor.must(Action.SEE_TEAM)
    wanted = _filtered(clean_line(search, "search", LONGEST_NAME, required=False), role, status)
    total = await work.session.scalar(select(func.count()).select_from(wanted.subquery()))
    cut = Cut(total or 0, page)
    found = await work.session.execute(_ordered(wanted, sort).limit(cut.size).offset(cut.offset))
    rows = found.all()
    creators = await _creators_of(work, [row.Profile.id for row in rows])
    cards = [_card(work, row.Profile, row.email, row.seen_at, creators.get(row.Profile.id, [])) for row in rows]
    counts = await _counts(work)
    return Team(cards, cut.total, cut.page, cut.pages, counts.get("active", 0), counts.get("suspended", 0))


async def person(work: Work, profile_id: UUID) -> PersonCard:
    """One person, whatever their status.

    Raises:
        NotFound: nobody here has that id.
    """
    work.actor.must(Action.SEE_TEAM)
    row = (await work.session.execute(_people().where(col(Profile.id) == profile_id))).one_or_none()
    if row is None:
        raise NotFound
    creators = await _creators_of(work, [profile_id])
    return _card(work, row.Profile, row.email, row.seen_at, creators.get(profile_id, []))


def _people() -> Select[Any]:
    seen = select(func.max(col(Session.seen_at))).where(col(Session.profile_id) == col(Profile.id)).scalar_subquery()
    columns: Any = (Profile, col(SignIn.email).label("email"), seen.label("seen_at"))
    return select(*columns).join(SignIn, col(SignIn.id) == col(Profile.sign_in_id))


def _filtered(search: str, role: str, status: str) -> Select[Any]:
    wanted = _people().where(col(Profile.status).in_(_SHOWN.get(status, _SHOWN["here"])))
    if role in set(Role):
        wanted = wanted.where(col(Profile.role) == role)
    if search:
        matches = (field.icontains(search, autoescape=True) for field in (col(Profile.name), col(SignIn.email)))
        wanted = wanted.where(or_(*matches))
    return wanted


def _ordered(wanted: Select[Any], sort: str) -> Select[Any]:
    columns: dict[str, Any] = {
        "name": func.lower(col(Profile.name)),
        "role": _RANKED,
        "since": col(Profile.created_at),
        "seen": wanted.selected_columns["seen_at"],
    }
    name, down = order_of(sort, set(columns), "name")
    first = columns[name].desc().nulls_last() if down else columns[name].asc().nulls_last()
    return wanted.order_by(first, func.lower(col(Profile.name)), col(Profile.id))


async def _creators_of(work: Work, profile_ids: list[UUID]) -> dict[UUID, list[str]]:
    """Names of the creators each person works for today."""
    query = (
        select(col(CreatorAssignment.profile_id), col(Creator.name))
        .join(Creator, col(Creator.id) == col(CreatorAssignment.creator_id))
        .where(col(CreatorAssignment.profile_id).in_(profile_ids), col(CreatorAssignment.until_at).is_(None))
        .order_by(func.lower(col(Creator.name)))
    )
    names: dict[UUID, list[str]] = {}
    for profile_id, name in await work.session.execute(query):
        names.setdefault(profile_id, []).append(name)
    return names


async def _counts(work: Work) -> dict[str, int]:
    found = await work.session.execute(select(col(Profile.status), func.count()).group_by(col(Profile.status)))
    return {row[0]: row[1] for row in found}


def _card(work: Work, profile: Profile, email: str, seen_at: Any, creators: list[str]) -> PersonCard:
    actor, role = work.actor, Role(profile.role)
    manageable = profile.status != "left" and (actor.role is None or may_manage(actor.role, role))
    return PersonCard(
        id=str(profile.id),
        name=profile.name,
        initials=wording.initials(profile.name),
        email=email,
        role=role.value,
        status=profile.status,
        since=wording.day_of(profile.created_at, actor.zone, actor.language),
        seen=wording.ago(seen_at, work.now, actor.language),
        seen_at=wording.moment(seen_at, actor.zone, actor.language),
        creators=", ".join(creators),
        manageable=manageable,
        me=profile.id == actor.profile_id,
        roles=_roles(work, role) if manageable else [],
    )


def _roles(work: Work, role: Role) -> list[str]:
    """What this person may become; a creator stays one, because the role belongs to a creator."""
    given = manageable_by(work.actor.role) if work.actor.role else list(Role)
    return [] if role is Role.CREATOR else [one.value for one in given if one is not Role.CREATOR]
