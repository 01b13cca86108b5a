"""A Fanvue endpoint of the cast, written past every service, and a sender that speaks to the app in this process."""

from dataclasses import dataclass
from uuid import UUID

import httpx
from starlette.applications import Starlette

from onyx_app import security
from onyx_app.api import webhooks
from tests import cast
from tests.conftest import House
from tests.pretend.fanvue import Fanvue

SECRET = "whsec-of-northlight"
KEY = "key-of-northlight"
CONNECTION = UUID("00000000-0000-7006-8000-000000000001")


@dataclass(frozen=True)
class Endpoint:
    key: str = KEY
    secret: str = SECRET
    connection: UUID = CONNECTION
    agency: UUID = cast.NORTHLIGHT
    currency: str = "EUR"


def connect(house: House, endpoint: Endpoint | None = None) -> Endpoint:
    """Give Northlight (or whoever `endpoint` says) an endpoint."""
    made = endpoint or Endpoint()
    sealed = security.seal(made.secret, f"connection:{made.connection}")
    house.rows(
        "insert into connections (agency_id, id, name, endpoint_key, secret_sealed, currency)"
        " values (%s, %s, 'Fanvue', %s, %s, %s) returning id",
        made.agency,
        made.connection,
        made.key,
        sealed,
        made.currency,
    )
    return made


def fanvue(endpoint: Endpoint) -> Fanvue:
    """Delivers to the app's own routes, without a server in between."""
    transport = httpx.ASGITransport(Starlette(routes=webhooks.routes))
    return Fanvue(
        url=f"http://onyx.test/webhooks/fanvue/{endpoint.key}",
        secret=endpoint.secret,
        client=httpx.AsyncClient(transport=transport),
    )
