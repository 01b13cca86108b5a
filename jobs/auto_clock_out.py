"""Every minute: forgotten stretches end with their reason, and what is as planned approves itself."""

from uuid import UUID

import structlog

from onyx_app.errors import OnyxError
from onyx_app.services import timeclock
from onyx_app.work import Actor, open_work

log = structlog.get_logger(__name__)


async def auto_clock_out(agency_id: str) -> None:
    """One transaction per person: a stretch that cannot be ended keeps nobody else's open."""
    system = Actor.system(UUID(agency_id))
    async with open_work(system) as work:
        due = await timeclock.forgotten(work)
        await timeclock.judge_undecided(work)
    for one in due:
        try:
            async with open_work(system) as work:
                ended = await timeclock.end_forgotten(work, profile_id=one.profile_id)
        except OnyxError as refused:  # its day was paid this very moment; the run's attention list names it
            log.warning("auto_clock_out.refused", agency=agency_id, sheet=str(one.sheet_id), because=str(refused))
        else:
            if ended:
                log.info("auto_clock_out.ended", agency=agency_id, sheet=str(ended.sheet_id), reason=ended.reason)
