"""Put a job into the queue inside the current transaction: it exists if and only if the change does.

This floor knows jobs by name; `jobs/` declares what they do. Arguments hold ids only, never personal data, and always
the agency, so that a job can see exactly the agency it was made for.
"""

from functools import lru_cache
from typing import Any
from uuid import UUID

import procrastinate
from psycopg import AsyncConnection
from sqlalchemy.ext.asyncio import AsyncSession


@lru_cache(maxsize=1)
def _app() -> procrastinate.App:
    """Never opened: every job travels over the connection of its own transaction."""
    return procrastinate.App(connector=procrastinate.PsycopgConnector())


async def enqueue(
    session: AsyncSession, job: str, *, agency_id: UUID | None, lock: str | None = None, **arguments: Any
) -> None:
    """Enqueue `job`. Jobs with the same `lock` run one after the other.

    `agency_id` is None only for what concerns no agency (the worker's pulse): such a job sees no agency's rows.
    """
    raw = await (await session.connection()).get_raw_connection()
    connection = raw.driver_connection
    if not isinstance(connection, AsyncConnection):
        raise TypeError(f"expected a psycopg connection, got {type(connection).__name__}")
    plain = {key: str(value) if isinstance(value, UUID) else value for key, value in arguments.items()}
    configured = _app().configure_task(job, lock=lock, connection=connection)
    whose = {"agency_id": str(agency_id)} if agency_id else {}
    await configured.defer_async(**whose, **plain)
