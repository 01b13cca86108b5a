"""The page where the first agency is made."""

from onyx_app.rules import form_note
from onyx_app.rules.form_note import Note
from onyx_app.services import links
from onyx_app.states.first_owner import FirstOwnerState
from tests.conftest import House
from tests.handlers import at_desk


async def _path() -> str:
    address = await links.first_owner_link()
    assert address
    return address[address.index("/first-owner") :]


async def test_the_printed_link_opens_the_form(empty_house: House) -> None:
    async with at_desk(empty_house, path=await _path()) as desk:
        await desk.send(FirstOwnerState.load)

        assert await desk.value(FirstOwnerState, "standing") == "open"


async def test_what_was_typed_comes_back_with_the_sentence(empty_house: House) -> None:
    async with at_desk(empty_house, path=f"{await _path()}&error=errors.input.currency") as desk:
        note = Note(
            "errors.input.currency", "currency", {}, {"agency": "Halo", "currency": "XX", "email": "h@halo.test"}
        )
        desk.cookie = f"onyx-form={form_note.pack(note)}"
        await desk.send(FirstOwnerState.load)
        shown = await desk.state(FirstOwnerState)

        assert set(shown.errors) == {"currency"}
        assert (shown.typed["agency"], shown.typed["currency"], shown.typed["name"]) == ("Halo", "XX", "")


async def test_without_the_link_or_with_an_owner_there_is_no_form(house: House) -> None:
    for path in ("/first-owner", "/first-owner?token=guess"):
        async with at_desk(house, path=path) as desk:
            await desk.send(FirstOwnerState.load)

            assert await desk.value(FirstOwnerState, "standing") == "spent"
