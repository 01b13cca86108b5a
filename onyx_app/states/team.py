"""The team page: people, and what may be done to one of them."""

from typing import Any
from uuid import UUID

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action
from onyx_app.rules.text import clean_id
from onyx_app.services import links, team
from onyx_app.services.team import Leaving, PersonCard, Team
from onyx_app.states._address import arriving, asked, page_asked, read_filters

_NOBODY = PersonCard("", "", "", "", "", "", "", "", "", "", False, False, [])
_NOT_LEAVING = Leaving("", "", 0, "", "", 0, "")


class TeamState(rx.State):
    """`person` is in the drawer while its id is set; `link` is shown once; filters are what the address says."""

    team: Team = Team([], 0, 1, 1, 0, 0)
    search: str = ""
    role: str = ""
    status: str = "here"
    sort: str = "name"
    person: PersonCard = _NOBODY
    leaving: Leaving = _NOT_LEAVING
    link: str = ""
    errors: dict[str, str] = {}

    @guard.allow(Action.SEE_TEAM)
    async def load(self) -> None:
        """What the address asks for: the list, and the person in the drawer."""
        if arriving(self):
            self.link, self.leaving, self.errors = "", _NOT_LEAVING, {}
        read_filters(self, search="", role="", status="here", sort="name")
        opened, self.person = asked(self, "open"), _NOBODY
        async with guard.work(self) as work:
            filters = {"search": self.search, "role": self.role, "status": self.status, "sort": self.sort}
            self.team = await team.people(work, **filters, page=page_asked(self))
            if opened:
                self.person = await team.person(work, clean_id(opened, ""))

    @guard.allow(Action.MANAGE_PEOPLE)
    async def change_role(self, profile_id: UUID, form: dict[str, Any]) -> None:
        self.errors = {}
        async with guard.work(self) as work:
            await team.change_role(work, profile_id=profile_id, role=str(form.get("role", "")))
        await self._show(profile_id, "team.role_changed")

    @guard.allow(Action.MANAGE_PEOPLE)
    async def rename(self, profile_id: UUID, form: dict[str, Any]) -> None:
        self.errors = {}
        async with guard.work(self) as work:
            await team.rename(work, profile_id=profile_id, name=str(form.get("name", "")))
        await self._show(profile_id, "team.renamed")

    @guard.allow(Action.MANAGE_PEOPLE)
    async def suspend(self, profile_id: UUID) -> None:
        async with guard.work(self) as work:
            await team.suspend(work, profile_id=profile_id)
        await self._show(profile_id, "team.suspended")

    @guard.allow(Action.MANAGE_PEOPLE)
    async def resume(self, profile_id: UUID) -> None:
        async with guard.work(self) as work:
            await team.resume(work, profile_id=profile_id)
        await self._show(profile_id, "team.resumed")

    @guard.allow(Action.MANAGE_PEOPLE)
    async def make_reset_link(self, profile_id: UUID) -> None:
        async with guard.work(self) as work:
            self.link = await links.password_reset_link(work, profile_id=profile_id)

    @guard.allow(Action.MANAGE_PEOPLE)
    async def forget_link(self) -> None:
        self.link = ""

    @guard.allow(Action.MANAGE_PEOPLE)
    async def ask_leaving(self, profile_id: UUID) -> None:
        """Say what off-boarding would end, before it is done."""
        self.errors = {}
        async with guard.work(self) as work:
            self.leaving = await team.leaving(work, profile_id=profile_id)

    @guard.allow(Action.MANAGE_PEOPLE)
    async def stay(self) -> None:
        self.leaving = _NOT_LEAVING

    @guard.allow(Action.MANAGE_PEOPLE)
    async def off_board(self, profile_id: UUID, form: dict[str, Any]) -> None:
        self.errors = {}
        async with guard.work(self) as work:
            await team.off_board(work, profile_id=profile_id, typed=str(form.get("typed", "")))
        self.leaving = _NOT_LEAVING
        await self._show(profile_id, "team.off_boarded")

    async def _show(self, profile_id: UUID, key: str) -> None:
        """The person as they are now; the list follows by itself, because the change is announced."""
        async with guard.work(self) as work:
            self.person = await team.person(work, profile_id)
        await guard.flash(self, guard.sentence(key, name=self.person.name))
