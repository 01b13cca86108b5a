"""Joining: by invitation, or as the first owner of the first agency.

The link alone never opens an existing sign-in: a person who has one proves its password. A password that was chosen
through an agency's link may be known to whoever made the link; it opens no second agency, so a new one is chosen here.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from onyx_app import live
from onyx_app.db import enter, house_session
from onyx_app.errors import OnyxError
from onyx_app.live import Change, Topic
from onyx_app.roles import Role
from onyx_app.rules.sign_in import new_password
from onyx_app.rules.text import LONGEST_NAME, clean_line
from onyx_app.security import hash_password, token_hash
from onyx_app.services import audit, links
from onyx_app.services.sessions import Visitor
from onyx_app.services.sign_in._begin import Begun, go_on
from onyx_app.services.sign_in._prove import prove
from onyx_app.work import Actor, Work

_INVITATION = text("select * from lookup_invitation(:hash)")
_ACCEPT = text(
    "update invitations set accepted_at = :now where id = :id and accepted_at is null and revoked_at is null"
    " and expires_at > :now returning role, creator_id"
)
_PROFILE = text(
    "insert into profiles (agency_id, sign_in_id, name, role) values (:agency_id, :sign_in_id, :name, :role)"
    " on conflict (agency_id, sign_in_id) do update set name = excluded.name, role = excluded.role,"
    " status = 'active', left_at = null where profiles.status = 'left' returning id"
)
_SIGN_IN = text("insert into sign_ins (id, email) values (:id, :email) on conflict (email) do nothing returning true")
_CREATOR = text(
    "update creators set profile_id = :profile_id where id = :id and (profile_id is null or profile_id = :profile_id)"
    " returning true"
)
_CREDENTIAL = text("insert into credentials (sign_in_id, password_hash) values (:id, :hash)")


_LENT = text("select lent from credentials where sign_in_id = :id")
_RENEW = text(
    "update credentials set password_hash = :hash, password_changed_at = :now, lent = false where sign_in_id = :id"
)
_END_ALL = text(
    "update sessions set ended_at = :now, ended_because = 'password_changed'"
    " where sign_in_id = :id and ended_at is null returning agency_id, id"
)


class InvitationSpent(OnyxError):
    """Used, revoked, expired or never made."""

    key = "sign_in.invitation_spent"


class AlreadyMember(OnyxError):
    """The person behind this e-mail is in the agency already."""

    key = "sign_in.already_member"


class HasSignIn(OnyxError):
    """Somebody made a sign-in for this e-mail a moment ago."""

    key = "sign_in.has_sign_in"
    field = "password"


class SamePassword(OnyxError):
    """The new password is the one somebody else may know."""

    key = "sign_in.same_password"
    field = "new"


@dataclass(frozen=True, slots=True)
class InvitationCard:
    """What the page of an invitation says.

    `has_sign_in`: asks for the password they have, not for a new one. `renews`: asks for a new one as well.
    """

    agency_id: UUID
    agency: str
    email: str
    name: str
    role: Role
    has_sign_in: bool
    renews: bool = False


async def invitation(token: str, *, now: datetime) -> InvitationCard | None:
    """The invitation behind `token` while it can be accepted."""
    async with house_session() as session:
        row = (await session.execute(_INVITATION, {"hash": token_hash(token)})).one_or_none()
        if row is None or row.accepted_at or row.revoked_at or row.expires_at <= now:
            return None
        known = await sign_in_of(session, row.email)
        await enter(session, sign_in_id=known)
        lent = known is not None and bool(await session.scalar(_LENT, {"id": known}))
    return InvitationCard(row.agency_id, row.agency_name, row.email, row.name, Role(row.role), known is not None, lent)


async def accept(
    token: str, *, name: str, password: str, visitor: Visitor, now: datetime, new: str = "", replaces: str = ""
) -> Begun:
    """Accept an invitation and go on to sign in. `new` is the password chosen where the card `renews`.

    Raises:
        InvitationSpent: somebody was faster, or it was taken back.
        WrongPassword, TooManyAttempts: the person has a sign-in, and this is not its password.
        InvalidInput, CommonPassword, SamePassword: the name or the new password cannot be taken.
        AlreadyMember, HasSignIn
    """
    card = await invitation(token, now=now)
    if card is None:
        raise InvitationSpent
    name = clean_line(name or card.name, "name", LONGEST_NAME)
    if card.has_sign_in:
        chosen = await _renewed(new, password) if card.renews else None
        sign_in_id = await prove(email=card.email, password=password, address=visitor.address, now=now)
        await _seat(token, card, name, sign_in_id, chosen, now)
    else:
        hashed = await hash_password(new_password(password))
        sign_in_id = await _seat(token, card, name, None, hashed, now)
    return await go_on(sign_in_id, visitor=visitor, now=now, replaces=replaces, agency_id=card.agency_id)


async def _renewed(new: str, password: str) -> str:
    chosen = new_password(new, "new")
    if chosen == password:
        raise SamePassword
    return await hash_password(chosen)


async def sign_in_of(session: AsyncSession, email: str) -> UUID | None:
    """Whose e-mail this is; None for nobody's."""
    found: UUID | None = (await session.execute(text("select lookup_sign_in(:email)"), {"email": email})).scalar_one()
    return found


async def make_sign_in(session: AsyncSession, email: str, hashed: str, *, agency_id: UUID, role: Role) -> UUID:
    """A new sign-in with its password, inside the transaction that seats its first profile.

    Raises:
        HasSignIn: the e-mail was taken meanwhile.
    """
    sign_in_id: UUID = (await session.execute(text("select uuidv7()"))).scalar_one()
    await enter(session, agency_id=agency_id, role=role, sign_in_id=sign_in_id)
    if (await session.execute(_SIGN_IN, {"id": sign_in_id, "email": email})).one_or_none() is None:
        raise HasSignIn
    await session.execute(_CREDENTIAL, {"id": sign_in_id, "hash": hashed})
    return sign_in_id


async def _seat(
    token: str, card: InvitationCard, name: str, sign_in_id: UUID | None, hashed: str | None, now: datetime
) -> UUID:
    """One transaction: claim the invitation first, so that a second taker waits for us and then finds it used.

    `hashed` is the password of a new sign-in, or the new one of a sign-in that renews it.
    """
    async with house_session() as session:
        row = (await session.execute(_INVITATION, {"hash": token_hash(token)})).one()
        await enter(session, agency_id=card.agency_id, role=card.role, sign_in_id=sign_in_id)
        claimed = (await session.execute(_ACCEPT, {"id": row.invitation_id, "now": now})).one_or_none()
        if claimed is None:
            raise InvitationSpent
        if sign_in_id is None:
            sign_in_id = await make_sign_in(session, card.email, hashed or "", agency_id=card.agency_id, role=card.role)
        elif hashed:
            await _renew(session, sign_in_id, hashed, now)
            await enter(session, agency_id=card.agency_id, role=card.role, sign_in_id=sign_in_id)
        profile_id = await _profile(session, card, name, sign_in_id, claimed.creator_id)
        accepted = text("update invitations set accepted_by = :profile_id where id = :id")
        await session.execute(accepted, {"profile_id": profile_id, "id": row.invitation_id})
        work = Work(Actor(card.agency_id, card.role, profile_id, sign_in_id), session, now)
        audit.note(work, "invitation_accepted", row.invitation_id, role=card.role)
        work.announce(Topic.TEAM, profile_id)
        await work.close()
    return sign_in_id


async def _renew(session: AsyncSession, sign_in_id: UUID, hashed: str, now: datetime) -> None:
    """What the old password opened ends with it: sessions and unused links."""
    await enter(session, sign_in_id=sign_in_id)
    await session.execute(_RENEW, {"hash": hashed, "now": now, "id": sign_in_id})
    await links.void(session)
    ended = await session.execute(_END_ALL, {"now": now, "id": sign_in_id})
    await live.announce(session, [Change(agency, Topic.SESSIONS, str(id)) for agency, id in ended])


async def _profile(
    session: AsyncSession, card: InvitationCard, name: str, sign_in_id: UUID, creator_id: UUID | None
) -> UUID:
    values = {"agency_id": card.agency_id, "sign_in_id": sign_in_id, "name": name, "role": card.role}
    profile_id: UUID | None = (await session.execute(_PROFILE, values)).scalar_one_or_none()
    if profile_id is None:
        raise AlreadyMember
    if creator_id:
        linked = await session.execute(_CREATOR, {"profile_id": profile_id, "id": creator_id})
        if linked.one_or_none() is None:
            raise InvitationSpent  # the creator has another sign-in by now
    return profile_id
