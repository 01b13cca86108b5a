"""The durable queue: which jobs exist, how often they are tried, and a worker that survives its database.

Procrastinate keeps the jobs in our own PostgreSQL. The worker has a small pool of its own; jobs use the house's.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import procrastinate
import psycopg
import structlog
from procrastinate.exceptions import ConnectorException
from psycopg_pool import PoolTimeout

from jobs.auto_clock_out import auto_clock_out
from jobs.beat import beat
from jobs.check_audit import check_audit
from jobs.check_books import check_books
from jobs.extend_series import extend_series
from jobs.forget import forget
from jobs.forget_attempts import forget_attempts
from jobs.handle_event import handle_event
from jobs.retry_stalled import DEAD_AFTER_SECONDS, retry_stalled
from jobs.shift_states import shift_states
from onyx_app import embedded

JOBS: tuple[Callable[..., Any], ...] = (
    handle_event,
    beat,
    auto_clock_out,
    shift_states,
    extend_series,
    forget,
    forget_attempts,
    check_audit,
    check_books,
)
AT_ONCE = 4
_HEARTBEAT_SECONDS = 5.0
_FINISH_WITHIN_SECONDS = 10.0
_AGAIN_SECONDS = (0.5, 1.0, 2.0, 5.0)
_RETRY = procrastinate.RetryStrategy(max_attempts=8, exponential_wait=3)  # after 3, 9, 27 s … two hours
log = structlog.get_logger(__name__)


class _Hearing(procrastinate.PsycopgConnector):
    """Hears of new jobs for good: a notice that is none would end the library's hearing without a word."""

    async def listen_notify(self, on_notification: Any, channels: Iterable[str]) -> None:
        async def heard(*, channel: str, payload: str) -> None:
            try:
                await on_notification(channel=channel, payload=payload)
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                log.warning("worker.unreadable_notice")

        await super().listen_notify(heard, channels)


def declare() -> procrastinate.App:
    """The queue with every job of the house in it, by the function's name."""
    app = procrastinate.App(connector=_Hearing(conninfo=embedded.dsn("app"), min_size=1, max_size=4, timeout=10))
    for job in JOBS:
        app.task(name=job.__name__, retry=_RETRY)(job)
    app.task(name=retry_stalled.__name__, pass_context=True)(retry_stalled)
    return app


async def work_until(stop: asyncio.Event) -> None:
    """Do jobs until `stop` is set, then finish those that run. A lost database is waited for."""
    failures = 0
    while not stop.is_set():
        try:
            await _work(stop)
            failures = 0
        except (psycopg.OperationalError, ConnectorException, PoolTimeout) as error:
            log.warning("worker.database_away", error=type(error).__name__)
        if not stop.is_set():
            await _pause(stop, _AGAIN_SECONDS[min(failures, len(_AGAIN_SECONDS) - 1)])
            failures += 1


async def _work(stop: asyncio.Event) -> None:
    async with declare().open_async() as app:
        log.info("worker.ready")
        working = asyncio.create_task(
            app.run_worker_async(
                concurrency=AT_ONCE,
                delete_jobs="successful",
                install_signal_handlers=False,
                update_heartbeat_interval=_HEARTBEAT_SECONDS,
                stalled_worker_timeout=DEAD_AFTER_SECONDS,
                shutdown_graceful_timeout=_FINISH_WITHIN_SECONDS,
            )
        )
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not working.done():
            working.cancel()
        try:
            await working
        except asyncio.CancelledError:
            log.info("worker.stopped")


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
