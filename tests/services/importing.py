"""Scenes of imports: a file as text, looked at and brought in by somebody, and what the books hold then."""

import csv
import io
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from onyx_app.rules.revenue_csv import COLUMNS
from onyx_app.services import revenue_import
from onyx_app.services.revenue_import import Imported, Preview
from onyx_app.work import open_work
from tests import cast
from tests.conftest import House

NOW = datetime(2026, 4, 20, 9, 0, tzinfo=UTC)
USUAL = {"creator": "Luna", "type": "tip", "gross": "10.00", "fee": "2.00", "net": "8.00", "currency": "EUR"}


def row(at: str = "2026-04-10T12:00:00Z", **cells: str) -> str:
    """One line; what is not given is a usual sale of Luna's."""
    filled = {**dict.fromkeys(COLUMNS, ""), **USUAL, "occurred_at": at, **cells}
    written = io.StringIO()
    csv.writer(written).writerow([filled[column] for column in COLUMNS])
    return written.getvalue().strip()


def back(at: str = "2026-04-12T12:00:00Z", **cells: str) -> str:
    """One line that takes a usual sale back."""
    return row(at, **{"gross": "-10.00", "fee": "-2.00", "net": "-8.00"} | cells)


def file(*rows: str) -> bytes:
    return "\r\n".join([",".join(COLUMNS), *rows, ""]).encode()


async def do(verb: Any, *, by: cast.Person = cast.OWNER, at: datetime = NOW, **options: Any) -> Any:
    async with open_work(by.actor, now=at) as work:
        return await verb(work, **options)


async def look(*rows: str, by: cast.Person = cast.OWNER, name: str = "sales.csv", **more: Any) -> UUID:
    """`body` instead of rows for the bytes themselves; `at` for another moment than the usual one."""
    given = more.pop("body", None) or file(*rows)
    return await do(revenue_import.look_at, by=by, file=io.BytesIO(given), file_name=name, **more)


async def seen(import_id: UUID, **more: Any) -> Preview:
    return await do(revenue_import.preview, import_id=import_id, **more)


async def bring(import_id: UUID, **more: Any) -> Imported:
    return await do(revenue_import.bring_in, import_id=import_id, **more)


async def imported(*rows: str, at: datetime = NOW, **more: Any) -> UUID:
    import_id = await look(*rows, at=at, **more)
    await bring(import_id, at=at)
    return import_id


def hint(house: House, at: str = "2026-04-10 12:00:30+00", gross: int = 1000, kind: str = "tip", **cells: Any) -> UUID:
    """A sale a platform has only announced, of Ada."""
    [(made,)] = house.rows(
        "insert into transactions (agency_id, creator_id, occurred_at, type, gross, currency, origin, state, fan,"
        " natural_key) values (%s, %s, %s, %s, %s, 'EUR', 'webhook', 'provisional', %s, uuidv7()::text) returning id",
        cast.NORTHLIGHT, cells.get("creator", cast.LUNA), at, kind, gross, cells.get("fan", ""),
    )  # fmt: skip
    house.rows(
        "insert into attributions (agency_id, transaction_id, profile_id, method) values (%s, %s, %s, 'shift')"
        " returning id",
        cast.NORTHLIGHT, made, cast.CHATTER.profile_id,
    )  # fmt: skip
    return made


def assigned_all_year(house: House) -> None:
    """Ada works for Luna since January."""
    house.rows("update creator_assignments set from_at = '2026-01-01T00:00:00Z' returning id")


def books(house: House) -> list[Any]:
    """(gross, net, state, origin) of every transaction of the agency, as they happened."""
    return house.rows(
        "select gross, net, state, origin from transactions where agency_id = %s order by occurred_at, gross",
        cast.NORTHLIGHT,
    )
