"""Links that work once: a token of 256 bits, of which only the hash is kept (`docs/rules.md` §2).

A link is claimed with one conditional update: of two people who use it at the same moment, one wins.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from onyx_app.config import settings
from onyx_app.db import enter, house_session
from onyx_app.errors import NotFound, OnyxError
from onyx_app.roles import Action, Role, may_manage
from onyx_app.rules.text import clean_email
from onyx_app.security import new_token, token_hash
from onyx_app.services import audit
from onyx_app.work import Work

_MAKE = text(
    "insert into one_time_links (token_hash, purpose, sign_in_id, made_by, created_at, expires_at)"
    " values (:hash, :purpose, :sign_in_id, :made_by, :now, :expires)"
)
_FORGET = text("delete from one_time_links where expires_at < :now")  # row security: of this sign-in only
_VOID = text("delete from one_time_links where used_at is null")  # row security: of this sign-in only
_MAKER = text("select made_by from one_time_links where token_hash = :hash")
_RANK = text("select role from profiles where id = :id and status = 'active'")
_CLAIM = text(
    "update one_time_links set used_at = :now"
    " where token_hash = :hash and purpose = :purpose and used_at is null and expires_at > :now returning true"
)
_FIND = text("select purpose, sign_in_id, expires_at, used_at from lookup_link(:hash)")


class Purpose(StrEnum):
    FIRST_OWNER = "first_owner"
    OWNER_SIGN_IN = "owner_sign_in"
    PASSWORD_RESET = "password_reset"  # noqa: S105 the name of a purpose
    SECOND_STEP = "second_step"


LIFETIME = {
    Purpose.FIRST_OWNER: timedelta(days=7),
    Purpose.OWNER_SIGN_IN: timedelta(hours=1),
    Purpose.PASSWORD_RESET: timedelta(hours=24),
    Purpose.SECOND_STEP: timedelta(minutes=10),
}


class LinkSpent(OnyxError):
    """Used, expired or never made: whoever holds it cannot tell which."""

    key = "sign_in.link_spent"


class BelongsElsewhere(OnyxError):
    """The person is in another agency too, whose door this would open."""

    key = "sign_in.belongs_elsewhere"


@dataclass(frozen=True, slots=True)
class Link:
    """A link that still works. `sign_in_id` is None for the first owner, who has none yet."""

    purpose: Purpose
    sign_in_id: UUID | None


async def find(session: AsyncSession, token: str, now: datetime) -> Link | None:
    """The link behind `token` while it can be used; None otherwise."""
    row = (await session.execute(_FIND, {"hash": token_hash(token)})).one_or_none()
    if row is None or row.used_at is not None or row.expires_at <= now:
        return None
    return Link(Purpose(row.purpose), row.sign_in_id)


async def make(
    session: AsyncSession, purpose: Purpose, sign_in_id: UUID | None, now: datetime, *, made_by: UUID | None = None
) -> str:
    """A new link's token, in a house transaction of that sign-in; given out here and never again."""
    token = new_token()
    values = {"hash": token_hash(token), "purpose": purpose, "sign_in_id": sign_in_id, "made_by": made_by, "now": now}
    await session.execute(_FORGET, {"now": now})
    await session.execute(_MAKE, values | {"expires": now + LIFETIME[purpose]})
    return token


async def claim(session: AsyncSession, token: str, purpose: Purpose, now: datetime) -> None:
    """Use the link; only the first caller gets past this.

    Raises:
        LinkSpent: it was used, or is too old.
    """
    values = {"hash": token_hash(token), "purpose": purpose, "now": now}
    if (await session.execute(_CLAIM, values)).one_or_none() is None:
        raise LinkSpent


async def void(session: AsyncSession) -> None:
    """End every unused link of this house transaction's sign-in: a new password shuts what the old one opened."""
    await session.execute(_VOID)


async def void_all(sign_in_id: UUID) -> None:
    """The same at once and for good, beside a transaction of an agency, which does not see these links."""
    async with house_session(sign_in_id=sign_in_id) as session:
        await void(session)


async def maker_may_still(session: AsyncSession, token: str, sign_in_id: UUID) -> bool:
    """Whether who made this reset link could make it today: active, in the person's agency, and above them.

    In a house transaction of that sign-in, and so again afterwards.
    """
    made_by = (await session.execute(_MAKER, {"hash": token_hash(token)})).scalar_one_or_none()
    places = text("select agency_id, role from lookup_profiles() where status <> 'left'")
    for place in (await session.execute(places)).all():
        await enter(session, agency_id=place.agency_id, sign_in_id=sign_in_id)
        rank = (await session.execute(_RANK, {"id": made_by})).scalar_one_or_none()
        await enter(session, sign_in_id=sign_in_id)
        if rank is not None and may_manage(Role(rank), Role(place.role)):
            return True
    return False


async def first_owner_link() -> str | None:
    """A one-time address to make the first agency and its owner; None when an owner exists. Older ones stop working."""
    async with house_session() as session:
        if (await session.execute(text("select lookup_owner_exists()"))).scalar_one():
            return None
        await session.execute(text("delete from one_time_links where purpose = 'first_owner'"))
        token = await make(session, Purpose.FIRST_OWNER, None, datetime.now(UTC))
    return f"{settings().base_url}/first-owner?token={token}"


async def owner_link(email: str) -> str:
    """A one-time address that signs somebody in and lets them choose a new password: for the server's operator.

    Raises:
        NotFound: nobody signs in with this e-mail.
        InvalidInput: that is not an e-mail address.
    """
    wanted = {"email": clean_email(email)}
    async with house_session() as session:
        sign_in_id = (await session.execute(text("select lookup_sign_in(:email)"), wanted)).scalar_one()
    if sign_in_id is None:
        raise NotFound(field="email")
    return _reset_address(await _make_for(sign_in_id, Purpose.OWNER_SIGN_IN, datetime.now(UTC)))


async def password_reset_link(work: Work, *, profile_id: UUID) -> str:
    """A one-time address with which a person of the asker's agency chooses a new password.

    Raises:
        NotAllowed: the asker may not manage this person.
        NotFound: no such person here, or not active.
        BelongsElsewhere: the person is in another agency too; the server's operator can help (`onyx owner-link`).
    """
    work.actor.must(Action.MANAGE_PEOPLE)
    wanted = text(
        "select sign_in_id, role from profiles where id = :id and agency_id = :agency_id and status = 'active'"
    )
    values = {"id": profile_id, "agency_id": work.actor.agency_id}
    person = (await work.session.execute(wanted, values)).one_or_none()
    if person is None:
        raise NotFound
    if work.actor.role and not may_manage(work.actor.role, Role(person.role)):
        raise NotFound
    token = await _make_for(person.sign_in_id, Purpose.PASSWORD_RESET, work.now, made_by=work.actor.person())
    audit.note(work, "password_reset_link_made", profile_id)
    return _reset_address(token)


async def belongs_elsewhere(session: AsyncSession) -> bool:
    """Whether the sign-in of this transaction is in more than one agency (somebody who left does not count)."""
    count = text("select count(*) from lookup_profiles() where status <> 'left'")
    return int((await session.execute(count)).scalar_one()) > 1


async def _make_for(sign_in_id: UUID, purpose: Purpose, now: datetime, *, made_by: UUID | None = None) -> str:
    """`made_by` is somebody of an agency; None is the server's operator, who may open every door."""
    async with house_session(sign_in_id=sign_in_id) as session:
        if made_by and await belongs_elsewhere(session):
            raise BelongsElsewhere
        return await make(session, purpose, sign_in_id, now, made_by=made_by)


def _reset_address(token: str) -> str:
    return f"{settings().base_url}/reset?token={token}"
