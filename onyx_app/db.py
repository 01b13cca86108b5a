"""The door to PostgreSQL: one engine, two kinds of transaction.

`agency_session` sees one agency, because row security compares every row with a setting that lives only as long as
the transaction. `house_session` sees no agency at all: only the narrow look-ups of `alembic/row_security.py` and, when
told who signs in, that person's own sign-in. A test lists who may call it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from uuid import UUID

from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import URL, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from onyx_app import embedded
from onyx_app.errors import OnyxError

_CONTEXT = text(
    "select set_config('onyx.agency_id', :agency_id, true), set_config('onyx.profile_id', :profile_id, true),"
    " set_config('onyx.role', :role, true), set_config('onyx.sign_in_id', :sign_in_id, true)"
)
_LONGEST_STATEMENT_MS = 120_000


class Offline(OnyxError):
    """The database does not answer just now; nothing was written."""

    key = "errors.offline"


def url_of(dsn: str) -> URL:
    """A libpq address as SQLAlchemy wants it."""
    parts = {key: str(value) for key, value in conninfo_to_dict(dsn).items() if value is not None}
    known = {key: parts.pop(key, None) for key in ("user", "password", "dbname")}
    return URL.create(
        "postgresql+psycopg",
        username=known["user"],
        password=known["password"],
        database=known["dbname"],
        query=parts,
    )


@lru_cache(maxsize=1)
def engine() -> AsyncEngine:
    """The pool of this process, as the role that row security binds: at most 10 connections.

    A statement that runs for minutes is somebody's accident or attack; it must not keep a connection for ever.
    """
    address = url_of(embedded.dsn("app"))
    if "options" not in address.query:
        address = address.update_query_dict({"options": f"-c statement_timeout={_LONGEST_STATEMENT_MS}"})
    # hide_parameters: what people typed stays out of error messages, and thereby out of logs
    return create_async_engine(address, pool_size=8, max_overflow=2, pool_timeout=10, hide_parameters=True)


@asynccontextmanager
async def agency_session(
    agency_id: UUID, *, profile_id: UUID | None = None, role: str = "", sign_in_id: UUID | None = None
) -> AsyncIterator[AsyncSession]:
    """A transaction that can only see `agency_id`; leaving it commits, an exception rolls back.

    Raises:
        Offline: the database does not answer.
    """
    async with _transaction(agency_id, profile_id, role, sign_in_id) as session:
        yield session


@asynccontextmanager
async def house_session(*, sign_in_id: UUID | None = None) -> AsyncIterator[AsyncSession]:
    """A transaction that sees no agency: look-ups by secret, and `sign_in_id`'s own sign-in."""
    async with _transaction(None, None, "", sign_in_id) as session:
        yield session


async def enter(
    session: AsyncSession,
    *,
    agency_id: UUID | None = None,
    profile_id: UUID | None = None,
    role: str = "",
    sign_in_id: UUID | None = None,
) -> None:
    """Go on in the same transaction as somebody else: who signs in becomes known on the way."""
    shown = {"agency_id": agency_id, "profile_id": profile_id, "sign_in_id": sign_in_id}
    await session.execute(_CONTEXT, {key: str(value or "") for key, value in shown.items()} | {"role": role})


@asynccontextmanager
async def _transaction(
    agency_id: UUID | None, profile_id: UUID | None, role: str, sign_in_id: UUID | None
) -> AsyncIterator[AsyncSession]:
    try:
        async with AsyncSession(engine(), expire_on_commit=False) as session, session.begin():
            await enter(session, agency_id=agency_id, profile_id=profile_id, role=role, sign_in_id=sign_in_id)
            yield session
    except (OperationalError, InterfaceError, NoneFree) as error:  # NoneFree: every connection is busy for too long
        raise Offline from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise Offline from error
        raise
