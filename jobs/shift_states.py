"""Every minute shifts begin, are completed, or were missed: by the plan and by what was clocked."""

from uuid import UUID

import structlog

from onyx_app.services import shifts
from onyx_app.work import Actor, open_work

log = structlog.get_logger(__name__)


async def shift_states(agency_id: str) -> None:
    async with open_work(Actor.system(UUID(agency_id))) as work:
        done = await shifts.advance(work)
    if done.missed:
        log.info("worker.shifts_missed", agency=agency_id, shifts=len(done.missed))
