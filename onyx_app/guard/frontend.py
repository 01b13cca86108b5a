"""The exported pages, served from memory: compressed, cacheable, each with a policy that knows its own scripts.

Reflex's own mount sends no Cache-Control and redirects `/page` to an absolute http address. Here `/page` and
`/page/` are both the page, unknown addresses are a 404 that looks like ours, and the placeholder address baked into
the export becomes the real one when the process starts.
"""

import base64
import gzip
import hashlib
import mimetypes
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from onyx_app.config import Settings

BAKED = "localhost:3000"
FOREVER = "public, max-age=31536000, immutable"
CHECK = "no-cache"
_INLINE = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.S)
_STYLE = re.compile(rb'<link (?=[^>]*rel="stylesheet")[^>]*href="(/[^"]+)"[^>]*/>')
_EARLY = re.compile(rb'<link ((?=[^>]*rel="preload")[^>]*as="style"[^>]*/>)')
_TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json", ".map": "application/json"}
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


@dataclass(frozen=True, slots=True)
class File:
    """One file in every encoding it exists in; `policy` is the script part of its content security policy."""

    kind: str
    bodies: dict[str, bytes] = field(repr=False)
    etag: str
    cache: str
    scripts: tuple[str, ...] = ()

    def best_for(self, accepted: str) -> tuple[str, bytes]:
        """The smallest body among the encodings a browser accepts."""
        offered = {part.partition(";")[0].strip() for part in accepted.split(",")}
        for name, _ in _ENCODINGS:
            if name in offered and name in self.bodies:
                return name, self.bodies[name]
        return "", self.bodies[""]


class Frontend:
    """All files of an export by the path they answer to."""

    def __init__(self, folder: Path, settings: Settings, routable: Callable[[str], str | None]) -> None:
        self._files = {path: _read(file, path, folder, settings) for path, file in _served(folder)}
        self._routable = routable

    def find(self, path: str) -> tuple[File | None, int]:
        """The file for a path and its status; (None, 404) when there is no export at all."""
        path = "/" + path.strip("/")
        for name in (path, f"{path}.html", f"{path.rstrip('/')}/index.html"):
            if name in self._files and not name.startswith(("/404", "/__spa")):
                return self._files[name], 200
        if self._routable(path.strip("/")):
            return self._files.get("/__spa-fallback.html") or self._files.get("/404.html"), 200
        return None, 404

    @property
    def not_found(self) -> File | None:
        return self._files.get("/404.html")


def _served(folder: Path) -> list[tuple[str, Path]]:
    skip = {suffix for _, suffix in _ENCODINGS} | {".map"}
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and file.suffix not in skip)
    return [("/" + file.relative_to(folder).as_posix(), file) for file in files]


def _read(file: Path, path: str, folder: Path, settings: Settings) -> File:
    plain = file.read_bytes()
    bodies = {"": plain}
    bodies |= {name: side.read_bytes() for name, suffix in _ENCODINGS if (side := _sidecar(file, suffix)).exists()}
    here = _addressed(plain, settings) if file.suffix in {".js", ".html"} else plain
    if file.suffix == ".html":
        here = _painted_at_once(here, folder)
    if here != plain:
        bodies = {"": here, "gzip": gzip.compress(here, 9, mtime=0)}
    kind = _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    if kind.startswith("text/"):
        kind += "; charset=utf-8"
    scripts = tuple(_hash(found) for found in _INLINE.findall(bodies[""])) if file.suffix == ".html" else ()
    cache = FOREVER if path.startswith("/assets/") else CHECK
    return File(kind, bodies, f'"{hashlib.sha256(bodies[""]).hexdigest()[:24]}"', cache, scripts)


def _painted_at_once(page: bytes, folder: Path) -> bytes:
    """The page with its styles inside it: the first paint waits for one answer instead of two.

    The link to the styles stays where it is, switched off, because React looks for it when it takes the page over.
    """

    def inside(found: re.Match[bytes]) -> bytes:
        styles = (folder / found[1].decode().strip("/")).read_bytes()
        return b"<style>" + styles + b"</style>" + found[0].replace(b"<link ", b"<link disabled ", 1)

    return _STYLE.sub(inside, _EARLY.sub(rb'<link media="not all" \1', page))


def _sidecar(file: Path, suffix: str) -> Path:
    return file.with_name(file.name + suffix)


def _addressed(body: bytes, settings: Settings) -> bytes:
    """Write the real address over the placeholder.

    On https without a port the client finds its own host; on plain http, and on other ports, it keeps what is baked.
    """
    here = urlsplit(settings.base_url)
    if here.scheme == "https" and here.port in (None, 443):
        return body
    secure = "s" if here.scheme == "https" else ""
    host = here.netloc if secure else f"localhost:{here.port or 80}"
    for scheme in ("ws", "http"):
        body = body.replace(f"{scheme}://{BAKED}".encode(), f"{scheme}{secure}://{host}".encode())
    return body


def _hash(script: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
