"""A sale's way: until the platform is acknowledged, and until the dashboards show it."""

import asyncio
import time

from tests import cast, endpoint
from tests.bench.figure import Figure, at, bench_house
from tests.pretend import fanvue as pretend
from tests.pretend.fanvue import Fanvue
from tests.serving import Tab, Web, serve
from tests.working import until, worker

_SALES = 60


def run() -> list[Figure]:
    with bench_house() as house, serve(house) as web, worker() as running:
        made = endpoint.connect(house)
        until(lambda: "worker.ready" in running.log(), why=running.log)
        acknowledged, shown = asyncio.run(_sales(web, made))
    size = f"{_SALES} sales one after the other, web, worker and PostgreSQL on this machine, two dashboards open"
    return [
        Figure("webhook_acknowledged_p50_ms", at(acknowledged, 0.5), "ms", None, size),
        Figure("webhook_acknowledged_p95_ms", at(acknowledged, 0.95), "ms", None, size),
        Figure("webhook_on_dashboard_p50_ms", at(shown, 0.5), "ms", None, size),
        Figure("webhook_on_dashboard_p95_ms", at(shown, 0.95), "ms", 1000, size),
    ]


async def _sales(web: Web, made: endpoint.Endpoint) -> tuple[list[float], list[float]]:
    sender = Fanvue(f"{web.url}/webhooks/fanvue/{made.key}", made.secret)
    acknowledged, shown = [], []
    async with Tab(web, web.cookie(cast.OWNER)) as owner, Tab(web, web.cookie(cast.MANAGER)) as manager:
        for tab in (owner, manager):
            await tab.until(lambda one: one.value("dashboard_state", "loaded"))
        for number in range(1, _SALES + 1):
            body = pretend.purchase(cast.LUNA_FANVUE, 100)
            began = time.perf_counter()
            assert (await sender.send("purchase_received", body)).status_code == 200
            acknowledged.append((time.perf_counter() - began) * 1000)
            for tab in (owner, manager):
                await tab.until(lambda one, wanted=f"€{number}.00": _total(one) == wanted)
            shown.append((time.perf_counter() - began) * 1000)
    return acknowledged, shown


def _total(tab: Tab) -> str:
    earned = tab.value("dashboard_state", "earned") or [{"shown": ""}]
    return str(earned[0]["shown"])
