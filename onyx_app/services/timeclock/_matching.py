"""Which shift a stretch belongs to."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from onyx_app.rules.worktime import Planned, match
from onyx_app.work import Work

_NEAR = text(
    "select s.id, s.starts_at, s.ends_at, a.early_window_minutes from shifts s join agencies a on a.id = s.agency_id"
    " where s.profile_id = :who and s.published_at is not null and s.status <> 'cancelled'"
    " and tstzrange(s.starts_at - make_interval(mins => a.early_window_minutes),"
    "               s.ends_at + make_interval(mins => a.early_window_minutes)) && tstzrange(:since, :until)"
)
_ONE_MINUTE = timedelta(minutes=1)


async def shift_id_for(work: Work, profile_id: UUID, since: datetime, until: datetime | None = None) -> UUID | None:
    """The published shift with the best overlap inside the early window, never by calendar date."""
    end = max(until or since, since + _ONE_MINUTE)
    rows = (await work.session.execute(_NEAR, {"who": profile_id, "since": since, "until": end})).all()
    if not rows:
        return None
    window = timedelta(minutes=rows[0].early_window_minutes)
    best = match(since, until, [Planned(str(row.id), row.starts_at, row.ends_at) for row in rows], window)
    return UUID(best.id) if best else None
