"""What the database itself refuses people about their own pay and requests, whatever the code above it does."""

from typing import Any

import pytest
from psycopg import errors

from tests import cast
from tests.conftest import House
from tests.tables.test_shifts import as_app

ME = [cast.NORTHLIGHT, cast.CHATTER.profile_id]
MANAGER = [cast.NORTHLIGHT, cast.MANAGER.profile_id]
PLAN = (
    "insert into pay_plans (agency_id, profile_id, since, currency, terms) values (%s, %s, '2026-01-01', 'EUR', '{}')"
)
ITEM = (
    "insert into pay_items (agency_id, profile_id, kind, day, currency, amount, reason)"
    " values (%s, %s, 'bonus', '2026-01-01', 'EUR', 100000, 'well done')"
)
LEAVE = (
    "insert into leave_requests (agency_id, profile_id, kind, first_day, last_day, status)"
    " values (%s, %s, 'vacation', '2026-01-01', '2026-01-09', %s)"
)
REQUEST = (
    "insert into correction_requests (agency_id, profile_id, after, reason, status) values (%s, %s, '{}', 'more', %s)"
)
LOCK = (
    "insert into period_locks (agency_id, profile_id, first_day, end_day) values (%s, %s, '2025-01-01', '2025-02-01')"
)


@pytest.mark.parametrize(
    ("person", "query", "given"),
    [
        (cast.CHATTER, PLAN, ME),
        (cast.MANAGER, PLAN, MANAGER),
        (cast.CHATTER, ITEM, ME),
        (cast.MANAGER, ITEM, MANAGER),
        (cast.CHATTER, LOCK, ME),
        (cast.CHATTER, LEAVE, [*ME, "approved"]),
        (cast.CHATTER, REQUEST, [*ME, "approved"]),
    ],
)
def test_nobody_gives_themselves_a_rate_a_bonus_or_a_granted_request(
    house: House, person: cast.Person, query: str, given: list[Any]
) -> None:
    with as_app(house, person) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(query, given)


@pytest.mark.parametrize("person", [cast.CHATTER, cast.MANAGER])
def test_paid_days_are_opened_by_who_prepares_pay_only(house: House, person: cast.Person) -> None:
    opened = "update period_locks set unlocked_at = now(), unlock_reason = 'mine'"
    house.rows(f"{LOCK} returning id", cast.NORTHLIGHT, person.profile_id)

    with as_app(house, person) as connection:
        assert connection.execute(opened).rowcount == 0
    with as_app(house, cast.OWNER) as connection:
        assert connection.execute(opened).rowcount == 1


@pytest.mark.parametrize(("table", "query"), [("leave_requests", LEAVE), ("correction_requests", REQUEST)])
def test_ones_own_request_is_asked_and_withdrawn_but_never_granted(house: House, table: str, query: str) -> None:
    become = f"update {table} set status = %s"
    with as_app(house, cast.CHATTER) as connection:
        connection.execute(query, [*ME, "waiting"])
        with pytest.raises(errors.InsufficientPrivilege), connection.transaction():
            connection.execute(become, ["approved"])
        assert connection.execute(become, ["withdrawn"]).rowcount == 1
        assert connection.execute(become, ["waiting"]).rowcount == 0
