"""One creator: what is known, who works for them, how revenue is shared."""

from typing import Any
from uuid import UUID

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action
from onyx_app.rules.agency import clean_day
from onyx_app.rules.text import clean_id
from onyx_app.services import creators
from onyx_app.services.creators import CreatorDetail
from onyx_app.states._address import arriving, last_part

_NOBODY = CreatorDetail("", "", "", "", "", "", "", "", "", "", [], [], [], False, False)


class CreatorState(rx.State):
    """`creator.id` is empty when there is no such creator, or not for this person."""

    creator: CreatorDetail = _NOBODY
    free: list[tuple[str, str]] = []
    errors: dict[str, str] = {}

    @guard.allow(Action.SEE_CREATORS)
    async def load(self) -> None:
        self.creator, self.free = _NOBODY, []
        if arriving(self):
            self.errors = {}
        await self._read(clean_id(last_part(self)))

    @guard.allow(Action.EDIT_CREATORS)
    async def save(self, creator_id: UUID, form: dict[str, Any]) -> None:
        self.errors = {}
        typed = {key: str(form.get(key, "")) for key in ("name", "handle", "status", "fanvue_uuid")}
        async with guard.work(self) as work:
            await creators.change(work, creator_id=creator_id, **typed)
        await self._done(creator_id, "creators.saved")

    @guard.allow(Action.EDIT_SPLITS)
    async def set_split(self, creator_id: UUID, form: dict[str, Any]) -> None:
        self.errors = {}
        day = clean_day(str(form.get("from_day", "")), "from_day")
        async with guard.work(self) as work:
            await creators.set_split(work, creator_id=creator_id, share=str(form.get("share", "")), from_day=day)
        await self._done(creator_id, "creators.split_set")

    @guard.allow(Action.EDIT_CREATORS)
    async def assign(self, creator_id: UUID, form: dict[str, Any]) -> None:
        self.errors = {}
        profile_id = clean_id(str(form.get("profile_id", "")), "profile_id")
        async with guard.work(self) as work:
            weight = str(form.get("weight", ""))
            await creators.assign(work, creator_id=creator_id, profile_id=profile_id, weight=weight)
        await self._done(creator_id, "creators.assigned")

    @guard.allow(Action.EDIT_CREATORS)
    async def end_assignment(self, creator_id: UUID, assignment_id: UUID) -> None:
        async with guard.work(self) as work:
            await creators.end_assignment(work, assignment_id=assignment_id)
        await self._done(creator_id, "creators.assignment_ended")

    async def _done(self, creator_id: UUID, key: str) -> None:
        await self._read(creator_id)
        await guard.flash(self, guard.sentence(key))

    async def _read(self, creator_id: UUID) -> None:
        async with guard.work(self) as work:
            self.creator = await creators.card(work, creator_id=creator_id)
            if self.creator.may_edit:
                nobody = ("", guard.sentence("creators.choose_person"))
                self.free = [nobody, *await creators.assignable(work, creator_id=creator_id)]
