"""How soon others see it: a clock-in on the same person's other tab."""

import asyncio
import time

from tests import cast
from tests.bench.figure import Figure, at, bench_house
from tests.serving import Tab, Web, event_name, serve

_ROUNDS = 30
_CLOCK = "onyx_app.states.timeclock", "TimeclockState"


def run() -> list[Figure]:
    with bench_house() as house, serve(house) as web:
        clock = asyncio.run(_clock(web))
    size = f"of {_ROUNDS}, web process and database on one machine"
    return [
        Figure("live_clock_in_p50_ms", at(clock, 0.5), "ms", None, size),
        Figure("live_clock_in_p95_ms", at(clock, 0.95), "ms", 1000, size),
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
