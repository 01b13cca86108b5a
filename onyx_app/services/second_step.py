"""The second step: one-time codes of an authenticator app (TOTP) and ten recovery codes.

Every function works in a transaction that has entered the sign-in, and answers; counting failures is the caller's.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pyotp
import segno
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from onyx_app.rules import sign_in as rules
from onyx_app.security import keyed_hash, seal, unseal

RECOVERY_CODES = 10
_ISSUER = "OnyxOS"
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread
_READ = text(
    "select s.email, c.totp_sealed, c.totp_since from credentials c join sign_ins s on s.id = c.sign_in_id"
    " where c.sign_in_id = :id"
)
_USE_STEP = text(
    "update credentials set totp_last_step = :step where sign_in_id = :id"
    " and (totp_last_step is null or totp_last_step < :step) returning true"
)
_USE_CODE = text(
    "update recovery_codes set used_at = :now where sign_in_id = :id and code_hash = :hash and used_at is null"
    " returning true"
)
_BEGIN = text(
    "update credentials set totp_sealed = :sealed, totp_last_step = null where sign_in_id = :id and totp_since is null"
)
_CONFIRM = text("update credentials set totp_since = :now where sign_in_id = :id and totp_since is null returning true")
_DROP = text(
    "update credentials set totp_sealed = null, totp_since = null, totp_last_step = null where sign_in_id = :id"
)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a person needs to set up their app; shown while setting up and never again."""

    secret: str
    picture: str  # data: address of an SVG with the QR code
    recovery_codes: tuple[str, ...]


async def is_on(session: AsyncSession, sign_in_id: UUID) -> bool:
    """Whether this person has set up a second step."""
    return (await _read(session, sign_in_id))[2] is not None


async def enrol(session: AsyncSession, sign_in_id: UUID) -> Enrolment | None:
    """Begin (or go on) setting up; the same secret until it is confirmed, fresh recovery codes each time.

    None when the second step is on already: it must be turned off first, with the password.
    """
    email, sealed, since = await _read(session, sign_in_id)
    if since is not None:
        return None
    secret = unseal(sealed, _purpose(sign_in_id)) if sealed else pyotp.random_base32()
    if not sealed:
        await session.execute(_BEGIN, {"id": sign_in_id, "sealed": seal(secret, _purpose(sign_in_id))})
    address = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=_ISSUER)
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=3, dark="#000", light="#fff")
    return Enrolment(secret, picture, await new_recovery_codes(session, sign_in_id))


async def confirm(session: AsyncSession, sign_in_id: UUID, code: str, now: datetime) -> bool:
    """Turn the second step on with the first code of the app; False when the code does not fit."""
    if not await _use_totp(session, sign_in_id, code, now):
        return False
    return (await session.execute(_CONFIRM, {"id": sign_in_id, "now": now})).one_or_none() is not None


async def use(session: AsyncSession, sign_in_id: UUID, code: str, now: datetime) -> bool:
    """Whether `code` is right and had not been used: of the app, or one of the recovery codes."""
    if await _use_totp(session, sign_in_id, code, now):
        return True
    values = {"id": sign_in_id, "hash": _recovery_hash(sign_in_id, rules.recovery_code(code)), "now": now}
    return (await session.execute(_USE_CODE, values)).one_or_none() is not None


async def new_recovery_codes(session: AsyncSession, sign_in_id: UUID) -> tuple[str, ...]:
    """Ten new codes of 49 bits; the old ones stop working."""
    codes = tuple(f"{_part()}-{_part()}" for _ in range(RECOVERY_CODES))
    await session.execute(text("delete from recovery_codes where sign_in_id = :id"), {"id": sign_in_id})
    rows = [{"id": sign_in_id, "hash": _recovery_hash(sign_in_id, code)} for code in codes]
    await session.execute(text("insert into recovery_codes (sign_in_id, code_hash) values (:id, :hash)"), rows)
    return codes


async def recovery_codes_left(session: AsyncSession, sign_in_id: UUID) -> int:
    left = text("select count(*) from recovery_codes where sign_in_id = :id and used_at is null")
    return int((await session.execute(left, {"id": sign_in_id})).scalar_one())


async def turn_off(session: AsyncSession, sign_in_id: UUID) -> None:
    await session.execute(_DROP, {"id": sign_in_id})
    await session.execute(text("delete from recovery_codes where sign_in_id = :id"), {"id": sign_in_id})


async def _use_totp(session: AsyncSession, sign_in_id: UUID, code: str, now: datetime) -> bool:
    _, sealed, _ = await _read(session, sign_in_id)
    step = rules.matching_step(unseal(sealed, _purpose(sign_in_id)), code, now) if sealed else None
    if step is None:
        return False
    return (await session.execute(_USE_STEP, {"id": sign_in_id, "step": step})).one_or_none() is not None


async def _read(session: AsyncSession, sign_in_id: UUID) -> tuple[str, bytes | None, datetime | None]:
    row = (await session.execute(_READ, {"id": sign_in_id})).one()
    return row.email, row.totp_sealed, row.totp_since


def _purpose(sign_in_id: UUID) -> str:
    return f"totp:{sign_in_id}"


def _recovery_hash(sign_in_id: UUID, code: str) -> bytes:
    return keyed_hash("recovery code", f"{sign_in_id}:{code}")


def _part() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(5))
