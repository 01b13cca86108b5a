"""Lines that no timesheet and no sale explains say where they come from, to their own person too."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from onyx_app.services import pay_items, pay_reading, payroll
from tests import cast
from tests.conftest import House
from tests.services.paying import ADA, APRIL_2, MAY_2, approved, do, plan, sale, sheet

APRIL = date(2026, 4, 1)


async def behind(run_id: UUID, kind: str, by: cast.Person = cast.CHATTER) -> list[str]:
    """What Ada's line of that kind opens to."""
    slips = await do(cast.OWNER, payroll.slips, run_id=run_id)
    [slip] = [slip for slip in slips if slip.profile_id == ADA]
    at = next(at for at, line in enumerate(slip.lines) if line.kind == kind)
    return (await do(by, pay_reading.behind_line, slip_id=slip.slip_id, position=at)).facts


async def test_what_was_agreed_beside_the_plan_says_who_entered_it_when_and_why(house: House) -> None:
    plan(house, hourly=1000)
    sheet(house, "2026-03-02 10:00", "2026-03-02 18:00")
    told = {"profile_id": ADA, "day": date(2026, 3, 5), "currency": "EUR", "at": APRIL_2}
    await do(cast.ADMIN, pay_items.add_bonus, amount=500, reason="Fast replies", **told)
    await do(cast.ADMIN, pay_items.add_adjustment, amount=-200, reason="Two sales were Sam's", **told)
    await do(cast.ADMIN, pay_items.add_deduction, amount=300, reason="Social fund", **told)
    await do(cast.ADMIN, pay_items.add_advance, amount=5000, instalment=1000, reason="A new phone", **told)
    run = await approved()

    entered = "For Mar 5, 2026, entered Apr 2, 2026, 12:00 PM by Adam Admin: "
    assert await behind(run.run_id, "bonus") == [entered + "Fast replies"]
    assert await behind(run.run_id, "adjustment") == [entered + "Two sales were Sam's"]
    assert await behind(run.run_id, "deduction") == [entered + "Social fund"]
    assert await behind(run.run_id, "advance") == [
        "Advance of €50.00 paid out on Mar 5, 2026, taken back by €10.00 a run: A new phone",
        "€40.00 of it is still to repay.",
    ]


async def test_hours_open_to_the_punches_and_who_corrected_them(house: House) -> None:
    plan(house, hourly=1000)
    made = sheet(house, "2026-03-02 10:00", "2026-03-02 18:00")
    house.rows("update timesheets set reason = 'Forgot to clock out', made_by = %s, created_at = '2026-03-03 10:00+02'"
               " where id = %s returning id", cast.MANAGER.profile_id, made)  # fmt: skip
    [(sheet_id,)] = house.rows("select sheet_id from timesheets where id = %s", made)
    for kind, at, source in (("in", "10:00", "web"), ("break_start", "12:00", "pwa"), ("out", "19:30", "automatic")):
        house.rows("insert into punches (agency_id, profile_id, timesheet_id, kind, at, source) values"
                   " (%s, %s, %s, %s, %s::timestamp at time zone 'Europe/Bucharest', %s) returning id",
                   cast.NORTHLIGHT, ADA, sheet_id, kind, f"2026-03-02 {at}", source)  # fmt: skip

    assert await behind((await approved()).run_id, "hours") == [
        "8h 0m of Mar 2, 2026, 10:00 AM to 6:00 PM",
        "Punches: in 10:00 AM (web), break from 12:00 PM (app), out 7:30 PM (automatic)",
        "Corrected Mar 3, 2026, 10:00 AM by Mara Manager: Forgot to clock out",
    ]


async def test_a_salary_a_guarantee_leave_and_brackets_say_how_they_came_about(house: House) -> None:
    plan(
        house, since="2026-03-17", base=310_000, guarantee=1_000_000, hourly=1000,
        leave=[{"kind": "vacation", "percent": "100"}],
        commission=[{"id": "b", "brackets": [{"above": 0, "percent": "10"}]}],
    )  # fmt: skip
    sale(house, "2026-03-20 12:00", 1000, ADA, net=1000)
    house.rows(
        "insert into leave_requests (agency_id, profile_id, kind, first_day, last_day, status, decided_by, decided_at)"
        " values (%s, %s, 'vacation', '2026-03-19', '2026-03-19', 'approved', %s, '2026-03-18 10:00+02') returning id",
        cast.NORTHLIGHT, ADA, cast.MANAGER.profile_id,
    )  # fmt: skip
    run = await approved()

    assert await behind(run.run_id, "base") == ["15 of 31 days of the period."]
    assert (await behind(run.run_id, "guarantee"))[0] == "Guaranteed: €4,838.71"
    assert await behind(run.run_id, "leave") == [
        "Leave (vacation) Mar 19, 2026, approved Mar 18, 2026, 10:00 AM by Mara Manager"
    ]
    assert (await behind(run.run_id, "commission"))[0] == "€1.00 of it from Luna, Tips"


async def test_refunds_late_facts_and_carried_negatives_name_the_slip_they_come_from(house: House) -> None:
    plan(house, hourly=1000, commission=[{"id": "all", "percent": "10"}])
    sheet(house, "2026-03-02 10:00", "2026-03-02 12:00")
    sales = [sale(house, "2026-03-02 12:00", 1000, ADA, net=1000) for _ in range(2)]
    await do(cast.OWNER, pay_items.add_deduction, profile_id=ADA, day=date(2026, 3, 5), currency="EUR", amount=5000,
             reason="A phone")  # fmt: skip
    march = await approved()
    sale(house, "2026-04-02 12:00", -1000, net=-1000, reverses=sales[0])
    sale(house, "2026-03-05 12:00", 500, ADA, net=500)
    sheet(house, "2026-04-02 10:00", "2026-04-02 18:00")
    april = await approved(APRIL, MAY_2)

    slip = "payslip 1 of Mar 1 – 31, 2026"
    assert await behind(march.run_id, "carry") == ["The next payslip takes it."]
    assert await behind(april.run_id, "carried") == [f"What {slip} could not take."]
    assert await behind(april.run_id, "adjustment") == [f"Commission of {slip}, known only after it was closed."]
    assert await behind(april.run_id, "clawback") == [
        f"Commission of €2.00 paid with {slip}; €10.00 of €20.00 was refunded since, and €0.00 taken back before.",
        "Luna: €10.00 of €10.00 of Mar 2, 2026, 12:00 PM refunded Apr 2, 2026, 12:00 PM",
    ]


async def test_a_clawback_names_the_refunds_of_what_its_slip_paid_and_no_others(house: House) -> None:
    plan(house, commission=[{"id": "all", "percent": "10"}])
    paid = sale(house, "2026-03-02 12:00", 1000, ADA, net=1000)
    await approved()
    late = sale(house, "2026-03-02 13:00", 1000, ADA, net=1000)
    for each in (paid, late):
        sale(house, "2026-04-02 12:00", -1000, net=-1000, reverses=each)
    april = await approved(APRIL, MAY_2)

    slip = "payslip 1 of Mar 1 – 31, 2026"
    assert await behind(april.run_id, "clawback") == [
        f"Commission of €1.00 paid with {slip}; €10.00 of €10.00 was refunded since, and €0.00 taken back before.",
        "Luna: €10.00 of €10.00 of Mar 2, 2026, 12:00 PM refunded Apr 2, 2026, 12:00 PM",
    ]


async def test_what_a_reversed_run_had_paid_names_it(house: House) -> None:
    plan(house, hourly=1000)
    sheet(house, "2026-03-02 10:00", "2026-03-02 12:00")
    first = await approved()
    await do(cast.OWNER, payroll.pay, at=APRIL_2, run_id=first.run_id)
    await do(cast.OWNER, payroll.reverse, at=APRIL_2, run_id=first.run_id, reason="A day was missing")
    again = await approved()

    assert await behind(again.run_id, "adjustment") == [
        "Already paid with payslip 1 of Mar 1 – 31, 2026, which was taken back."
    ]


@pytest.mark.parametrize("by", [cast.OWNER, cast.ADMIN])
async def test_who_prepares_pay_reads_the_same(house: House, by: cast.Person) -> None:
    plan(house, hourly=1000)
    sheet(house, "2026-03-02 10:00", "2026-03-02 12:00")
    await do(cast.OWNER, pay_items.add_bonus, at=datetime(2026, 3, 6, tzinfo=UTC), profile_id=ADA,
             day=date(2026, 3, 5), currency="EUR", amount=500, reason="Fast replies")  # fmt: skip
    run = await approved()

    assert await behind(run.run_id, "bonus", by) == await behind(run.run_id, "bonus")
