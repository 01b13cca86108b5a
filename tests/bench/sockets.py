"""A click's way to the server and back, alone and with 200 people connected; the memory they take."""

import asyncio
import random
import time
from typing import Any

import psutil

from tests import cast
from tests.bench.figure import Figure, at, bench_house
from tests.serving import Tab, Web, event_name, serve

_TABS, _SECONDS = 200, 10


class Clicker(Tab):
    """A tab that knows when its answer came. It is told, it does not look: 200 that look would be the load."""

    answered: "asyncio.Future[float] | None" = None

    async def _hear(self, update: dict[str, Any]) -> None:
        await super()._hear(update)
        if self.answered is not None and not self.answered.done():
            self.answered.set_result(time.perf_counter())


_CLICK = event_name("onyx_app.states.timeclock", "TimeclockState", "load")


def run() -> list[Figure]:
    with bench_house() as house, serve(house) as web:
        alone = asyncio.run(_clicks(web, 1, 20))
        empty = _resident(web)
        crowd, memory = asyncio.run(_crowd(web))
    size = f"{_TABS} sessions, each one click a second for {_SECONDS} s, the click reads the database"
    return [
        Figure("round_trip_1_p50_ms", at(alone, 0.5), "ms", None, "1 session, 20 clicks/s"),
        Figure("round_trip_1_p95_ms", at(alone, 0.95), "ms", None, "1 session, 20 clicks/s"),
        Figure("round_trip_200_p50_ms", at(crowd, 0.5), "ms", None, size),
        Figure("round_trip_200_p95_ms", at(crowd, 0.95), "ms", 15, size),
        Figure("memory_1_mb", empty, "MB", None, "web process, 1 session"),
        Figure("memory_200_mb", memory, "MB", 250, "web process, 200 sessions"),
    ]


async def _crowd(web: Web) -> tuple[list[float], float]:
    times = await _clicks(web, _TABS, 1)
    return times, _resident(web)


async def _clicks(web: Web, tabs: int, a_second: int) -> list[float]:
    """Round trips in ms of `tabs` people who click `a_second` times, spread evenly."""
    people = [cast.NORTHLIGHT_PEOPLE[n % 5] for n in range(tabs)]
    opened = [Clicker(web, cookie=web.cookie(person), path="/timeclock") for person in people]
    for tab in opened:
        await tab.open()
        await tab.hydrated()
    await asyncio.sleep(1)
    times: list[float] = []
    await asyncio.gather(*(_click_on(tab, a_second, times) for tab in opened))
    for tab in opened:
        await tab.client.disconnect()
    return times


async def _click_on(tab: Clicker, a_second: int, times: list[float]) -> None:
    await asyncio.sleep(random.random() / a_second)  # noqa: S311
    for _ in range(_SECONDS * a_second):
        due = time.perf_counter() + 1 / a_second
        tab.answered = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        await tab.send(_CLICK)
        times.append((await tab.answered - began) * 1000)
        await asyncio.sleep(max(0.0, due - time.perf_counter()))


def _resident(web: Web) -> float:
    parent = psutil.Process(web.process.pid)
    return max(p.memory_info().rss for p in (parent, *parent.children(recursive=True))) / 2**20
