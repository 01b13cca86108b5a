"""Correcting somebody else's hours, with a reason that they read. One's own are asked for."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from onyx_app.errors import InvalidInput, NotFound
from onyx_app.live import Topic
from onyx_app.roles import TABLE, Action, Scope
from onyx_app.rules import timeclock as rules
from onyx_app.rules.text import clean_text
from onyx_app.rules.timeclock import Times
from onyx_app.services import audit
from onyx_app.services.timeclock._agency import clock_rules, one_at_a_time
from onyx_app.services.timeclock._approval import somebody_else_may
from onyx_app.services.timeclock._errors import ChangedSince, NothingChanged, OwnHours
from onyx_app.services.timeclock._shapes import SheetDetail
from onyx_app.services.timeclock._sheets import detail
from onyx_app.services.timeclock._versions import current_for_update, must_be_free, times_now, write_version
from onyx_app.tables import Profile, Timesheet
from onyx_app.work import Work


async def correct(
    work: Work, *, sheet_id: UUID, times: Times | None, reason: str, seen: UUID | None = None
) -> SheetDetail | None:
    """Put other times in force for a stretch of somebody else, or remove it (`times` None); they read the reason.

    `seen` is the version the asker looked at.

    Raises:
        NotFound: no such stretch, or removed.
        ChangedSince: it is not that version any more, or has ended while it was looked at.
        OwnHours: their own, and somebody else may look at it.
        NothingChanged, DayIsLocked, Overlap and what `rules.timeclock.check` refuses.
        InvalidInput: no reason.
    """
    work.actor.must(Action.CORRECT_TIMESHEETS, at_least=Scope.AGENCY)
    because = clean_text(reason, "reason", rules.LONGEST_REASON)
    whose = await work.session.scalar(
        select(col(Timesheet.profile_id)).where(col(Timesheet.sheet_id) == sheet_id).limit(1)
    )
    if whose is None:
        raise NotFound
    await must_not_be_own(work, whose)
    await one_at_a_time(work, whose)
    sheet = await current_for_update(work, sheet_id)
    if sheet is None:
        raise NotFound
    if seen not in (None, sheet.id) or (times and times.until is None and sheet.clocked_out_at):
        raise ChangedSince
    before = await times_now(work, sheet)
    wanted = rules.check(times, work.now) if times else None
    if wanted == before:
        raise NothingChanged
    agency = await clock_rules(work)
    await must_be_free(work, agency, whose, wanted, sheet)
    await write_version(work, agency, whose, sheet, wanted, reason=because, made_by=work.actor.person())
    _told(work, whose, sheet_id, before, wanted)
    return await detail(work, agency, sheet_id)


async def add(work: Work, *, profile_id: UUID, times: Times, reason: str) -> SheetDetail:
    """Add a stretch somebody else worked and did not clock.

    Raises:
        NotFound: nobody here with a clock.
        OwnHours, DayIsLocked, Overlap and what `rules.timeclock.check` refuses.
        InvalidInput: no reason.
    """
    work.actor.must(Action.CORRECT_TIMESHEETS, at_least=Scope.AGENCY)
    because = clean_text(reason, "reason", rules.LONGEST_REASON)
    roles = [role.value for role in TABLE[Action.CLOCK]]
    if times.until is None:
        raise InvalidInput("until", "required")
    known = select(col(Profile.id)).where(col(Profile.id) == profile_id, col(Profile.role).in_(roles))
    if await work.session.scalar(known) is None:
        raise NotFound
    await must_not_be_own(work, profile_id)
    await one_at_a_time(work, profile_id)
    wanted, agency = rules.check(times, work.now), await clock_rules(work)
    await must_be_free(work, agency, profile_id, wanted, None)
    sheet_id = await write_version(work, agency, profile_id, None, wanted, reason=because, made_by=work.actor.person())
    _told(work, profile_id, sheet_id, None, wanted)
    added = await detail(work, agency, sheet_id)
    if added is None:
        raise NotFound
    return added


async def must_not_be_own(work: Work, profile_id: UUID) -> None:
    """Raises OwnHours unless the asker is the only person who may."""
    if profile_id == work.actor.person() and await somebody_else_may(work):
        raise OwnHours


def _told(work: Work, whose: UUID, sheet_id: UUID, before: Times | None, after: Times | None) -> None:
    kind = "own_timesheet_corrected" if whose == work.actor.person() else "timesheet_corrected"
    audit.note(work, kind, sheet_id, before=rules.as_json(before) if before else None,
               after=rules.as_json(after) if after else None)  # fmt: skip
    work.announce(Topic.TIMECLOCK, whose)
