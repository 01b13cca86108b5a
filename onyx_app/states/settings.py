"""The agency's settings: six cards, each saved by itself, and the logo."""

from typing import Any

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action
from onyx_app.rules.agency import Section, regions_of
from onyx_app.rules.text import clean_choice, clean_country
from onyx_app.services import agency
from onyx_app.services.agency import AgencySettings
from onyx_app.states._address import arriving, asked

_EMPTY = AgencySettings()
_LOGO_ERRORS = ("settings.errors.not_a_picture", "settings.errors.picture_too_large", "errors.offline")


class SettingsState(rx.State):
    """`saved` names the card saved last; `regions` are those of the country that is chosen."""

    settings: AgencySettings = _EMPTY
    regions: list[str] = []
    saved: str = ""
    errors: dict[str, str] = {}

    @guard.allow(Action.EDIT_AGENCY)
    async def load(self) -> None:
        if arriving(self):
            refused = asked(self, "error")
            self.saved = ""
            self.errors = {"logo": guard.sentence(refused)} if refused in _LOGO_ERRORS else {}
        async with guard.work(self) as work:
            self.settings = await agency.read(work)
        self.regions = regions_of(self.settings.country)

    @guard.allow(Action.EDIT_AGENCY)
    async def save(self, section: str, form: dict[str, Any]) -> None:
        self.errors, self.saved = {}, ""
        card = clean_choice(section, "section", Section)
        async with guard.work(self) as work:
            self.settings = await agency.change(work, section=card, form=form)
        self.saved = card.value
        await guard.flash(self, guard.sentence("settings.saved"))

    @guard.allow(Action.EDIT_AGENCY)
    async def choose_country(self, country: str) -> None:
        self.regions = regions_of(clean_country(country))

    @guard.allow(Action.EDIT_AGENCY)
    async def remove_logo(self) -> None:
        async with guard.work(self) as work:
            await agency.remove_logo(work)
        await guard.flash(self, guard.sentence("settings.logo_removed"))
