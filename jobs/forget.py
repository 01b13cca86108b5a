"""What was needed once and names people is not kept: bodies of handled events, files that nobody imported."""

from uuid import UUID

import structlog

from onyx_app.services import inbox, revenue_import
from onyx_app.work import Actor, open_work

log = structlog.get_logger(__name__)


async def forget(agency_id: str) -> None:
    async with open_work(Actor.system(UUID(agency_id))) as work:
        emptied = await inbox.forget(work)
        files = await revenue_import.forget(work)
    if emptied or files:
        log.info("inbox.forgotten", agency=agency_id, events=emptied, files=files)
