"""The clock itself: in, out, breaks. Punches are what happened and never change; the stretch follows from them.

That a person has at most one open stretch and that stretches never overlap is decided by the database, however many
tabs press at once.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text, update
from sqlmodel import col

from onyx_app.live import Topic
from onyx_app.roles import Action
from onyx_app.rules import timeclock as rules
from onyx_app.rules.text import clean_text
from onyx_app.services.timeclock._agency import clock_rules, one_at_a_time
from onyx_app.services.timeclock._approval import judge
from onyx_app.services.timeclock._card import card
from onyx_app.services.timeclock._errors import AlreadyClockedIn, NoBreak, NotClockedIn, OnBreak, sentences
from onyx_app.services.timeclock._matching import shift_id_for
from onyx_app.services.timeclock._shapes import ClockCard
from onyx_app.tables import Break, Punch, Timesheet
from onyx_app.work import Work

CURRENT = (col(Timesheet.current).is_(True), col(Timesheet.void).is_(False))
_OPEN = text(
    "insert into timesheets (agency_id, sheet_id, profile_id, business_date, clocked_in_at, source_in, note, shift_id)"
    " values (:agency, uuidv7(), :me, :day, :at, :source, :note, :shift) on conflict do nothing returning sheet_id"
)


async def clock_in(
    work: Work, *, source: str = "web", address: str = "", device: str = "", note: str = ""
) -> ClockCard:
    """Start a stretch of work for the asker; coming early is allowed, and told on the card.

    1. Insert the open sheet, bound to the shift it belongs to; the partial unique index lets one of two simultaneous
       presses through. `on conflict do nothing` waits for the other transaction instead of failing with it.
    2. Keep the punch as it happened.

    Raises:
        AlreadyClockedIn: a stretch is open.
        DayIsLocked: today has been paid already.
        InvalidInput: the note is too long.
    """
    work.actor.must(Action.CLOCK)
    me, kept_note = work.actor.person(), clean_text(note, "note", rules.LONGEST_NOTE, required=False)
    await one_at_a_time(work, me)
    day = (await clock_rules(work)).day(work.now)
    opened = {"agency": work.actor.agency_id, "me": me, "day": day, "at": work.now, "source": source,
              "note": kept_note, "shift": await shift_id_for(work, me, work.now)}  # fmt: skip
    with sentences():
        sheet_id = await work.session.scalar(_OPEN, opened)
    if sheet_id is None:
        raise AlreadyClockedIn
    _punch(work, me, sheet_id, "in", work.now, source, address, device)
    work.announce(Topic.TIMECLOCK, me)
    return await card(work)


async def clock_out(work: Work, *, source: str = "web", address: str = "", device: str = "") -> ClockCard:
    """End the asker's open stretch of work, and a break that goes on with it.

    Raises:
        NotClockedIn: none is open.
    """
    work.actor.must(Action.CLOCK)
    if not await close(work, work.actor.person(), source=source, address=address, device=device):
        raise NotClockedIn
    return await card(work)


async def close_for(work: Work, *, profile_id: UUID, reason: str) -> bool:
    """End somebody's open stretch because their access ends; False when none was open.

    `reason` is a word below `timeclock.reason` of the catalogue and stays on the sheet.
    """
    work.actor.must(Action.MANAGE_PEOPLE)
    return await close(work, profile_id, source="manager" if work.actor.role else "automatic", reason=reason)


async def start_break(
    work: Work, *, paid: bool = False, source: str = "web", address: str = "", device: str = ""
) -> ClockCard:
    """Begin a break within the asker's open stretch.

    Raises:
        NotClockedIn: no stretch is open.
        OnBreak: a break is.
    """
    sheet = await _mine_open(work)
    if await _open_break(work, sheet) is not None:
        raise OnBreak
    began = max(work.now, sheet.clocked_in_at)
    work.session.add(
        Break(agency_id=sheet.agency_id, timesheet_id=sheet.id, profile_id=sheet.profile_id, began_at=began, paid=paid)
    )
    with sentences():
        await work.session.flush()
    _punch(work, sheet.profile_id, sheet.sheet_id, "break_start", began, source, address, device)
    work.announce(Topic.TIMECLOCK, sheet.profile_id)
    return await card(work)


async def end_break(work: Work, *, source: str = "web", address: str = "", device: str = "") -> ClockCard:
    """Back to work.

    Raises:
        NotClockedIn: no stretch is open.
        NoBreak: no break is.
    """
    sheet = await _mine_open(work)
    going_on = await _open_break(work, sheet)
    if going_on is None:
        raise NoBreak
    going_on.ended_at = rules.ends_at(going_on.began_at, work.now)
    with sentences():
        await work.session.flush()
    _punch(work, sheet.profile_id, sheet.sheet_id, "break_end", going_on.ended_at, source, address, device)
    work.announce(Topic.TIMECLOCK, sheet.profile_id)
    return await card(work)


async def still_here(work: Work, *, source: str = "web", address: str = "", device: str = "") -> ClockCard:
    """Answer "Still working?"; the stretch goes on.

    Raises:
        NotClockedIn: it has ended meanwhile.
    """
    sheet = await _mine_open(work)
    _punch(work, sheet.profile_id, sheet.sheet_id, "present", work.now, source, address, device)
    work.announce(Topic.TIMECLOCK, sheet.profile_id)
    await work.session.flush()
    return await card(work)


async def close(
    work: Work,
    profile_id: UUID,
    *,
    source: str,
    address: str = "",
    device: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> bool:
    """Close the open sheet of `profile_id`, keep the punch, and decide whether it approves itself.

    `at`: when it ended, by default now; never before what its person did last. The row's lock lets one of two
    presses through.
    """
    await one_at_a_time(work, profile_id)
    sheet = await open_sheet(work, profile_id)
    if sheet is None:
        return False
    ended = rules.ends_at(sheet.clocked_in_at, at or work.now)
    ended = max(ended, await _end_open_break(work, sheet, ended, source))
    sheet.clocked_out_at, sheet.source_out, sheet.out_reason = ended, source, reason
    sheet.shift_id = await shift_id_for(work, profile_id, sheet.clocked_in_at, ended)
    with sentences():
        await work.session.flush()
    _punch(work, profile_id, sheet.sheet_id, "out", ended, source, address, device)
    await judge(work, sheet.sheet_id)
    work.announce(Topic.TIMECLOCK, profile_id)
    return True


async def open_sheet(work: Work, profile_id: UUID) -> Timesheet | None:
    """The stretch that goes on, held until this work is done."""
    theirs = (col(Timesheet.profile_id) == profile_id, col(Timesheet.clocked_out_at).is_(None), *CURRENT)
    return (await work.session.scalars(select(Timesheet).where(*theirs).with_for_update())).one_or_none()


async def _mine_open(work: Work) -> Timesheet:
    work.actor.must(Action.CLOCK)
    me = work.actor.person()
    await one_at_a_time(work, me)
    sheet = await open_sheet(work, me)
    if sheet is None:
        raise NotClockedIn
    return sheet


async def _open_break(work: Work, sheet: Timesheet) -> Break | None:
    theirs = (col(Break.timesheet_id) == sheet.id, col(Break.ended_at).is_(None))
    return (await work.session.scalars(select(Break).where(*theirs))).one_or_none()


async def _end_open_break(work: Work, sheet: Timesheet, ended: datetime, source: str) -> datetime:
    """A clock-out ends the break that goes on; the answer is when the last break has ended."""
    last = await work.session.scalar(
        select(col(Break.ended_at)).where(col(Break.timesheet_id) == sheet.id).order_by(
            col(Break.ended_at).desc().nulls_last()).limit(1)
    )  # fmt: skip
    going_on = await _open_break(work, sheet)
    if going_on is not None:
        ended = rules.ends_at(going_on.began_at, ended)
        closed = update(Break).where(col(Break.id) == going_on.id).values(ended_at=ended)
        with sentences():
            await work.session.execute(closed)
        _punch(work, sheet.profile_id, sheet.sheet_id, "break_end", ended, source, "", "")
    return max(ended, last or ended)


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
