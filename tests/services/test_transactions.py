"""Transactions, found, filtered and added up, as far as the asker may see."""

from datetime import UTC, datetime
from typing import Any

import pytest

from onyx_app.errors import InvalidInput, NotAllowed, NotFound
from onyx_app.services import transactions
from onyx_app.services.transactions import Asked, Entries
from onyx_app.work import open_work
from tests import cast
from tests.conftest import House
from tests.services.importing import imported, row
from tests.services.paying import ADA, SAM, sale

NOW = datetime(2026, 4, 20, 9, 0, tzinfo=UTC)


async def see(person: cast.Person = cast.OWNER, **asked: Any) -> Entries:
    async with open_work(person.actor, now=NOW) as work:
        return await transactions.entries(work, asked=Asked(**{"span": "all"} | asked))


def grosses(found: Entries) -> list[int]:
    return [one.gross for one in found.rows]


def month(house: House) -> list[Any]:
    """Four sales and a refund; only the last two belong to last month."""
    shared = sale(house, "2026-04-10 12:00", 1001, ADA, SAM)
    return [
        shared,
        sale(house, "2026-04-09 12:00", 500, ADA, kind="message"),
        sale(house, "2026-04-08 12:00", 300, creator=cast.VERA),
        sale(house, "2026-03-05 12:00", 200, SAM, state="provisional"),
        sale(house, "2026-03-04 12:00", -400, reverses=shared),
    ]


async def test_the_latest_stands_first_and_sums_are_of_everything_that_fits(house: House) -> None:
    month(house)
    found = await see()

    assert grosses(found) == [1001, 500, 300, 200, -400]
    [total] = found.sums
    assert (total.count, total.gross, total.provisional, total.taken_back) == (5, 1601, 200, -400)
    assert [[share.name for share in one.shares] for one in found.rows] == [
        ["Ada Chatter", "Sam Chatter"], ["Ada Chatter"], [], ["Sam Chatter"], ["Ada Chatter", "Sam Chatter"],
    ]  # fmt: skip
    assert [name for _, name in found.creators] == ["Luna", "Vera"]


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"span": "this_month"}, [1001, 500, 300]),
        ({"span": "last_month"}, [200, -400]),
        ({"type": "message"}, [500]),
        ({"creator": str(cast.VERA)}, [300]),
        ({"creator": "nonsense"}, []),
        ({"state": "provisional"}, [200]),
        ({"state": "reversed"}, [-400]),
        ({"state": "nobody"}, [300]),
        ({"search": "sam"}, [1001, 200, -400]),
        ({"sort": "gross"}, [-400, 200, 300, 500, 1001]),
        ({"sort": "drop table", "state": "nonsense"}, [1001, 500, 300, 200, -400]),
    ],
)
async def test_filters_and_orders(house: House, asked: dict[str, str], left: list[int]) -> None:
    month(house)

    assert grosses(await see(**asked)) == left


async def test_fans_and_names_of_sales_are_found(house: House) -> None:
    import_id = await imported(row(fan="100%_honey", external_id="x-9"), row("2026-04-11T12:00:00Z"))

    assert [len((await see(search=letters)).rows) for letters in ("%_H", "x-9", "x-", "honey")] == [1, 1, 0, 1]
    assert len((await see(brought_by=str(import_id))).rows) == 2
    with pytest.raises(InvalidInput):
        await see(search="a\x1bb")


async def test_a_list_has_pages_and_currencies_are_never_added(house: House) -> None:
    await imported(*[row(fan=str(n)) for n in range(30)], row(currency="USD"))
    first, second = await see(), await see(page=2)

    assert (len(first.rows), len(second.rows), first.pages) == (25, 6, 2)
    assert {one.id for one in first.rows}.isdisjoint(one.id for one in second.rows)
    assert [(one.currency, one.count, one.net) for one in first.sums] == [("EUR", 30, 24000), ("USD", 1, 800)]


async def test_a_chatter_sees_their_part_of_their_sales_and_no_colleague(house: House) -> None:
    month(house)
    found = await see(cast.CHATTER)

    assert found.own
    assert grosses(found) == [501, 500, -200]  # the odd cent of a shared sale goes to the first
    assert [(one.count, one.gross, one.taken_back) for one in found.sums] == [(3, 801, -200)]
    assert {share.name for one in found.rows for share in one.shares} == {"Ada Chatter"}
    assert grosses(await see(cast.OTHER_CHATTER)) == [500, 200, -200]
    assert (await see(cast.CHATTER, search="sam")).rows == ()


async def test_a_chatters_sums_are_their_parts_sale_by_sale(house: House) -> None:
    for _ in range(3):
        sale(house, "2026-04-10 12:00", 1001, ADA, SAM, net=801)

    sums = [(await see(who)).sums[0] for who in (cast.CHATTER, cast.OTHER_CHATTER)]

    assert [(one.count, one.gross, one.net, one.fee) for one in sums] == [(3, 1503, 1203, 300), (3, 1500, 1200, 300)]


async def test_a_creator_sees_their_own_statement(house: House) -> None:
    month(house)
    found = await see(cast.CREATOR)

    assert not found.own
    assert grosses(found) == [1001, 500, 200, -400]
    assert [name for _, name in found.creators] == ["Luna"]


async def test_who_sees_no_money_sees_no_list(house: House) -> None:
    with pytest.raises(NotAllowed):
        await see(cast.CONTENT)


async def test_another_agency_sees_none_of_it(house: House) -> None:
    month(house)

    assert (await see(cast.RIVAL_OWNER)).rows == ()


async def one(transaction_id: Any, person: cast.Person = cast.OWNER) -> Any:
    async with open_work(person.actor, now=NOW) as work:
        return await transactions.entry(work, transaction_id=transaction_id)


async def test_one_sale_says_who_earned_it_and_what_took_it_back(house: House) -> None:
    shared, *_, refund = month(house)
    found, back = await one(shared), await one(refund)

    assert [(share.name, share.gross, share.weight, share.of) for share in found.entry.shares] == [
        ("Ada Chatter", 501, 1, 2),
        ("Sam Chatter", 500, 1, 2),
    ]
    assert [row.id for row in found.reversed_by] == [refund]
    assert back.reverses.id == shared


async def test_the_file_behind_a_sale_is_shown_to_who_may_import(house: House) -> None:
    import_id = await imported(row(sender="sam@northlight.test"), name="april.csv")
    [(made,)] = house.rows("select id from transactions")

    found, seen = await one(made), await one(made, cast.MANAGER)

    assert (found.file, found.import_id, found.sender, found.origin) == (
        "april.csv", import_id, "Sam Chatter", "import",
    )  # fmt: skip
    assert (seen.file, seen.import_id, seen.sender) == ("", None, "Sam Chatter")


async def test_a_sale_somebody_has_no_part_of_is_not_there(house: House) -> None:
    _, message, *_ = month(house)

    for person in (cast.OTHER_CHATTER, cast.RIVAL_OWNER):
        with pytest.raises(NotFound):
            await one(message, person)
    assert (await one(message, cast.CREATOR)).entry.gross == 500


@pytest.mark.parametrize("odd", ["a\0b", "\ud800"])
async def test_a_type_no_database_can_hold_is_no_filter(house: House, odd: str) -> None:
    month(house)

    assert len((await see(type=odd)).rows) == 5
