"""The page where a password is chosen anew with a one-time link."""

from datetime import UTC, datetime

import reflex as rx

from onyx_app import guard
from onyx_app.services import sign_in
from onyx_app.states._returned import link_token, returned


class ResetState(rx.State):
    """`standing` is "" until it is known, then open or spent; `signs_in`: the link signs in as well."""

    standing: str = ""
    token: str = ""
    email: str = ""
    signs_in: bool = False
    errors: dict[str, str] = {}

    @guard.allow(guard.ANYONE)
    async def load(self) -> None:
        self.reset()
        token, back = link_token(self), returned(self)
        card = await sign_in.reset_card(token, now=datetime.now(UTC)) if token else None
        self.standing = "open" if card else "spent"
        if card:
            self.token, self.errors = token, back.errors
            self.email, self.signs_in = card.email, card.signs_in
