"""Events from outside, kept exactly once before anything is done with them.

The machine door stores an event and its job in one transaction and answers; the worker reads it here later. An event
is never thrown away because we could not place it: it waits as unmatched, with the reason, until somebody looks.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from onyx_app import security
from onyx_app.db import house_session
from onyx_app.live import Topic
from onyx_app.roles import Action, Scope
from onyx_app.tables import Connection, InboxEvent
from onyx_app.work import Work

_LONGEST_KEY = 128
_KEPT_FOR = timedelta(days=30)  # bodies hold names of fans; the digest that recognises a replay stays
_SEEN_AGAIN_AFTER = timedelta(minutes=1)
DELAYED_AFTER = timedelta(minutes=10)  # a job that failed is tried again after 3, 9, 27 s …


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Which agency an address belongs to: the key in it decides, nothing in the body does."""

    agency_id: UUID
    connection_id: UUID


@dataclass(frozen=True, slots=True)
class Waiting:
    """An event to be handled; `currency` is its connection's."""

    id: UUID
    event: str
    body: dict[str, Any]
    received_at: datetime
    currency: str


async def find_endpoint(key: str) -> Endpoint | None:
    """The endpoint behind the key of a webhook address; None for an unknown or removed one."""
    if not (0 < len(key) <= _LONGEST_KEY and key.isascii() and key.isprintable()):
        return None
    async with house_session() as session:
        found = await session.execute(text("select agency_id, connection_id from lookup_endpoint(:key)"), {"key": key})
        row = found.one_or_none()
    return Endpoint(row.agency_id, row.connection_id) if row else None


async def secret_of(work: Work, *, connection_id: UUID) -> str | None:
    """The signing secret of a connection; None when it was removed a moment ago."""
    work.actor.must(Action.CONNECT, at_least=Scope.AGENCY)
    query = select(col(Connection.secret_sealed)).where(
        col(Connection.id) == connection_id, col(Connection.removed_at).is_(None)
    )
    sealed = (await work.session.execute(query)).scalar_one_or_none()
    return security.unseal(sealed, f"connection:{connection_id}") if sealed else None


async def accept(work: Work, *, connection_id: UUID, event: str, digest: bytes, body: dict[str, Any]) -> bool:
    """Keep an event and its job; False when it was kept before, and then nothing changes.

    The unique digest decides, also between two deliveries at the same instant.
    """
    work.actor.must(Action.CONNECT, at_least=Scope.AGENCY)
    row = {
        "agency_id": work.actor.agency_id,
        "connection_id": connection_id,
        "event": event,
        "digest": digest,
        "body": body,
        "received_at": work.now,
    }
    stored = insert(InboxEvent).values(row).on_conflict_do_nothing().returning(col(InboxEvent.id))
    event_id = (await work.session.execute(stored)).scalar_one_or_none()
    if event_id is None:
        return False
    await work.session.execute(_heard_from(connection_id, work.now))
    work.later("handle_event", event_id=event_id)
    return True


async def take(work: Work, *, event_id: UUID) -> Waiting | None:
    """The event, held by this transaction; None when it is handled already (a job that ran twice)."""
    work.actor.must(Action.CONNECT, at_least=Scope.AGENCY)
    query = (
        select(InboxEvent, col(Connection.currency))
        .join(Connection, col(Connection.id) == col(InboxEvent.connection_id))
        .where(col(InboxEvent.id) == event_id, col(InboxEvent.state) != "handled")
        .with_for_update(of=InboxEvent)
    )
    found = (await work.session.execute(query)).one_or_none()
    if found is None:
        return None
    row, currency = found
    return Waiting(row.id, row.event, row.body, row.received_at, currency)


async def settle(work: Work, *, event_id: UUID, state: str, reason: str = "") -> None:
    """Say what became of an event: handled, unmatched or failed; `reason` is a key below `revenue.reason`."""
    work.actor.must(Action.CONNECT, at_least=Scope.AGENCY)
    done = {"state": state, "reason": reason, "handled_at": work.now if state == "handled" else None}
    await work.session.execute(update(InboxEvent).where(col(InboxEvent.id) == event_id).values(done))
    if state != "handled":
        work.announce(Topic.REVENUE)


async def try_again(work: Work) -> int:
    """Queue what is not done once more: events that fitted nobody, and those whose job failed for long.

    A job that is still in the queue as well does no harm: an event is handled once.
    """
    work.actor.must(Action.CONNECT, at_least=Scope.AGENCY)
    late = and_(col(InboxEvent.state) == "waiting", col(InboxEvent.received_at) < work.now - DELAYED_AFTER)
    stuck = or_(col(InboxEvent.state).in_(("unmatched", "failed")), late)
    again = update(InboxEvent).where(stuck).values(state="waiting", reason="").returning(col(InboxEvent.id))
    ids = (await work.session.scalars(again)).all()
    for event_id in ids:
        work.later("handle_event", event_id=event_id)
    work.announce(Topic.REVENUE)
    return len(ids)


async def forget(work: Work) -> int:
    """Empty the bodies of events handled more than 30 days ago: they name fans, and nobody needs them any more."""
    work.actor.must(Action.CONNECT, at_least=Scope.AGENCY)
    old = (
        col(InboxEvent.state) == "handled",
        col(InboxEvent.received_at) < work.now - _KEPT_FOR,
        col(InboxEvent.body) != {},
    )
    emptied = update(InboxEvent).where(*old).values(body={}).returning(col(InboxEvent.id))
    return len((await work.session.scalars(emptied)).all())


def _heard_from(connection_id: UUID, now: datetime) -> Any:
    """At most once a minute: deliveries at the same time must not wait for each other on this row."""
    seen = col(Connection.last_event_at)
    stale = or_(seen.is_(None), seen < now - _SEEN_AGAIN_AFTER)
    return update(Connection).where(col(Connection.id) == connection_id, stale).values(last_event_at=now)
