"""Negative rows take sales back: the sale they name, else the one that is alike, and never more than is left."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import event

from onyx_app import db
from onyx_app.config import PROJECT
from onyx_app.services import revenue, revenue_import, transactions
from onyx_app.services.revenue_import import ReversedSince
from onyx_app.services.transactions import Asked
from onyx_app.work import open_work
from tests import cast
from tests.conftest import House
from tests.services.importing import NOW, assigned_all_year, back, do, hint, imported, look, row, seen

LATER = "2026-04-15T12:00:00Z"


def reversals(house: House) -> list[tuple[str, str, int]]:
    """(name of the reversal, name of the sale it takes back, gross)."""
    return house.rows(
        "select v.external_id, t.external_id, v.gross from transactions v join transactions t on t.id = v.reverses_id"
        " order by v.occurred_at, v.external_id"
    )


async def test_a_reversal_takes_back_the_sale_it_names(house: House) -> None:
    await imported(row(external_id="a", fan="f"), row(external_id="b", fan="f"))
    await imported(back(LATER, external_id="a", fan="f"))

    assert reversals(house) == [("a", "a", -1000)]


async def test_a_reversal_in_the_same_file_finds_its_sale_wherever_it_stands(house: House) -> None:
    await imported(back(external_id="a"), row(external_id="a"), row())

    assert reversals(house) == [("a", "a", -1000)]


async def test_without_a_name_it_is_the_latest_alike_sale_of_the_fan_before(house: House) -> None:
    await imported(
        row("2026-04-08T12:00:00Z", fan="f", external_id="early"),
        row("2026-04-10T12:00:00Z", fan="f", external_id="late"),
        row("2026-04-16T12:00:00Z", fan="f", external_id="after"),
        row("2026-04-11T12:00:00Z", fan="g", external_id="other"),
    )
    await imported(back(LATER, fan="f"))
    await imported(back("2026-04-15T12:00:01Z", fan="f", external_id="own name"))

    assert reversals(house) == [("", "late", -1000), ("own name", "early", -1000)]


async def test_without_name_and_fan_only_the_same_instant_is_alike(house: House) -> None:
    await imported(row(external_id="a"))

    assert (await seen(await look(back(LATER)))).wrong == 1
    assert (await seen(await look(back("2026-04-10T12:00:00Z")))).reverses == 1


async def test_a_sale_is_taken_back_in_parts_but_never_more_than_is_left(house: House) -> None:
    part = {"gross": "-6", "fee": "-1.20", "net": "-4.80", "external_id": "a"}
    await imported(row(external_id="a"))
    await imported(back(LATER, **part))
    found = await seen(await look(back("2026-04-16T12:00:00Z", **part)))
    rest = await seen(await look(back("2026-04-16T12:00:00Z", external_id="a", gross="-4", fee="-0.80", net="-3.20")))

    assert found.rows[0].problems == ["gross: This takes back more than is left of the sale."]
    assert rest.reverses == 1


async def test_two_reversals_in_one_file_share_what_is_left(house: House) -> None:
    found = await seen(
        await look(row(external_id="a"), back(external_id="a"), back(LATER, external_id="a")), show="all"
    )

    assert [one.verdict for one in found.rows] == ["new", "reverses", "wrong"]


@pytest.mark.parametrize("cells", [
    {"creator": "Vera"}, {"currency": "USD"}, {"type": "message"}, {"gross": "-9", "fee": "-1", "net": "-8"},
    {"fan": "g"}, {"occurred_at": "2026-11-30T12:00:00Z"},
])  # fmt: skip
async def test_what_takes_back_nothing_that_is_here_is_wrong(house: House, cells: dict[str, str]) -> None:
    await imported(row(fan="f"))
    when = {**cells}.pop("occurred_at", LATER)
    found = await seen(await look(back(when, **{"fan": "f"} | cells), at=datetime(2026, 12, 1, tzinfo=UTC)))

    assert found.rows[0].problems[0].startswith("gross: This takes back a sale that is not here.")


async def test_an_announced_sale_is_taken_back_once_it_is_settled(house: House) -> None:
    announced = hint(house, fan="f")
    alone = await seen(await look(back(LATER, fan="f")))
    await imported(row(fan="f", external_id="a"), back(LATER, external_id="a"))

    assert alone.wrong == 1
    assert house.rows("select reverses_id from transactions where gross < 0") == [(announced,)]


async def test_who_earned_a_sale_loses_it_again(house: House) -> None:
    assigned_all_year(house)
    await imported(row(external_id="a"), back(LATER, external_id="a"))

    async with open_work(cast.CHATTER.actor, now=NOW) as work:
        mine = await transactions.entries(work, asked=Asked(span="all"))
        total = await revenue.summary(work, window="this_month")
    assert [(one.gross, [share.name for share in one.shares]) for one in mine.rows] == [
        (-1000, ["Ada Chatter"]),
        (1000, ["Ada Chatter"]),
    ]
    assert [(one.gross, one.taken_back) for one in mine.sums] == [(0, -1000)]
    assert [(one.gross, one.sales) for one in total.totals] == [(0, 2)]


async def test_an_import_whose_sales_were_taken_back_since_waits_for_the_later_one(house: House) -> None:
    first = await imported(row(external_id="a"))
    second = await imported(back(LATER, external_id="a"), name="refunds.csv")

    with pytest.raises(ReversedSince) as refused:
        await do(revenue_import.undo, import_id=first)
    await do(revenue_import.undo, import_id=second)
    await do(revenue_import.undo, import_id=first)

    assert refused.value.parameters == {"name": "refunds.csv"}
    assert house.rows("select count(*) from transactions") == [(0,)]


async def test_the_example_in_the_document_imports_as_it_stands_there(house: House) -> None:
    example = (PROJECT / "docs" / "revenue-csv.md").read_text("utf-8").split("```")[1].strip()
    found = await seen(await look(body=f"{example}\n".encode()), show="all")

    assert [(one.verdict, one.sender, one.net) for one in found.rows] == [
        ("new", "Ada Chatter", "€20.00"),
        ("new", "", "€10.00"),
        ("reverses", "", "-€20.00"),
    ]


async def test_a_file_of_equal_sales_all_taken_back_is_not_paired_each_with_each(house: House) -> None:
    """4,000 such rows once took three gigabytes and most of a minute, for every agency of the house."""
    read: list[int] = []
    event.listen(db.engine().sync_engine, "after_cursor_execute", lambda _, cursor, *__: read.append(cursor.rowcount))

    shown = await seen(await look(*[row(fan="f")] * 200, *[back(fan="f")] * 201))

    assert (shown.new, shown.reverses, shown.wrong) == (200, 200, 1)
    assert max(read) <= 401
