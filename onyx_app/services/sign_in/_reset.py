"""Choosing a new password with a one-time link: made by somebody of the agency, or by the server's operator."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from onyx_app import live
from onyx_app.db import enter, house_session
from onyx_app.live import Change, Topic
from onyx_app.roles import Role
from onyx_app.rules.sign_in import new_password
from onyx_app.security import hash_password
from onyx_app.services import audit, links
from onyx_app.services.links import BelongsElsewhere, Link, LinkSpent, Purpose
from onyx_app.services.sessions import Visitor
from onyx_app.services.sign_in._begin import Begun, start
from onyx_app.work import Actor, Work

_CHOOSES = (Purpose.PASSWORD_RESET, Purpose.OWNER_SIGN_IN)
_PASSWORD = text(
    "update credentials set password_hash = :hash, password_changed_at = :now, lent = :lent where sign_in_id = :id"
)
_END_ALL = text(
    "update sessions set ended_at = :now, ended_because = 'password_reset'"
    " where sign_in_id = :id and ended_at is null returning agency_id, id"
)


@dataclass(frozen=True, slots=True)
class ResetCard:
    """Whose password it is; `signs_in`: the link signs them in as well."""

    email: str
    signs_in: bool


async def reset_card(token: str, *, now: datetime) -> ResetCard | None:
    """What the page of the link says; None when it works no more."""
    async with house_session() as session:
        link = await links.find(session, token, now)
        if link is None or link.purpose not in _CHOOSES:
            return None
        await enter(session, sign_in_id=link.sign_in_id)
        email = (await session.execute(text("select email from sign_ins"))).scalar_one()
    return ResetCard(email, link.purpose is Purpose.OWNER_SIGN_IN)


async def reset(token: str, *, password: str, visitor: Visitor, now: datetime) -> Begun:
    """Set the password, end every session and other link; the operator's link signs in too, an agency's does not.

    Raises:
        LinkSpent: used, too old, or who made it may not any more.
        BelongsElsewhere: an agency's link, and the person has joined another agency since.
        InvalidInput, CommonPassword
    """
    hashed = await hash_password(new_password(password))
    async with house_session() as session:
        link = await links.find(session, token, now)
        if link is None or link.purpose not in _CHOOSES or link.sign_in_id is None:
            raise LinkSpent
        await _set(session, token, link, link.sign_in_id, hashed, now)
    if link.purpose is Purpose.PASSWORD_RESET:
        return Begun()
    return await start(link.sign_in_id, visitor=visitor, now=now)


async def _set(session: AsyncSession, token: str, link: Link, sign_in_id: UUID, hashed: str, now: datetime) -> None:
    await enter(session, sign_in_id=sign_in_id)
    if link.purpose is Purpose.PASSWORD_RESET and await links.belongs_elsewhere(session):
        raise BelongsElsewhere
    if link.purpose is Purpose.PASSWORD_RESET and not await links.maker_may_still(session, token, sign_in_id):
        raise LinkSpent
    await links.claim(session, token, link.purpose, now)
    await links.void(session)
    lent = link.purpose is Purpose.PASSWORD_RESET
    await session.execute(_PASSWORD, {"hash": hashed, "now": now, "lent": lent, "id": sign_in_id})
    ended = await session.execute(_END_ALL, {"now": now, "id": sign_in_id})
    await live.announce(session, [Change(agency, Topic.SESSIONS, str(id)) for agency, id in ended])
    for place in (await session.execute(text("select * from lookup_profiles() where status <> 'left'"))).all():
        actor = Actor(place.agency_id, Role(place.role), place.profile_id, sign_in_id)
        await enter(session, agency_id=place.agency_id, profile_id=place.profile_id, role=place.role,
                    sign_in_id=sign_in_id)  # fmt: skip
        work = Work(actor, session, now)
        audit.note(work, "password_reset", place.profile_id, by=link.purpose)
        await work.close()
