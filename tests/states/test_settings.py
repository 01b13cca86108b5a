"""The settings page through its handlers."""

from onyx_app.states.settings import SettingsState
from tests import cast
from tests.conftest import House
from tests.handlers import at_desk


async def test_a_card_is_saved_by_itself(house: House) -> None:
    async with at_desk(house, cast.OWNER, path="/settings") as desk:
        await desk.send(SettingsState.load)
        await desk.send(SettingsState.save, section="look", form={"name": "Northlight", "accent": "#FF8800"})
        now = await desk.value(SettingsState, "settings")

        assert (now.name, now.accent, now.currency) == ("Northlight", "#ff8800", "EUR")
        assert await desk.flashes() == ["Saved."]


async def test_a_refused_card_says_why_next_to_the_field_and_keeps_what_was_stored(house: House) -> None:
    async with at_desk(house, cast.OWNER, path="/settings") as desk:
        await desk.send(SettingsState.load)
        await desk.send(SettingsState.save, section="look", form={"name": "Northlight", "accent": "red"})

        assert await desk.value(SettingsState, "errors") == {"accent": "Enter a colour such as #7c5cff."}
        assert (await desk.value(SettingsState, "settings")).name == "Northlight Agency"


async def test_legal_breaks_are_saved_from_their_card_and_a_half_row_says_what_is_missing(house: House) -> None:
    form = {
        "variance_minutes": "10", "minimum_rest_hours": "11", "prompt_after_minutes": "", "weekend_6": "on",
        "legal_after_1": "6", "legal_minutes_1": "30", "legal_after_2": "9", "legal_minutes_2": "",
    }  # fmt: skip
    async with at_desk(house, cast.OWNER, path="/settings") as desk:
        await desk.send(SettingsState.load)
        await desk.send(SettingsState.save, section="work", form=form)
        refused = await desk.value(SettingsState, "errors")
        await desk.send(SettingsState.save, section="work", form=form | {"legal_minutes_2": "45"})
        now = await desk.value(SettingsState, "settings")

        assert refused == {"legal_minutes_2": "Fill this in."}
        assert (now.legal_after_2, now.legal_minutes_2, now.weekend_days) == ("9", "45", ["6"])


async def test_a_card_that_does_not_exist_is_refused(house: House) -> None:
    async with at_desk(house, cast.OWNER, path="/settings") as desk:
        await desk.send(SettingsState.load)
        await desk.send(SettingsState.save, section="ownership", form={"name": "x"})

        assert list(await desk.value(SettingsState, "errors")) == ["section"]


async def test_choosing_a_country_offers_its_regions(house: House) -> None:
    async with at_desk(house, cast.OWNER, path="/settings") as desk:
        await desk.send(SettingsState.load)
        await desk.send(SettingsState.choose_country, country="DE")
        german = await desk.value(SettingsState, "regions")
        await desk.send(SettingsState.choose_country, country="")

        assert "BY" in german
        assert await desk.value(SettingsState, "regions") == []


async def test_a_refused_logo_is_explained_and_nothing_else_from_the_address_is(house: House) -> None:
    for key, shown in (("settings.errors.not_a_picture", True), ("errors.unknown", False), ("<script>", False)):
        async with at_desk(house, cast.OWNER, path=f"/settings?error={key}") as desk:
            await desk.send(SettingsState.load)

            assert bool(await desk.value(SettingsState, "errors")) is shown
