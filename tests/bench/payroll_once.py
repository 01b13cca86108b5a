"""One payroll run in a process of its own: `python -m tests.bench.payroll_once PEOPLE` prints what it took."""

import asyncio
import gc
import json
import resource
import sys
import time
from datetime import date
from typing import Any

from onyx_app.services import payroll
from onyx_app.work import open_work
from tests.bench.payroll_data import NOW, agency_of


async def _once(people: int) -> dict[str, Any]:
    said: list[tuple[int, int]] = []

    async def progress(done: int, of: int) -> None:
        said.append((done, of))

    began, used = time.perf_counter(), time.process_time()
    async with open_work(agency_of(people), now=NOW) as work:
        run = await payroll.open_run(work, day=date(2026, 3, 1), on_progress=progress)
    return {
        "seconds": time.perf_counter() - began,
        "cpu_seconds": time.process_time() - used,
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "run": str(run.run_id),
        "seal": run.seal,
        "said": len(said),
    }


if __name__ == "__main__":
    gc.freeze()  # as the web process does
    gc.set_threshold(50_000, 20, 100)
    print(json.dumps(asyncio.run(_once(int(sys.argv[1])))))
