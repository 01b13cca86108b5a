"""What a person decides about themselves."""

from typing import Any, TypedDict

import reflex as rx

from onyx_app import guard
from onyx_app.rules import wording
from onyx_app.rules.text import clean_id
from onyx_app.services import sessions, settings_me
from onyx_app.services.second_step import Enrolment
from onyx_app.services.sessions import SessionCard
from onyx_app.work import Work


class SessionLine(TypedDict):
    id: str
    device: str
    agency: str
    seen: str
    address: str
    is_this_one: bool


class MeState(rx.State):
    """One's own settings. `secret`, `picture` and `codes` are filled only while a second step is set up.

    `done` counts what went well: forms with a password begin afresh with it, so that no password stays in the page.
    """

    email: str = ""
    language: str = ""
    zone: str = ""
    agency_zone: str = ""
    second_step: bool = False
    codes_left: int = 0
    sessions: list[SessionLine] = []
    errors: dict[str, str] = {}
    secret: str = ""
    picture: str = ""
    codes: list[str] = []
    done: int = 0

    @guard.allow(guard.SIGNED_IN)
    async def load(self) -> None:
        async with guard.work(self) as work:
            await self._read(work)

    @guard.allow(guard.SIGNED_IN)
    async def save(self, form: dict[str, Any]) -> None:
        self.errors = {}
        async with guard.work(self) as work:
            await settings_me.save(work, language=_typed(form, "language"), zone=_typed(form, "zone"))
            await self._read(work)
        self.done += 1
        await guard.flash(self, guard.sentence("settings_me.saved"))

    @guard.allow(guard.SIGNED_IN)
    async def change_password(self, form: dict[str, Any]) -> None:
        self.errors = {}
        async with guard.work(self) as work:
            await settings_me.change_password(work, current=_typed(form, "current"), new=_typed(form, "new"))
            await self._read(work)
        self.done += 1
        await guard.flash(self, guard.sentence("settings_me.password_changed"))

    @guard.allow(guard.SIGNED_IN)
    async def change_email(self, form: dict[str, Any]) -> None:
        self.errors = {}
        async with guard.work(self) as work:
            await settings_me.change_email(work, email=_typed(form, "email"), password=_typed(form, "email_password"))
            await self._read(work)
        self.done += 1
        await guard.flash(self, guard.sentence("settings_me.email_changed"))

    @guard.allow(guard.SIGNED_IN)
    async def begin_second_step(self, form: dict[str, Any]) -> None:
        self.errors = {}
        async with guard.work(self) as work:
            self._show(await settings_me.begin_second_step(work, password=_typed(form, "step_password")))
        self.done += 1

    @guard.allow(guard.SIGNED_IN)
    async def confirm_second_step(self, form: dict[str, Any]) -> None:
        self.errors = {}
        async with guard.work(self) as work:
            await settings_me.confirm_second_step(work, code=_typed(form, "code"))
            await self._read(work)
        self._show(None)
        self.done += 1
        await guard.flash(self, guard.sentence("settings_me.second_step_is_on"))

    @guard.allow(guard.SIGNED_IN)
    async def turn_off_second_step(self, form: dict[str, Any]) -> None:
        self.errors = {}
        async with guard.work(self) as work:
            await settings_me.turn_off_second_step(work, password=_typed(form, "step_password"))
            await self._read(work)
        self._show(None)
        self.done += 1
        await guard.flash(self, guard.sentence("settings_me.second_step_is_off"))

    @guard.allow(guard.SIGNED_IN)
    async def new_codes(self, form: dict[str, Any]) -> None:
        self.errors = {}
        async with guard.work(self) as work:
            self.codes = list(await settings_me.new_recovery_codes(work, password=_typed(form, "codes_password")))
            await self._read(work)

    @guard.allow(guard.SIGNED_IN)
    async def revoke(self, session_id: str) -> None:
        async with guard.work(self) as work:
            await sessions.revoke(work, session_id=clean_id(session_id))
            await self._read(work)

    @guard.allow(guard.SIGNED_IN)
    async def forget_secrets(self) -> None:
        """Stop showing what is shown only once."""
        self._show(None)

    async def _read(self, work: Work) -> None:
        card = await settings_me.mine(work)
        self.email, self.language, self.zone = card.email, card.language, card.zone
        self.agency_zone, self.second_step = card.agency_zone, card.second_step
        self.codes_left = card.recovery_codes_left
        self.sessions = [_line(card, work) for card in await sessions.mine(work)]

    def _show(self, enrolment: Enrolment | None) -> None:
        self.secret = enrolment.secret if enrolment else ""
        self.picture = enrolment.picture if enrolment else ""
        self.codes = list(enrolment.recovery_codes) if enrolment else []


def _typed(form: dict[str, Any], name: str) -> str:
    """A field's text; a browser's form also holds nulls, for elements of the page that hold no value."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _line(card: SessionCard, work: Work) -> SessionLine:
    return SessionLine(
        id=str(card.id),
        device=card.device or guard.sentence("settings_me.unknown_device"),
        agency=card.agency,
        seen=wording.ago(card.seen_at, work.now, work.actor.language),
        address=card.address,
        is_this_one=card.is_this_one,
    )
