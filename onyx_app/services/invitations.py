"""Inviting people: a link that works once, for one e-mail and one role, for seven days.

The link is shown to who made it and never again; only the hash of its token is kept. Accepting it is signing in for
the first time (`services/sign_in`).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, or_, select, update
from sqlmodel import col

from onyx_app import security
from onyx_app.config import settings
from onyx_app.errors import NotFound, OnyxError
from onyx_app.live import Topic
from onyx_app.roles import Action, Role, may_manage
from onyx_app.rules import wording
from onyx_app.rules.paging import Cut, order_of
from onyx_app.rules.text import LONGEST_NAME, clean_choice, clean_email, clean_line
from onyx_app.services import audit
from onyx_app.services.team import hold_people, rank_must_allow
from onyx_app.tables import Creator, Invitation, Profile, SignIn
from onyx_app.work import Work

VALID = timedelta(days=7)
_STATES = ("open", "expired", "accepted", "revoked")


class AlreadyHere(OnyxError):
    """Somebody with this e-mail already works in this agency."""

    key = "team.errors.already_here"
    field = "email"


class AlreadyInvited(OnyxError):
    """One open invitation per e-mail: resend or revoke the one there is."""

    key = "team.errors.already_invited"
    field = "email"


class CreatorNeeded(OnyxError):
    """A creator's sign-in belongs to one creator who has none yet."""

    key = "team.errors.creator_needed"
    field = "creator_id"


class NotOpen(OnyxError):
    """The invitation was accepted or revoked meanwhile."""

    key = "team.errors.invitation_closed"


@dataclass(frozen=True, slots=True)
class InvitationCard:
    """One line of the list; `state` is open, expired, accepted or revoked, `until` relative, `until_at` exact."""

    id: str
    email: str
    name: str
    role: str
    creator: str
    state: str
    made: str
    by: str
    until: str
    until_at: str
    manageable: bool


@dataclass(frozen=True, slots=True)
class Invitations:
    """One page of invitations; `open` counts those that can still be accepted."""

    rows: list[InvitationCard]
    total: int
    page: int
    pages: int
    open: int


@dataclass(frozen=True, slots=True)
class InvitationLink:
    """What is shown once: the link, for whom, until when."""

    email: str
    url: str
    until: str


async def invite(
    work: Work, *, email: str, role: str, name: str = "", creator_id: UUID | None = None
) -> InvitationLink:
    """Make an invitation and its link. An expired one for the same e-mail is closed first.

    Raises:
        OutOfRank: the role is not the asker's to give.
        AlreadyHere, AlreadyInvited, CreatorNeeded
        InvalidInput: not an e-mail, a name or a role.
    """
    await hold_people(work)
    address, called = clean_email(email), clean_line(name, "name", LONGEST_NAME, required=False)
    wanted = clean_choice(role, "role", Role)
    rank_must_allow(work, wanted)
    await _must_be_new(work, address)
    creator = await _free_creator(work, creator_id) if wanted is Role.CREATOR else None
    invitation = Invitation(
        agency_id=work.actor.agency_id,
        email=address,
        name=called or (creator.name if creator else ""),
        role=wanted.value,
        creator_id=creator.id if creator else None,
        invited_by=work.actor.profile_id,
        created_at=work.now,
    )
    link = _fresh_link(work, invitation)
    work.session.add(invitation)
    await work.session.flush()
    audit.note(work, "invited", str(invitation.id), role=wanted.value)
    work.announce(Topic.TEAM, invitation.id)
    return link


async def resend(work: Work, *, invitation_id: UUID) -> InvitationLink:
    """A new link for another seven days; the old link stops working.

    Raises:
        NotFound, OutOfRank, NotOpen
    """
    invitation = await _managed(work, invitation_id)
    link = _fresh_link(work, invitation)
    invitation.invited_by = work.actor.profile_id  # the link ends with the right of who holds it
    audit.note(work, "invitation_renewed", str(invitation_id))
    work.announce(Topic.TEAM, invitation_id)
    return link


async def revoke(work: Work, *, invitation_id: UUID) -> None:
    """The link stops working at once.

    Raises:
        NotFound, OutOfRank, NotOpen
    """
    invitation = await _managed(work, invitation_id)
    invitation.revoked_at = work.now
    audit.note(work, "invitation_revoked", str(invitation_id))
    work.announce(Topic.TEAM, invitation_id)


async def invitations(
    work: Work, *, search: str = "", state: str = "open", sort: str = "-made", page: int = 1
) -> Invitations:
    """Invitations by e-mail or name. `state` "open" lists expired ones too: they wait for somebody as well."""
    work.actor.must(Action.MANAGE_PEOPLE)
    is_state = _state(work)
    wanted = _filtered(is_state, clean_line(search, "search", LONGEST_NAME, required=False), state)
    cut = Cut(await work.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0, page)
    found = await work.session.execute(_ordered(wanted, sort).limit(cut.size).offset(cut.offset))
    cards = [_card(work, row) for row in found]
    still_open = select(func.count()).select_from(Invitation).where(is_state == "open")
    return Invitations(cards, cut.total, cut.page, cut.pages, await work.session.scalar(still_open) or 0)


async def free_creators(work: Work) -> list[tuple[str, str]]:
    """Creators without a sign-in of their own, as (id, name): whom a creator's invitation can be for."""
    work.actor.must(Action.MANAGE_PEOPLE)
    free = (col(Creator.profile_id).is_(None), col(Creator.status) != "left")
    found = await work.session.execute(
        select(col(Creator.id), col(Creator.name)).where(*free).order_by(func.lower(col(Creator.name)))
    )
    return [(str(creator_id), name) for creator_id, name in found]


async def _must_be_new(work: Work, email: str) -> None:
    here = select(col(Profile.id)).join(SignIn, col(SignIn.id) == col(Profile.sign_in_id))
    if await work.session.scalar(here.where(col(SignIn.email) == email, col(Profile.status) != "left")):
        raise AlreadyHere
    theirs = (
        col(Invitation.email) == email,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
    )
    over = update(Invitation).where(*theirs, col(Invitation.expires_at) <= work.now).values(revoked_at=work.now)
    await work.session.execute(over)
    if await work.session.scalar(select(col(Invitation.id)).where(*theirs)):
        raise AlreadyInvited


async def _free_creator(work: Work, creator_id: UUID | None) -> Creator:
    free = (col(Creator.id) == creator_id, col(Creator.profile_id).is_(None), col(Creator.status) != "left")
    creator = (await work.session.scalars(select(Creator).where(*free))).one_or_none() if creator_id else None
    if creator is None:
        raise CreatorNeeded
    return creator


async def _managed(work: Work, invitation_id: UUID) -> Invitation:
    """An open invitation the asker may touch, locked against somebody accepting it just now."""
    await hold_people(work)
    locked = select(Invitation).where(col(Invitation.id) == invitation_id).with_for_update()
    invitation = (await work.session.scalars(locked)).one_or_none()
    if invitation is None:
        raise NotFound
    rank_must_allow(work, Role(invitation.role))
    if invitation.accepted_at or invitation.revoked_at:
        raise NotOpen
    return invitation


def _fresh_link(work: Work, invitation: Invitation) -> InvitationLink:
    token = security.new_token()
    invitation.token_hash = security.token_hash(token)
    invitation.expires_at = work.now + VALID
    until = wording.moment(invitation.expires_at, work.actor.zone, work.actor.language)
    return InvitationLink(invitation.email, f"{settings().base_url}/accept?token={token}", until)


def _state(work: Work) -> Any:
    return case(
        (col(Invitation.accepted_at).is_not(None), "accepted"),
        (col(Invitation.revoked_at).is_not(None), "revoked"),
        (col(Invitation.expires_at) <= work.now, "expired"),
        else_="open",
    )


def _filtered(is_state: Any, search: str, state: str) -> Select[Any]:
    columns: Any = (
        Invitation,
        is_state.label("state"),
        col(Profile.name).label("by"),
        col(Creator.name).label("creator"),
    )
    wanted = select(*columns).outerjoin(Profile, col(Profile.id) == col(Invitation.invited_by))
    wanted = wanted.outerjoin(Creator, col(Creator.id) == col(Invitation.creator_id))
    if state != "all":
        wanted = wanted.where(is_state.in_((state,) if state in _STATES[2:] else ("open", "expired")))
    if search:
        matches = (field.icontains(search, autoescape=True) for field in (col(Invitation.email), col(Invitation.name)))
        wanted = wanted.where(or_(*matches))
    return wanted


def _ordered(wanted: Select[Any], sort: str) -> Select[Any]:
    columns: dict[str, Any] = {
        "email": col(Invitation.email),
        "role": col(Invitation.role),
        "made": col(Invitation.created_at),
        "until": col(Invitation.expires_at),
    }
    name, down = order_of(sort, set(columns), "-made")
    return wanted.order_by(columns[name].desc() if down else columns[name], col(Invitation.id))


def _card(work: Work, row: Any) -> InvitationCard:
    invitation, actor = row.Invitation, work.actor
    may = actor.role is None or may_manage(actor.role, Role(invitation.role))
    return InvitationCard(
        id=str(invitation.id),
        email=invitation.email,
        name=invitation.name,
        role=invitation.role,
        creator=row.creator or "",
        state=row.state,
        made=wording.day_of(invitation.created_at, actor.zone, actor.language),
        by=row.by or "",
        until=wording.ago(invitation.expires_at, work.now, actor.language),
        until_at=wording.moment(invitation.expires_at, actor.zone, actor.language),
        manageable=may and row.state in ("open", "expired"),
    )
