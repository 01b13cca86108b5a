"""The outermost layer of the web process: pages, headers, sizes, origins and the speed of each socket.

One callable sees every http request and every websocket before anything else does.
"""

import html
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import structlog
from prometheus_client import Counter

from onyx_app.config import Settings
from onyx_app.guard.frontend import FOREVER, File, Frontend
from onyx_app.rules.revenue_csv import LARGEST_FILE
from onyx_app.strings import DEFAULT, say

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

log = structlog.get_logger(__name__)
LARGEST_REQUEST = 6 * 1024 * 1024
_UPLOADS = {"/revenue/upload": 4 * LARGEST_FILE}  # it keeps no more than its limit and answers with a sentence
BURST = 120
PER_SECOND = 30.0
CLOSED = Counter("onyx_guard_closed_total", "Sockets refused or closed.", ["reason"])
_POLICY_VIOLATION = 1008


class Shield:
    """Wraps the whole app; see the module."""

    def __init__(self, app: App, settings: Settings, frontend: Frontend | None) -> None:
        self._app = app
        self._frontend = frontend
        self._origins = frozenset(settings.allowed_origins)
        self._headers = _headers(settings)
        self._sources = _sources(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, self._with_headers(send))
        else:
            await self._app(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse pages of other sites: a browser always names the page's origin, and sends our cookie along."""
        origin = _header(scope, b"origin")
        if origin is not None and origin not in self._origins:
            CLOSED.labels("origin").inc()
            await receive()
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        try:
            await self._app(scope, _paced(receive, send), send)
        except Exception as error:  # a packet that is none; its sender must not write our log
            CLOSED.labels("unreadable").inc()
            log.warning("socket.failed", error=type(error).__name__)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        declared = _header(scope, b"content-length") or "0"
        most = _UPLOADS.get(scope["path"], LARGEST_REQUEST)
        if not declared.isdigit() or int(declared) > most:
            await _drain(receive)
            await _answer(send, 413, b"Too large.\n", [(b"content-type", b"text/plain")])
            return
        if self._frontend and scope["method"] in ("GET", "HEAD"):
            file, status = self._frontend.find(scope["path"])
            if file:
                await self._send_file(scope, send, file, status)
                return
            send = self._our_not_found(scope, send)
        await self._answered(scope, _limited(receive, most), send)

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A failure is logged once with an id, and the answer names the id and nothing else."""
        begun = failed = False
        incident = secrets.token_hex(4)

        async def watched(message: Message) -> None:
            nonlocal begun, failed
            if message["type"] == "http.response.start":
                failed = message["status"] == 500
                begun = not failed
            if not failed:
                await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            failed = True
            log.error("request.failed", id=incident, method=scope["method"], exc_info=error)
        if failed and not begun:
            await _answer(send, 500, *_failure(incident))

    async def _send_file(self, scope: Scope, send: Send, file: File, status: int) -> None:
        encoding, body = file.best_for(_header(scope, b"accept-encoding") or "")
        headers = [
            (b"content-type", file.kind.encode()),
            (b"cache-control", file.cache.encode()),
            (b"etag", file.etag.encode()),
            (b"vary", b"accept-encoding"),
        ]
        if file.kind.startswith("text/html"):
            headers.append((b"content-security-policy", _policy(file.scripts, self._sources).encode()))
        if status == 200 and _header(scope, b"if-none-match") == file.etag:
            await _answer(send, 304, b"", headers, sized=False)
            return
        if encoding:
            headers.append((b"content-encoding", encoding.encode()))
        await _answer(send, status, body, headers, silent=scope["method"] == "HEAD")

    def _our_not_found(self, scope: Scope, send: Send) -> Send:
        """Replace the framework's bare "Not Found" by our page, for people who look at it."""
        page = self._frontend.not_found if self._frontend else None
        if page is None or "text/html" not in (_header(scope, b"accept") or ""):
            return send
        swallowed = False

        async def replace(message: Message) -> None:
            nonlocal swallowed
            if message["type"] == "http.response.start" and message["status"] == 404:
                kind = dict(message.get("headers", [])).get(b"content-type", b"")
                if kind.startswith(b"text/plain"):
                    swallowed = True
                    await self._send_file(scope, send, page, 404)
            if not swallowed:
                await send(message)

        return replace

    def _with_headers(self, send: Send) -> Send:
        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = [(name.lower(), value) for name, value in message.get("headers", [])]
                known = {name for name, _ in present}
                # A hashed file is never a document: what rules documents would only be weight, twenty times a page.
                hashed = (b"cache-control", FOREVER.encode()) in present
                missing = [pair for pair in self._headers if pair[0] not in known]
                message["headers"] = present + [pair for pair in missing if not hashed or pair[0] in _FOR_FILES]
            await send(message)

        return stamped


def _paced(receive: Receive, send: Send) -> Receive:
    """A bucket of messages per socket: people never empty it, a script does and is disconnected."""
    left, at = float(BURST), time.monotonic()

    async def paced() -> Message:
        nonlocal left, at
        message = await receive()
        if message["type"] != "websocket.receive":
            return message
        now = time.monotonic()
        left, at = min(BURST, left + (now - at) * PER_SECOND) - 1, now
        if left >= 0:
            return message
        CLOSED.labels("flood").inc()
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        return {"type": "websocket.disconnect", "code": _POLICY_VIOLATION}

    return paced


def _limited(receive: Receive, most: int) -> Receive:
    """A body that grows past the limit without having declared it ends there, as if the caller had hung up."""
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body") or b"")
        return {"type": "http.disconnect"} if seen > most else message

    return limited


def _failure(incident: str) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    words = html.escape(f"{say(DEFAULT, 'trouble.failed')} {say(DEFAULT, 'trouble.broken_id')}: {incident}")
    body = f'<!doctype html><html lang="{DEFAULT}"><title>OnyxOS</title><main><p>{words}</p></main></html>\n'
    return body.encode(), [(b"content-type", b"text/html; charset=utf-8")]


async def _drain(receive: Receive) -> None:
    """Read on for a while without keeping anything: a caller who is still sending would not see the answer."""
    seen = 0
    while seen < 8 * LARGEST_REQUEST:
        message = await receive()
        seen += len(message.get("body") or b"")
        if not message.get("more_body"):
            return


_FOR_FILES = (b"x-content-type-options", b"cross-origin-resource-policy", b"strict-transport-security")


def _headers(settings: Settings) -> list[tuple[bytes, bytes]]:
    headers = {
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }
    if settings.secure:
        headers["strict-transport-security"] = "max-age=31536000"
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def _sources(settings: Settings) -> str:
    """Where a page may connect to, `'self'` spelled out for browsers that do not count sockets to it."""
    return " ".join(["'self'", *(origin.replace("http", "ws", 1) for origin in settings.allowed_origins)])


def _policy(scripts: tuple[str, ...], sources: str) -> str:
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self'", *scripts]),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            f"connect-src {sources}",
            "manifest-src 'self'",
            "worker-src 'self'",
            "media-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


def _header(scope: Scope, name: bytes) -> str | None:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), None)


async def _answer(
    send: Send,
    status: int,
    body: bytes,
    headers: list[tuple[bytes, bytes]],
    *,
    silent: bool = False,
    sized: bool = True,
) -> None:
    """`silent` keeps the body back (HEAD), `sized` says how long it would have been."""
    length = [(b"content-length", str(len(body)).encode())] if sized else []
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
    await send({"type": "http.response.body", "body": b"" if silent else body})
