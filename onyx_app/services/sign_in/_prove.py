"""Proving who somebody is by their password."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from onyx_app.db import enter, house_session
from onyx_app.errors import OnyxError
from onyx_app.rules.sign_in import typed_password
from onyx_app.rules.text import clean_email
from onyx_app.security import verify_password
from onyx_app.services import throttle
from onyx_app.work import Work

_HASH = text("select password_hash from credentials where sign_in_id = :id")


class WrongPassword(OnyxError):
    """The same answer, in the same time, for an unknown e-mail and a wrong password."""

    key = "sign_in.wrong"
    field = "password"


class NotYourPassword(OnyxError):
    """Asked again of somebody who is signed in."""

    key = "sign_in.not_your_password"
    field = "password"


async def prove(*, email: str, password: str, address: str, now: datetime) -> UUID:
    """The sign-in that `email` and `password` open.

    Raises:
        InvalidInput: a field holds something no account can have.
        TooManyAttempts: of this account or from this address.
        WrongPassword: either of the two is wrong.
    """
    known_as, typed = clean_email(email), typed_password(password)
    key = throttle.account_key("sign-in", known_as)
    async with throttle.one_at_a_time(key), throttle.few_at_once(address):
        async with house_session() as session:
            await throttle.count_try(session, key, address, now)
            sign_in_id, hashed = await _credential(session, known_as)
        right = await verify_password(typed, hashed)
        await _settle(right, key, address, now)
    if not right or sign_in_id is None:
        raise WrongPassword
    return sign_in_id


async def prove_again(work: Work, *, password: str, field: str = "password") -> None:
    """Before something weighty: the asker's own password once more; `field` is where it was typed.

    Raises:
        NotYourPassword, TooManyAttempts, InvalidInput
    """
    typed, sign_in_id = typed_password(password, field), work.actor.sign_in()
    key = throttle.account_key("again", str(sign_in_id))
    async with throttle.one_at_a_time(key):
        async with house_session() as session:
            await throttle.count_try(session, key, "", work.now)
        hashed = (await work.session.execute(_HASH, {"id": sign_in_id})).scalar_one_or_none()
        right = await verify_password(typed, hashed)
        await _settle(right, key, "", work.now)
    if not right:
        raise NotYourPassword(field=field)


async def _credential(session: AsyncSession, email: str) -> tuple[UUID | None, str | None]:
    """The same two queries for everybody, whether the e-mail is known or not."""
    found = (await session.execute(text("select lookup_sign_in(:email)"), {"email": email})).scalar_one()
    asked = found or uuid4()
    await enter(session, sign_in_id=asked)
    return found, (await session.execute(_HASH, {"id": asked})).scalar_one_or_none()


async def _settle(right: bool, key: bytes, address: str, now: datetime) -> None:
    async with house_session() as session:
        if right:
            await throttle.forgive(session, key)
        else:
            await throttle.count_failure(session, address, now)
