"""What changed, told to every process after the commit, and to nobody before it.

A change is a NOTIFY inside the transaction that made it, so PostgreSQL delivers it only when the change is visible.
The payload holds ids only.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import psycopg
import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from onyx_app import embedded

CHANNEL = "onyx_live"
_RETRY_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
log = structlog.get_logger(__name__)


class Topic(StrEnum):
    """What a room can follow. ALL is made by us after a lost connection: anything may have changed."""

    ALL = "all"
    TIMECLOCK = "timeclock"
    REVENUE = "revenue"
    TEAM = "team"
    CREATORS = "creators"
    SETTINGS = "settings"
    SESSIONS = "sessions"
    WORKER = "worker"
    BIO = "bio"
    CONNECTIONS = "connections"
    PAYROLL = "payroll"
    IMPORTS = "imports"
    SHIFTS = "shifts"


@dataclass(frozen=True, slots=True)
class Change:
    """`agency_id` is None for what concerns every agency; `subject` is an id or empty."""

    agency_id: UUID | None
    topic: Topic
    subject: str = ""


Listener = Callable[[Change], Awaitable[None]]
_listeners: list[Listener] = []


def subscribe(listener: Listener) -> Callable[[], None]:
    """Call `listener` for every change this process hears; the answer unsubscribes."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


async def announce(session: AsyncSession, changes: Iterable[Change]) -> None:
    """Tell about `changes` when `session` commits."""
    for change in changes:
        body = {"a": str(change.agency_id) if change.agency_id else None, "t": change.topic, "s": change.subject}
        statement = text("select pg_notify(:channel, :payload)")
        await session.execute(statement, {"channel": CHANNEL, "payload": json.dumps(body)})


async def listen() -> None:
    """Hear changes until cancelled. A lost connection is opened again, and then everything may have changed."""
    failures = 0
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(embedded.dsn("app"), autocommit=True) as connection:
                await connection.execute(f"listen {CHANNEL}")
                if failures:
                    await _tell(Change(None, Topic.ALL))
                failures = 0
                async for notice in connection.notifies():
                    if change := _read(notice.payload):
                        await _tell(change)
        except psycopg.OperationalError:
            failures += 1
            log.warning("live.connection_lost", failures=failures)
            await asyncio.sleep(_RETRY_SECONDS[min(failures, len(_RETRY_SECONDS)) - 1])


def _read(payload: str) -> Change | None:
    """None for what we did not write: whoever may connect may notify, and a newer process may know more topics."""
    try:
        body = json.loads(payload)
        return Change(UUID(body["a"]) if body["a"] else None, Topic(body["t"]), str(body["s"]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        log.warning("live.unreadable")
        return None


async def _tell(change: Change) -> None:
    """One listener's failure is logged and keeps nobody else from hearing."""
    for listener in list(_listeners):
        try:
            await listener(change)
        except Exception:
            log.exception("live.listener_failed", topic=change.topic)
