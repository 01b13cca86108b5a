"""One's own stretches, a note on them, and who is on now."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update
from sqlmodel import col

from onyx_app.errors import NotFound
from onyx_app.live import Topic
from onyx_app.roles import Action, Scope
from onyx_app.rules import periods
from onyx_app.rules import timeclock as rules
from onyx_app.rules.text import clean_text
from onyx_app.services.timeclock._errors import sentences
from onyx_app.services.timeclock._shapes import OnNow, Sheet, Week
from onyx_app.services.timeclock._sheets import BREAKS
from onyx_app.tables import Agency, Timesheet
from onyx_app.work import Work

MOST_PAGES = 520  # ten years of weeks
_CURRENT = (col(Timesheet.current).is_(True), col(Timesheet.void).is_(False))
_WEEK = text(
    "select t.sheet_id, t.business_date, t.clocked_in_at, t.clocked_out_at, t.note, t.out_reason," + BREAKS  # noqa: S608
    + " from timesheets t where t.profile_id = :me and t.current and not t.void"
    " and t.business_date >= :first and t.business_date < :end order by t.clocked_in_at desc"
)  # fmt: skip
_WHO_IS_ON = text(
    "select t.profile_id, p.name, t.clocked_in_at, array(select c.name from creator_assignments a"
    " join creators c on (c.agency_id, c.id) = (a.agency_id, a.creator_id)"
    " where (a.agency_id, a.profile_id) = (t.agency_id, t.profile_id) and a.until_at is null"
    " order by c.name) as creators"
    " from timesheets t join profiles p on (p.agency_id, p.id) = (t.agency_id, t.profile_id)"
    " where t.clocked_out_at is null and t.current and not t.void order by t.clocked_in_at, p.name"
)


async def history(work: Work, *, page: int = 1) -> Week:
    """The asker's own stretches, a week of the agency per page, newest first; page 1 is this week."""
    work.actor.must(Action.CLOCK)
    me, page = work.actor.person(), min(max(page, 1), MOST_PAGES)
    agency = (await work.session.execute(select(col(Agency.zone), col(Agency.week_start)))).one()
    today = periods.business_date(work.now, periods.zone(agency.zone))
    period = periods.week_of(today - (page - 1) * periods.WEEK, agency.week_start)
    asked = {"me": me, "first": period.first, "end": period.end}
    sheets = tuple(_sheet(row, work) for row in await work.session.execute(_WEEK, asked))
    total = sum((sheet.worked for sheet in sheets), timedelta())
    return Week(page, period, sheets, total, await has_older(work, me, period))


async def has_older(work: Work, profile_id: UUID, period: periods.Period) -> bool:
    """Whether a person worked before a week."""
    older = (col(Timesheet.profile_id) == profile_id, *_CURRENT, col(Timesheet.business_date) < period.first)
    return bool(await work.session.scalar(select(select(col(Timesheet.id)).where(*older).exists())))


async def write_note(work: Work, *, sheet_id: UUID, note: str) -> None:
    """Keep a note on one of the asker's own sheets; it changes no time.

    Raises:
        NotFound: not a sheet of theirs.
        DayIsLocked: its period has been paid.
        InvalidInput: too long.
    """
    work.actor.must(Action.CLOCK)
    kept = clean_text(note, "note", rules.LONGEST_NOTE, required=False)
    mine = (col(Timesheet.sheet_id) == sheet_id, col(Timesheet.profile_id) == work.actor.person())
    written = update(Timesheet).where(*mine, *_CURRENT).values(note=kept).returning(col(Timesheet.id))
    with sentences():
        changed = await work.session.execute(written)
    if changed.first() is None:
        raise NotFound
    work.announce(Topic.TIMECLOCK, work.actor.person())


async def who_is_on(work: Work) -> list[OnNow]:
    """Everybody with an open stretch, who started first on top. For people who may see others' timesheets."""
    work.actor.must(Action.SEE_TIMESHEETS, at_least=Scope.AGENCY)
    found = await work.session.execute(_WHO_IS_ON)
    return [OnNow(row.profile_id, row.name, row.clocked_in_at, tuple(row.creators)) for row in found]


def _sheet(row: Any, work: Work) -> Sheet:
    return Sheet(
        sheet_id=row.sheet_id,
        business_date=row.business_date,
        since=row.clocked_in_at,
        until=row.clocked_out_at,
        worked=rules.worked(row.clocked_in_at, row.clocked_out_at, work.now, rules.pauses(row.breaks)),
        note=row.note,
        out_reason=row.out_reason,
    )
