"""Toasts: a short list of sentences the page shows and lets go.

Kept in state instead of being sent as a script to run, because the content security policy allows no eval.
"""

import secrets
import time
from typing import TypedDict

import reflex as rx

from onyx_app import guard

_SHOWN_SECONDS = 8.0
_MOST = 4


class Flash(TypedDict):
    id: str
    text: str
    kind: str
    at: float


class FlashState(rx.State):
    """`items` is what the toast list renders; the browser hides each by itself after a few seconds."""

    items: list[Flash] = []

    def _add(self, text: str, kind: str) -> None:
        """Show `text`; kind is good, watch, bad or plain. The last few stay, older ones are dropped."""
        now = time.time()
        fresh = [item for item in self.items if now - item["at"] < _SHOWN_SECONDS]
        item = Flash(id=secrets.token_hex(4), text=text, kind=kind, at=now)
        self.items = [*fresh, item][-_MOST:]

    @guard.allow(guard.ANYONE)
    async def dismiss(self, id: str) -> None:
        self.items = [item for item in self.items if item["id"] != id]


guard.speak_through(FlashState)
