"""Scenes of the services' tests: somebody signed in, somebody working, and what became of them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from onyx_app.work import open_work
from tests import cast
from tests.conftest import House

NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)


def status_of(house: House, person: cast.Person) -> tuple[str, str]:
    query = "select role, status from profiles where (agency_id, id) = (%s, %s)"
    return house.rows(query, person.agency_id, person.profile_id)[0]


def signed_in(house: House, person: cast.Person) -> UUID:
    with house.admin() as connection:
        row = connection.execute(
            "insert into sessions (agency_id, profile_id, sign_in_id, token_hash, expires_at)"
            " values (%s, %s, %s, %s, now() + interval '30 days') returning id",
            [person.agency_id, person.profile_id, person.sign_in_id, uuid4().bytes],
        ).fetchone()
    assert row
    return row[0]


def clocked_in(house: House, person: cast.Person) -> None:
    with house.admin() as connection:
        connection.execute(
            "insert into timesheets (agency_id, sheet_id, profile_id, business_date, clocked_in_at, source_in)"
            " values (%s, uuidv7(), %s, '2026-11-03', %s, 'web')",
            [person.agency_id, person.profile_id, NOW - timedelta(hours=2)],
        )


def why_ended(house: House, session_id: UUID) -> str | None:
    ended, because = house.rows("select ended_at, ended_because from sessions where id = %s", session_id)[0]
    return because if ended else None


async def act(person: cast.Person, verb, /, *arguments, **options):
    async with open_work(person.actor, now=NOW) as work:
        return await verb(work, *arguments, **options)
