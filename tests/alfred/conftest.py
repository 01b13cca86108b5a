"""A week with sales in it, and Alfred connected to the pretend service."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from onyx_app.config import settings
from tests.cast import CHATTER, LUNA, NORTHLIGHT, RIVAL, RIVAL_STAR, VERA
from tests.conftest import House
from tests.pretend.groq import KEY, LLM


def _sale(connection: Any, agency: UUID, creator: UUID, gross: int, currency: str, ago: timedelta) -> UUID:
    row = connection.execute(
        "insert into transactions"
        " (agency_id, creator_id, occurred_at, type, gross, currency, origin, state, natural_key)"
        " values (%s, %s, %s, 'tip', %s, %s, 'webhook', 'provisional', gen_random_uuid()::text) returning id",
        (agency, creator, datetime.now(UTC) - ago, gross, currency),
    )
    return UUID(str(row.fetchone()[0]))


@pytest.fixture
def sales(house: House) -> House:
    """This second: €2,340.18 at Northlight (€1,212.40 through Luna, Ada's own), $777.00 at the rival's."""
    moment = timedelta(milliseconds=1)
    with house.admin() as connection:
        luna = _sale(connection, NORTHLIGHT, LUNA, 121_240, "EUR", moment)
        _sale(connection, NORTHLIGHT, VERA, 112_778, "EUR", moment)
        _sale(connection, RIVAL, RIVAL_STAR, 77_700, "USD", moment)
        connection.execute(
            "insert into attributions (agency_id, transaction_id, profile_id, method)"
            " values (%s, %s, %s, 'assignment')",
            (NORTHLIGHT, luna, CHATTER.profile_id),
        )
    return house


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch, house: House) -> Iterator[Callable[..., None]]:
    def to(address: str, *, key: str = KEY) -> None:
        monkeypatch.setenv("GROQ_API_KEY", key)
        monkeypatch.setenv("GROQ_BASE_URL", address)
        monkeypatch.setenv("GROQ_MODEL", LLM)
        settings.cache_clear()

    yield to
    settings.cache_clear()
