"""The open tabs of this process: who sits in front of each, and on which page."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from onyx_app.guard.asker import Asker
from onyx_app.work import Actor


@dataclass(slots=True)
class Tab:
    """`token` names the tab for Reflex; `router` is what its last event said about the page and the handshake."""

    token: str
    asker: Asker
    router: dict[str, Any] = field(repr=False)
    seen_at: float = field(default_factory=time.monotonic)

    @property
    def actor(self) -> Actor | None:
        return self.asker.actor

    @property
    def path(self) -> str:
        """The page's address; Reflex calls the one at `/` by its file, `/index`."""
        path = str(self.router.get("pathname", "/"))
        return "/" if path == "/index" else path


_open: dict[str, Tab] = {}
_waiting: dict[str, Tab] = {}


def seen(token: str, asker: Asker, router: dict[str, Any]) -> None:
    """An event of `token` came in."""
    _waiting.pop(token, None)
    _open[token] = Tab(token, asker, router)


def waits(token: str, asker: Asker, router: dict[str, Any]) -> None:
    """A page wanted to load while the database was away; it is loaded when the database is back."""
    _waiting[token] = Tab(token, asker, router)


def waiting() -> list[Tab]:
    """The tabs that still have to be loaded; each is handed out once."""
    tabs = list(_waiting.values())
    _waiting.clear()
    return tabs


def closed(token: str) -> None:
    _open.pop(token, None)
    _waiting.pop(token, None)


def get(token: str) -> Tab | None:
    return _open.get(token)


def of_agency(agency_id: UUID | None) -> Iterator[Tab]:
    """Signed-in tabs of one agency; of every agency for None."""
    for tab in list(_open.values()):
        if tab.actor and agency_id in (None, tab.actor.agency_id):
            yield tab
