"""What was needed once and names people is not kept: bodies of handled events, after thirty days."""

from uuid import UUID

import structlog

from onyx_app.services import inbox
from onyx_app.work import Actor, open_work

log = structlog.get_logger(__name__)


async def forget(agency_id: str) -> None:
    async with open_work(Actor.system(UUID(agency_id))) as work:
        emptied = await inbox.forget(work)
    if emptied:
        log.info("inbox.forgotten", agency=agency_id, events=emptied)
