"""Live rooms: when something changed, run the loaders of the tabs that show it. No tab ever polls.

A change runs a loader as an ordinary event of that tab, so the guard checks it like any other, and it waits its turn
behind what the tab is doing. Changes within a moment are one run.
"""

import asyncio
from collections.abc import Iterator
from typing import Any

import reflex as rx
from reflex_base.event import Event
from reflex_base.utils.format import format_event_handler

from onyx_app.guard import tabs
from onyx_app.guard.doorkeeper import HYDRATE, LIVE
from onyx_app.guard.tabs import Tab
from onyx_app.live import Change, Topic
from onyx_app.rooms import FOLLOWERS, rooms_at

_MOMENT_SECONDS = 0.05
_AT_ONCE = 4  # loaders; fewer than the pool has connections, so that what people click never waits for them
_PATIENCE_SECONDS = 2.0  # with a tab that is busy with something else

_Due = dict[tuple[str, str], Tab]


class Live:
    """Hears every change of this process and wakes the tabs that follow it, a few at a time."""

    def __init__(self, app: rx.App) -> None:
        self._app = app
        self._due: _Due = {}
        self._waking: asyncio.Task[None] | None = None

    async def hear(self, change: Change) -> None:
        for tab in tabs.of_agency(change.agency_id):
            for name in woken(tab, change):
                self._due[tab.token, name] = tab
        if change.topic is Topic.ALL:
            self._due |= {(tab.token, HYDRATE): tab for tab in tabs.waiting()}
        if self._due and self._waking is None:
            self._waking = asyncio.create_task(self._wake())

    async def _wake(self) -> None:
        """What changes while tabs are woken joins the next round; a tab is never behind by more than one."""
        try:
            while self._due:
                await asyncio.sleep(_MOMENT_SECONDS)
                due, self._due = self._due, {}
                await asyncio.gather(*(self._some_of(due) for _ in range(_AT_ONCE)))
        finally:
            self._waking = None

    async def _some_of(self, due: _Due) -> None:
        while due:
            (token, name), tab = due.popitem()
            if name == HYDRATE or tabs.get(token) is not None:
                event = Event(name=name, router_data=tab.router | {LIVE: True})
                done = await self._app.event_processor.enqueue(token, event)
                await asyncio.wait({done}, timeout=_PATIENCE_SECONDS)


def woken(tab: Tab, change: Change) -> Iterator[str]:
    """The loaders that a change wakes in a tab; after a lost connection, all of them."""
    everything = change.topic is Topic.ALL
    shown = rooms_at(tab.path)
    for part in FOLLOWERS:
        there = not part.room or any(room.name == part.room for room in shown)
        theirs = not part.own or (tab.actor is not None and change.subject == str(tab.actor.profile_id))
        if there and (everything or (change.topic in part.follows and theirs)):
            yield _name(part.load)
    for room in shown:
        if everything or change.topic in room.follows:
            yield _name(room.load)


def _name(load: Any) -> str:
    return format_event_handler(load)
