"""The worker's sign of life, and which slots of the timetable have been taken.

The worker beats every ten seconds through the whole chain (timetable, queue, job), so that a beat proves that all of it
works. People are told when it falls silent and when it is back, not at every beat.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from onyx_app import live
from onyx_app.db import Offline, house_session
from onyx_app.live import Change, Topic

WORKER = "worker"
SILENT_AFTER = timedelta(seconds=45)
_LOOK_EVERY_SECONDS = 15
log = structlog.get_logger(__name__)

_BEAT = text(
    "insert into pulses (name, seen_at) values (:name, :now) on conflict (name)"
    " do update set seen_at = greatest(pulses.seen_at, excluded.seen_at) returning old.seen_at as before"
)
_CLAIM = text(
    "insert into pulses (name, seen_at) values (:name, :slot) on conflict (name)"
    " do update set seen_at = excluded.seen_at where pulses.seen_at < excluded.seen_at returning name"
)


@dataclass(frozen=True, slots=True)
class WorkerSeen:
    """`seen_at` is None when no worker ever ran here."""

    seen_at: datetime | None
    silent: bool


async def worker_seen(*, now: datetime) -> WorkerSeen:
    """When the worker last gave a sign of life.

    Raises:
        db.Offline: the database does not answer.
    """
    async with house_session() as session:
        return await seen_in(session, now=now)


async def seen_in(session: AsyncSession, *, now: datetime) -> WorkerSeen:
    """The same, inside a transaction that is open already."""
    seen_at = await session.scalar(text("select seen_at from pulses where name = :name"), {"name": WORKER})
    return judge(seen_at, now)


def judge(seen_at: datetime | None, now: datetime) -> WorkerSeen:
    """Whether a last sign of life at `seen_at` is too long ago."""
    return WorkerSeen(seen_at, seen_at is None or now - seen_at > SILENT_AFTER)


async def beat(*, now: datetime) -> None:
    """The worker lives. Tells everybody when it had been silent."""
    async with house_session() as session:
        before = (await session.execute(_BEAT, {"name": WORKER, "now": now})).scalar_one()
        if judge(before, now).silent:
            await live.announce(session, [Change(None, Topic.WORKER)])


async def claim(session: AsyncSession, *, job: str, slot: datetime) -> bool:
    """Take a slot of the timetable; False when this or another worker took it, or a later one, already."""
    taken = await session.execute(_CLAIM, {"name": f"slot:{job}", "slot": slot})
    return taken.one_or_none() is not None


async def watch() -> None:
    """Tell everybody when the worker falls silent; runs in the web process until cancelled.

    Somebody else has to say it, because a dead worker cannot.
    """
    was_silent: bool | None = None
    while True:
        try:
            was_silent = await _look(was_silent)
        except Offline:  # the pages know by themselves; look again when it is back
            log.warning("pulse.database_away")
        await asyncio.sleep(_LOOK_EVERY_SECONDS)


async def _look(was_silent: bool | None) -> bool:
    async with house_session() as session:
        silent = (await seen_in(session, now=datetime.now(UTC))).silent
        if silent and was_silent is False:
            await live.announce(session, [Change(None, Topic.WORKER)])
        return silent
