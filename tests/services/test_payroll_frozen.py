"""An approved run cannot change, whoever asks the database and how: raw SQL as the app's own role."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import psycopg
import pytest

from tests import cast
from tests.conftest import House
from tests.services.paying import approved, plan, reviewed
from tests.tables.test_tenancy import as_person

EDITS = [
    "update payroll_runs set status = 'draft'",
    "update payroll_runs set status = 'reviewed'",
    "update payroll_runs set totals = '[]'",
    "update payroll_cases set facts = ''",
    "delete from payroll_cases",
    "update payroll_runs set fingerprint = '\\x00'",
    "update payroll_runs set approved_by = prepared_by",
    "update payroll_runs set end_day = end_day + 1",
    "update payroll_runs set status = 'paid', totals = '[]'",
    "update payroll_runs set status = 'reversed', sole_owner = true",
    "delete from payroll_runs",
    "update payslips set totals = '[]'",
    "update payslips set number = 9",
    "update payslips set note = 'x'",
    "delete from payslips",
    "update payslip_lines set amount = amount + 1",
    "delete from payslip_lines",
    "insert into payslip_lines (agency_id, run_id, slip_id, profile_id, position, kind, currency, amount, quantity,"
    " unit, rate, percent, per) select agency_id, run_id, slip_id, profile_id, 99, 'bonus', 'EUR', 1, 1, 'once', 1,"
    " 10000, 1 from payslip_lines limit 1",
    "insert into payroll_runs (agency_id, first_day, end_day, status, fingerprint, approved_by)"
    " select agency_id, end_day, end_day + 30, 'approved', fingerprint, approved_by from payroll_runs",
    "insert into payslips (agency_id, run_id, profile_id, totals)"
    " select s.agency_id, run_id, made_by, '[]' from payslips s, pay_plans where made_by is not null limit 1",
]


@contextmanager
def app(house: House) -> Iterator[psycopg.Connection[Any]]:
    with as_person(house, cast.OWNER) as connection:
        yield connection


def refused(house: House, statement: str) -> str | None:
    with app(house) as connection:
        try:
            assert connection.execute(statement).rowcount > 0, "it found nothing to change"
        except psycopg.Error as error:
            return error.sqlstate
    return None


async def closed(house: House) -> None:
    plan(house, base=100)
    with house.admin() as admin:
        admin.execute("update pay_plans set made_by = %s", [cast.OWNER.profile_id])
    await approved()


@pytest.mark.parametrize("statement", EDITS)
async def test_nothing_of_an_approved_run_can_be_edited_removed_or_taken_back(house: House, statement: str) -> None:
    await closed(house)

    assert refused(house, statement) == "ON002"


async def test_a_paid_run_only_goes_on_to_reversed_and_a_reversed_one_nowhere(house: House) -> None:
    await closed(house)
    with house.admin() as admin:
        admin.execute("update payroll_runs set status = 'paid'")
    assert refused(house, "update payroll_runs set status = 'approved'") == "ON002"
    assert refused(house, "update payroll_runs set paid_at = now()") == "ON002"
    with house.admin() as admin:
        admin.execute("update payroll_runs set status = 'reversed'")

    for status in ("draft", "reviewed", "approved", "paid"):
        assert refused(house, f"update payroll_runs set status = '{status}'") == "ON002"


async def test_a_line_moved_into_an_approved_run_is_refused(house: House) -> None:
    await closed(house)
    [(closed_run,)] = house.rows("select id from payroll_runs")
    other = await reviewed(day=date(2026, 2, 1))

    assert (
        refused(house, f"update payslip_lines set run_id = '{closed_run}' where run_id = '{other.run_id}'") == "ON002"
    )


async def test_a_line_written_while_the_approval_is_under_way_never_ends_up_in_the_approved_run(house: House) -> None:
    plan(house, base=100)
    run = await reviewed()
    with app(house) as writer, app(house) as approver:
        writer.execute("update payslip_lines set amount = 1")

        def approve() -> str | None:
            approver.execute("set lock_timeout = '300ms'")
            try:
                approver.execute(
                    "update payroll_runs set status = 'approved', approved_by = %s where id = %s",
                    [cast.OWNER.profile_id, run.run_id],
                )
            except psycopg.Error as error:
                return error.sqlstate
            return None

        assert await asyncio.to_thread(approve) == "55P03", "the approval waits for whoever still writes"


async def test_the_days_of_an_approved_run_are_closed_for_timesheets(house: House) -> None:
    await closed(house)
    statement = (
        "insert into timesheets (agency_id, sheet_id, profile_id, business_date, clocked_in_at, clocked_out_at,"
        f" source_in) values ('{cast.NORTHLIGHT}', uuidv7(), '{cast.CHATTER.profile_id}', '2026-03-31',"
        " '2026-03-31 10:00+03', '2026-03-31 11:00+03', 'manager')"
    )

    assert refused(house, statement) == "ON001"
    assert refused(house, statement.replace("03-31", "04-01")) is None
