"""The connections page: endpoints, and the one time a secret is shown."""

from typing import Any
from uuid import UUID

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action
from onyx_app.services import agency, connections
from onyx_app.services.connections import ConnectionCard, Shown
from onyx_app.states._address import arriving

_NOTHING = Shown("", "", "", [])


class ConnectionsState(rx.State):
    """`shown` holds a fresh secret until its dialog is closed or the page is left; nothing else ever does."""

    connections: list[ConnectionCard] = []
    currency: str = ""
    connecting: bool = False
    shown: Shown = _NOTHING
    errors: dict[str, str] = {}

    @guard.allow(Action.CONNECT)
    async def load(self) -> None:
        if arriving(self):
            self.shown, self.connecting, self.errors = _NOTHING, False, {}
        async with guard.work(self) as work:
            self.connections = await connections.connections(work)
            self.currency = (await agency.read(work)).currency

    @guard.allow(Action.CONNECT)
    async def begin(self) -> None:
        self.connecting, self.errors = True, {}

    @guard.allow(Action.CONNECT)
    async def give_up(self) -> None:
        self.connecting, self.errors = False, {}

    @guard.allow(Action.CONNECT)
    async def connect(self, form: dict[str, Any]) -> None:
        self.errors = {}
        typed = {key: str(form.get(key, "")) for key in ("name", "currency")}
        async with guard.work(self) as work:
            self.shown = await connections.connect(work, **typed)
        self.connecting = False

    @guard.allow(Action.CONNECT)
    async def rotate(self, connection_id: UUID) -> None:
        async with guard.work(self) as work:
            self.shown = await connections.rotate(work, connection_id=connection_id)

    @guard.allow(Action.CONNECT)
    async def remove(self, connection_id: UUID) -> None:
        async with guard.work(self) as work:
            await connections.remove(work, connection_id=connection_id)
        await guard.flash(self, guard.sentence("settings.connection_removed"))

    @guard.allow(Action.CONNECT)
    async def forget(self) -> None:
        self.shown = _NOTHING
