"""A line opens what it was calculated from, and nothing that came later or belongs to somebody else."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from onyx_app.errors import NotFound
from onyx_app.services import payroll, payslips
from onyx_app.services.payslips import BehindLine
from tests import cast
from tests.conftest import House
from tests.services.paying import ADA, APRIL_2, SAM, approved, do, plan, reviewed, sale, sheet


async def open_line(
    kind: str, run_id: UUID, who: UUID = ADA, by: cast.Person = cast.OWNER, income: str = "tip"
) -> tuple[Any, BehindLine]:
    slips = await do(cast.OWNER, payroll.slips, run_id=run_id)
    [slip] = [slip for slip in slips if slip.profile_id == who]
    at, line = next(
        (at, line)
        for at, line in enumerate(slip.lines)
        if line.kind == kind and line.details.get("income") in (None, income)
    )
    return line, await do(by, payslips.behind, slip_id=slip.slip_id, position=at)


async def test_hours_open_the_timesheets_and_the_version_of_the_plan(house: House) -> None:
    made = plan(house, hourly=1000)
    one = sheet(house, "2026-03-02 10:00", "2026-03-02 18:00")
    two = sheet(house, "2026-03-03 10:00", "2026-03-03 11:30")
    run = await approved()

    line, found = await open_line("hours", run.run_id)

    assert [(each.timesheet_id, each.minutes) for each in found.work] == [(one, 480), (two, 90)]
    assert sum(each.minutes for each in found.work) == line.quantity
    assert [(each.plan_id, each.terms) for each in found.plans] == [(made, {"hourly": 1000})]
    assert found.sales == ()


async def test_commission_opens_its_sales_and_its_rule(house: House) -> None:
    plan(house, commission=[{"id": "all", "percent": "10"}])
    plan(house, SAM, commission=[{"id": "all", "percent": "10"}])
    alike = [sale(house, f"2026-03-02 {hour}:00", 1000, ADA) for hour in ("00", "12", "23")]
    sale(house, "2026-03-02 12:00", 1000, SAM)
    sale(house, "2026-03-02 12:00", 999, ADA, kind="message")
    partly = sale(house, "2026-03-02 13:00", 500, ADA)
    sale(house, "2026-03-04 13:00", -100, reverses=partly)
    run = await approved()
    sale(house, "2026-03-02 12:30", 4000, ADA)  # too late for this slip

    line, found = await open_line("commission", run.run_id)

    assert {each.sale_id for each in found.sales} == {*alike, partly}
    assert {source for source, _ in found.shares} == {each.source for each in found.sales}
    assert sum(each.net for each in found.sales) - 80 == line.quantity
    assert found.plans[0].rule == {"id": "all", "percent": "10"}


async def test_a_sale_that_found_its_person_later_is_not_behind_the_slip_of_then(house: House) -> None:
    plan(house, commission=[{"id": "all", "percent": "10"}])
    paid = sale(house, "2026-03-02 12:00", 1000, ADA)
    nobodys = sale(house, "2026-03-02 13:00", 1000)
    run = await approved()
    with house.admin() as admin:
        admin.execute(
            "update attributions set profile_id = %s, method = 'assignment', decided_at = now()"
            " where transaction_id = %s",
            [ADA, nobodys],
        )

    line, found = await open_line("commission", run.run_id)
    [slip] = await do(cast.CHATTER, payroll.my_slips)
    grouped = await do(cast.CHATTER, payslips.sales_behind, slip_id=slip.slip_id)

    assert [each.sale_id for each in found.sales] == [paid]
    assert [each.net for each in grouped.values()] == [line.quantity] == [800]


async def test_a_shared_sale_is_behind_both_slips(house: House) -> None:
    for who in (ADA, SAM):
        plan(house, who, commission=[{"id": "all", "percent": "10"}])
    shared = sale(house, "2026-03-02 12:00", 1000, ADA, SAM)
    run = await approved()

    for who, person in ((ADA, cast.CHATTER), (SAM, cast.OTHER_CHATTER)):
        _, found = await open_line("commission", run.run_id, who, person)
        assert [(each.sale_id, each.creator) for each in found.sales] == [(shared, "Luna")]


async def test_people_open_their_own_approved_slip_and_no_other(house: House) -> None:
    plan(house, hourly=1000)
    sheet(house, "2026-03-02 10:00", "2026-03-02 18:00")
    run = await reviewed()

    with pytest.raises(NotFound):  # it is still a draft
        await open_line("hours", run.run_id, by=cast.CHATTER)
    await do(cast.OWNER, payroll.approve, at=APRIL_2, run_id=run.run_id)
    _, found = await open_line("hours", run.run_id, by=cast.CHATTER)
    assert len(found.work) == 1 and len(found.plans) == 1
    for person in (cast.OTHER_CHATTER, cast.MANAGER, cast.RIVAL_OWNER):
        with pytest.raises(NotFound):
            await open_line("hours", run.run_id, by=person)


async def test_what_is_not_there_is_not_found(house: House) -> None:
    with pytest.raises(NotFound):
        await do(cast.OWNER, payslips.behind, slip_id=uuid4(), position=0)
