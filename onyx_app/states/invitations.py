"""The invitations page: who was invited, and the one time a link is shown."""

from typing import Any
from uuid import UUID

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action, Role, manageable_by
from onyx_app.rules.text import clean_id
from onyx_app.services import invitations
from onyx_app.services.invitations import InvitationLink, Invitations
from onyx_app.states._address import arriving, asked, page_asked, read_filters

_NO_LINK = InvitationLink("", "", "")


class InvitationsState(rx.State):
    """`link` holds a fresh link until its dialog is closed or the page is left."""

    invitations: Invitations = Invitations([], 0, 1, 1, 0)
    search: str = ""
    show: str = "open"
    sort: str = "-made"
    roles: list[str] = []
    creators: list[tuple[str, str]] = []
    inviting: bool = False
    link: InvitationLink = _NO_LINK
    errors: dict[str, str] = {}

    @guard.allow(Action.MANAGE_PEOPLE)
    async def load(self) -> None:
        """What the address asks for, and what the form can offer."""
        if arriving(self):
            self.link, self.errors, self.inviting = _NO_LINK, {}, bool(asked(self, "new"))
        read_filters(self, search="", show="open", sort="-made")
        async with guard.work(self) as work:
            filters = {"search": self.search, "state": self.show, "sort": self.sort, "page": page_asked(self)}
            self.invitations = await invitations.invitations(work, **filters)
            self.roles = [role.value for role in manageable_by(work.actor.role or Role.OWNER)]
            nobody = ("", guard.sentence("team.choose_creator"))
            self.creators = [nobody, *await invitations.free_creators(work)]

    @guard.allow(Action.MANAGE_PEOPLE)
    async def begin(self) -> None:
        self.inviting, self.errors = True, {}

    @guard.allow(Action.MANAGE_PEOPLE)
    async def give_up(self) -> None:
        self.inviting, self.errors = False, {}

    @guard.allow(Action.MANAGE_PEOPLE)
    async def invite(self, form: dict[str, Any]) -> None:
        self.errors = {}
        typed = {key: str(form.get(key, "")) for key in ("email", "name", "role")}
        creator = str(form.get("creator_id") or "")
        async with guard.work(self) as work:
            creator_id = clean_id(creator, "creator_id") if creator else None
            self.link = await invitations.invite(work, **typed, creator_id=creator_id)
        self.inviting = False

    @guard.allow(Action.MANAGE_PEOPLE)
    async def resend(self, invitation_id: UUID) -> None:
        async with guard.work(self) as work:
            self.link = await invitations.resend(work, invitation_id=invitation_id)

    @guard.allow(Action.MANAGE_PEOPLE)
    async def revoke(self, invitation_id: UUID) -> None:
        async with guard.work(self) as work:
            await invitations.revoke(work, invitation_id=invitation_id)
        await guard.flash(self, guard.sentence("team.invitation_revoked"))

    @guard.allow(Action.MANAGE_PEOPLE)
    async def forget_link(self) -> None:
        self.link = _NO_LINK
