"""The door for calendar programs: `/feeds/{token}.ics` is one person's shifts. The address is the secret.

Unknown, revoked and malformed addresses get the same 404: nobody can tell which they hold.
"""

import hashlib

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from onyx_app.db import Offline
from onyx_app.errors import NotFound
from onyx_app.services import feeds
from onyx_app.strings import DEFAULT, say


async def show(request: Request) -> Response:
    """200 with the calendar, 304 when the program has it, 404, or 503 while the database is away."""
    try:
        body = await feeds.calendar(request.path_params["token"])
    except Offline:
        return Response(status_code=503, headers={"retry-after": "60"})
    if body is None:
        return PlainTextResponse(f"{say(DEFAULT, NotFound.key)}\n", status_code=404)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache", "referrer-policy": "no-referrer"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    headers["content-disposition"] = 'inline; filename="shifts.ics"'
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)


routes = [Route("/feeds/{token}.ics", show, methods=["GET", "HEAD"])]
