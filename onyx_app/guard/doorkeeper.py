"""The doorkeeper: every event passes here first, whoever sent it (a browser, another handler, a page's load).

1. Who: the cookie of this socket's handshake.
2. State: it belongs to one session; another session's state is emptied before anything of it can be read or used.
3. Permission: the handler's own mark; no mark, no entry.
4. Arguments: validated by the handler's annotations and replaced by the validated values.
"""

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import reflex as rx
import structlog
from prometheus_client import Counter
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from reflex_base.event.context import EventContext
from reflex_base.registry import RegistrationContext
from reflex_base.utils.format import format_event_handler

from onyx_app.errors import NotAllowed, OnyxError
from onyx_app.guard import asker, tabs
from onyx_app.guard.arguments import validated
from onyx_app.guard.asker import Asker
from onyx_app.guard.explain import show_error
from onyx_app.guard.permission import permission_of
from onyx_app.rooms import FOLLOWERS, PLAIN, ROOMS, way_back

log = structlog.get_logger(__name__)
DENIED = Counter("onyx_guard_denied_total", "Events the guard refused.", ["reason"])
SIGN_IN_PAGE = "/sign-in"
LIVE = "onyx_live"  # in the router data of an event that no person caused

_ROOT = "reflex___state____state"
_FRAMES = f"{_ROOT}.reflex___state____"
HYDRATE = f"{_ROOT}.hydrate_and_load"
FRAMEWORK = frozenset(
    {
        f"{_ROOT}.hydrate",
        HYDRATE,
        f"{_FRAMES}on_load_internal_state.on_load_internal",
        f"{_FRAMES}on_load_internal_state.set_is_hydrated",
        f"{_FRAMES}frontend_event_exception_state.handle_frontend_exception",
    }
)


class SealState(rx.State):
    """Which session this tab's state belongs to; never sent to the browser."""

    _seal: str | None = None


class Doorkeeper(Middleware):
    """The one place that says yes; nothing else is needed to say no."""

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """None lets the event through; an update is sent instead of handling it."""
        root: Any = state._get_root_state()
        context = EventContext.get()
        router = context.router_data or root.router_data
        token = asker.token_in(router.get("headers", {}))
        try:
            who = await asker.identify(token, by_person=not router.get(LIVE))
        except OnyxError as error:
            if event.name == HYDRATE:
                tabs.waits(context.token, Asker(None, token), router)
            mine = (await root.get_state(SealState))._seal in (None, asker.seal_of(token))
            return await _refuse(root, event, error, "offline") if mine else StateUpdate()
        asker.enter(who)
        emptied = await _bind(root, who, event)
        tabs.seen(context.token, who, router)
        return await _judge(root, event, who, emptied)


async def _judge(root: Any, event: Event, who: Asker, emptied: bool) -> StateUpdate | None:
    function = RegistrationContext.get().event_handlers[event.name].handler.fn
    permission = permission_of(function)
    if event.name in FRAMEWORK:
        event.payload.pop("vars", None)  # browser storage is not used; nobody may write state through it
    elif permission is None:
        return await _refuse(root, event, NotAllowed(), "unmarked")
    elif not permission.admits(who.actor):
        if who.actor is None:
            router = EventContext.get().router_data or root.router_data
            here = way_back(str(router.get("asPath", "")))
            return await _turn_away(root, event, here, to_sign_in=emptied or event.name not in loaders()[1:])
        return await _refuse(root, event, NotAllowed(), "role")
    try:
        checked = validated(function, event.payload)
    except OnyxError as error:
        return await _refuse(root, event, error, "arguments")
    event.payload.clear()
    event.payload.update(checked)
    return None


async def _bind(root: Any, who: Asker, event: Event) -> bool:
    """Empty the state when it was another session's, before anything reads it; whether it was."""
    sealed = await root.get_state(SealState)
    if sealed._seal == who.seal:
        return False
    emptied = sealed._seal is not None
    if emptied:
        root.reset()
        root.is_hydrated = event.name not in FRAMEWORK
        sealed = await root.get_state(SealState)
    sealed._seal = who.seal
    return emptied


async def _turn_away(root: Any, event: Event, here: str, *, to_sign_in: bool) -> StateUpdate:
    """Nobody is signed in. A page has several loaders; the first one leads to the sign-in page, once, and back."""
    DENIED.labels("anonymous").inc()
    log.info("guard.turned_away", handler=event.name)
    page = f"{SIGN_IN_PAGE}?{urlencode({'next': here})}" if here else SIGN_IN_PAGE
    there = Event.from_event_type(rx.redirect(page, replace=True)) if to_sign_in else []
    return StateUpdate(delta=await _delta(root), events=there)


async def _refuse(root: Any, event: Event, error: OnyxError, reason: str) -> StateUpdate:
    """The person reads why; refusing what a page runs by itself is not news, the page says it."""
    DENIED.labels(reason).inc()
    log.warning("guard.refused", handler=event.name, reason=reason)
    if reason != "role" or event.name not in loaders():
        await show_error(await root.get_state(_state_of(event)), error)
    return StateUpdate(delta=await _delta(root))


async def _delta(root: Any) -> dict[str, Any]:
    delta: dict[str, Any] = await root._get_resolved_delta()
    root._clean()
    return delta


def _state_of(event: Event) -> type[BaseState]:
    return RegistrationContext.get().event_handlers[event.name].states[0]


@lru_cache(maxsize=1)
def loaders() -> tuple[str, ...]:
    """Handlers that pages run by themselves, the first of every room first."""
    loads = [part.load for part in FOLLOWERS] + [page.load for page in ROOMS] + [page.load for page in PLAIN]
    return tuple(format_event_handler(load) for load in loads if load is not None)
