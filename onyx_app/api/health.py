"""Is it alive, is it ready, how is it: for supervisors, load balancers and Prometheus.

`/readyz` answers 503 only for the database and its migrations. A silent worker is named but does not take the site
down: people can still clock in.
"""

import hmac
from datetime import UTC, datetime
from functools import lru_cache

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from onyx_app import migrations
from onyx_app.config import settings
from onyx_app.db import Offline, house_session
from onyx_app.services import pulse
from onyx_app.services.pulse import WorkerSeen

_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_HERE = _LOOPBACK | {"localhost"}
_PASSED_ON = ("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "forwarded", "via")


async def healthz(request: Request) -> Response:
    """This process answers; nothing else is looked at."""
    return PlainTextResponse("ok\n")


async def readyz(request: Request) -> Response:
    """200 when people can work: the database answers and is migrated to what this code expects."""
    try:
        async with house_session() as session:
            stored = (await session.execute(text("select version_num from alembic_version"))).scalars().all()
            worker = await pulse.seen_in(session, now=datetime.now(UTC))
    except Offline:
        return _ready(503, database="does not answer")
    if list(stored) != [_newest()]:
        return _ready(503, database="answers", migrations="not at the version this code expects")
    return _ready(200, database="answers", migrations="current", worker=_said(worker))


async def metrics(request: Request) -> Response:
    """Prometheus' page; for loopback, or for whoever knows the token."""
    if not _may_read_metrics(request):
        return PlainTextResponse("Not Found", status_code=404)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


routes = [
    Route("/healthz", healthz),
    Route("/readyz", readyz),
    Route("/metrics", metrics),
]


def _ready(status: int, **facts: str) -> Response:
    return JSONResponse({"ready": status == 200, **facts}, status_code=status)


def _said(worker: WorkerSeen) -> str:
    if worker.seen_at is None:
        return "never seen"
    return f"silent since {worker.seen_at.isoformat(timespec='seconds')}" if worker.silent else "alive"


def _may_read_metrics(request: Request) -> bool:
    """Behind a proxy every caller looks local, so a forwarded request needs the token.

    The name asked for must be local as well: another site's name may be pointed at loopback, and its page would read.
    """
    token = settings().onyx_metrics_token.get_secret_value()
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    local = request.client is not None and request.client.host in _LOOPBACK and _name_asked(request) in _HERE
    passed_on = settings().onyx_trusted_proxies > 0 or any(name in request.headers for name in _PASSED_ON)
    return local and not passed_on


def _name_asked(request: Request) -> str:
    host = request.headers.get("host", "")
    name = host if host.endswith("]") or ":" not in host else host.rpartition(":")[0]
    return name.strip("[]").lower()


@lru_cache(maxsize=1)
def _newest() -> str:
    return migrations.newest()
