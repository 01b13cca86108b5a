"""What the palette finds on the server: people and creators. Rooms and actions it knows by itself."""

from typing import TypedDict

import reflex as rx

from onyx_app import guard
from onyx_app.rooms import ROOMS
from onyx_app.services import search

_LEADS_TO = {"person": ("team", "?open="), "creator": ("creators", "/")}  # the room, and what its id comes after


class Found(TypedDict):
    """`to` is where it leads: the room, with the row to open."""

    id: str
    kind: str
    label: str
    hint: str
    to: str


class PaletteState(rx.State):
    """The hits for the letters typed last."""

    hits: list[Found] = []

    @guard.allow(guard.SIGNED_IN)
    async def search(self, query: str) -> None:
        async with guard.work(self) as work:
            hits = await search.find(work, query=query)
        self.hits = [
            Found(
                id=hit.id, kind=hit.kind, label=hit.label, hint=hit.hint, to=f"{route}{_LEADS_TO[hit.kind][1]}{hit.id}"
            )
            for hit in hits
            if (route := _route(_LEADS_TO[hit.kind][0]))
        ]


def _route(name: str) -> str:
    return next((room.route for room in ROOMS if room.name == name), "")
