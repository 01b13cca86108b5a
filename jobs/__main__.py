"""`python -m jobs`: keep the timetable, do the jobs, stop politely.

Refuses to start when row security could be stepped around: a job acts for one agency only because the database says so.
"""

import asyncio
import signal
import sys

import structlog

from jobs import timetable, worker
from onyx_app import db, logs, tenancy
from onyx_app.embedded import PostgresProblem

log = structlog.get_logger(__name__)


async def serve() -> None:
    """Until SIGTERM or Ctrl-C; running jobs may finish."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    scheduler = timetable.start()
    try:
        await worker.work_until(stop)
    finally:
        scheduler.shutdown(wait=False)
        await db.engine().dispose()


def main() -> int:
    logs.configure()
    try:
        tenancy.refuse_to_start()
    except PostgresProblem as problem:
        log.error("worker.refused", reason=str(problem))
        return tenancy.REFUSED if isinstance(problem, tenancy.NotSafe) else 1
    asyncio.run(serve())
    return 0


if __name__ == "__main__":
    sys.exit(main())
