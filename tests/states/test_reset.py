"""The page where a password is chosen anew."""

from onyx_app.services import links
from onyx_app.states.reset import ResetState
from tests.cast import OWNER
from tests.conftest import House
from tests.handlers import at_desk


async def test_the_operators_link_names_the_person_and_signs_in(house: House) -> None:
    address = await links.owner_link(OWNER.email)
    async with at_desk(house, path=address[address.index("/reset") :]) as desk:
        await desk.send(ResetState.load)
        shown = await desk.state(ResetState)

        assert (shown.standing, shown.email, shown.signs_in) == ("open", OWNER.email, True)


async def test_a_guessed_link_names_nobody(house: House) -> None:
    async with at_desk(house, path="/reset?token=guess") as desk:
        await desk.send(ResetState.load)
        shown = await desk.state(ResetState)

        assert (shown.standing, shown.email, shown.token) == ("spent", "", "")
