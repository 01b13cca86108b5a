"""The team page through its handlers: filters from the address, one person in the drawer, a link shown once."""

import reflex as rx

from onyx_app.states.team import TeamState
from tests import cast
from tests.conftest import House
from tests.handlers import at_desk

ADA = str(cast.CHATTER.profile_id)


async def test_the_address_decides_what_the_list_shows(house: House) -> None:
    async with at_desk(house, cast.OWNER, path="/team?search=chatter&sort=-name&page=nonsense") as desk:
        await desk.send(TeamState.load)
        page = await desk.value(TeamState, "team")

    assert [row.name for row in page.rows] == ["Sam Chatter", "Ada Chatter"]


async def test_a_search_we_cannot_take_is_a_sentence_next_to_its_field(house: House) -> None:
    async with at_desk(house, cast.OWNER, path="/team?search=a%1Bb") as desk:
        await desk.send(TeamState.load)
        refused = dict(await desk.value(TeamState, "errors"))
        desk.path = "/team"
        await desk.send(TeamState.load)

        assert refused == {"search": "Remove the invisible control characters."}
        assert await desk.value(TeamState, "errors") == {}


async def test_the_address_opens_one_person(house: House) -> None:
    async with at_desk(house, cast.OWNER, path=f"/team?open={ADA}") as desk:
        await desk.send(TeamState.load)
        opened = await desk.value(TeamState, "person")
        desk.path = "/team"
        await desk.send(TeamState.load)
        closed = await desk.value(TeamState, "person")

    assert (opened.name, opened.manageable) == ("Ada Chatter", True)
    assert closed.id == ""


async def test_an_id_of_another_agency_or_none_at_all_opens_nothing_and_says_so(house: House) -> None:
    for guessed in (str(cast.RIVAL_OWNER.profile_id), "1 or 1=1", "%00"):
        async with at_desk(house, cast.OWNER, path=f"/team?open={guessed}") as desk:
            await desk.send(TeamState.load)

            assert (await desk.value(TeamState, "person")).id == ""
            assert await desk.flashes()


async def test_a_role_is_changed_and_the_drawer_shows_it(house: House) -> None:
    async with at_desk(house, cast.OWNER, path=f"/team?open={ADA}") as desk:
        await desk.send(TeamState.load)
        await desk.send(TeamState.change_role, profile_id=ADA, form={"role": "manager"})

        assert (await desk.value(TeamState, "person")).role == "manager"
        assert await desk.flashes() == ["Ada Chatter has a new role and was signed out everywhere."]


async def test_a_role_that_is_none_is_a_sentence_next_to_its_field(house: House) -> None:
    async with at_desk(house, cast.OWNER) as desk:
        await desk.send(TeamState.load)
        await desk.send(TeamState.change_role, profile_id=ADA, form={"role": "<b>king</b>"})

        assert await desk.value(TeamState, "errors") == {"role": "Choose one of the options."}


async def test_an_id_that_is_none_never_reaches_a_verb(house: House) -> None:
    async with at_desk(house, cast.OWNER) as desk:
        await desk.send(TeamState.load)
        await desk.send(TeamState.suspend, profile_id="everybody")

        assert len(await desk.flashes()) == 1
    assert house.rows("select count(*) from profiles where status <> 'active'") == [(0,)]


async def test_off_boarding_says_what_ends_and_asks_for_the_name(house: House) -> None:
    async with at_desk(house, cast.OWNER, path=f"/team?open={ADA}") as desk:
        await desk.send(TeamState.load)
        await desk.send(TeamState.ask_leaving, profile_id=ADA)
        asked = await desk.value(TeamState, "leaving")
        await desk.send(TeamState.off_board, profile_id=ADA, form={"typed": "Ada"})
        refused = dict(await desk.value(TeamState, "errors"))
        await desk.send(TeamState.off_board, profile_id=ADA, form={"typed": "Ada Chatter"})

        assert (asked.name, asked.creators) == ("Ada Chatter", "Luna")
        assert refused == {"typed": "That is not the name."}
        assert (await desk.value(TeamState, "leaving")).id == ""
        assert (await desk.value(TeamState, "person")).status == "left"


async def test_a_password_link_is_gone_when_its_dialog_closes_or_the_page_is_left(house: House) -> None:
    sam = str(cast.OTHER_CHATTER.profile_id)
    async with at_desk(house, cast.OWNER, path=f"/team?open={sam}") as desk:
        await desk.send(TeamState.load)
        await desk.send(TeamState.make_reset_link, profile_id=sam)
        shown = await desk.value(TeamState, "link")
        await desk.send(TeamState.load)  # a live change, not a visit
        kept = await desk.value(TeamState, "link")
        (await desk.state(rx.State)).is_hydrated = False
        await desk.send(TeamState.load)  # the page is opened again
        left = await desk.value(TeamState, "link")

    assert "/reset?token=" in shown
    assert kept == shown
    assert left == ""


async def test_no_link_for_somebody_who_is_in_another_agency_too(house: House) -> None:
    async with at_desk(house, cast.OWNER) as desk:
        await desk.send(TeamState.load)
        await desk.send(TeamState.make_reset_link, profile_id=ADA)

        assert await desk.value(TeamState, "link") == ""
        assert len(await desk.flashes()) == 1
