"""A Sentry that listens on loopback and keeps what it is told."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer


class Sentry:
    """`dsn` is what SENTRY_DSN would hold; `text()` all it has heard."""

    def __init__(self, port: int) -> None:
        self.dsn = f"http://key@127.0.0.1:{port}/1"
        self.heard: list[bytes] = []

    def text(self) -> str:
        return b"\n".join(self.heard).decode("utf-8", "replace")


@contextmanager
def sentry() -> Iterator[Sentry]:
    server = HTTPServer(("127.0.0.1", 0), _Ears)
    listening = Sentry(server.server_port)
    server.heard = listening.heard  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield listening
    finally:
        server.shutdown()
        server.server_close()


class _Ears(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        packed = self.headers.get("content-encoding") == "gzip"
        self.server.heard.append(gzip.decompress(body) if packed else body)  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Quiet."""
