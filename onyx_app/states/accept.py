"""The page of an invitation."""

from datetime import UTC, datetime

import reflex as rx

from onyx_app import guard
from onyx_app.services import sign_in
from onyx_app.states._returned import link_token, returned


class AcceptState(rx.State):
    """`standing` is "" until it is known, then open or spent."""

    standing: str = ""
    token: str = ""
    agency: str = ""
    role: str = ""
    email: str = ""
    name: str = ""
    has_sign_in: bool = False
    renews: bool = False
    errors: dict[str, str] = {}

    @guard.allow(guard.ANYONE)
    async def load(self) -> None:
        self.reset()
        token, back = link_token(self), returned(self)
        card = await sign_in.invitation(token, now=datetime.now(UTC)) if token else None
        self.standing = "open" if card else "spent"
        if card is None:
            return
        self.token, self.errors = token, back.errors
        self.agency, self.email = card.agency, card.email
        self.has_sign_in, self.renews = card.has_sign_in, card.renews
        self.role = guard.sentence(f"shell.role.{card.role}")
        self.name = back.typed.get("name", card.name)
