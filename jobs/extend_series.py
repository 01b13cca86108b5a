"""Every night the occurrences of series that have come within twelve weeks are planned, as drafts."""

from uuid import UUID

import structlog

from onyx_app.services import shifts
from onyx_app.work import Actor, open_work

log = structlog.get_logger(__name__)


async def extend_series(agency_id: str) -> None:
    async with open_work(Actor.system(UUID(agency_id))) as work:
        added = await shifts.extend(work)
    if added:
        log.info("series.extended", agency=agency_id, shifts=added)
