"""Toasts: the last few, each let go by itself or by hand."""

from onyx_app.states.flash import FlashState
from tests.conftest import House
from tests.handlers import at_desk


async def test_only_the_last_few_stay(house: House) -> None:
    async with at_desk(house) as desk:
        state = await desk.state(FlashState)
        for number in range(9):
            state._add(f"{number}", "plain")

        assert await desk.flashes() == ["5", "6", "7", "8"]


async def test_one_is_dismissed_by_its_id(house: House) -> None:
    async with at_desk(house) as desk:
        state = await desk.state(FlashState)
        state._add("first", "good")
        state._add("second", "bad")
        await desk.send(FlashState.dismiss, id=state.items[0]["id"])

        assert await desk.flashes() == ["second"]
