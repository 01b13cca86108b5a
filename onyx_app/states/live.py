"""Live rooms: when something changed, run the loaders of the tabs that show it. No tab ever polls.

A change runs a loader as an ordinary event of that tab, so the guard checks it like any other, and it waits its turn
behind what the tab is doing. Changes within a moment are one run.
"""

import asyncio
from collections.abc import Iterator
from typing import Any

import reflex as rx
import structlog
from reflex_base.event import Event
from reflex_base.utils.format import format_event_handler

from onyx_app.guard import tabs
from onyx_app.guard.doorkeeper import HYDRATE, LIVE
from onyx_app.guard.tabs import Tab
from onyx_app.live import Change, Topic
from onyx_app.rooms import FOLLOWERS, ROOMS

_MOMENT_SECONDS = 0.05
log = structlog.get_logger(__name__)


class Live:
    """Hears every change of this process and wakes the tabs that follow it."""

    def __init__(self, app: rx.App) -> None:
        self._app = app
        self._due: dict[tuple[str, str], Tab] = {}
        self._flush: asyncio.Task[None] | None = None

    async def hear(self, change: Change) -> None:
        for tab in tabs.of_agency(change.agency_id):
            for name in _events(tab.path, change.topic):
                self._due[tab.token, name] = tab
        if change.topic is Topic.ALL:
            self._due |= {(tab.token, HYDRATE): tab for tab in tabs.waiting()}
        if self._due and self._flush is None:
            self._flush = asyncio.create_task(self._after_a_moment())

    async def _after_a_moment(self) -> None:
        await asyncio.sleep(_MOMENT_SECONDS)
        due, self._due, self._flush = self._due, {}, None
        for (token, name), tab in due.items():
            if name == HYDRATE or tabs.get(token) is not None:
                await self._app.event_processor.enqueue(token, Event(name=name, router_data=tab.router | {LIVE: True}))


def _events(path: str, topic: Topic) -> Iterator[str]:
    """The loaders that `topic` wakes on the page at `path`; after a lost connection, all of them."""
    for follower in FOLLOWERS:
        if topic in follower.follows or topic is Topic.ALL:
            yield _name(follower.load)
    for room in ROOMS:
        if _shows(room.route, path) and (topic in room.follows or topic is Topic.ALL):
            yield _name(room.load)


def _shows(route: str, path: str) -> bool:
    """Whether the page at `path` is the room at `route`; a part in brackets stands for any one part."""
    pattern, parts = route.strip("/").split("/"), path.strip("/").split("/")
    fits = (one.startswith("[") or one == part for one, part in zip(pattern, parts, strict=False))
    return len(pattern) == len(parts) and all(fits)


def _name(load: Any) -> str:
    return format_event_handler(load)
