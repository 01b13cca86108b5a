"""The guard: nothing a browser sends reaches a handler unless the handler says who may call it.

For states: `allow`, `ANYONE`, `SIGNED_IN`, `actor(self)`, `work(self)`, `flash(self, text, kind)`.
For the front door: `install(app)`.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from onyx_app.errors import NotAllowed
from onyx_app.guard import asker
from onyx_app.guard.explain import flash, log_failure, log_page_failure, sentence, speak_through
from onyx_app.guard.install import install
from onyx_app.guard.permission import ANYONE, SIGNED_IN, Permission, allow, permission_of
from onyx_app.guard.sockets import LARGEST_MESSAGE
from onyx_app.work import Actor, Work, open_work

__all__ = [
    "ANYONE",
    "LARGEST_MESSAGE",
    "SIGNED_IN",
    "Actor",
    "Permission",
    "actor",
    "allow",
    "flash",
    "install",
    "log_failure",
    "log_page_failure",
    "permission_of",
    "sentence",
    "speak_through",
    "work",
]


def actor(state: Any) -> Actor:
    """Who asks, as the doorkeeper found out for this event.

    Raises:
        NotAllowed: nobody is signed in.
    """
    who = asker.current()
    if who is None:
        raise NotAllowed
    return who


@asynccontextmanager
async def work(state: Any) -> AsyncIterator[Work]:
    """Open work for the asker; looked up again, so that a long background handler stops when the session ends.

    Raises:
        NotAllowed: the session has ended.
    """
    who = await asker.identify(asker.asking().token)
    asker.enter(who)
    if who.actor is None:
        raise NotAllowed
    async with open_work(who.actor) as opened:
        yield opened
