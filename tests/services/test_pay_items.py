"""Bonuses, deductions, adjustments and advances: added with a reason, withdrawn until a run settles them."""

from datetime import date
from typing import Any

import pytest

from onyx_app.errors import InvalidInput, NotAllowed, NotFound
from onyx_app.services import ledger, pay_item_list, pay_items
from onyx_app.services.pay_items import AlreadySettled, ItemCard
from onyx_app.work import open_work
from tests import cast
from tests.conftest import House

ADA = cast.CHATTER.profile_id


async def add(verb: Any, by: cast.Person = cast.ADMIN, **more: Any) -> ItemCard:
    usual = {"profile_id": ADA, "day": date(2026, 3, 9), "currency": "EUR", "reason": "Agreed"}
    async with open_work(by.actor) as work:
        return await verb(work, **(usual | more))


def open_ones(house: House) -> list[tuple[str, int | None, int | None]]:
    return house.rows(
        "select kind, amount, percent from pay_items where run_id is null and cancelled_at is null order by id"
    )


async def own_kinds(person: cast.Person) -> set[str]:
    async with open_work(person.actor) as work:
        return {row.kind for row in await pay_item_list.my_items(work)}


async def test_every_kind_is_kept_and_seen_by_its_person(house: House) -> None:
    await add(pay_items.add_bonus, amount=5000, promised=True)
    await add(pay_items.add_deduction, percent=1250)
    await add(pay_items.add_adjustment, amount=-300)
    await add(pay_items.add_advance, amount=90000, instalment=30000)

    expected = [("bonus", 5000, None), ("deduction", None, 1250), ("adjustment", -300, None), ("advance", 90000, None)]
    assert open_ones(house) == expected
    assert await own_kinds(cast.CHATTER) == {kind for kind, _, _ in expected}
    assert await own_kinds(cast.OTHER_CHATTER) == set()
    assert [row[0] for row in house.rows("select action from audit_entries order by seq")] == [
        "pay_bonus_added", "pay_deduction_added", "pay_adjustment_added", "pay_advance_added",
    ]  # fmt: skip


async def test_a_withdrawn_item_is_no_longer_open_but_stays_on_record(house: House) -> None:
    item = await add(pay_items.add_bonus, amount=5000)

    async with open_work(cast.OWNER.actor) as work:
        await pay_items.withdraw(work, item_id=item.item_id, reason="Typed twice")

    assert open_ones(house) == []
    assert house.rows("select cancelled_at is not null, cancelled_by, cancel_reason from pay_items") == [
        (True, cast.OWNER.profile_id, "Typed twice")
    ]
    with pytest.raises(NotFound):
        async with open_work(cast.OWNER.actor) as work:
            await pay_items.withdraw(work, item_id=item.item_id, reason="Typed twice")


async def test_an_advance_repaid_in_part_cannot_be_withdrawn(house: House) -> None:
    item = await add(pay_items.add_advance, amount=900, instalment=300)
    with house.admin() as admin:
        admin.execute("update pay_items set repaid = 300")

    with pytest.raises(AlreadySettled):
        async with open_work(cast.OWNER.actor) as work:
            await pay_items.withdraw(work, item_id=item.item_id, reason="Typed twice")


async def balances() -> dict[str, int]:
    async with open_work(cast.OWNER.actor) as work:
        return {account: amount for account, _, amount in (await ledger.trial_balance(work)).accounts}


async def test_an_advance_is_in_the_books_until_it_is_withdrawn(house: House) -> None:
    item = await add(pay_items.add_advance, amount=900, instalment=300)
    assert await balances() == {"advances": 900, "cash": -900}

    async with open_work(cast.OWNER.actor) as work:
        await pay_items.withdraw(work, item_id=item.item_id, reason="Typed twice")

    assert await balances() == {"advances": 0, "cash": 0}


async def test_withdrawing_takes_a_reason(house: House) -> None:
    item = await add(pay_items.add_bonus, amount=5000)

    async with open_work(cast.OWNER.actor) as work:
        with pytest.raises(InvalidInput, match="required"):
            await pay_items.withdraw(work, item_id=item.item_id, reason=" ")


@pytest.mark.parametrize(
    ("verb", "wrong", "field"),
    [
        (pay_items.add_bonus, {"amount": 0}, "amount"),
        (pay_items.add_bonus, {"amount": 5, "reason": " "}, "reason"),
        (pay_items.add_bonus, {"amount": 5, "currency": "euro"}, "currency"),
        (pay_items.add_deduction, {}, "amount"),
        (pay_items.add_deduction, {"amount": 1, "percent": 1}, "amount"),
        (pay_items.add_deduction, {"percent": 10001}, "percent"),
        (pay_items.add_adjustment, {"amount": 0}, "amount"),
        (pay_items.add_advance, {"amount": 5, "instalment": 6}, "instalment"),
        (pay_items.add_advance, {"amount": 5, "instalment": 0}, "instalment"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_is_kept(
    house: House, verb: Any, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await add(verb, **wrong)

    assert refused.value.field == field
    assert house.rows("select count(*) from pay_items") == [(0,)]


async def test_nobody_of_another_agency_gets_an_item(house: House) -> None:
    with pytest.raises(NotFound):
        await add(pay_items.add_bonus, amount=5, profile_id=cast.RIVAL_CHATTER.profile_id)


@pytest.mark.parametrize("person", [cast.MANAGER, cast.CHATTER])
async def test_only_those_who_prepare_pay_add_items(house: House, person: cast.Person) -> None:
    with pytest.raises(NotAllowed):
        await add(pay_items.add_bonus, by=person, amount=5)


async def test_nobody_reads_the_items_of_others(house: House) -> None:
    with pytest.raises(NotAllowed):
        async with open_work(cast.OTHER_CHATTER.actor) as work:
            await pay_item_list.item_list(work)
