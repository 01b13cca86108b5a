"""A web process with handlers made to be attacked: the real front door, and one more state."""

import asyncio
from typing import Literal
from uuid import UUID

import reflex as rx
import structlog
from typing_extensions import TypedDict

from onyx_app import guard
from onyx_app.errors import InvalidInput
from onyx_app.live import Topic
from onyx_app.onyx_app import app as app
from onyx_app.roles import Action, Scope
from onyx_app.rooms import everywhere

_beats = 0  # of every background handler of this process


class Form(TypedDict):
    name: str
    amount: int


class StageState(rx.State):
    count: int = 0
    note: str = ""
    loads: int = 0
    own_loads: int = 0
    done: int = 0
    beats: int = 0
    errors: dict[str, str] = {}
    _secret: str = "backend only"

    @guard.allow(guard.SIGNED_IN)
    async def load(self) -> None:
        self.loads += 1

    @guard.allow(guard.SIGNED_IN)
    async def load_own(self) -> None:
        self.own_loads += 1

    @guard.allow(guard.ANYONE)
    async def mark(self) -> None:
        """Events of a tab are handled in order: when this one shows, those before it are done."""
        self.done += 1
        self.beats = _beats

    @guard.allow(guard.SIGNED_IN)
    async def add(self, by: int) -> None:
        self.count += by

    @guard.allow(Action.CONNECT)
    async def owners_only(self) -> None:
        self.count = 1_000

    @guard.allow(Action.SEE_REVENUE, at_least=Scope.AGENCY)
    async def agency_wide(self) -> None:
        self.count = 2_000

    @guard.allow(guard.SIGNED_IN)
    async def escalate(self) -> rx.event.EventSpec:
        return StageState.owners_only

    @guard.allow(guard.SIGNED_IN)
    async def typed(self, flag: bool, which: Literal["a", "b"], id: UUID, form: Form) -> None:
        self.note = f"{flag} {which} {id} {form['name']}:{form['amount']!r}"

    @guard.allow(guard.SIGNED_IN)
    async def write(self, form: dict[str, str]) -> None:
        if not form["name"]:
            raise InvalidInput("name", "required")
        self.note = form["name"]

    @guard.allow(guard.SIGNED_IN)
    async def fail(self) -> None:
        raise RuntimeError("ada@northlight.test password=hunter2hunter2")

    @guard.allow(guard.SIGNED_IN, background=True)
    async def slow(self) -> None:
        global _beats
        for _ in range(1_000):
            async with guard.work(self):
                _beats += 1
            async with self:
                self.count += 1
            await asyncio.sleep(0.01)

    @guard.allow(guard.SIGNED_IN)
    async def take_a_while(self) -> None:
        await asyncio.sleep(1.0)
        structlog.get_logger(__name__).info("stage.finished")

    @guard.allow(guard.SIGNED_IN, background=True)
    async def fail_in_background(self) -> None:
        raise InvalidInput("name", "required")

    async def unmarked(self) -> None:
        self.count = 3_000

    @rx.event
    async def forgotten(self) -> None:
        self.count = 4_000


everywhere(StageState.load, follows={Topic.TIMECLOCK})
everywhere(StageState.load_own, follows={Topic.TIMECLOCK}, own=True)
