"""What a closed run hands on: late facts, refunds, negatives, open weeks, and what a reversed run had paid."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from onyx_app.services import ledger, pay_items, payroll
from onyx_app.services.payroll import LaterRunClosed, RunCard, WrongStep
from tests import cast
from tests.conftest import House
from tests.services.paying import ADA, APRIL_2, MAY_2, SAM, approved, do, plan, sale, sheet

APRIL = date(2026, 4, 1)
TEN_PERCENT = [{"id": "all", "percent": "10"}]


async def april() -> RunCard:
    return await do(cast.ADMIN, payroll.open_run, at=MAY_2, day=APRIL)


async def lines_of(run: RunCard, who: UUID = ADA) -> list[tuple[str, int]]:
    slips = await do(cast.OWNER, payroll.slips, run_id=run.run_id)
    return [(line.kind, line.amount) for slip in slips if slip.profile_id == who for line in slip.lines]


async def close(run: RunCard) -> RunCard:
    await do(cast.ADMIN, payroll.review, at=MAY_2, run_id=run.run_id)
    return await do(cast.OWNER, payroll.approve, at=MAY_2, run_id=run.run_id)


def unlock(house: House) -> None:
    with house.admin() as admin:
        admin.execute("update period_locks set unlocked_at = now(), unlock_reason = 'Forgotten'")


async def test_a_sale_that_arrives_late_is_an_adjustment_of_the_next_run_and_only_of_that(house: House) -> None:
    plan(house, commission=TEN_PERCENT)
    sale(house, "2026-03-02 12:00", 1000, ADA)
    march = await approved()
    sale(house, "2026-03-30 12:00", 500, ADA)

    run = await april()

    assert await lines_of(run) == [("adjustment", 40)]
    [slip] = await do(cast.OWNER, payroll.slips, run_id=run.run_id)
    assert slip.lines[0].details["sources"] == [[f"{march.run_id}:commission:EUR", 40]]
    await close(run)
    june = await do(cast.ADMIN, payroll.open_run, at=MAY_2, day=date(2026, 5, 1))
    assert await lines_of(june) == []


async def test_a_sale_of_nobody_is_paid_late_once_somebody_earned_it(house: House) -> None:
    plan(house, commission=TEN_PERCENT)
    sold = sale(house, "2026-03-02 12:00", 1000)
    march = await approved()
    assert [item["concern"] for item in march.attention] == ["unattributed_sale"]
    with house.admin() as admin:
        admin.execute(
            "update attributions set profile_id = %s, method = 'assignment', decided_at = now()"
            " where transaction_id = %s",
            [ADA, sold],
        )

    assert await lines_of(await april()) == [("adjustment", 80)]


async def test_hours_added_to_an_unlocked_day_are_paid_late_and_taken_off_when_they_were_a_mistake(
    house: House,
) -> None:
    plan(house, hourly=1000)
    sheet(house, "2026-03-02 10:00", "2026-03-02 12:00")
    await approved()
    unlock(house)
    added = sheet(house, "2026-03-03 10:00", "2026-03-03 13:00")

    run = await close(await april())
    assert await lines_of(run) == [("adjustment", 3000)]

    unlock(house)
    with house.admin() as admin:
        admin.execute("update timesheets set void = true where id = %s", [added])
    may = await do(cast.ADMIN, payroll.open_run, at=MAY_2, day=date(2026, 5, 1))
    assert await lines_of(may) == [("adjustment", -3000), ("carry", 3000)]


async def test_a_changed_plan_never_rewrites_a_closed_period(house: House) -> None:
    first = plan(house, hourly=1000)
    sheet(house, "2026-03-02 10:00", "2026-03-02 12:00")
    await approved()
    with house.admin() as admin:
        admin.execute("update pay_plans set replaced_at = now() where id = %s", [first])
    plan(house, hourly=5000)

    assert await lines_of(await april()) == []


async def test_somebody_without_a_plan_is_made_good_once_they_have_one(house: House) -> None:
    sheet(house, "2026-03-02 10:00", "2026-03-02 12:00")
    march = await approved()
    assert [item["concern"] for item in march.attention] == ["no_plan"]
    plan(house, hourly=1000)

    assert await lines_of(await april()) == [("adjustment", 2000)]


async def test_a_late_persons_slip_needs_no_earlier_one(house: House) -> None:
    plan(house, commission=TEN_PERCENT)
    await approved()
    sale(house, "2026-03-02 12:00", 1000, ADA)

    assert await lines_of(await april()) == [("adjustment", 80)]


async def test_refunds_after_the_approval_take_back_exactly_the_commission(house: House) -> None:
    plan(house, commission=TEN_PERCENT, base=100000)
    sales = [sale(house, "2026-03-02 12:00", 33, ADA, net=33) for _ in range(5)]  # 165 × 10 % = 16.5 → 17
    march = await approved()
    assert ("commission", 17) in await lines_of(march)

    taken, day = 0, APRIL
    for number, each in enumerate(sales):
        sale(house, f"2026-04-0{number + 1} 12:00", -33, net=-33, reverses=each)
        if number in (1, 4):
            run = await closed_on(day)
            taken += sum(amount for kind, amount in await lines_of(run) if kind == "clawback")
            day = run.period.end

    assert taken == -17


async def closed_on(day: date) -> RunCard:
    late = MAY_2.replace(month=9)
    run = await do(cast.ADMIN, payroll.open_run, at=late, day=day)
    await do(cast.ADMIN, payroll.review, at=late, run_id=run.run_id)
    return await do(cast.OWNER, payroll.approve, at=late, run_id=run.run_id)


async def test_a_partial_refund_of_a_shared_sale_takes_back_each_ones_part(house: House) -> None:
    for who in (ADA, SAM):
        plan(house, who, commission=TEN_PERCENT, base=100)
    sold = sale(house, "2026-03-02 12:00", 1000, ADA, SAM, net=1000)
    await approved()
    sale(house, "2026-04-02 12:00", -500, net=-500, reverses=sold)

    run = await april()

    assert await lines_of(run, ADA) == [("base", 100), ("clawback", -25)]
    assert await lines_of(run, SAM) == [("base", 100), ("clawback", -25)]


async def test_a_fixed_commission_is_lost_with_the_whole_sale_only(house: House) -> None:
    plan(house, commission=[{"id": "each", "fixed": 50}], base=1000)
    half, whole, _ = [sale(house, "2026-03-02 12:00", 400, ADA) for _ in range(3)]
    assert ("commission", 150) in await lines_of(await approved())
    sale(house, "2026-04-02 12:00", -200, reverses=half)
    sale(house, "2026-04-02 12:00", -400, reverses=whole)

    assert await lines_of(await april()) == [("base", 1000), ("clawback", -50)]


async def test_a_refund_known_before_the_approval_is_no_clawback(house: House) -> None:
    plan(house, commission=TEN_PERCENT)
    sold = sale(house, "2026-03-02 12:00", 1000, ADA, net=1000)
    sale(house, "2026-04-01 12:00", -400, net=-400, reverses=sold)
    assert await lines_of(await approved()) == [("commission", 60)]

    assert await lines_of(await april()) == []


async def test_a_sale_that_came_late_and_was_refunded_later_earns_nothing_in_the_end(house: House) -> None:
    plan(house, commission=TEN_PERCENT)
    await approved()
    sold = sale(house, "2026-03-02 12:00", 1000, ADA, net=1000)
    run = await close(await april())
    assert await lines_of(run) == [("adjustment", 100)]
    sale(house, "2026-05-01 12:00", -1000, net=-1000, reverses=sold)

    assert await lines_of(await closed_on(date(2026, 5, 1))) == [("adjustment", -100), ("carry", 100)]


async def test_a_sale_shared_out_late_and_refunded_earns_nothing_in_the_end(house: House) -> None:
    plan(house, commission=TEN_PERCENT)
    paid, refunded = (sale(house, "2026-03-02 12:00", 1000, net=1000) for _ in range(2))
    sale(house, "2026-03-02 13:00", 1000, ADA, net=1000)  # alike, and paid by the run: it stays hers
    assert await lines_of(await approved()) == [("commission", 100)]
    sale(house, "2026-04-02 12:00", -1000, net=-1000, reverses=refunded)
    with house.admin() as admin:
        admin.execute(
            "update attributions set profile_id = %s, method = 'assignment', decided_at = now()"
            " where profile_id is null",
            [ADA],
        )

    assert await lines_of(await close(await april())) == [("adjustment", 100)]

    sale(house, "2026-05-01 12:00", -1000, net=-1000, reverses=paid)
    assert await lines_of(await closed_on(date(2026, 5, 1))) == [("adjustment", -100), ("carry", 100)]


async def test_a_refunded_sale_of_somebody_who_had_no_plan_earns_nothing_in_the_end(house: House) -> None:
    paid, refunded = (sale(house, "2026-03-02 12:00", 1000, ADA, net=1000) for _ in range(2))
    await approved()
    sale(house, "2026-04-02 12:00", -1000, net=-1000, reverses=refunded)
    plan(house, commission=TEN_PERCENT)

    assert await lines_of(await close(await april())) == [("adjustment", 100)]

    sale(house, "2026-05-01 12:00", -1000, net=-1000, reverses=paid)
    assert await lines_of(await closed_on(date(2026, 5, 1))) == [("adjustment", -100), ("carry", 100)]


async def test_what_a_slip_could_not_take_comes_back_once(house: House) -> None:
    await do(cast.ADMIN, pay_items.add_deduction, profile_id=ADA, day=date(2026, 3, 1), currency="EUR", amount=700,
             reason="Lost phone")  # fmt: skip
    plan(house, base=300)
    plan(house, since="2026-05-01", base=1000)

    march, second = await approved(), await close(await april())
    third = await closed_on(date(2026, 5, 1))

    assert await lines_of(march) == [("base", 300), ("deduction", -700), ("carry", 400)]
    assert await lines_of(second) == [("base", 300), ("carried", -400), ("carry", 100)]
    assert await lines_of(third) == [("base", 1000), ("carried", -100)]
    assert (await do(cast.OWNER, ledger.trial_balance)).holds


async def test_a_week_that_ends_in_the_next_period_takes_its_pay_along(house: House) -> None:
    plan(house, hourly=1000, regular_rate=True, weekly_overtime=[{"after_minutes": 600, "factor": "1.5"}],
         commission=TEN_PERCENT)  # fmt: skip
    sheet(house, "2026-03-30 08:00", "2026-03-30 18:00")  # the week of Monday 30 March
    sale(house, "2026-03-30 12:00", 30000, ADA, net=30000)
    await approved()
    sheet(house, "2026-04-02 08:00", "2026-04-02 18:00")

    run = await april()

    assert run.attention == ()
    # 3000 of commission over 20 hours, half of it again for each of 10 hours of overtime
    assert ("regular_rate", 750) in await lines_of(run)


async def reversed_run(run: RunCard) -> RunCard:
    return await do(cast.OWNER, payroll.reverse, at=MAY_2, run_id=run.run_id, reason="Wrong rate")


async def test_a_reversed_run_opens_its_days_gives_items_back_and_makes_room(house: House) -> None:
    plan(house, base=1000)
    usual: dict[str, Any] = {"profile_id": ADA, "day": date(2026, 3, 9), "currency": "EUR", "reason": "Agreed"}
    await do(cast.ADMIN, pay_items.add_bonus, amount=500, **usual)
    await do(cast.ADMIN, pay_items.add_advance, amount=900, instalment=300, **usual)
    march = await approved()

    done = await reversed_run(march)

    assert (done.status, done.reverse_reason) == ("reversed", "Wrong rate")
    assert house.rows("select repaid, run_id from pay_items") == [(0, None)] * 2
    assert house.rows("select unlock_reason from period_locks") == [("Wrong rate",)]
    assert await do(cast.CHATTER, payroll.my_slips) == ()
    again = await approved()
    assert again.totals == march.totals == (("EUR", 1200),)  # nothing was paid, so nothing is taken off
    assert (await do(cast.OWNER, ledger.trial_balance)).holds
    with pytest.raises(WrongStep, match="reversed"):
        await reversed_run(march)


async def test_what_a_reversed_run_had_paid_is_taken_off_the_next_and_the_books_come_out_even(house: House) -> None:
    wrong = plan(house, base=1000)
    march = await approved()
    await do(cast.OWNER, payroll.pay, at=APRIL_2, run_id=march.run_id)
    await reversed_run(march)
    with house.admin() as admin:
        admin.execute("update pay_plans set replaced_at = now() where id = %s", [wrong])
    plan(house, base=1300)

    again = await approved()
    await do(cast.OWNER, payroll.pay, at=APRIL_2, run_id=again.run_id)

    assert await lines_of(again) == [("base", 1300), ("adjustment", -1000)]
    balance = await do(cast.OWNER, ledger.trial_balance)
    assert balance.holds
    assert {account: amount for account, _, amount in balance.accounts} == {
        "cash": -1300, "expenses:payroll": 1300, "payroll:payable": 0,
    }  # fmt: skip
    assert await lines_of(await april()) == [("base", 1300)]


async def test_runs_are_reversed_from_the_last_one_back(house: House) -> None:
    plan(house, base=1000)
    march = await approved()
    later = await close(await april())

    with pytest.raises(LaterRunClosed):
        await reversed_run(march)

    await reversed_run(later)
    assert (await reversed_run(march)).status == "reversed"
