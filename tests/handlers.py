"""Handlers without a browser: the real event processor with the real guard in front, in this process.

`async with at_desk(house, CHATTER) as desk: await desk.send(TimeclockState.clock_in)`; then look at
`desk.value(TimeclockState, "card")`, `desk.flashes`, `desk.redirects`. A few tenths of a millisecond per event.
"""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex.state import State
from reflex_base.event import Event
from reflex_base.event.processor import BaseStateEventProcessor
from reflex_base.registry import RegistrationContext
from reflex_base.utils.format import format_event_handler

from onyx_app.guard import asker
from onyx_app.onyx_app import app
from onyx_app.states.flash import FlashState
from tests.cast import Person
from tests.serving import session_of


@dataclass
class Desk:
    """One tab without a browser."""

    processor: BaseStateEventProcessor
    states: StateManagerMemory
    cookie: str
    path: str
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    updates: list[Any] = field(default_factory=list)
    redirects: list[str] = field(default_factory=list)

    async def send(self, handler: Any, **payload: Any) -> None:
        """Send one event and wait until it and what it chained are done; `handler` is `State.method` or a name."""
        name = handler if isinstance(handler, str) else format_event_handler(handler)
        router = {
            "pathname": self.path.partition("?")[0],
            "asPath": self.path,
            "query": {},
            "headers": {"cookie": self.cookie},
            "token": self.token,
        }
        event = Event(name=name, payload=payload, router_data=router)
        await (await self.processor.enqueue(self.token, event)).wait_all()

    async def state(self, wanted: type[Any]) -> Any:
        """A state of this tab, backend variables included."""
        root = await self.states.get_state(rx.BaseStateToken(ident=self.token, cls=State))
        return await root.get_state(wanted)

    async def value(self, wanted: type[Any], name: str) -> Any:
        return getattr(await self.state(wanted), name)

    async def flashes(self) -> list[str]:
        return [item["text"] for item in await self.value(FlashState, "items")]


@asynccontextmanager
async def at_desk(house: Any, person: Person | None = None, *, path: str = "/") -> AsyncIterator[Desk]:
    """A tab of `person` (nobody when None) on `path`."""
    asker.forget()
    token = RegistrationContext.set(app._registration_context)
    states = StateManagerMemory()
    processor = BaseStateEventProcessor(middleware=app, backend_exception_handler=app.backend_exception_handler)
    processor.configure(state_manager=states)
    cookie = f"onyx={session_of(house, person)}" if person else ""
    desk = Desk(processor, states, cookie, path)
    _collect(processor, desk)
    try:
        async with processor:
            yield desk
    finally:
        await states.close()
        RegistrationContext.reset(token)


def _collect(processor: BaseStateEventProcessor, desk: Desk) -> None:
    """What would go to the browser goes to the desk."""

    async def delta(token: str, changed: Any) -> None:
        desk.updates.append(changed)

    async def events(token: str, *sent: Any) -> None:
        desk.redirects.extend(event.payload["path"] for event in sent if event.name == "_redirect")

    assert processor._root_context is not None
    processor._root_context = replace(processor._root_context, emit_delta_impl=delta, emit_event_impl=events)
