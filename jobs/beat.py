"""The worker's sign of life, by the same road every job takes: timetable, queue, worker, database."""

from datetime import UTC, datetime

from onyx_app.services import pulse


async def beat() -> None:
    await pulse.beat(now=datetime.now(UTC))
