"""The page where the first agency is made."""

from datetime import UTC, datetime

import reflex as rx

from onyx_app import guard
from onyx_app.rules.form_note import KEPT
from onyx_app.services import sign_in
from onyx_app.states._returned import link_token, returned


class FirstOwnerState(rx.State):
    """`standing` is "" until it is known, then open or spent; `typed` is what a refused form held."""

    standing: str = ""
    token: str = ""
    errors: dict[str, str] = {}
    typed: dict[str, str] = dict.fromkeys(KEPT, "")

    @guard.allow(guard.ANYONE)
    async def load(self) -> None:
        self.reset()
        token, back = link_token(self), returned(self)
        awaited = bool(token) and await sign_in.first_owner_awaited(token, now=datetime.now(UTC))
        self.standing = "open" if awaited else "spent"
        if not awaited:
            return
        self.token, self.errors = token, back.errors
        self.typed = dict.fromkeys(KEPT, "") | back.typed
