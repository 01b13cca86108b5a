"""The connections page through its handlers: a secret that is shown once."""

import reflex as rx

from onyx_app.states.connections import ConnectionsState
from tests import cast
from tests.conftest import House
from tests.handlers import at_desk

PAGE = "/settings/connections"
NEW = {"name": "Fanvue", "currency": "eur"}


async def test_the_secret_is_there_until_its_dialog_closes_and_never_again(house: House) -> None:
    async with at_desk(house, cast.OWNER, path=PAGE) as desk:
        await desk.send(ConnectionsState.load)
        await desk.send(ConnectionsState.connect, form=NEW)
        secret = (await desk.value(ConnectionsState, "shown")).secret
        await desk.send(ConnectionsState.load)
        kept = (await desk.value(ConnectionsState, "shown")).secret
        await desk.send(ConnectionsState.forget)
        desk.updates.clear()
        await desk.send(ConnectionsState.load)

        assert len(secret) >= 43
        assert kept == secret
        assert secret not in repr(await desk.state(ConnectionsState))
        assert secret not in repr(desk.updates)
        assert [one.name for one in await desk.value(ConnectionsState, "connections")] == ["Fanvue"]


async def test_opening_the_page_again_forgets_the_secret(house: House) -> None:
    async with at_desk(house, cast.OWNER, path=PAGE) as desk:
        await desk.send(ConnectionsState.load)
        await desk.send(ConnectionsState.connect, form=NEW)
        (await desk.state(rx.State)).is_hydrated = False
        await desk.send(ConnectionsState.load)

        assert (await desk.value(ConnectionsState, "shown")).secret == ""


async def test_another_tab_of_the_same_person_never_hears_the_secret(house: House) -> None:
    async with at_desk(house, cast.OWNER, path=PAGE) as maker:
        await maker.send(ConnectionsState.load)
        await maker.send(ConnectionsState.connect, form=NEW)
        secret = (await maker.value(ConnectionsState, "shown")).secret
    async with at_desk(house, cast.OWNER, path=PAGE) as other:
        await other.send(ConnectionsState.load)

        assert secret
        assert secret not in repr(other.updates)
        assert len(await other.value(ConnectionsState, "connections")) == 1


async def test_rotating_shows_a_new_secret_and_removing_says_so(house: House) -> None:
    async with at_desk(house, cast.ADMIN, path=PAGE) as desk:
        await desk.send(ConnectionsState.load)
        await desk.send(ConnectionsState.connect, form=NEW)
        first = await desk.value(ConnectionsState, "shown")
        await desk.send(ConnectionsState.rotate, connection_id=first.id)
        second = await desk.value(ConnectionsState, "shown")
        await desk.send(ConnectionsState.remove, connection_id=first.id)
        await desk.send(ConnectionsState.load)

        assert second.secret != first.secret
        assert await desk.flashes() == ["The connection is removed."]
        assert await desk.value(ConnectionsState, "connections") == []


async def test_bad_input_is_a_sentence_next_to_its_field(house: House) -> None:
    async with at_desk(house, cast.OWNER, path=PAGE) as desk:
        await desk.send(ConnectionsState.load)
        await desk.send(ConnectionsState.connect, form={"name": "Fanvue", "currency": "gold"})

        assert list(await desk.value(ConnectionsState, "errors")) == ["currency"]
    assert house.rows("select count(*) from connections") == [(0,)]
