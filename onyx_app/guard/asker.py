"""Who asks: from the cookie of the socket's handshake to the Actor, remembered for a few seconds.

The memory is emptied the moment sessions change (`Topic.SESSIONS`), so a revoked session is refused at its next event
even within those seconds. While the database is away, what was known within the last minute still counts.
"""

import hashlib
import time
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime

from onyx_app.config import settings
from onyx_app.db import Offline
from onyx_app.security import LONGEST_TOKEN
from onyx_app.services import sign_in
from onyx_app.work import Actor

_FRESH_SECONDS = 5.0
_STALE_SECONDS = 60.0
_MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Asker:
    """The person behind one event. `seal` binds a tab's state to the session: "" for nobody."""

    actor: Actor | None
    token: str = ""

    @property
    def seal(self) -> str:
        return seal_of(self.token) if self.actor else ""


@dataclass(frozen=True, slots=True)
class _Memory:
    """`used`: the look-up counted as use of the session, so that working people do not idle out."""

    at: float
    actor: Actor | None
    used: bool


NOBODY = Asker(None)
_asking: ContextVar[Asker] = ContextVar("onyx_asker", default=NOBODY)
_remembered: dict[str, _Memory] = {}
_generation = [0]


def seal_of(token: str) -> str:
    """What is kept of a session token in memory: enough to compare, useless to sign in with."""
    return hashlib.sha256(b"seal:" + token.encode()).hexdigest() if token else ""


def token_in(headers: Mapping[str, str]) -> str:
    """The session token in a handshake's Cookie header; "" when there is none or it is not one of ours."""
    for part in headers.get("cookie", "").split(";"):
        name, _, value = part.strip().partition("=")
        if name == settings().cookie_name:
            fits = 0 < len(value) <= LONGEST_TOKEN and value.isascii() and value.isprintable()
            return value if fits else ""
    return ""


async def identify(token: str, *, by_person: bool = True) -> Asker:
    """Who holds `token`. `by_person`: somebody did something, as opposed to a live update or our own check.

    Raises:
        Offline: the database does not answer and nobody asked with this token in the last minute.
    """
    if not token:
        return NOBODY
    seal, now, generation = seal_of(token), time.monotonic(), _generation[0]
    known = _remembered.get(seal)
    if known and now - known.at < _FRESH_SECONDS and (known.used or not by_person):
        return Asker(known.actor, token)
    try:
        actor = await sign_in.actor_for(token, now=datetime.now(UTC), touch=by_person)
    except Offline:
        if known and now - known.at < _STALE_SECONDS:
            return Asker(known.actor, token)
        raise
    if generation == _generation[0]:  # else sessions changed while we asked: true now, perhaps not in a second
        _remember(seal, _Memory(now, actor, by_person))
    return Asker(actor, token)


def forget(session_id: str = "") -> None:
    """Ask the database again about one session, or about everybody: something about it changed."""
    _generation[0] += 1
    for seal, known in list(_remembered.items()):
        if not session_id or known.actor is None or str(known.actor.session_id) == session_id:
            del _remembered[seal]


def enter(asker: Asker) -> None:
    """From here on this task acts for `asker`."""
    _asking.set(asker)


def asking() -> Asker:
    return _asking.get()


def current() -> Actor | None:
    """The actor of the event this task handles; None for nobody."""
    return _asking.get().actor


def _remember(seal: str, memory: _Memory) -> None:
    if len(_remembered) >= _MOST_REMEMBERED:
        _remembered.clear()
    _remembered[seal] = memory
