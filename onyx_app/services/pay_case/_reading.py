"""Reading a whole agency's month: rows one by one as they arrive, with PostgreSQL's memory and cores for it."""

from collections.abc import AsyncIterator
from typing import Any, LiteralString

from psycopg import AsyncConnection
from sqlalchemy import text

from onyx_app.work import Work

# Until the end of the transaction. The planner cannot know how many rows row security leaves, and guesses too few: what
# it would then look up row by row takes minutes.
_FOR_EVERYBODY = text(
    "select set_config('work_mem', '96MB', true), set_config('parallel_setup_cost', '0', true),"
    " set_config('parallel_tuple_cost', '0', true), set_config('enable_nestloop', :row_by_row, true)"
)


async def for_everybody(work: Work, *, row_by_row: bool = True) -> None:
    """What follows in this transaction reads everybody's rows of a period: give it memory and both cores."""
    await work.session.execute(_FOR_EVERYBODY, {"row_by_row": "on" if row_by_row else "off"})


async def streamed(work: Work, statement: LiteralString, parameters: dict[str, Any]) -> AsyncIterator[tuple[Any, ...]]:
    """Rows as they arrive, so that a large result is in memory once.

    A cursor of the server would do the same, but PostgreSQL plans no parallel work for one.
    """
    raw = await (await work.session.connection()).get_raw_connection()
    connection = raw.driver_connection
    if not isinstance(connection, AsyncConnection):
        raise TypeError(f"expected a psycopg connection, got {type(connection).__name__}")
    async with connection.cursor() as cursor:
        async for row in cursor.stream(statement, parameters):
            yield row
