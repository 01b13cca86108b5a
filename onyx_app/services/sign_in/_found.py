"""Founding an agency: the first one through a one-time link, further ones by the server's operator."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from onyx_app.config import settings
from onyx_app.db import enter, house_session
from onyx_app.roles import Role
from onyx_app.rules.sign_in import new_password
from onyx_app.rules.text import LONGEST_NAME, clean_currency, clean_email, clean_line, clean_zone
from onyx_app.security import hash_password, new_token
from onyx_app.services import audit, links
from onyx_app.services.links import LinkSpent, Purpose
from onyx_app.services.sessions import Visitor
from onyx_app.services.sign_in._begin import Begun, go_on
from onyx_app.services.sign_in._join import make_sign_in, sign_in_of
from onyx_app.work import Actor, Work

_ONE_FOUNDING = text("select pg_advisory_xact_lock(hashtextextended('first owner', 0))")
_AGENCY = text(
    "insert into agencies (id, name, currency, zone, pay_anchor) values (:id, :name, :currency, :zone, :anchor)"
)
_OWNER = text(
    "insert into profiles (agency_id, sign_in_id, name, role) values (:agency_id, :sign_in_id, :name, 'owner')"
    " returning id"
)


@dataclass(frozen=True, slots=True)
class Founding:
    """A new agency and its owner, as typed; `checked` gives it in the spelling that is stored."""

    agency: str
    currency: str
    zone: str
    name: str
    email: str

    def checked(self) -> "Founding":
        """Raises InvalidInput, naming the first field that cannot be taken."""
        return Founding(
            agency=clean_line(self.agency, "agency", LONGEST_NAME),
            currency=clean_currency(self.currency),
            zone=clean_zone(self.zone),
            name=clean_line(self.name, "name", LONGEST_NAME),
            email=clean_email(self.email),
        )


async def first_owner_awaited(token: str, *, now: datetime) -> bool:
    """Whether `token` still makes the first owner."""
    async with house_session() as session:
        link = await links.find(session, token, now)
        taken = (await session.execute(text("select lookup_owner_exists()"))).scalar_one()
    return link is not None and link.purpose is Purpose.FIRST_OWNER and not taken


async def found_first(token: str, *, founding: Founding, password: str, visitor: Visitor, now: datetime) -> Begun:
    """Make the first agency and its owner, who is signed in.

    Raises:
        LinkSpent: used, too old, or there is an owner already.
        InvalidInput, CommonPassword
    """
    wanted, chosen = founding.checked(), new_password(password)
    if not await first_owner_awaited(token, now=now):
        raise LinkSpent
    hashed = await hash_password(chosen)
    async with house_session() as session:
        await session.execute(_ONE_FOUNDING)
        if (await session.execute(text("select lookup_owner_exists()"))).scalar_one():
            raise LinkSpent
        await links.claim(session, token, Purpose.FIRST_OWNER, now)
        sign_in_id = await _found(session, wanted, hashed, now)
    return await go_on(sign_in_id, visitor=visitor, now=now)


async def found_another(founding: Founding) -> str:
    """Make another agency; the address at which its owner gets in: with a one-time link when they are new here.

    Raises:
        InvalidInput
    """
    wanted = founding.checked()
    unusable = await hash_password(new_token())
    async with house_session() as session:
        known = await sign_in_of(session, wanted.email)
        await _found(session, wanted, unusable, datetime.now(UTC), sign_in_id=known)
    return f"{settings().base_url}/sign-in" if known else await links.owner_link(wanted.email)


async def _found(
    session: AsyncSession, wanted: Founding, hashed: str, now: datetime, *, sign_in_id: UUID | None = None
) -> UUID:
    agency_id: UUID = (await session.execute(text("select uuidv7()"))).scalar_one()
    if sign_in_id is None:
        sign_in_id = await make_sign_in(session, wanted.email, hashed, agency_id=agency_id, role=Role.OWNER)
    await enter(session, agency_id=agency_id, role=Role.OWNER, sign_in_id=sign_in_id)
    values = {"id": agency_id, "name": wanted.agency, "currency": wanted.currency, "zone": wanted.zone}
    await session.execute(_AGENCY, values | {"anchor": now.date().replace(month=1, day=1)})
    owner = {"agency_id": agency_id, "sign_in_id": sign_in_id, "name": wanted.name}
    profile_id = (await session.execute(_OWNER, owner)).scalar_one()
    work = Work(Actor(agency_id, Role.OWNER, profile_id, sign_in_id), session, now)
    audit.note(work, "agency_founded", agency_id)
    await work.close()
    return sign_in_id
