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


_connected: set[str] = set()
_open: dict[str, Tab] = {}
_waiting: dict[str, Tab] = {}


def connected(token: str) -> None:
    """A socket speaks for `token` from now on, until `closed`."""
    _connected.add(token)


def seen(token: str, asker: Asker, router: dict[str, Any]) -> None:
    """An event of `token` came in; one that is only handled after its socket has closed opens nothing."""
    _waiting.pop(token, None)
    if token in _connected:
        _open[token] = Tab(token, asker, router)


def waits(token: str, asker: Asker, router: dict[str, Any]) -> None:
    """A page wanted to load while the database was away; it is loaded when the database is back."""
    if token in _connected:
        _waiting[token] = Tab(token, asker, router)


def waiting() -> list[Tab]:
    """The tabs that still have to be loaded; each is handed out once."""
    tabs = list(_waiting.values())
    _waiting.clear()
    return tabs


def closed(token: str) -> None:
    """The socket of `token` is gone, and no other speaks for it."""
    _connected.discard(token)
    _open.pop(token, None)
    _waiting.pop(token, None)


def forget(token: str) -> None:
    """Nobody sits in front of `token` any more, though its socket is open."""
    _open.pop(token, None)


def get(token: str) -> Tab | None:
    return _open.get(token)


def of_agency(agency_id: UUID | None) -> Iterator[Tab]:
    """Signed-in tabs of one agency; of every agency for None."""
    for tab in list(_open.values()):
        if tab.actor and agency_id in (None, tab.actor.agency_id):
            yield tab
