"""What makes a month of a million sales quick: the earner stands beside a sale, the database writes the cases."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from onyx_app.rules.pay import case_json, read_case
from onyx_app.services import payroll
from onyx_app.services.pay_case import cases_for
from tests import cast
from tests.conftest import House
from tests.services.paying import ADA, APRIL_2, MARCH, SAM, do, plan, sale, sheet, worked
from tests.services.test_pay_case import MARCH as PERIOD


def earner(house: House, sold: UUID) -> Any:
    return house.rows("select earner, shared from transactions where id = %s", sold)[0]


def credit(house: House, sold: UUID, who: UUID, method: str = "shift") -> None:
    house.rows(
        "insert into attributions (agency_id, transaction_id, profile_id, method) values (%s, %s, %s, %s) returning id",
        cast.NORTHLIGHT, sold, who, method,
    )  # fmt: skip


async def test_who_earned_a_sale_stands_beside_it_and_follows_its_attributions(house: House) -> None:
    sold = sale(house, "2026-03-02 10:00", 1000)
    assert earner(house, sold) == (None, False)

    credit(house, sold, ADA, "assignment")
    assert earner(house, sold) == (ADA, False)
    credit(house, sold, SAM, "assignment")
    assert earner(house, sold) == (None, True)
    credit(house, sold, SAM)  # the shift decides
    assert earner(house, sold) == (SAM, False)

    house.rows("update attributions set profile_id = %s where method = 'shift' returning id", ADA)
    assert earner(house, sold) == (ADA, False)
    house.rows("delete from attributions where method = 'shift' returning id")
    assert earner(house, sold) == (None, True)


async def test_two_who_credit_the_same_sale_at_once_both_count(house: House) -> None:
    """Whoever comes second waits for the first and then sees it: the sale is shared, not the last one's."""
    sales = [sale(house, "2026-03-02 10:00", 1000) for _ in range(8)]

    await asyncio.gather(*(asyncio.to_thread(credit, house, one, who) for one in sales for who in (ADA, SAM)))

    assert {earner(house, one) for one in sales} == {(None, True)}


async def test_the_database_writes_cases_in_their_canonical_form(house: House) -> None:
    """Byte by byte: a quotation mark in a type, seconds, an open break, an opt-out, everything shared and reversed."""
    plan(house, hourly=1000, commission=[{"id": "all", "percent": "10"}])
    first = sheet(house, "2026-03-28 22:00:59", "2026-03-29 06:00:01")
    sheet(house, "2026-03-30 10:00", None)
    for began, ended, paid in (("23:00+02", "2026-03-28 23:15:30+02", False), ("23:40+02", None, True)):
        house.rows(
            "insert into breaks (agency_id, timesheet_id, profile_id, began_at, ended_at, paid)"
            " values (%s, %s, %s, %s, %s, %s) returning id",
            cast.NORTHLIGHT, first, ADA, f"2026-03-28 {began}", ended, paid,
        )  # fmt: skip
    house.rows("update timesheets set legal_break_waived = 'Agreed' where id = %s returning id", first)
    for kind in ('a "quoted" \\ type', "tip", "tip2", "ünïcode\t"):
        for people in ((ADA,), (ADA,), (ADA, SAM), ()):
            sale(house, "2026-03-02 10:00", 1000, *people, kind=kind)
    back = sale(house, "2026-03-02 11:00", 900, SAM)
    sale(house, "2026-03-05 11:00", -900, reverses=back)

    cases = await do(cast.OWNER, cases_for, PERIOD)

    written = [one.written for one in cases.written()]
    assert len(written) == 3 and all('"sales":' in each for each in written)
    assert [case_json(read_case(each)) for each in written] == written


async def test_progress_is_told_from_nobody_to_everybody(house: House) -> None:
    worked(house)
    said: list[tuple[int, int]] = []

    async def tell(done: int, of: int) -> None:
        said.append((done, of))

    run = await do(cast.ADMIN, payroll.open_run, at=APRIL_2, day=MARCH[0], on_progress=tell)

    assert (said[0], said[-1]) == ((0, 2), (2, 2)) and said == sorted(said)
    said.clear()
    await do(cast.ADMIN, payroll.recalculate, at=APRIL_2, run_id=run.run_id, on_progress=tell)
    assert (said[0], said[-1]) == ((0, 2), (2, 2))


async def test_an_impossible_fact_stops_the_run_and_nothing_of_it_stays(house: House) -> None:
    worked(house)
    with house.admin() as admin:
        too_long = "update timesheets set clocked_out_at = clocked_in_at + interval '30 hours' where profile_id = %s"
        admin.execute(too_long, [SAM])

    with pytest.raises(Exception, match=r"pay\.refused\.too_long"):
        await do(cast.ADMIN, payroll.open_run, at=APRIL_2, day=MARCH[0])

    assert house.rows("select (select count(*) from payroll_runs), (select count(*) from payroll_cases)") == [(0, 0)]
