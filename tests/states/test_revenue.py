"""The revenue rooms through their handlers: the list by its address, a file looked at, imported, undone."""

from uuid import uuid4

from onyx_app.services import revenue_import
from onyx_app.states.revenue import RevenueState
from onyx_app.states.revenue_import import RevenueImportState
from onyx_app.states.revenue_imports import RevenueImportsState
from tests import cast
from tests.conftest import House
from tests.handlers import at_desk
from tests.services.importing import assigned_all_year, books, hint, imported, look, row


async def test_the_address_decides_what_the_list_shows(house: House) -> None:
    assigned_all_year(house)
    await imported(row(fan="honey"), row("2026-04-11T12:00:00Z", type="message"))
    async with at_desk(house, cast.OWNER, path="/revenue?span=all&income=tip&search=hon") as desk:
        await desk.send(RevenueState.load)
        sales = await desk.value(RevenueState, "sales")

    assert [(one.type, one.gross, one.who, one.creator) for one in sales.rows] == [
        ("Tip", "€10.00", "Ada Chatter", "Luna")
    ]
    assert [(one.gross, one.about) for one in sales.sums] == [("€10.00", "1 transaction · €8.00 net")]
    assert sales.may_import


async def test_the_drawer_says_who_earned_a_sale_and_where_it_comes_from(house: House) -> None:
    assigned_all_year(house)
    await imported(row(external_id="x"), name="april.csv")
    [(made,)] = house.rows("select id from transactions")
    async with at_desk(house, cast.OWNER, path=f"/revenue?span=all&open={made}") as desk:
        await desk.send(RevenueState.load)
        one = await desk.value(RevenueState, "opened")

    assert (one.origin, one.file, one.external_id) == ("A file", "april.csv", "x")
    assert [(share.name, share.how, share.gross) for share in one.shares] == [
        ("Ada Chatter", "Assigned to the creator", "€10.00")
    ]


async def test_a_chatter_sees_their_own_sales_and_no_import(house: House) -> None:
    assigned_all_year(house)
    await imported(row(), row(creator="Vera"))
    async with at_desk(house, cast.CHATTER, path="/revenue?span=all") as desk:
        await desk.send(RevenueState.load)
        sales = await desk.value(RevenueState, "sales")
        await desk.send(RevenueImportsState.load)

        assert (len(sales.rows), sales.own, sales.may_import) == (1, True, False)
        assert (await desk.value(RevenueImportsState, "files")).rows == []


async def test_ids_that_are_none_open_nothing_and_say_so(house: House) -> None:
    for guessed in (str(uuid4()), "1 or 1=1"):
        async with at_desk(house, cast.OWNER, path=f"/revenue?open={guessed}") as desk:
            await desk.send(RevenueState.load)
            assert (await desk.value(RevenueState, "opened")).id == ""
            assert await desk.flashes()
        async with at_desk(house, cast.OWNER, path=f"/revenue/imports/{guessed}") as desk:
            await desk.send(RevenueImportState.load)
            assert (await desk.value(RevenueImportState, "file")).id == ""


async def test_a_refused_file_is_a_sentence_next_to_its_field(house: House) -> None:
    note = revenue_import.note_to(cast.OWNER.actor, "This file has no rows.")
    for given, errors in ((note, {"file": "This file has no rows."}), ("forged", {})):
        async with at_desk(house, cast.OWNER, path=f"/revenue/imports?refused={given}") as desk:
            await desk.send(RevenueImportsState.load)

            assert await desk.value(RevenueImportsState, "errors") == errors


async def test_a_file_is_looked_at_imported_and_undone(house: House) -> None:
    hint(house)
    import_id = await look(row(external_id="a"), row("2026-04-11T12:00:00Z"), name="april.csv")
    async with at_desk(house, cast.OWNER, path=f"/revenue/imports/{import_id}") as desk:
        await desk.send(RevenueImportState.load)
        before = await desk.value(RevenueImportState, "said")
        await desk.send(RevenueImportState.bring_in, import_id=str(import_id), without_known=False)
        done = await desk.value(RevenueImportState, "file")
        progress = await desk.value(RevenueImportState, "progress")
        await desk.send(RevenueImportState.undo, import_id=str(import_id))
        undone = await desk.value(RevenueImportState, "file")

        assert (before.title, before.button) == ("2 rows can be imported", "Import 2 rows")
        assert [one.title for one in before.concerns] == ["1 announced sale is settled"]
        assert (done.state, done.fresh, progress.running) == ("imported", 2, False)
        assert undone.state == "undone"
        assert await desk.flashes() == ["2 rows imported.", "The import is undone: 2 sales are as they were before."]
    assert books(house) == [(1000, None, "provisional", "webhook")]


async def test_how_far_an_import_is_travels_to_the_tab(house: House) -> None:
    import_id = await look(*[row(fan=str(n)) for n in range(30)])
    async with at_desk(house, cast.OWNER, path=f"/revenue/imports/{import_id}") as desk:
        await desk.send(RevenueImportState.load)
        await desk.send(RevenueImportState.bring_in, import_id=str(import_id), without_known=False)

        assert "HowFar(running=True" in str(desk.updates)
    assert len(books(house)) == 30


async def test_a_file_that_overlaps_offers_to_leave_out_what_is_here(house: House) -> None:
    await imported(row(external_id="a"))
    import_id = await look(row(external_id="a"), row(external_id="b"))
    async with at_desk(house, cast.OWNER, path=f"/revenue/imports/{import_id}") as desk:
        await desk.send(RevenueImportState.load)
        said = await desk.value(RevenueImportState, "said")
        await desk.send(RevenueImportState.bring_in, import_id=str(import_id), without_known=False)
        refused = await desk.flashes()
        await desk.send(RevenueImportState.bring_in, import_id=str(import_id), without_known=True)

        assert said.button == "Leave them out and import 1 row"
        assert refused[0].startswith("1 row is here already, so nothing was imported.")
        assert (await desk.value(RevenueImportState, "file")).state == "imported"
    assert len(books(house)) == 2


async def test_what_came_meanwhile_is_shown_when_the_books_say_no(house: House) -> None:
    import_id = await look(row(external_id="a"), row(external_id="b"))
    async with at_desk(house, cast.OWNER, path=f"/revenue/imports/{import_id}") as desk:
        await desk.send(RevenueImportState.load)
        await imported(row(external_id="b"), row(external_id="c"))
        await desk.send(RevenueImportState.bring_in, import_id=str(import_id), without_known=False)
        file_now = await desk.value(RevenueImportState, "file")

    assert (file_now.state, file_now.known, file_now.new) == ("checked", 1, 1)


async def test_a_manager_reaches_no_handler_of_an_import(house: House) -> None:
    import_id = await look(row())
    async with at_desk(house, cast.MANAGER, path=f"/revenue/imports/{import_id}") as desk:
        await desk.send(RevenueImportState.load)
        await desk.send(RevenueImportState.bring_in, import_id=str(import_id), without_known=False)
        await desk.send(RevenueImportState.discard, import_id=str(import_id))

        assert (await desk.value(RevenueImportState, "file")).id == ""
    assert books(house) == []
    assert house.rows("select count(*) from revenue_imports") == [(1,)]


async def test_a_sale_on_shift_leads_to_the_day_of_the_shift(house: House) -> None:
    house.rows(
        "insert into shifts (agency_id, profile_id, starts_at, ends_at, creators, published_at) values"
        " (%s, %s, '2026-04-09T21:30:00Z', '2026-04-10T05:30:00Z', %s, now()) returning id",
        cast.NORTHLIGHT, cast.OTHER_CHATTER.profile_id, [cast.LUNA],
    )  # fmt: skip
    await imported(row("2026-04-10T03:00:00Z"))
    [(made,)] = house.rows("select id from transactions")
    async with at_desk(house, cast.OWNER, path=f"/revenue?span=all&open={made}") as desk:
        await desk.send(RevenueState.load)
        [share] = (await desk.value(RevenueState, "opened")).shares

    assert (share.name, share.how, share.shift) == ("Sam Chatter", "On shift", "2026-04-10")
