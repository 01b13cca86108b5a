"""The creators page through its handlers."""

from onyx_app.states.creators import CreatorsState
from tests import cast
from tests.conftest import House
from tests.handlers import at_desk


async def test_the_list_follows_the_address_and_the_role(house: House) -> None:
    async with at_desk(house, cast.OWNER, path="/creators?search=ver") as desk:
        await desk.send(CreatorsState.load)
        found = await desk.value(CreatorsState, "roster")
    async with at_desk(house, cast.CHATTER, path="/creators") as desk:
        await desk.send(CreatorsState.load)
        mine = await desk.value(CreatorsState, "roster")
        may_edit = await desk.value(CreatorsState, "may_edit")

    assert [row.name for row in found.rows] == ["Vera"]
    assert [row.name for row in mine.rows] == ["Luna"]
    assert not may_edit


async def test_a_new_creator_is_opened_at_once(house: House) -> None:
    async with at_desk(house, cast.MANAGER, path="/creators") as desk:
        await desk.send(CreatorsState.load)
        await desk.send(CreatorsState.begin)
        await desk.send(CreatorsState.add, form={"name": "Iris", "handle": "@iris", "fanvue_uuid": ""})

        (creator_id,) = house.rows("select id from creators where name = 'Iris'")[0]
        assert desk.redirects == [f"/creators/{creator_id}"]
        assert not await desk.value(CreatorsState, "adding")


async def test_a_refused_form_stays_open_with_its_sentence(house: House) -> None:
    async with at_desk(house, cast.OWNER, path="/creators") as desk:
        await desk.send(CreatorsState.load)
        await desk.send(CreatorsState.begin)
        taken = {"name": "Copy", "handle": "", "fanvue_uuid": str(cast.LUNA_FANVUE)}
        await desk.send(CreatorsState.add, form=taken)

        sentence = "Another creator of your agency has this Fanvue id."
        assert await desk.value(CreatorsState, "errors") == {"fanvue_uuid": sentence}
        assert await desk.value(CreatorsState, "adding")
        assert desk.redirects == []
