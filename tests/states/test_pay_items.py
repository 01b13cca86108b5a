"""Bonuses, deductions and advances through their page, and what their person sees of them."""

from datetime import date
from typing import Any

from onyx_app.services import pay_items, payroll
from onyx_app.states.my_pay import MyPayState
from onyx_app.states.pay_items import PayItemsState
from tests import cast
from tests.conftest import House
from tests.handlers import Desk, at_desk
from tests.services.paying import ADA, APRIL_2, MARCH, approved, do, plan, sheet

PATH = "/payroll/items"
TYPED = {"profile_id": str(ADA), "day": "2026-03-09", "currency": "EUR", "reason": "Rent deposit"}


async def typed(desk: Desk, **more: Any) -> dict[str, str]:
    await desk.send(PayItemsState.add, form=TYPED | more)
    return dict(await desk.value(PayItemsState, "errors"))


async def test_each_kind_is_typed_kept_and_listed_in_words(house: House) -> None:
    async with at_desk(house, cast.ADMIN, path=PATH) as desk:
        await desk.send(PayItemsState.load)
        await desk.send(PayItemsState.begin)
        people = (await desk.value(PayItemsState, "start")).people
        errors = [
            await typed(desk, kind="bonus", amount="50", promised="1"),
            await typed(desk, kind="deduction", amount="12.5", by="percent"),
            await typed(desk, kind="advance", amount="300", instalment="100", promised=False),
            await typed(desk, kind="adjustment", amount="-4.05"),
        ]
        await desk.send(PayItemsState.load)
        rows = (await desk.value(PayItemsState, "items")).rows

    assert (str(ADA), "Ada Chatter") in people and all(name != "Luna Creator" for _, name in people)
    assert errors == [{}] * 4
    assert sorted((row.kind, row.amount, row.rest, row.state, row.by) for row in rows) == [
        ("adjustment", "-€4.05", "", "open", "Adam Admin"),
        ("advance", "€300.00", "€0.00 of €300.00 repaid, €100.00 a run", "open", "Adam Admin"),
        ("bonus", "€50.00", "", "open", "Adam Admin"),
        ("deduction", "12.5% of gross pay", "", "open", "Adam Admin"),
    ]


async def test_a_wrong_field_has_its_sentence_and_the_form_stays_open(house: House) -> None:
    async with at_desk(house, cast.OWNER, path=PATH) as desk:
        await desk.send(PayItemsState.load)
        await desk.send(PayItemsState.begin)

        assert await typed(desk, kind="bonus", amount="-5") == {
            "amount": "Enter an amount above zero, such as 125 or 12.50."
        }
        assert await typed(desk, kind="advance", amount="5", instalment="6") == {
            "instalment": "An instalment cannot be larger than the whole advance."
        }
        assert set(await typed(desk, kind="bonus", amount="5", profile_id="")) == {"profile_id"}
        assert await desk.value(PayItemsState, "adding") is True
    assert house.rows("select count(*) from pay_items") == [(0,)]


async def test_a_withdrawn_one_says_why_and_by_whom(house: House) -> None:
    item = await do(cast.ADMIN, pay_items.add_bonus, profile_id=ADA, day=MARCH[0], currency="EUR", amount=500,
                    reason="Twice")  # fmt: skip
    async with at_desk(house, cast.OWNER, path=f"{PATH}?state=withdrawn") as desk:
        await desk.send(PayItemsState.ask_withdraw, item_id=str(item.item_id))
        await desk.send(PayItemsState.withdraw, item_id=str(item.item_id), form={"reason": ""})
        errors = dict(await desk.value(PayItemsState, "errors"))
        await desk.send(PayItemsState.withdraw, item_id=str(item.item_id), form={"reason": "Typed twice"})
        await desk.send(PayItemsState.load)
        [row] = (await desk.value(PayItemsState, "items")).rows
        leaving = await desk.value(PayItemsState, "leaving")

    assert set(errors) == {"reason"}
    assert (row.state, row.may_withdraw, leaving) == ("withdrawn", False, "")
    assert row.why.endswith("by Mona Owner: Typed twice")


async def test_a_run_settles_them_and_an_advance_says_how_far_it_is_repaid(house: House) -> None:
    plan(house, hourly=1000)
    sheet(house, "2026-03-02 10:00", "2026-03-02 18:00")
    about = {"profile_id": ADA, "day": date(2026, 3, 5), "currency": "EUR", "reason": "Agreed"}
    await do(cast.ADMIN, pay_items.add_bonus, **about, amount=5000)
    await do(cast.ADMIN, pay_items.add_advance, **about, amount=9000, instalment=6000)
    await approved()

    async with at_desk(house, cast.OWNER, path=PATH) as desk:
        await desk.send(PayItemsState.load)
        [still_open] = (await desk.value(PayItemsState, "items")).rows
    async with at_desk(house, cast.OWNER, path=f"{PATH}?state=settled&search=ada&kind=bonus") as desk:
        await desk.send(PayItemsState.load)
        [settled] = (await desk.value(PayItemsState, "items")).rows
    async with at_desk(house, cast.CHATTER, path="/me/pay") as desk:
        await desk.send(MyPayState.load)
        mine = await desk.value(MyPayState, "items")

    assert (still_open.rest, still_open.may_withdraw) == ("€60.00 of €90.00 repaid, €60.00 a run", False)
    assert (settled.kind, settled.state) == ("bonus", "settled")
    assert [(row.kind, row.state) for row in mine] == [("advance", "open"), ("bonus", "settled")]


async def test_nobody_sees_what_others_have_beside_their_plan(house: House) -> None:
    await do(cast.ADMIN, pay_items.add_bonus, profile_id=ADA, day=MARCH[0], currency="EUR", amount=500, reason="Ada")
    async with at_desk(house, cast.OTHER_CHATTER, path="/me/pay") as desk:
        await desk.send(MyPayState.load)

        assert await desk.value(MyPayState, "items") == []


async def test_the_address_can_begin_one_for_somebody(house: House) -> None:
    async with at_desk(house, cast.OWNER, path=f"{PATH}?new=1&person={ADA}") as desk:
        await desk.send(PayItemsState.load)

        assert (await desk.value(PayItemsState, "adding"), await desk.value(PayItemsState, "person")) == (
            True,
            str(ADA),
        )
    assert await do(cast.OWNER, payroll.runs, at=APRIL_2) == ()
