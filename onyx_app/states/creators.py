"""The creators page: the list, and taking on a new one."""

from typing import Any

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action
from onyx_app.services import creators
from onyx_app.services.creators import Roster
from onyx_app.states._address import arriving, page_asked, read_filters


class CreatorsState(rx.State):
    """The creators this person may see; filters are what the address says."""

    roster: Roster = Roster([], 0, 1, 1, 0)
    search: str = ""
    status: str = "here"
    sort: str = "name"
    may_edit: bool = False
    may_split: bool = False
    adding: bool = False
    errors: dict[str, str] = {}

    @guard.allow(Action.SEE_CREATORS)
    async def load(self) -> None:
        if arriving(self):
            self.adding, self.errors = False, {}
        read_filters(self, search="", status="here", sort="name")
        async with guard.work(self) as work:
            filters = {"search": self.search, "status": self.status, "sort": self.sort, "page": page_asked(self)}
            self.roster = await creators.roster(work, **filters)
            self.may_edit = work.actor.may(Action.EDIT_CREATORS)
            self.may_split = work.actor.may(Action.EDIT_SPLITS)

    @guard.allow(Action.EDIT_CREATORS)
    async def begin(self) -> None:
        self.adding, self.errors = True, {}

    @guard.allow(Action.EDIT_CREATORS)
    async def give_up(self) -> None:
        self.adding, self.errors = False, {}

    @guard.allow(Action.EDIT_CREATORS)
    async def add(self, form: dict[str, Any]) -> Any:
        self.errors = {}
        typed = {key: str(form.get(key, "")) for key in ("name", "handle", "fanvue_uuid")}
        async with guard.work(self) as work:
            creator_id = await creators.add(work, **typed)
        self.adding = False
        return rx.redirect(f"/creators/{creator_id}")
