"""What the shell knows about the person in front of the tab."""

from onyx_app.rooms import ROOMS
from onyx_app.states.session import SessionState
from tests.cast import ADA_AT_RIVAL, CHATTER, CREATOR, OWNER
from tests.conftest import House
from tests.handlers import at_desk


async def test_it_names_the_person_and_the_agency(house: House) -> None:
    async with at_desk(house, OWNER) as desk:
        await desk.send(SessionState.open)
        state = await desk.state(SessionState)

    assert (state.signed_in, state.name, state.initials, state.role) == (True, "Mona Owner", "MO", "owner")
    assert state.agency_name == "Northlight Agency"
    assert state.zone == "Europe/Bucharest"


async def test_rooms_are_those_of_the_role(house: House) -> None:
    async with at_desk(house, CREATOR) as desk:
        await desk.send(SessionState.open)
        allowed = set(await desk.value(SessionState, "rooms"))

    assert allowed == {room.name for room in ROOMS if "creator" in room.who}


async def test_a_person_of_two_agencies_sees_both_and_which_one_this_is(house: House) -> None:
    async with at_desk(house, ADA_AT_RIVAL) as desk:
        await desk.send(SessionState.open)
        choices = await desk.value(SessionState, "agencies")

    assert {(choice["name"], choice["here"]) for choice in choices} == {
        ("Northlight Agency", False),
        ("Rival Talent", True),
    }


async def test_nobody_learns_nothing_and_is_sent_to_sign_in(house: House) -> None:
    async with at_desk(house) as desk:
        await desk.send(SessionState.open)

        assert desk.redirects == ["/sign-in"]
        assert not await desk.value(SessionState, "signed_in")


async def test_another_session_in_the_same_tab_starts_from_nothing(house: House) -> None:
    async with at_desk(house, CHATTER) as desk:
        await desk.send(SessionState.open)
        async with at_desk(house, OWNER) as other:
            desk.cookie = other.cookie
        desk.updates.clear()
        await desk.send("reflex___state____state.hydrate_and_load")

        assert "Ada" not in str(desk.updates)
        assert await desk.value(SessionState, "name") != "Ada Chatter"
