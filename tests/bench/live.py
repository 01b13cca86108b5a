"""How soon others see it: a clock-in on a colleague's tab, a sale on the owner's dashboard, through real processes."""

import asyncio
import time

from tests import cast, endpoint
from tests.bench.figure import Figure, at, bench_house
from tests.pretend import fanvue as pretend
from tests.pretend.fanvue import Fanvue
from tests.serving import Tab, Web, event_name, serve
from tests.working import until, worker

_ROUNDS = 30
_CLOCK = "onyx_app.states.timeclock", "TimeclockState"


def run() -> list[Figure]:
    with bench_house() as house:
        made = endpoint.connect(house)
        with serve(house) as web, worker() as running:
            until(lambda: "worker.ready" in running.log(), why=running.log)
            clock = asyncio.run(_clock(web))
            acknowledged, shown = asyncio.run(_sales(web, made))
    size = f"of {_ROUNDS}, web process, worker and database on one machine"
    return [
        Figure("live_clock_in_p50_ms", at(clock, 0.5), "ms", None, size),
        Figure("live_clock_in_p95_ms", at(clock, 0.95), "ms", 1000, size),
        Figure("webhook_acknowledged_p95_ms", at(acknowledged, 0.95), "ms", 200, size),
        Figure("webhook_to_dashboard_p50_ms", at(shown, 0.5), "ms", None, size),
        Figure("webhook_to_dashboard_p95_ms", at(shown, 0.95), "ms", 1000, size),
    ]


async def _clock(web: Web) -> list[float]:
    """From the press on one tab to the other tab of the same person showing it."""
    times = []
    async with (
        Tab(web, web.cookie(cast.CHATTER), path="/timeclock") as here,
        Tab(web, web.cookie(cast.CHATTER)) as there,
    ):
        await here.hydrated()
        await there.hydrated()
        for number in range(_ROUNDS):
            working = number % 2 == 0
            began = time.perf_counter()
            await here.send(event_name(*_CLOCK, "clock_in" if working else "clock_out"))
            await there.until(lambda tab, w=working: (tab.value("timeclock_state", "card") or {}).get("working") is w)
            times.append((time.perf_counter() - began) * 1000)
    return times


async def _sales(web: Web, made: endpoint.Endpoint) -> tuple[list[float], list[float]]:
    """(until the 2xx, until the dashboard shows the new total) of one sale after the other."""
    sender = Fanvue(f"{web.url}/webhooks/fanvue/{made.key}", made.secret)
    acknowledged, shown = [], []
    async with Tab(web, web.cookie(cast.OWNER)) as owner:
        await owner.until(lambda tab: tab.value("dashboard_state", "loaded"))
        for number in range(1, _ROUNDS + 1):
            total = f"€{number}.00"
            began = time.perf_counter()
            await sender.send("purchase_received", pretend.purchase(cast.LUNA_FANVUE, 100))
            acknowledged.append((time.perf_counter() - began) * 1000)
            await owner.until(
                lambda tab, wanted=total: [one["shown"] for one in tab.value("dashboard_state", "earned")] == [wanted]
            )
            shown.append((time.perf_counter() - began) * 1000)
    return acknowledged, shown
