"""Importing sales: looked at first, all or nothing, never twice, undone as a whole."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from onyx_app.errors import NotAllowed, NotFound
from onyx_app.rules.revenue import Sale
from onyx_app.services import revenue, revenue_import
from onyx_app.services.revenue_import import AlreadyImported, NothingNew, NotWaiting, Overlaps, RowsWrong
from onyx_app.work import Actor, open_work
from tests import cast
from tests.conftest import House
from tests.endpoint import connect
from tests.services.importing import (
    NOW,
    assigned_all_year,
    back,
    books,
    bring,
    do,
    file,
    hint,
    imported,
    look,
    row,
    seen,
)


async def test_a_file_is_looked_at_before_anything_counts(house: House) -> None:
    found = await seen(await look(row(), row("2026-04-11T09:30:00+03:00", gross="5", fee="1", net="4")))

    assert (found.state, found.new, found.fresh, found.wrong) == ("checked", 2, 2, 0)
    assert [(one.about, one.sales, one.gross, one.net) for one in found.months] == [
        ("Luna · 2026-04", 2, "€15.00", "€12.00")
    ]
    assert [(one.line, one.verdict, one.creator, one.type) for one in found.rows] == [
        (2, "new", "Luna", "Tip"),
        (3, "new", "Luna", "Tip"),
    ]
    assert books(house) == []


async def test_an_import_is_settled_and_belongs_to_who_is_assigned(house: House) -> None:
    assigned_all_year(house)
    import_id = await imported(row(fan="fan1", external_id="x1", sender="sam@northlight.test"), row(creator="Vera"))

    assert books(house) == [(1000, 800, "settled", "import")] * 2
    assert house.rows(
        "select t.fan, t.external_id, t.sender_id, a.profile_id, a.method, t.import_id from transactions t"
        " join attributions a on a.transaction_id = t.id order by t.external_id desc"
    ) == [
        ("fan1", "x1", cast.OTHER_CHATTER.profile_id, cast.CHATTER.profile_id, "assignment", import_id),
        ("", "", None, None, "none", import_id),
    ]
    assert house.rows("select count(*) from revenue_import_rows") == [(0,)]
    assert (await seen(import_id)).state == "imported"


async def test_a_file_with_one_wrong_row_brings_nothing_and_says_where(house: House) -> None:
    import_id = await look(row(), row(creator="Nobody", gross="1.234,56"), row())
    found = await seen(import_id)

    with pytest.raises(RowsWrong) as refused:
        await bring(import_id)

    assert refused.value.parameters == {"count": 1}
    assert (found.new, found.wrong, found.show) == (2, 1, "wrong")
    assert [(one.line, one.problems) for one in found.rows] == [
        (
            3,
            [
                'creator: "Nobody" is no creator here. Write their name, handle or id as on the creators page.',
                'gross: "1.234,56" groups its thousands. Write it without, such as 1234.56.',
            ],
        )
    ]
    assert books(house) == []


async def test_equal_sales_in_one_second_are_different_sales(house: House) -> None:
    await imported(row(fan="f"), row(fan="f"), row(fan="f"))

    assert len(books(house)) == 3


async def test_the_same_bytes_are_refused_with_when_and_as_what_they_came(house: House) -> None:
    await imported(row(), name="april.csv")

    with pytest.raises(AlreadyImported) as refused:
        await look(row())

    assert refused.value.parameters["name"] == "april.csv"


@pytest.mark.parametrize(
    ("before", "after", "known", "new"),
    [
        ([row(external_id="a"), row(external_id="b")], [row(external_id="b"), row(external_id="c")], 1, 1),
        ([row(), row()], [row(), row(), row()], 2, 1),  # counted, because they are alike
        ([row(external_id="a")], [row(), row()], 1, 1),  # a file without names overlaps one with them
        ([row()], [row(external_id="a"), row(external_id="b")], 1, 1),
        ([row(external_id="a")], [row(external_id="b")], 0, 1),  # another name, another sale
        ([row()], [row("2026-04-10T14:00:00+02:00")], 1, 0),  # the same instant, written otherwise
        ([row(fan="a")], [row(fan="b")], 0, 1),
        ([row(), back("2026-04-10T12:00:00Z")], [row(), back("2026-04-10T12:00:00Z")], 2, 0),
    ],
)
async def test_rows_that_are_here_already_are_counted(
    house: House, before: list[str], after: list[str], known: int, new: int
) -> None:
    await imported(*before)
    found = await seen(await look(*after, body=file(*after) + b"\r\n"))

    assert (found.known, found.new, found.wrong) == (known, new, 0)


async def test_an_overlapping_file_is_refused_unless_what_is_here_is_left_out(house: House) -> None:
    await imported(row(external_id="a"), row(external_id="b"))
    import_id = await look(row(external_id="b"), row(external_id="c"))

    with pytest.raises(Overlaps) as refused:
        await bring(import_id)
    done = await bring(import_id, without_known=True)

    assert refused.value.parameters == {"count": 1, "fresh": 1}
    assert done.added == 1
    assert len(books(house)) == 3


async def test_a_file_that_is_here_completely_has_nothing_to_import(house: House) -> None:
    await imported(row(), row())
    import_id = await look(row())

    with pytest.raises(NothingNew):
        await bring(import_id, without_known=True)


async def test_a_known_name_with_other_figures_is_wrong(house: House) -> None:
    await imported(row(external_id="a"))
    found = await seen(await look(row(external_id="a", gross="12", fee="2", net="10")))

    assert found.rows[0].problems[0].startswith('external_id: "a" is here already with other figures.')


async def test_an_announced_sale_is_settled_and_never_stands_beside_itself(house: House) -> None:
    announced = hint(house, fan="4f1c2b9a-0000-4000-8000-000000000001")
    import_id = await imported(row(fan="honey", external_id="x1"), row("2026-04-10T15:00:00Z"))

    assert books(house) == [(1000, 800, "settled", "webhook"), (1000, 800, "settled", "import")]
    assert house.rows("select id, external_id, fan, import_id from transactions where origin = 'webhook'") == [
        (announced, "x1", "honey", import_id)
    ]
    assert house.rows("select method from attributions where transaction_id = %s", announced) == [("shift",)]


async def test_each_announced_sale_is_settled_by_one_row(house: House) -> None:
    hint(house), hint(house, "2026-04-10 12:04:00+00")
    found = await seen(await look(row(), row("2026-04-10T12:04:05Z"), row("2026-04-10T12:05:00Z")))

    assert [one.verdict for one in found.rows] == ["settles", "settles", "new"]


@pytest.mark.parametrize(
    "other",
    [
        {"at": "2026-04-10 13:00:00+00"},
        {"gross": 1001},
        {"kind": "message"},
        {"creator": cast.VERA},
        {"fan": "4f1c2b9a-0000-4000-8000-000000000009"},
    ],
)
async def test_what_is_not_alike_settles_nothing(house: House, other: dict[str, object]) -> None:
    hint(house, **other)
    found = await seen(await look(row(fan="4f1c2b9a-0000-4000-8000-000000000001")))

    assert (found.settles, found.new) == (0, 1)


async def test_an_undone_import_leaves_the_books_as_they_were(house: House) -> None:
    hint(house, fan="fan")
    everything = "select to_jsonb(t) from transactions t order by id"
    before, shares = house.rows(everything), house.rows("select to_jsonb(a) from attributions a order by id")
    import_id = await imported(row(fan="fan", external_id="x"), row("2026-04-11T12:00:00Z"), back(fan="fan"))

    count = await do(revenue_import.undo, import_id=import_id)
    again = await bring(await look(row(fan="fan", external_id="x"), row("2026-04-11T12:00:00Z"), back(fan="fan")))

    assert count == 3
    assert (again.added, again.settled, again.reversed) == (1, 1, 1)
    await do(revenue_import.undo, import_id=house.rows("select id from revenue_imports where state = 'imported'")[0][0])
    assert (house.rows(everything), house.rows("select to_jsonb(a) from attributions a order by id")) == (
        before,
        shares,
    )


async def test_what_is_undone_cannot_be_undone_again(house: House) -> None:
    import_id = await imported(row())
    await do(revenue_import.undo, import_id=import_id)

    with pytest.raises(NotWaiting):
        await do(revenue_import.undo, import_id=import_id)
    with pytest.raises(NotWaiting):
        await bring(import_id)


async def test_a_file_may_be_forgotten_before_it_counts_but_not_after(house: House) -> None:
    waiting, done = await look(row()), await imported(row("2026-04-11T12:00:00Z"))

    await do(revenue_import.discard, import_id=waiting)
    with pytest.raises(NotWaiting):
        await do(revenue_import.discard, import_id=done)

    assert house.rows("select count(*) from revenue_imports") == [(1,)]


@pytest.mark.parametrize("person", [cast.MANAGER, cast.CHATTER, cast.CONTENT, cast.CREATOR])
async def test_only_owners_and_admins_import(house: House, person: cast.Person) -> None:
    import_id = await look(row())
    for verb in (revenue_import.bring_in, revenue_import.preview, revenue_import.undo, revenue_import.discard):
        with pytest.raises(NotAllowed):
            await do(verb, by=person, import_id=import_id)
    with pytest.raises(NotAllowed):
        await look(row(), by=person)


async def test_another_agency_cannot_even_tell_that_an_import_exists(house: House) -> None:
    import_id = await look(row())
    for verb in (revenue_import.bring_in, revenue_import.preview, revenue_import.undo, revenue_import.discard):
        with pytest.raises(NotFound):
            await do(verb, by=cast.RIVAL_OWNER, import_id=import_id)


async def test_files_nobody_imported_are_forgotten_after_a_week(house: House) -> None:
    await look(row())

    assert await do(revenue_import.forget, at=NOW + timedelta(days=6)) == 0
    assert await do(revenue_import.forget, at=NOW + timedelta(days=8)) == 1
    assert house.rows("select count(*) from revenue_import_rows") == [(0,)]


async def test_only_so_many_files_wait(house: House) -> None:
    ids = [await look(row(fan=str(n)), name=f"{n}.csv") for n in range(12)]

    assert {one for (one,) in house.rows("select id from revenue_imports")} == set(ids[2:])


async def announced(fan: str = "", at: str = "2026-04-10T12:04:00+00:00") -> bool:
    """A webhook tells of a tip of 10 euros to Luna."""
    told = Sale("tip", 1000, datetime.fromisoformat(at), fan, "", str(uuid4()))
    async with open_work(Actor.system(cast.NORTHLIGHT), now=NOW) as work:
        event_id = await work.session.scalar(text(
            "insert into inbox_events (agency_id, connection_id, event, digest, body) select agency_id, id,"
            " 'tip_received', uuid_send(uuidv7()), '{}' from connections returning id"))  # fmt: skip
        return await revenue.record_sale(work, told, event_id=event_id, recipient=cast.LUNA_FANVUE, currency="EUR")


async def test_an_announcement_that_comes_after_its_file_adds_nothing(house: House) -> None:
    connect(house)
    await imported(row(), row("2026-04-10T12:02:00Z"))

    kept = [await announced(), await announced(), await announced(), await announced(at="2026-04-10T15:00:00+00:00")]

    assert kept == [False, False, True, True]  # two are in the file, the third and the one much later are new
    assert [state for _, _, state, _ in books(house)].count("provisional") == 2


async def test_an_announcement_of_another_fan_is_another_sale(house: House) -> None:
    connect(house)
    first, second = (f"4f1c2b9a-0000-4000-8000-00000000000{n}" for n in (1, 2))
    await imported(row(fan=first))

    assert [await announced(second), await announced(first)] == [True, False]
