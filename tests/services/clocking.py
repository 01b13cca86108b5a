"""Scenes of the clock: shifts and agency settings as plain rows, stretches by pressing the button."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from onyx_app.services import timeclock
from onyx_app.work import open_work
from tests import cast
from tests.conftest import House

MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)  # 10:00 in Bucharest
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ADA, SAM = cast.CHATTER.profile_id, cast.OTHER_CHATTER.profile_id


async def do(person: cast.Person, verb: Callable[..., Awaitable[Any]], at: datetime, **arguments: Any) -> Any:
    async with open_work(person.actor, now=at) as work:
        return await verb(work, **arguments)


def shift(
    house: House,
    since: datetime,
    until: datetime,
    who: UUID | None = ADA,
    *,
    published: bool = True,
    planned_at: datetime | None = None,
    creators: tuple[UUID, ...] = (),
) -> UUID:
    """A shift with its first version, planned a week before it begins unless said otherwise."""
    known = planned_at or since - timedelta(days=7)
    [(made,)] = house.rows(
        "insert into shifts (agency_id, profile_id, starts_at, ends_at, published_at, creators)"
        " values (%s, %s, %s, %s, %s, %s) returning id",
        cast.NORTHLIGHT, who, since, until, known if published else None, list(creators),
    )  # fmt: skip
    version(house, made, 1, since, until, known, who, published=published)
    return UUID(str(made))


def version(
    house: House,
    shift_id: UUID,
    number: int,
    since: datetime,
    until: datetime,
    valid_from: datetime,
    who: UUID | None = ADA,
    *,
    published: bool = True,
) -> None:
    house.rows(
        "insert into shift_versions (agency_id, shift_id, version, profile_id, starts_at, ends_at, status, published,"
        " valid_from) values (%s, %s, %s, %s, %s, %s, 'scheduled', %s, %s) returning id",
        cast.NORTHLIGHT, shift_id, number, who, since, until, published, valid_from,
    )  # fmt: skip


def settings(house: House, **columns: Any) -> None:
    for name, value in columns.items():
        house.rows(f"update agencies set {name} = %s where id = %s returning id", value, cast.NORTHLIGHT)


def lock(house: House, first: str, end: str, who: UUID = ADA) -> UUID:
    [(made,)] = house.rows(
        "insert into period_locks (agency_id, profile_id, first_day, end_day) values (%s, %s, %s, %s) returning id",
        cast.NORTHLIGHT, who, first, end,
    )  # fmt: skip
    return UUID(str(made))


async def worked(since: datetime, until: datetime, person: cast.Person = cast.CHATTER) -> UUID:
    """A stretch by the clock; the answer is its id."""
    card = await do(person, timeclock.clock_in, since)
    await do(person, timeclock.clock_out, until)
    return UUID(str(card.sheet_id))


def audited(house: House) -> list[str]:
    return [row[0] for row in house.rows("select action from audit_entries order by seq")]
