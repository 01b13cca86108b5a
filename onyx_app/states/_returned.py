"""What a native form left behind when the door refused it, for the page the browser was sent back to."""

from dataclasses import dataclass, field
from typing import Any

from onyx_app import guard
from onyx_app.config import settings
from onyx_app.rules import form_note
from onyx_app.security import LONGEST_TOKEN

WHOLE_FORM = "form"  # the name `errors` has for what belongs to no field


@dataclass(frozen=True, slots=True)
class Returned:
    """`errors` by field, and what had been typed; both empty on a first visit."""

    errors: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)


def returned(state: Any) -> Returned:
    """Why the browser is back on this page; only sentences of the catalogue can come out of it."""
    key = query(state, "error")
    if not key.startswith(("sign_in.", "errors.")):
        return Returned()
    note = form_note.unpack(cookie(state, f"{settings().cookie_name}-form"))
    parameters = note.parameters if note.key == key else {}
    try:
        sentence = guard.sentence(key, **parameters)
    except (KeyError, IndexError):
        return Returned()
    if "{" in sentence:  # a number is missing that only the cookie knew
        return Returned()
    fresh = note.key == key
    return Returned({(note.field if fresh else "") or WHOLE_FORM: sentence}, note.kept if fresh else {})


def query(state: Any, name: str) -> str:
    """A parameter of the page's address; "" when it is not there."""
    return str(state.router.url.query_parameters.get(name, ""))[:200]


def link_token(state: Any) -> str:
    """The token of a one-time link in the page's address."""
    token = query(state, "token")
    return token if len(token) <= LONGEST_TOKEN and token.isascii() else ""


def cookie(state: Any, name: str) -> str:
    """A cookie of the handshake; it never reaches the browser's scripts."""
    return form_note.cookie_in(state.router.headers.cookie, name).strip('"')
