"""The sockets: what may come in, who owns a tab's name, and how a stop lets running work finish.

Uses private parts of Reflex and python-socketio (each has a canary in `tests/guard/test_canaries.py`):
`EventNamespace._token_manager`, `EventNamespace.on_event`, `AsyncServer._handle_event`, `AsyncServer.eio.handlers`,
`EventProcessor.graceful_shutdown_timeout`, `StateManagerMemory._purge_token`.
"""

import re
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import reflex as rx
import structlog
from prometheus_client import Counter, Gauge
from reflex.state import State
from reflex.utils.token_manager import LocalTokenManager, SocketRecord

from onyx_app.guard import tabs
from onyx_app.guard.asker import seal_of, token_in

log = structlog.get_logger(__name__)
DROPPED = Counter("onyx_guard_dropped_total", "Socket messages dropped before they became events.", ["reason"])
OPEN = Gauge("onyx_sockets_open", "Open websockets.")
STATES = Gauge("onyx_tab_states", "States of tabs in memory, open ones and those that may come back.")

LARGEST_MESSAGE = 256 * 1024
STOP_WITHIN_SECONDS = 8.0
_FROM_BROWSERS = frozenset({"event", "ping", "client_error"})
_ROUTER_KEYS = ("pathname", "query", "asPath")
_LONGEST_ADDRESS = 2_048
_NAME = re.compile(r"[A-Za-z0-9-]{8,64}")  # of a tab, as our pages make them


class TakeOver(LocalTokenManager):
    """A tab that comes back before its old socket is noticed dead keeps its state.

    Reflex would give it a new name and an empty state. Only the same session may take over: whoever else presents a
    tab's name gets a fresh one, and the tab keeps its own.
    """

    def __init__(self, namespace: Any) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._namespace = namespace
        self._seals: dict[str, str] = {}

    async def link_token_to_sid(self, token: str, sid: str) -> str | None:
        """None when the socket now speaks for `token`, else the fresh name it was given."""
        self._seals[sid] = seal = self._seal_of(sid)
        OPEN.set(len(self._seals))
        if not _NAME.fullmatch(token):
            return self._fresh(sid)
        held = self.token_to_socket.get(token)
        if held is None or held.sid == sid or self._seals.get(held.sid) == seal:
            if held is not None and held.sid != sid:
                self.sid_to_token.pop(held.sid, None)
                self._seals.pop(held.sid, None)  # nobody will tell us when that socket ends
            self._link(token, sid)
            return None
        return self._fresh(sid)

    async def disconnect_token(self, token: str, sid: str) -> None:
        """The old socket of a tab that was taken over must not close the new one. Strangers leave nothing behind."""
        stranger = self._seals.pop(sid, "") == ""
        OPEN.set(len(self._seals))
        self.sid_to_token.pop(sid, None)
        held = self.token_to_socket.get(token)
        if held is not None and held.sid == sid:
            self.token_to_socket.pop(token, None)
            tabs.closed(token)
            if stranger:
                self._forget_state(token)

    def _fresh(self, sid: str) -> str:
        name = str(uuid.uuid4())
        self._link(name, sid)
        return name

    def _forget_state(self, token: str) -> None:
        """Else whoever opens and closes sockets fills the memory: a state stays for an hour after its tab."""
        states: Any = self._namespace.app.state_manager
        known = rx.BaseStateToken(ident=token, cls=State)
        lock = states._states_locks.get(known.lock_key)
        if lock is None or not lock.locked():
            states._purge_token(known)

    def _link(self, token: str, sid: str) -> None:
        self.token_to_socket[token] = SocketRecord(instance_id=self.instance_id, sid=sid)
        self.sid_to_token[sid] = token
        tabs.connected(token)

    def _seal_of(self, sid: str) -> str:
        environ = self._namespace.server.get_environ(sid, self._namespace.namespace) or {}
        return seal_of(token_in({"cookie": environ.get("HTTP_COOKIE", "")}))


def install(app: rx.App) -> None:
    """Put our token manager and filters between the sockets and Reflex."""
    namespace, server = app.event_namespace, app.sio
    if namespace is None or server is None:
        raise RuntimeError("The app has no sockets to guard.")
    namespace._token_manager = TakeOver(namespace)
    STATES.set_function(lambda: len(getattr(app.state_manager, "states", ())))
    _only_readable_packets(server)
    _only_known_messages(server)
    _only_known_events(app, namespace)


def _only_readable_packets(server: Any) -> None:
    """A packet that cannot be read is counted, not printed: its sender must not write our log."""
    handle = server.eio.handlers["message"]

    async def handle_readable(eio_sid: str, packet: Any) -> None:
        try:
            await handle(eio_sid, packet)
        except Exception as error:
            DROPPED.labels("packet").inc()
            log.warning("socket.unreadable", error=type(error).__name__)

    server.eio.handlers["message"] = handle_readable


def _only_known_messages(server: Any) -> None:
    """A browser may send three kinds of message; `connect` and `disconnect` are not for it to say."""
    handle = server._handle_event

    async def handle_known(eio_sid: str, namespace: str, id: int | None, data: Any) -> None:
        if isinstance(data, list) and data and isinstance(data[0], str) and data[0] in _FROM_BROWSERS:
            await handle(eio_sid, namespace, id, data[:2])
        else:
            DROPPED.labels("message").inc()

    server._handle_event = handle_known


def _only_known_events(app: rx.App, namespace: Any) -> None:
    """Reflex logs an event it does not know with its whole handshake, cookie included; so it never sees one."""
    handle, handlers = namespace.on_event, app._registration_context.event_handlers

    async def on_event(sid: str, data: Any = None) -> None:
        event = _as_sent_by_our_pages(data)
        if event is None or event["name"] not in handlers or sid not in namespace.sid_to_token:
            DROPPED.labels("event").inc()
            return
        await handle(sid, event)

    namespace.on_event = on_event


def _as_sent_by_our_pages(data: Any) -> dict[str, Any] | None:
    """Name, payload and page of an event, and nothing else; None when it has another shape."""
    if not isinstance(data, dict) or not isinstance(data.get("name"), str):
        return None
    payload, router = data.get("payload") or {}, data.get("router_data") or {}
    if not isinstance(payload, dict) or not isinstance(router, dict):
        return None
    page = {key: router[key] for key in _ROUTER_KEYS if key in router}
    query = page.get("query", {})
    addresses = [page.get("pathname", ""), page.get("asPath", "")]
    if isinstance(query, dict):
        addresses += [text for pair in query.items() for text in pair]
    if not isinstance(query, dict) or not all(isinstance(a, str) and len(a) <= _LONGEST_ADDRESS for a in addresses):
        return None
    return {"name": data["name"], "payload": payload, "router_data": page}


@asynccontextmanager
async def stop_politely(app: rx.App) -> AsyncIterator[None]:
    """Let running handlers finish when the server stops, instead of cutting them off in the middle."""
    app.event_processor.graceful_shutdown_timeout = STOP_WITHIN_SECONDS
    yield
