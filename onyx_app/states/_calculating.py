"""Pay runs being calculated in this process: one of an agency at a time, whoever looks and whether anybody does.

The calculation is a task of its own. The handler that began it shows how far it is; when its tab goes, the calculation
goes on, and a page opened later watches it too.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from onyx_app.services.payroll import BeingCalculated, RunCard
from onyx_app.work import Actor

_EVERY_SECONDS = 0.25
Told = Callable[[int, int], Awaitable[None]]
_running: dict[UUID, "Calculation"] = {}


@dataclass(frozen=True, slots=True)
class HowFar:
    """`running` while a run is calculated; `all` is 0 until it is known how many people it has."""

    running: bool = False
    done: int = 0
    all: int = 0


class Calculation:
    """One run on its way; `about` is the run, None while it is being made."""

    def __init__(self, about: UUID | None) -> None:
        self.about = about
        self.now = HowFar(running=True)
        self.task: asyncio.Task[RunCard] | None = None

    async def told(self, done: int, everybody: int) -> None:
        """The engine says how far it is; everybody else has a turn meanwhile."""
        self.now = HowFar(running=True, done=done, all=everybody)
        await asyncio.sleep(0)

    async def watch(self) -> AsyncIterator[HowFar]:
        """How far it is, until it is over; never raises what the calculation raised."""
        task, shown = self.task, None
        while task is not None and not task.done():
            if shown != self.now:
                yield (shown := self.now)
            await asyncio.wait({task}, timeout=_EVERY_SECONDS)


def of(actor: Actor) -> Calculation | None:
    """What is being calculated for the asker's agency."""
    return _running.get(actor.agency_id)


def begin(actor: Actor, about: UUID | None, calculate: Callable[[Told], Awaitable[RunCard]]) -> Calculation:
    """Start it.

    Raises:
        BeingCalculated: the agency has one on its way.
    """
    if actor.agency_id in _running:
        raise BeingCalculated
    begun = _running[actor.agency_id] = Calculation(about)
    begun.task = asyncio.ensure_future(calculate(begun.told))
    begun.task.add_done_callback(lambda task: _over(actor.agency_id, task))
    return begun


async def shown(state: Any, begun: Calculation) -> RunCard:
    """Show it in `state` (a background handler's) until it is over; the run it made.

    Raises:
        OnyxError: why it could not be calculated.
    """
    await follow(state, begun)
    assert begun.task is not None
    return await begun.task


async def follow(state: Any, begun: Calculation) -> None:
    """Show one that somebody else began."""
    async for now in begun.watch():
        async with state:
            state.progress = now
    async with state:
        state.progress = HowFar()


def _over(agency_id: UUID, task: asyncio.Task[RunCard]) -> None:
    """Whoever began it is told what went wrong; when they have gone, nobody is left to be."""
    _running.pop(agency_id, None)
    if not task.cancelled():
        task.exception()
