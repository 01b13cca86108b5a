"""Alive, ready, measured: and who may look."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from starlette.applications import Starlette

from onyx_app.api import health
from onyx_app.config import settings
from tests.conftest import House


def _client(address: str = "127.0.0.1") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(Starlette(routes=health.routes), client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://localhost:3000")


async def test_it_is_alive_without_looking_at_anything(house: House) -> None:
    house.shut()
    async with _client() as client:
        assert (await client.get("/healthz")).status_code == 200


async def test_it_is_ready_when_the_database_is_migrated(house: House) -> None:
    async with _client() as client:
        answer = await client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": "answers", "migrations": "current", "worker": "never seen"}


async def test_a_silent_worker_is_named_and_takes_nothing_down(house: House) -> None:
    silent = datetime.now(UTC) - timedelta(hours=1)
    _pulse(house, silent)
    async with _client() as client:
        answer = await client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["worker"].startswith("silent since ")


async def test_a_living_worker_is_said_to_live(house: House) -> None:
    _pulse(house, datetime.now(UTC))
    async with _client() as client:
        assert (await client.get("/readyz")).json()["worker"] == "alive"


async def test_it_is_not_ready_without_the_database(house: House) -> None:
    house.shut()
    async with _client() as client:
        answer = await client.get("/readyz")

    assert (answer.status_code, answer.json()["ready"]) == (503, False)


async def test_it_is_not_ready_when_a_migration_is_missing(house: House) -> None:
    with house.admin() as connection:
        connection.execute("update alembic_version set version_num = '0001'")
    async with _client() as client:
        answer = await client.get("/readyz")

    assert answer.status_code == 503
    assert "not at the version" in answer.json()["migrations"]


async def test_measurements_are_for_loopback_or_whoever_knows_the_token(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONYX_METRICS_TOKEN", "let-me-measure")
    settings.cache_clear()
    async with _client() as here, _client("203.0.113.9") as far:
        local = await here.get("/metrics")
        forwarded = await here.get("/metrics", headers={"x-forwarded-for": "203.0.113.9"})
        stranger = await far.get("/metrics")
        wrong = await far.get("/metrics", headers={"authorization": "Bearer guess"})
        right = await far.get("/metrics", headers={"authorization": "Bearer let-me-measure"})

    assert [_.status_code for _ in (local, forwarded, stranger, wrong, right)] == [200, 404, 404, 404, 200]
    assert "python_info" in right.text


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "rebound.test"},
        {"host": "localhost.rebound.test:3000"},
        {"forwarded": "for=203.0.113.9"},
        {"x-real-ip": "203.0.113.9"},
        {"via": "1.1 proxy"},
        {"host": "[broken"},
    ],
)
async def test_figures_are_not_for_whom_a_proxy_or_another_sites_name_brings_to_loopback(
    house: House, headers: dict[str, str]
) -> None:
    async with _client() as here:
        answer = await here.get("/metrics", headers=headers)

    assert answer.status_code == 404


def _pulse(house: House, seen_at: datetime) -> None:
    with house.admin() as connection:
        connection.execute(
            "insert into pulses (name, seen_at) values ('worker', %s)"
            " on conflict (name) do update set seen_at = excluded.seen_at",
            [seen_at],
        )
