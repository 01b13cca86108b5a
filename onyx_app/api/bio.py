"""The public door: `/u/{slug}` is a stored page as plain HTML, readable by any browser, with nothing that runs.

No cookie is read or set, nothing is counted here, and the page may be framed by nobody.
"""

import gzip
import hashlib

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from onyx_app.db import Offline
from onyx_app.rules import bio
from onyx_app.services import bio as pages
from onyx_app.strings import DEFAULT, say

_POLICY = (
    f"default-src 'none'; style-src '{bio.STYLE_HASH}'; img-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
_FRESH_SECONDS = 60  # a change shows within a minute, a busy page asks us once a minute


async def show(request: Request) -> Response:
    """200 with the page, 304 when the browser has it, 404 as a page, 503 while the database is away."""
    try:
        page = await pages.public_page(request.path_params["slug"])
    except Offline:
        return _html(request, _sorry("offline"), status=503, cache="no-store")
    if page is None:
        return _html(request, _sorry("not_found"), status=404, cache="no-store")
    return _html(request, bio.document(page), cache=f"public, max-age={_FRESH_SECONDS}")


routes = [Route("/u/{slug}", show, methods=["GET", "HEAD"])]


def _html(request: Request, document: str, *, status: int = 200, cache: str) -> Response:
    raw = document.encode()
    tag = f'"{hashlib.sha256(raw).hexdigest()[:32]}"'
    headers = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": _POLICY,
        "cache-control": cache,
        "referrer-policy": "no-referrer",
        "vary": "accept-encoding",
    }
    if status == 200:
        headers["etag"] = tag
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        raw = gzip.compress(raw, 9, mtime=0)
        headers["content-encoding"] = "gzip"
    return Response(raw, status_code=status, headers=headers)


def _sorry(key: str) -> str:
    return bio.not_found(DEFAULT, say(DEFAULT, f"bio.{key}.title"), say(DEFAULT, f"bio.{key}.why"))
