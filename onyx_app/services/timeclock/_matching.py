"""Which shift a stretch belongs to: the plan's own answer."""

from datetime import datetime
from uuid import UUID

from onyx_app.services import shifts
from onyx_app.work import Work


async def shift_id_for(work: Work, profile_id: UUID, since: datetime, until: datetime | None = None) -> UUID | None:
    """The published shift with the best overlap inside the early window, never by calendar date."""
    found = await shifts.shift_for(work, profile_id, since, until)
    return found.shift_id if found else None
