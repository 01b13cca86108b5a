"""From a proven person to a session of one of their profiles, and back out."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from onyx_app.db import enter, house_session
from onyx_app.errors import NotFound, OnyxError
from onyx_app.roles import Role
from onyx_app.rules.sign_in import SEEN_EVERY, is_alive
from onyx_app.security import token_hash
from onyx_app.services import audit, links, second_step, sessions
from onyx_app.services.links import Purpose
from onyx_app.services.sessions import Visitor
from onyx_app.services.sign_in._prove import prove
from onyx_app.work import Actor, open_work

_SESSION = text("select * from lookup_session(:hash)")
_SEEN = text("update sessions set seen_at = :now where token_hash = :hash and ended_at is null and seen_at < :now")
_PLACES = text("select agency_id, agency_name, profile_id, name, role, status, needs_totp from lookup_profiles()")
_LAST_USED = text("select profile_id from sessions where sign_in_id = :id order by seen_at desc, id desc limit 1")


class NoAgency(OnyxError):
    """The password was right, but every profile is suspended or has left."""

    key = "sign_in.no_agency"


@dataclass(frozen=True, slots=True)
class Place:
    """One agency a person can work in."""

    agency_id: UUID
    agency: str
    profile_id: UUID
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Begun:
    """What the browser gets: a session's token, or the token of a pending second step; never both.

    `chooses`: the person is in several agencies and is shown the picker; the session is of the one used last.
    """

    session: str = ""
    second_step: str = ""
    chooses: bool = False


async def actor_for(token: str, *, now: datetime, touch: bool = True) -> Actor | None:
    """Who asks, from a session's token; None when unknown, over, suspended or without a second step they owe.

    `touch` counts as use of the session (written at most once a minute); loads that no person caused pass False.
    """
    hashed = {"hash": token_hash(token)}
    async with house_session() as session:
        row = (await session.execute(_SESSION, hashed)).one_or_none()
        if row is None or not is_alive(seen_at=row.seen_at, expires_at=row.expires_at, now=now):
            return None
        if touch and now >= row.seen_at + SEEN_EVERY:
            await enter(session, sign_in_id=row.sign_in_id)
            await session.execute(_SEEN, hashed | {"now": now})
    return Actor(
        agency_id=row.agency_id,
        role=Role(row.role),
        profile_id=row.profile_id,
        sign_in_id=row.sign_in_id,
        session_id=row.session_id,
        name=row.name,
        language=row.language,
        zone=row.zone,
    )


async def begin(*, email: str, password: str, visitor: Visitor, now: datetime, replaces: str = "") -> Begun:
    """Sign in with e-mail and password; `replaces` is the token this browser held until now.

    Raises:
        InvalidInput, TooManyAttempts, WrongPassword: see `prove`.
        NoAgency: nowhere to go.
    """
    sign_in_id = await prove(email=email, password=password, address=visitor.address, now=now)
    return await go_on(sign_in_id, visitor=visitor, now=now, replaces=replaces)


async def go_on(
    sign_in_id: UUID, *, visitor: Visitor, now: datetime, replaces: str = "", agency_id: UUID | None = None
) -> Begun:
    """After the password: to the second step when there is one or must be one, else to a session."""
    async with house_session(sign_in_id=sign_in_id) as session:
        owes = text("select bool_or(needs_totp) from lookup_profiles() where status = 'active'")
        needed = (await session.execute(owes)).scalar_one()
        if needed is None:
            raise NoAgency
        if needed or await second_step.is_on(session, sign_in_id):
            return Begun(second_step=await links.make(session, Purpose.SECOND_STEP, sign_in_id, now))
    return await start(sign_in_id, visitor=visitor, now=now, replaces=replaces, agency_id=agency_id)


async def start(
    sign_in_id: UUID, *, visitor: Visitor, now: datetime, replaces: str = "", agency_id: UUID | None = None
) -> Begun:
    """A session in `agency_id`, or where the person was last; fully proven people only."""
    async with house_session(sign_in_id=sign_in_id) as session:
        places = await _places(session)
        last = (await session.execute(_LAST_USED, {"id": sign_in_id})).scalar_one_or_none()
    if not places:
        raise NoAgency
    wanted = [p for p in places if agency_id == p.agency_id] or [p for p in places if last == p.profile_id] or places
    token = await _begin_at(wanted[0], sign_in_id, visitor=visitor, now=now, replaces=replaces)
    return Begun(session=token, chooses=len(places) > 1 and agency_id is None)


async def agencies_of(sign_in_id: UUID) -> list[Place]:
    """Where a person can work, by agency name."""
    async with house_session(sign_in_id=sign_in_id) as session:
        return await _places(session)


async def switch(token: str, *, profile_id: UUID, visitor: Visitor, now: datetime) -> str:
    """Move this browser to the person's profile in another agency: a new session, and the old one ends.

    Raises:
        NotFound: nobody is signed in with `token`, or they have no profile there.
    """
    actor = await actor_for(token, now=now)
    if actor is None or actor.sign_in_id is None:
        raise NotFound
    place = next((p for p in await agencies_of(actor.sign_in_id) if p.profile_id == profile_id), None)
    if place is None:
        raise NotFound
    if profile_id == actor.profile_id:
        return token
    return await _begin_at(place, actor.sign_in_id, visitor=visitor, now=now, replaces=token)


async def sign_out(token: str, *, now: datetime) -> None:
    """End the session of this cookie; nothing happens when it is over already."""
    actor = await actor_for(token, now=now, touch=False)
    if actor is None:
        return
    async with open_work(actor, now=now) as work:
        if await sessions.end_by_token(work, token, because="signed_out"):
            audit.note(work, "signed_out", str(actor.session_id))


async def _places(session: AsyncSession) -> list[Place]:
    return [
        Place(row.agency_id, row.agency_name, row.profile_id, row.name, Role(row.role))
        for row in await session.execute(_PLACES)
        if row.status == "active"
    ]


async def _begin_at(place: Place, sign_in_id: UUID, *, visitor: Visitor, now: datetime, replaces: str) -> str:
    actor = Actor(place.agency_id, place.role, place.profile_id, sign_in_id)
    async with open_work(actor, now=now) as work:
        token = await sessions.begin(work, visitor=visitor)
        if replaces:
            await sessions.end_by_token(work, replaces, because="replaced")
    return token
