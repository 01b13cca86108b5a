"""Connections to platforms: an address that receives events, and the secret that proves they are real.

The secret is shown to who makes or rotates it and never again; it is kept sealed.
"""

import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from onyx_app.config import settings
from onyx_app.errors import NotFound
from onyx_app.live import Topic
from onyx_app.roles import Action
from onyx_app.rules import wording
from onyx_app.rules.text import LONGEST_NAME, clean_currency, clean_line
from onyx_app.security import new_token, seal
from onyx_app.services import audit
from onyx_app.tables import Connection, InboxEvent
from onyx_app.work import Work

EVENTS = (
    "message_received",
    "message_read",
    "new_follower",
    "new_subscriber",
    "purchase_received",
    "tip_received",
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where one kind of event is sent; `event` is the last part of `url`."""

    event: str
    url: str


@dataclass(frozen=True, slots=True)
class ConnectionCard:
    """One endpoint. `last_event` is relative and "" before the first; `unmatched` waits for a creator's id."""

    id: str
    name: str
    currency: str
    made: str
    rotated: str
    last_event: str
    last_event_at: str
    unmatched: int
    addresses: list[Address]


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown once: the secret, and where events go."""

    id: str
    name: str
    secret: str
    addresses: list[Address]


async def connections(work: Work) -> list[ConnectionCard]:
    """The agency's endpoints, the newest first; never their secrets."""
    work.actor.must(Action.CONNECT)
    waiting = select(func.count()).where(
        col(InboxEvent.connection_id) == col(Connection.id), col(InboxEvent.state) == "unmatched"
    )
    query: Any = select(Connection, waiting.correlate(Connection).scalar_subquery())
    query = query.where(col(Connection.removed_at).is_(None)).order_by(col(Connection.created_at).desc())
    return [_card(work, row, unmatched) for row, unmatched in await work.session.execute(query)]


async def connect(work: Work, *, name: str, currency: str) -> Shown:
    """Make an endpoint for Fanvue; `currency` is what its amounts are in (its events do not say).

    Raises:
        InvalidInput: no name, or not a currency.
    """
    work.actor.must(Action.CONNECT)
    connection = Connection(
        agency_id=work.actor.agency_id,
        id=(await work.session.execute(select(func.uuidv7()))).scalar_one(),
        name=clean_line(name, "name", LONGEST_NAME),
        currency=clean_currency(currency),
        endpoint_key=secrets.token_urlsafe(24),
        created_by=work.actor.profile_id,
        created_at=work.now,
    )
    shown = _with_new_secret(connection)
    work.session.add(connection)
    audit.note(work, "connection_made", str(connection.id))
    work.announce(Topic.CONNECTIONS)
    return shown


async def rotate(work: Work, *, connection_id: UUID) -> Shown:
    """A new secret; events signed with the old one are refused from now on.

    Raises:
        NotFound
    """
    connection = await _held(work, connection_id)
    shown = _with_new_secret(connection)
    connection.rotated_at = work.now
    audit.note(work, "connection_rotated", str(connection_id))
    work.announce(Topic.CONNECTIONS)
    return shown


async def remove(work: Work, *, connection_id: UUID) -> None:
    """The address stops answering; what it brought stays. The secret is destroyed.

    Raises:
        NotFound
    """
    connection = await _held(work, connection_id)
    _with_new_secret(connection)
    connection.removed_at = work.now
    audit.note(work, "connection_removed", str(connection_id))
    work.announce(Topic.CONNECTIONS)


def purpose_of(connection_id: UUID) -> str:
    """What the secret of a connection is sealed for; the webhook door opens it with the same word."""
    return f"connection:{connection_id}"


async def _held(work: Work, connection_id: UUID) -> Connection:
    work.actor.must(Action.CONNECT)
    alive = (col(Connection.id) == connection_id, col(Connection.removed_at).is_(None))
    connection = (await work.session.scalars(select(Connection).where(*alive).with_for_update())).one_or_none()
    if connection is None:
        raise NotFound
    return connection


def _with_new_secret(connection: Connection) -> Shown:
    secret = new_token()
    connection.secret_sealed = seal(secret, purpose_of(connection.id))
    return Shown(str(connection.id), connection.name, secret, _addresses(connection))


def _addresses(connection: Connection) -> list[Address]:
    base = f"{settings().base_url}/webhooks/fanvue/{connection.endpoint_key}"
    return [Address(event, f"{base}/{event}") for event in EVENTS]


def _card(work: Work, row: Connection, unmatched: int) -> ConnectionCard:
    zone, language = work.actor.zone, work.actor.language
    return ConnectionCard(
        id=str(row.id),
        name=row.name,
        currency=row.currency,
        made=wording.day_of(row.created_at, zone, language),
        rotated=wording.day_of(row.rotated_at, zone, language),
        last_event=wording.ago(row.last_event_at, work.now, language),
        last_event_at=wording.moment(row.last_event_at, zone, language),
        unmatched=unmatched,
        addresses=_addresses(row),
    )
