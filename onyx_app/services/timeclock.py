"""The time clock: clock in, clock out, one's own history, who is on now.

Punches are what happened and never change. A timesheet is one stretch of work derived from them; that a person has at
most one open stretch and that stretches never overlap is decided by the database, however many tabs press at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from onyx_app.errors import NotFound, OnyxError
from onyx_app.live import Topic
from onyx_app.roles import Action, Scope
from onyx_app.rules import periods
from onyx_app.rules import timeclock as rules
from onyx_app.rules.text import clean_text
from onyx_app.tables import Agency, Punch, Timesheet
from onyx_app.work import Work

_LOCKED = "ON001"  # what the triggers on timesheets raise
_MOST_PAGES = 520  # ten years of weeks
_CURRENT = (col(Timesheet.current).is_(True), col(Timesheet.void).is_(False))
_OPEN = text(
    "insert into timesheets (agency_id, sheet_id, profile_id, business_date, clocked_in_at, source_in, note)"
    " values (:agency, uuidv7(), :me, :day, :at, :source, :note) on conflict do nothing returning sheet_id"
)
_WHO_IS_ON = text(
    "select t.profile_id, p.name, t.clocked_in_at, array(select c.name from creator_assignments a"
    " join creators c on (c.agency_id, c.id) = (a.agency_id, a.creator_id)"
    " where (a.agency_id, a.profile_id) = (t.agency_id, t.profile_id) and a.until_at is null"
    " order by c.name) as creators"
    " from timesheets t join profiles p on (p.agency_id, p.id) = (t.agency_id, t.profile_id)"
    " where t.clocked_out_at is null and t.current and not t.void order by t.clocked_in_at, p.name"
)


class AlreadyClockedIn(OnyxError):
    """There is an open stretch of work (another tab or the phone was faster)."""

    key = "timeclock.already_in"


class NotClockedIn(OnyxError):
    """There is no open stretch of work to close."""

    key = "timeclock.not_in"


class DayIsLocked(OnyxError):
    """The day belongs to a period that has been paid; it is unlocked elsewhere, by somebody who may."""

    key = "timeclock.locked"


@dataclass(frozen=True, slots=True)
class ClockCard:
    """The clock in the header. `today` is the time worked on this business date before the open stretch."""

    working: bool
    since: datetime | None
    business_date: date
    today: timedelta
    sheet_id: UUID | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One stretch in a person's history; `worked` is wall-clock time, counted until now while open."""

    sheet_id: UUID
    business_date: date
    since: datetime
    until: datetime | None
    worked: timedelta
    note: str
    out_reason: str


@dataclass(frozen=True, slots=True)
class Week:
    """One page of a history: a week of the agency, newest stretch first. `page` 1 is this week."""

    page: int
    period: periods.Period
    sheets: tuple[Sheet, ...]
    worked: timedelta
    has_older: bool


@dataclass(frozen=True, slots=True)
class OnNow:
    """Somebody who is working; `creators` are the names they are assigned to."""

    profile_id: UUID
    name: str
    since: datetime
    creators: tuple[str, ...]


async def clock_in(
    work: Work, *, source: str = "web", address: str = "", device: str = "", note: str = ""
) -> ClockCard:
    """Start a stretch of work for the asker.

    1. Insert the open sheet; the partial unique index lets one of two simultaneous presses through. `on conflict do
       nothing` waits for the other transaction instead of failing or deadlocking with it.
    2. Keep the punch as it happened.

    Raises:
        AlreadyClockedIn: a stretch is open.
        DayIsLocked: today has been paid already.
        InvalidInput: the note is too long.
    """
    work.actor.must(Action.CLOCK)
    me, kept_note = work.actor.person(), clean_text(note, "note", rules.LONGEST_NOTE, required=False)
    day = periods.business_date(work.now, await _zone(work))
    opened = {"me": me, "day": day, "at": work.now, "source": source, "note": kept_note}
    with _unless_locked():
        sheet_id = await work.session.scalar(_OPEN, opened | {"agency": work.actor.agency_id})
    if sheet_id is None:
        raise AlreadyClockedIn
    _punch(work, me, sheet_id, "in", work.now, source, address, device)
    work.announce(Topic.TIMECLOCK, me)
    return await card(work)


async def clock_out(work: Work, *, source: str = "web", address: str = "", device: str = "") -> ClockCard:
    """End the asker's open stretch of work.

    Raises:
        NotClockedIn: none is open.
    """
    work.actor.must(Action.CLOCK)
    if not await _close(work, work.actor.person(), source=source, address=address, device=device):
        raise NotClockedIn
    return await card(work)


async def close_for(work: Work, *, profile_id: UUID, reason: str) -> bool:
    """End somebody's open stretch because their access ends; False when none was open.

    `reason` is a word below `timeclock.reason` of the catalogue and stays on the sheet.
    """
    work.actor.must(Action.MANAGE_PEOPLE)
    return await _close(work, profile_id, source="manager" if work.actor.role else "automatic", reason=reason)


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
    with _unless_locked():
        changed = await work.session.execute(written)
    if changed.first() is None:
        raise NotFound
    work.announce(Topic.TIMECLOCK, work.actor.person())


async def card(work: Work) -> ClockCard:
    """The asker's clock: open since when, and what they worked earlier today."""
    work.actor.must(Action.CLOCK)
    near = work.now.date() - timedelta(days=1)  # today anywhere is at most a day before UTC's
    recent = (col(Timesheet.business_date) >= near) | col(Timesheet.clocked_out_at).is_(None)
    mine = and_(col(Timesheet.profile_id) == work.actor.person(), recent, *_CURRENT)
    # One query: every open tab asks for this, in every room.
    found = (await work.session.execute(select(col(Agency.zone), Timesheet).outerjoin(Timesheet, mine))).all()
    today = periods.business_date(work.now, periods.zone(found[0].zone))
    rows = [row.Timesheet for row in found if row.Timesheet is not None]
    sheets = [_sheet(row, work.now) for row in rows if row.business_date >= today or row.clocked_out_at is None]
    running = next((sheet for sheet in sheets if sheet.until is None), None)
    day = running.business_date if running else today
    earlier = sum((s.worked for s in sheets if s.until and s.business_date == day), timedelta())
    if running is None:
        return ClockCard(False, None, day, earlier)
    return ClockCard(True, running.since, day, earlier, running.sheet_id, running.note)


async def history(work: Work, *, page: int = 1) -> Week:
    """The asker's own stretches, a week of the agency per page, newest first; page 1 is this week."""
    work.actor.must(Action.CLOCK)
    page = min(max(page, 1), _MOST_PAGES)
    agency = (await work.session.execute(select(col(Agency.zone), col(Agency.week_start)))).one()
    today = periods.business_date(work.now, periods.zone(agency.zone))
    period = periods.week_of(today - (page - 1) * periods.WEEK, agency.week_start)
    mine = (col(Timesheet.profile_id) == work.actor.person(), *_CURRENT)
    day = col(Timesheet.business_date)
    in_week = select(Timesheet).where(*mine, day >= period.first, day < period.end)
    query = in_week.order_by(col(Timesheet.clocked_in_at).desc())
    sheets = tuple(_sheet(row, work.now) for row in (await work.session.scalars(query)).all())
    older = select(select(col(Timesheet.id)).where(*mine, day < period.first).exists())
    total = sum((sheet.worked for sheet in sheets), timedelta())
    return Week(page, period, sheets, total, bool(await work.session.scalar(older)))


async def who_is_on(work: Work) -> list[OnNow]:
    """Everybody with an open stretch, who started first on top. For people who may see others' timesheets."""
    work.actor.must(Action.SEE_TIMESHEETS, at_least=Scope.AGENCY)
    found = await work.session.execute(_WHO_IS_ON)
    return [OnNow(row.profile_id, row.name, row.clocked_in_at, tuple(row.creators)) for row in found]


async def _close(
    work: Work, profile_id: UUID, *, source: str, address: str = "", device: str = "", reason: str = ""
) -> bool:
    """Close the open sheet of `profile_id` and keep the punch. The row's lock lets one of two presses through."""
    theirs = (col(Timesheet.profile_id) == profile_id, col(Timesheet.clocked_out_at).is_(None), *_CURRENT)
    found = await work.session.execute(select(Timesheet).where(*theirs).with_for_update())
    sheet = found.scalar_one_or_none()
    if sheet is None:
        return False
    sheet.clocked_out_at = rules.ends_at(sheet.clocked_in_at, work.now)
    sheet.source_out, sheet.out_reason = source, reason
    _punch(work, profile_id, sheet.sheet_id, "out", sheet.clocked_out_at, source, address, device)
    work.announce(Topic.TIMECLOCK, profile_id)
    with _unless_locked():
        await work.session.flush()
    return True


@contextmanager
def _unless_locked() -> Iterator[None]:
    """The database refuses every change in a paid period; here its refusal becomes a sentence."""
    try:
        yield
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") == _LOCKED:
            raise DayIsLocked from error
        raise


def _punch(
    work: Work,
    profile_id: UUID,
    sheet_id: UUID,
    kind: str,
    at: datetime,
    source: str,
    address: str,
    device: str,
) -> None:
    work.session.add(
        Punch(
            agency_id=work.actor.agency_id,
            profile_id=profile_id,
            timesheet_id=sheet_id,
            kind=kind,
            at=at,
            source=source,
            address=address[:64],
            device=device[:200],
        )
    )


async def _zone(work: Work) -> ZoneInfo:
    return periods.zone((await work.session.execute(select(col(Agency.zone)))).scalar_one())


def _sheet(row: Timesheet, now: datetime) -> Sheet:
    return Sheet(
        sheet_id=row.sheet_id,
        business_date=row.business_date,
        since=row.clocked_in_at,
        until=row.clocked_out_at,
        worked=rules.worked(row.clocked_in_at, row.clocked_out_at, now),
        note=row.note,
        out_reason=row.out_reason,
    )
