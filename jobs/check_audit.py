"""Every night the audit trail of every agency is computed again; a broken chain is an error that somebody must see."""

from uuid import UUID

import structlog

from onyx_app.services import audit
from onyx_app.work import Actor, open_work

log = structlog.get_logger(__name__)


async def check_audit(agency_id: str) -> None:
    async with open_work(Actor.system(UUID(agency_id))) as work:
        chain = await audit.verify(work)
    if not chain.holds:
        log.error("audit.broken", agency=agency_id, entry=chain.broken_at)
