"""How often somebody may guess, counted in the database so that every process counts together.

A try is counted against its account before the password is looked at, and taken back when it was right; so a burst of
parallel guesses gets no more tries than a patient one. Keys are keyed hashes: neither e-mail nor address is stored.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from onyx_app.errors import OnyxError
from onyx_app.rules.sign_in import ACCOUNT_LIMIT, ADDRESS_LIMIT, Tally, counted, network_of, wait
from onyx_app.security import keyed_hash

_FIRST = text(
    "insert into sign_in_attempts (key, failures, window_started_at) values (:key, 0, :now) on conflict do nothing"
)
_LOCK = text("select failures, window_started_at, blocked_until from sign_in_attempts where key = :key for update")
_LOOK = text("select failures, window_started_at, blocked_until from sign_in_attempts where key = :key")
_WRITE = text(
    "update sign_in_attempts set failures = :failures, window_started_at = :started, blocked_until = :until"
    " where key = :key"
)
_FORGET = text(
    "delete from sign_in_attempts where key in (select key from sign_in_attempts"
    " where window_started_at < :then limit 1000 for update skip locked)"
)
_AT_ONCE = 4
_turns: WeakValueDictionary[bytes, asyncio.Lock] = WeakValueDictionary()
_rooms: WeakValueDictionary[bytes, asyncio.Semaphore] = WeakValueDictionary()


class TooManyAttempts(OnyxError):
    """Wait before trying again; says nothing about whether the account exists."""

    key = "sign_in.too_many"

    def __init__(self, left: timedelta) -> None:
        super().__init__(count=max(1, -(-int(left.total_seconds()) // 60)))
        self.seconds = max(1, int(left.total_seconds()))


def account_key(kind: str, account: str) -> bytes:
    """`kind` keeps the tallies of different doors apart: sign-in, second step, asking for the password again."""
    return keyed_hash(f"attempts: {kind}", account)


@asynccontextmanager
async def one_at_a_time(key: bytes) -> AsyncIterator[None]:
    """Tries on one account queue up here, so that ten right ones at once are not mistaken for ten guesses."""
    turn = _turns.setdefault(key, asyncio.Lock())
    async with turn:
        yield


@asynccontextmanager
async def few_at_once(address: str) -> AsyncIterator[None]:
    """Tries from one address wait here: a failure counts once it is known, and no burst may run ahead of it."""
    room = _rooms.setdefault(_address_key(address), asyncio.Semaphore(_AT_ONCE))
    async with room:
        yield


async def count_try(session: AsyncSession, key: bytes, address: str, now: datetime) -> None:
    """Count a try against the account; `address` is "" for somebody who is signed in.

    Raises:
        TooManyAttempts: of this account, or failures from this address; nothing is counted then.
    """
    await session.execute(_FIRST, {"key": key, "now": now})
    tally = await _read(session, _LOCK, key) or Tally(0, now)
    there = (await _read(session, _LOOK, _address_key(address)) if address else None) or Tally(0, now)
    left = max(wait(tally, now), wait(there, now))
    if left:
        raise TooManyAttempts(left)
    await _write(session, key, counted(tally, now, ACCOUNT_LIMIT))


async def count_failure(session: AsyncSession, address: str, now: datetime) -> None:
    """The try was wrong: count it against the address too, where there is one ("" would be everybody's)."""
    if not address:
        return
    key = _address_key(address)
    await session.execute(_FIRST, {"key": key, "now": now})
    tally = await _read(session, _LOCK, key) or Tally(0, now)
    await _write(session, key, counted(tally, now, ADDRESS_LIMIT))


async def forgive(session: AsyncSession, key: bytes) -> None:
    """The try was right: the account starts afresh."""
    await session.execute(text("delete from sign_in_attempts where key = :key"), {"key": key})


async def forget_old(session: AsyncSession, now: datetime) -> None:
    """Tallies older than a day say nothing any more; one that somebody is just counting in is left for later."""
    await session.execute(_FORGET, {"then": now - timedelta(days=1)})


async def _read(session: AsyncSession, statement: object, key: bytes) -> Tally | None:
    row = (await session.execute(statement, {"key": key})).one_or_none()  # type: ignore[call-overload]
    return Tally(*row) if row else None


async def _write(session: AsyncSession, key: bytes, tally: Tally) -> None:
    values = {"failures": tally.failures, "started": tally.window_started_at, "until": tally.blocked_until}
    await session.execute(_WRITE, {"key": key, **values})


def _address_key(address: str) -> bytes:
    return keyed_hash("attempts: address", network_of(address))
