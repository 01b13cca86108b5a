"""The whole timetable of the house on one page: when, which job.

Every worker keeps this clock. A tick takes its slot and puts the job into the queue in one transaction, so each slot
runs once however many workers are up. What was missed while no worker ran is caught up once at the next start (the
latest slot of each line, not every one).
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from onyx_app import queue
from onyx_app.db import Offline, house_session
from onyx_app.services import pulse

_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_AGAIN_SECONDS = 5.0
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Line:
    """`per_agency` makes one job for each agency; `at_most` is longer than the time between two slots."""

    job: str
    trigger: Any
    at_most: timedelta
    per_agency: bool = False


def _every(seconds: int) -> Any:
    return IntervalTrigger(seconds=seconds, start_date=_EPOCH, timezone=UTC)


def _daily(hour: int, minute: int) -> Any:
    return CronTrigger(hour=hour, minute=minute, timezone=UTC)


_DAY = timedelta(days=1, minutes=1)
TIMETABLE = (
    Line("beat", _every(10), timedelta(seconds=20)),
    Line("retry_stalled", _every(10), timedelta(seconds=20)),
    Line("auto_clock_out", _every(60), timedelta(minutes=2), per_agency=True),
    Line("shift_states", _every(60), timedelta(minutes=2), per_agency=True),
    Line("extend_series", _daily(2, 30), _DAY, per_agency=True),
    Line("forget", _daily(3, 30), _DAY, per_agency=True),
    Line("forget_attempts", _daily(3, 40), _DAY),
    Line("check_audit", _daily(4, 0), _DAY, per_agency=True),
    Line("check_books", _daily(4, 10), _DAY, per_agency=True),
)


def start() -> AsyncIOScheduler:
    """Keep the timetable from now on; every line ticks once at once, for what was missed."""
    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": 60})
    for line in TIMETABLE:
        scheduler.add_job(tick, line.trigger, args=[line], id=line.job)
        scheduler.add_job(tick, args=[line])
    scheduler.start()
    return scheduler


async def tick(line: Line) -> None:
    """Put the latest slot of `line` into the queue unless somebody has; waits for a database that is away."""
    while True:
        try:
            await take_slot(line, datetime.now(UTC))
        except Offline:
            log.warning("timetable.database_away", job=line.job)
            await asyncio.sleep(_AGAIN_SECONDS)
        else:
            return


async def take_slot(line: Line, now: datetime) -> bool:
    """Whether the slot was ours. One transaction: the slot is taken if and only if its jobs are in the queue."""
    slot = latest_slot(line, now)
    if slot is None:
        return False
    async with house_session() as session:
        if not await pulse.claim(session, job=line.job, slot=slot):
            return False
        for agency_id in await _for_whom(session, line):
            await queue.enqueue(session, line.job, agency_id=agency_id)
        return True


def latest_slot(line: Line, now: datetime) -> datetime | None:
    """The last time `line` was due, at or before `now`; the same for every worker that asks."""
    due, latest = line.trigger.get_next_fire_time(None, now - line.at_most), None
    while due is not None and due <= now:
        latest, due = due, line.trigger.get_next_fire_time(due, due + timedelta(microseconds=1))
    return latest


async def _for_whom(session: AsyncSession, line: Line) -> list[Any]:
    if not line.per_agency:
        return [None]
    return list((await session.execute(text("select agency_id from lookup_agencies()"))).scalars())
