"""A correction is a new version: the old one stays as it was, with its breaks, for everybody who may read it."""

from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import col

from onyx_app.errors import NotFound
from onyx_app.roles import Action, Scope
from onyx_app.rules import timeclock as rules
from onyx_app.rules.timeclock import Times
from onyx_app.services.timeclock._agency import ClockRules
from onyx_app.services.timeclock._errors import DayIsLocked, Overlap, sentences
from onyx_app.services.timeclock._matching import shift_id_for
from onyx_app.services.timeclock._shapes import SheetVersion
from onyx_app.services.timeclock._sheets import BREAKS, times_of
from onyx_app.tables import Break, Timesheet
from onyx_app.work import Work

_VERSIONS = text(
    "select t.version, t.clocked_in_at, t.clocked_out_at, t.legal_break_waived, t.void, coalesce(m.name, '') as maker,"  # noqa: S608
    " t.reason, t.created_at, t.approval, coalesce(a.name, '') as approver, t.current," + BREAKS
    + " from timesheets t left join profiles m on (m.agency_id, m.id) = (t.agency_id, t.made_by)"
    " left join profiles a on (a.agency_id, a.id) = (t.agency_id, t.approved_by)"
    " where t.sheet_id = :sheet and (cast(:whose as uuid) is null or t.profile_id = :whose) order by t.version desc"
)  # fmt: skip
_TAKEN = text(
    "select exists (select 1 from timesheets t where t.profile_id = :who and t.current and not t.void"
    " and (cast(:sheet as uuid) is null or t.sheet_id <> :sheet)"
    " and tstzrange(t.clocked_in_at, t.clocked_out_at) && tstzrange(:since, :until))"
)
_LOCKED = text("select bool_or(day_is_locked(:agency, :who, day)) from unnest(cast(:days as date[])) day")


async def versions(work: Work, *, sheet_id: UUID) -> tuple[SheetVersion, ...]:
    """Everything a stretch has been, newest first: one's own, or anybody's for who may see others' timesheets.

    Raises:
        NotFound: no such stretch, or somebody else's.
    """
    sees_all = work.actor.must(Action.SEE_TIMESHEETS) >= Scope.AGENCY
    asked = {"sheet": sheet_id, "whose": None if sees_all else work.actor.person()}
    found = tuple(_version(row) for row in await work.session.execute(_VERSIONS, asked))
    if not found:
        raise NotFound
    return found


async def current_for_update(work: Work, sheet_id: UUID) -> Timesheet | None:
    """The version in force, as it is now, held until this work is done; None when removed or unknown."""
    query = select(Timesheet).where(
        col(Timesheet.sheet_id) == sheet_id, col(Timesheet.current).is_(True), col(Timesheet.void).is_(False)
    )
    again = {"populate_existing": True}
    return (await work.session.scalars(query.with_for_update(), execution_options=again)).one_or_none()


async def times_now(work: Work, sheet: Timesheet) -> Times:
    """A version's times with its breaks."""
    query = select(Break).where(col(Break.timesheet_id) == sheet.id).order_by(col(Break.began_at))
    breaks = tuple(rules.Pause(row.began_at, row.ended_at, row.paid) for row in await work.session.scalars(query))
    return Times(sheet.clocked_in_at, sheet.clocked_out_at, breaks, sheet.legal_break_waived)


async def must_be_free(
    work: Work, agency: ClockRules, profile_id: UUID, times: Times | None, sheet: Timesheet | None
) -> None:
    """Said before it is tried, so that a request is not made in vain; the database decides in the end.

    Raises:
        DayIsLocked: a day before or after the change has been paid.
        Overlap: another stretch of theirs is there.
    """
    days = {agency.day(times.since)} if times else set()
    days |= {sheet.business_date} if sheet else set()
    asked: dict[str, Any] = {"agency": work.actor.agency_id, "who": profile_id, "days": sorted(days)}
    if await work.session.scalar(_LOCKED, asked):
        raise DayIsLocked
    if times is None:
        return
    taken = {"who": profile_id, "sheet": sheet.sheet_id if sheet else None, "since": times.since, "until": times.until}
    if await work.session.scalar(_TAKEN, taken):
        raise Overlap


async def write_version(
    work: Work,
    agency: ClockRules,
    profile_id: UUID,
    old: Timesheet | None,
    times: Times | None,
    *,
    reason: str,
    made_by: UUID,
) -> UUID:
    """Put `times` in force (None: nothing), in the place of `old` (None: a new stretch), approved by the asker.

    The answer is the id all versions share.

    Raises:
        DayIsLocked, Overlap: by the database, whatever happened a moment ago.
    """
    if old:
        kept = await times_now(work, old) if times is None else times
        old.current = False
        with sentences():
            await work.session.flush()
    else:
        assert times is not None
        kept = times
    new = await _row(work, agency, profile_id, old, kept)
    new.reason, new.made_by, new.void = reason, made_by, times is None
    if kept.until is not None:
        new.approval, new.approved_by, new.approved_at = "approved", work.actor.person(), work.now
    work.session.add(new)
    with sentences():
        await work.session.flush()
        work.session.add_all(_breaks(new, kept))
        await work.session.flush()
    return new.sheet_id


async def _row(work: Work, agency: ClockRules, profile_id: UUID, old: Timesheet | None, times: Times) -> Timesheet:
    """The business date stays with the start; what nobody touched keeps where it came from."""
    same_start = old is not None and old.clocked_in_at == times.since
    same_end = old is not None and old.clocked_out_at == times.until
    sheet_id = old.sheet_id if old else await work.session.scalar(text("select uuidv7()"))
    return Timesheet(
        agency_id=work.actor.agency_id,
        sheet_id=sheet_id,
        version=old.version + 1 if old else 1,
        profile_id=profile_id,
        business_date=old.business_date if old and same_start else agency.day(times.since),
        clocked_in_at=times.since,
        clocked_out_at=times.until,
        source_in=old.source_in if old and same_start else "manager",
        source_out=old.source_out if old and same_end else "manager",
        out_reason=old.out_reason if old and same_end else "",
        note=old.note if old else "",
        shift_id=await shift_id_for(work, profile_id, times.since, times.until),
        legal_break_waived=times.waived,
    )


def _breaks(sheet: Timesheet, times: Times) -> list[Break]:
    return [
        Break(agency_id=sheet.agency_id, timesheet_id=sheet.id, profile_id=sheet.profile_id, began_at=each.since,
              ended_at=each.until, paid=each.paid)
        for each in times.breaks
    ]  # fmt: skip


def _version(row: Any) -> SheetVersion:
    times = times_of(row)
    return SheetVersion(
        row.version,
        times.since,
        times.until,
        times.breaks,
        times.waived,
        row.void,
        row.maker,
        row.reason,
        row.created_at,
        row.approval,
        row.approver,
        row.current,
    )
