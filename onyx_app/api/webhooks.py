"""The door for machines: Fanvue tells what happened. Nothing is believed before its signature is checked.

The order matters: the kind of event and the size cost nothing to refuse; the key in the address names the agency; the
raw bytes are verified with that endpoint's secret; then the event and its job are kept in one transaction, and only
then the sender hears 2xx. What the event means is the worker's business.
"""

from datetime import UTC, datetime

import structlog
from prometheus_client import Counter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from onyx_app.db import Offline
from onyx_app.errors import NotFound, OnyxError
from onyx_app.integrations import fanvue
from onyx_app.services import inbox
from onyx_app.strings import DEFAULT, say
from onyx_app.work import Actor, open_work

log = structlog.get_logger(__name__)
DELIVERIES = Counter("onyx_webhooks_total", "Webhook deliveries by what became of them.", ["outcome"])


class TooLarge(OnyxError):
    """More bytes than any event has."""

    key = "revenue.webhook.too_large"


_STATUS: dict[type[OnyxError], int] = {
    NotFound: 404,
    TooLarge: 413,
    fanvue.Forged: 401,
    fanvue.Stale: 401,
    fanvue.Unreadable: 400,
    Offline: 503,
}


async def receive(request: Request) -> Response:
    """Keep one event. 200 also for one we have already; 4xx is a sentence as JSON and stores nothing."""
    try:
        kept = await _keep(request)
    except OnyxError as error:
        status = _STATUS[type(error)]
        DELIVERIES.labels(error.key.rpartition(".")[2]).inc()
        return JSONResponse({"error": say(DEFAULT, error.key, **error.parameters)}, status_code=status)
    except ClientDisconnect:
        return Response(status_code=400)
    DELIVERIES.labels("kept" if kept else "replay").inc()
    return JSONResponse({"ok": True, "known": not kept})


async def _keep(request: Request) -> bool:
    """Whether the event is new.

    Raises:
        NotFound: no such endpoint or kind of event.
        TooLarge, Forged, Stale, Unreadable: see their sentences.
        Offline: the database does not answer; the sender should try again.
    """
    now, event = datetime.now(UTC), request.path_params["event"]
    if event not in fanvue.EVENTS:
        raise NotFound
    raw = await _body(request)
    endpoint = await inbox.find_endpoint(request.path_params["endpoint_key"])
    if endpoint is None:
        raise NotFound
    async with open_work(Actor.system(endpoint.agency_id), now=now) as work:
        secret = await inbox.secret_of(work, connection_id=endpoint.connection_id)
        if secret is None:
            raise NotFound
        fanvue.verify(secret, request.headers.get(fanvue.SIGNATURE_HEADER, ""), raw, now)
        return await inbox.accept(
            work,
            connection_id=endpoint.connection_id,
            event=event,
            digest=fanvue.digest(event, raw),
            body=fanvue.parse(raw),
        )


async def _body(request: Request) -> bytes:
    """The raw bytes, never more than the limit in memory, whatever the sender declared."""
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > fanvue.LARGEST_BODY:
        raise TooLarge(limit=fanvue.LARGEST_BODY // 1024)
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > fanvue.LARGEST_BODY:
            raise TooLarge(limit=fanvue.LARGEST_BODY // 1024)
    return bytes(raw)


routes = [Route("/webhooks/fanvue/{endpoint_key}/{event}", receive, methods=["POST"])]
