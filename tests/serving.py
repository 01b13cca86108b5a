"""A real web process for a test, and tabs that talk to it over real sockets.

`with serve(house) as web:` starts granian against the house's database on a free port; `web.cookie(person)` is a
session of that person; `async with Tab(web, cookie=…) as tab:` is one open tab. Socket tests need no export; browser
tests pass `pages=True` and share one export per source hash.
"""

import asyncio
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import httpx
import socketio

from onyx_app import security
from onyx_app.config import PROJECT
from tests.cast import Person

FRONT_DOOR = "onyx_app.onyx_app:app"
DEADLINE = 15.0
ROOT = "reflex___state____state"
_NAMESPACE = "/_event"
_GRANIAN = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory"]


@dataclass
class Web:
    """One running web process; `log()` is what it wrote so far."""

    process: subprocess.Popen[bytes]
    port: int
    written: Path
    house: Any

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def log(self) -> str:
        return self.written.read_text("utf-8", "replace")

    def cookie(self, person: Person) -> str:
        """A session of `person`, as the row that signing in leaves behind; the value of the Cookie header."""
        return f"onyx={session_of(self.house, person)}"


def session_of(house: Any, person: Person) -> str:
    """The token of a new session of `person`: the row that signing in leaves behind."""
    token = secrets.token_urlsafe(32)
    with house.admin() as connection:
        connection.execute(
            "insert into sessions (agency_id, profile_id, sign_in_id, token_hash, expires_at)"
            " values (%s, %s, %s, %s, %s)",
            (
                person.agency_id,
                person.profile_id,
                person.sign_in_id,
                security.token_hash(token),
                datetime.now(UTC) + timedelta(days=1),
            ),
        )
    return token


@contextmanager
def serve(
    house: Any, *, target: str = FRONT_DOOR, pages: Path | None = None, port: int | None = None, **environment: str
) -> Iterator[Web]:
    """Start a web process against `house`; it is stopped and its end waited for on the way out.

    Args:
        target: the app to serve, `module:name`.
        pages: the folder of an export (`.web`) when a test needs HTML.
        port: a free one when not given.
        environment: settings besides those of the test run.
    """
    port = port or free_port()
    written = Path(tempfile.mkstemp(prefix="onyx-web-", suffix=".log")[1])
    with written.open("wb") as output:
        process = subprocess.Popen(
            [*_GRANIAN, target, "--host", "127.0.0.1", "--port", str(port), "--workers", "1"],
            cwd=PROJECT,
            env=_environment(port, pages) | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    web = Web(process, port, written, house)
    try:
        _wait_until_alive(web)
        yield web
    finally:
        stop(web)
        written.unlink(missing_ok=True)


def stop(web: Web, *, with_signal: int = signal.SIGTERM) -> float:
    """Ask the process to end and wait; how many seconds it took."""
    began = time.monotonic()
    if web.process.poll() is None:
        web.process.send_signal(with_signal)
        try:
            web.process.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            os.killpg(web.process.pid, signal.SIGKILL)
            web.process.wait(DEADLINE)
    return time.monotonic() - began


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def event_name(module: str, state: str, handler: str) -> str:
    """What a browser calls a handler: `event_name("onyx_app.states.timeclock", "TimeclockState", "load")`."""
    snake = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", state).lower()
    return f"{ROOT}.{module.replace('.', '___')}____{snake}.{handler}"


@dataclass
class Tab:
    """One open tab: a socket with a handshake, a page, and the state the server has told it."""

    web: Web
    cookie: str = ""
    path: str = "/"
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    origin: str | None = None
    hydrate: bool = True
    state: dict[str, Any] = field(default_factory=dict)
    redirects: list[str] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    closed: bool = False

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *failure: Any) -> None:
        await self.client.disconnect()

    async def open(self) -> None:
        """Connect as the page does: the hydrate event rides in the connect packet."""
        self.client = socketio.AsyncClient(reconnection=False)
        self.client.on("event", self._hear, namespace=_NAMESPACE)
        self.client.on("new_token", self._renamed, namespace=_NAMESPACE)
        self.client.on("disconnect", self._close, namespace=_NAMESPACE)
        headers = {"Cookie": self.cookie} if self.cookie else {}
        headers |= {"Origin": self.origin or self.web.url}
        boot = {"event": self._event(f"{ROOT}.hydrate_and_load", {})} if self.hydrate else {}
        await self.client.connect(
            f"{self.web.url}{_NAMESPACE}?token={self.token}",
            headers=headers,
            socketio_path=_NAMESPACE,
            namespaces=[_NAMESPACE],
            transports=["websocket"],
            auth=boot,
        )

    async def send(self, name: str, **payload: Any) -> None:
        await self.raw("event", self._event(name, payload))

    async def raw(self, message: str, data: Any) -> None:
        await self.client.emit(message, data, namespace=_NAMESPACE)

    async def until(self, seen: Callable[["Tab"], Any], why: str = "") -> Any:
        """Wait for `seen(tab)` to be true.

        Raises:
            AssertionError: it was not, within the deadline.
        """
        end = time.monotonic() + DEADLINE
        while not (found := seen(self)):
            assert time.monotonic() < end, f"{why or 'never happened'}; state: {self.state}; {self.redirects}"
            await asyncio.sleep(0.01)
        return found

    async def hydrated(self) -> None:
        await self.until(lambda tab: tab.value(ROOT, "is_hydrated"), "the page never became ready")

    def value(self, state: str, var: str) -> Any:
        """A variable as the browser knows it; `state` may be the end of the state's full name."""
        for name, held in self.state.items():
            if name.endswith(state):
                return held.get(f"{var}_rx_state_")
        return None

    @property
    def flashes(self) -> list[str]:
        return [item["text"] for item in self.value("flash_state", "items") or []]

    def _event(self, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        return {
            "name": name,
            "payload": payload,
            "router_data": {"pathname": self.path, "query": {}, "asPath": self.path},
        }

    async def _hear(self, update: dict[str, Any]) -> None:
        self.updates.append(update)
        for name, changed in (update.get("delta") or {}).items():
            self.state.setdefault(name, {}).update(changed)
        for event in update.get("events") or []:
            if event["name"] == "_redirect":
                self.redirects.append(event["payload"]["path"])

    async def _renamed(self, token: str) -> None:
        self.token = token

    async def _close(self, *_: Any) -> None:
        self.closed = True


def _environment(port: int, pages: Path | None) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "COV_"))}
    return kept | {
        "ONYX_PORT": str(port),
        "ONYX_ENV": "production",
        "REFLEX_ENV_MODE": "prod",
        "__REFLEX_SKIP_COMPILE": "1",
        "REFLEX_WEB_WORKDIR": str(pages or Path(tempfile.gettempdir()) / "onyx-no-pages"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _wait_until_alive(web: Web) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        assert web.process.poll() is None, f"the web process ended:\n{web.log()}"
        try:
            if httpx.get(f"{web.url}/healthz", timeout=1).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(f"the web process never answered:\n{web.log()}")
