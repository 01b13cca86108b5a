"""Put the guard in front of a Reflex app; called once by the front door, after every state is imported."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import reflex as rx
from reflex.state import FrontendEventExceptionState

from onyx_app import live
from onyx_app.guard import sockets
from onyx_app.guard.arguments import check_shape
from onyx_app.guard.doorkeeper import Doorkeeper
from onyx_app.guard.evict import Eviction
from onyx_app.guard.permission import permission_of


def install(app: rx.App) -> None:
    """Doorkeeper, socket filters, eviction and a polite stop.

    Raises:
        TypeError: a handler takes an argument that cannot be validated.
    """
    for registered in app._registration_context.event_handlers.values():
        if permission_of(registered.handler.fn):
            check_shape(registered.handler.fn)
    FrontendEventExceptionState.auto_reload_on_errors = []  # it would send a script to run, which our policy forbids
    app.add_middleware(Doorkeeper())
    sockets.install(app)

    @asynccontextmanager
    async def guarding() -> AsyncIterator[None]:
        unsubscribe = live.subscribe(Eviction(app).hear)
        try:
            async with sockets.stop_politely(app):
                yield
        finally:
            unsubscribe()

    app.register_lifespan_task(guarding)
