"""What the database itself holds of the plan: no overlap, drafts for planners, whatever the code above it does."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import errors

from tests import cast
from tests.conftest import House

DAY = datetime(2026, 11, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def as_app(house: House, person: cast.Person) -> psycopg.Connection[Any]:
    connection = psycopg.connect(house.dsn("app"))
    connection.execute(
        "select set_config('onyx.agency_id', %s, false), set_config('onyx.profile_id', %s, false),"
        " set_config('onyx.role', %s, false)",
        [str(person.agency_id), str(person.profile_id), person.role.value],
    )
    connection.commit()
    return connection


def write(connection: psycopg.Connection[Any], since: int, hours: int, person: cast.Person, **more: Any) -> None:
    values = {"published_at": DAY, **more}
    connection.execute(
        "insert into shifts (agency_id, profile_id, starts_at, ends_at, published_at) values (%s, %s, %s, %s, %s)",
        [person.agency_id, person.profile_id, DAY + since * HOUR, DAY + (since + hours) * HOUR, values["published_at"]],
    )


@pytest.mark.parametrize("seed", range(3))
def test_no_overlap_under_eight_real_transactions_at_once(house: House, seed: int) -> None:
    """Sessions write, move and lengthen at random, several shifts a transaction, without any of our locks."""

    def session(number: int) -> tuple[int, int]:
        chance, kept, refused = random.Random(f"{seed} {number}"), 0, 0  # noqa: S311 any order will do
        with as_app(house, cast.MANAGER) as connection:
            for _ in range(25):
                try:
                    with connection.transaction():
                        for _ in range(chance.randint(1, 3)):
                            person = chance.choice([cast.CHATTER, cast.OTHER_CHATTER])
                            write(connection, chance.randint(0, 100), chance.randint(1, 12), person)
                        connection.execute(
                            "update shifts set starts_at = starts_at + %s, ends_at = ends_at + %s where id ="
                            " (select id from shifts order by md5(id::text || %s) limit 1)",
                            [chance.randint(-3, 3) * HOUR, chance.randint(3, 6) * HOUR, str(chance.random())],
                        )
                    kept += 1
                except (errors.ExclusionViolation, errors.DeadlockDetected, errors.CheckViolation):
                    refused += 1
        return kept, refused

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(session, range(8)))

    overlapping = house.rows(
        "select count(*) from shifts a join shifts b on a.id < b.id and a.profile_id = b.profile_id"
        " and tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)"
    )
    assert overlapping == [(0,)]
    assert sum(kept for kept, _ in done) > 0
    assert sum(refused for _, refused in done) > 0


@pytest.mark.parametrize("person", [cast.CHATTER, cast.CONTENT, cast.CREATOR])
def test_drafts_their_versions_series_and_templates_are_not_there_for_who_does_not_plan(
    house: House, person: cast.Person
) -> None:
    with as_app(house, cast.MANAGER) as connection:
        write(connection, 0, 8, cast.CHATTER, published_at=None)
        connection.execute(
            "insert into shift_versions (agency_id, shift_id, version, starts_at, ends_at, status, published)"
            " select agency_id, id, 1, starts_at, ends_at, status, false from shifts"
        )
        connection.execute(
            "insert into shift_templates (agency_id, name, starts_minute, minutes) values (%s, 'Night', 0, 60)",
            [cast.NORTHLIGHT],
        )
        connection.execute(
            "insert into shift_series (agency_id, rule, starts_local, zone, minutes)"
            " values (%s, 'FREQ=DAILY', now(), 'UTC', 60)",
            [cast.NORTHLIGHT],
        )

    with as_app(house, person) as connection:
        counts = [
            connection.execute(f"select count(*) from {table}").fetchone()
            for table in ("shifts", "shift_versions", "shift_templates", "shift_series")
        ]

    assert counts == [(0,)] * 4


def test_who_does_not_plan_writes_no_shift_and_moves_none(house: House) -> None:
    with as_app(house, cast.MANAGER) as connection:
        write(connection, 0, 8, cast.CHATTER)

    with as_app(house, cast.CHATTER) as connection:
        moved = connection.execute("update shifts set ends_at = ends_at + interval '1 hour'").rowcount
        with pytest.raises(errors.InsufficientPrivilege):
            write(connection, 20, 8, cast.CHATTER)
        connection.rollback()
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("delete from shifts")

    assert moved == 0


def test_an_offer_is_approved_by_planners_only(house: House) -> None:
    with as_app(house, cast.MANAGER) as connection:
        write(connection, 0, 8, cast.CHATTER)
    offer = (
        "insert into shift_offers (agency_id, shift_id, offered_by, status)"
        " select agency_id, id, profile_id, '{}' from shifts"
    )

    with as_app(house, cast.CHATTER) as connection:
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute(offer.format("approved"))
        connection.rollback()
        connection.execute(offer.format("open"))
        connection.commit()
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("update shift_offers set status = 'approved'")
        connection.rollback()
        connection.execute("update shift_offers set status = 'withdrawn'")


@pytest.mark.parametrize(("hours", "fits"), [(24, True), (25, False), (0, False), (-1, False)])
def test_a_shift_ends_after_it_begins_and_within_a_day_and_a_night(house: House, hours: int, fits: bool) -> None:
    with as_app(house, cast.MANAGER) as connection:
        try:
            write(connection, 0, hours, cast.CHATTER)
        except (errors.CheckViolation, errors.DataException):
            assert not fits
        else:
            assert fits
