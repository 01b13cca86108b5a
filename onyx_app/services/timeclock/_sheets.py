"""Stretches as they are stored, their breaks, their shift as planned then, and what is to be said of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from onyx_app import strings
from onyx_app.rules import worktime
from onyx_app.rules.timeclock import REASONS, Times, count, pauses
from onyx_app.rules.timeclock_review import Finding, Seen, Tolerance, findings, holds_back, lateness
from onyx_app.rules.worktime import Planned
from onyx_app.rules.worktime.facts import EPOCH, ONE_MINUTE
from onyx_app.services.timeclock._agency import ClockRules
from onyx_app.services.timeclock._shapes import SheetDetail, ShiftSpan
from onyx_app.work import Work

BREAKS = (
    " (select jsonb_agg(jsonb_build_array(b.began_at, b.ended_at, b.paid) order by b.began_at) from breaks b"
    "  where (b.agency_id, b.timesheet_id) = (t.agency_id, t.id)) as breaks"
)
# The version of a shift that was in force at an instant; for one planned later, the first there was.
_VERSION = (
    " left join lateral (select v.{end} from shift_versions v"
    "  where (v.agency_id, v.shift_id) = (t.agency_id, t.shift_id) and v.published"
    "  order by v.valid_from <= {at} desc, abs(extract(epoch from v.valid_from - {at})), v.version desc limit 1"
    " ) planned_{end} on true"
)
PLANNED = (
    " left join shifts s on (s.agency_id, s.id) = (t.agency_id, t.shift_id)"
    + _VERSION.format(end="starts_at", at="t.clocked_in_at")
    + _VERSION.format(end="ends_at", at="coalesce(t.clocked_out_at, :now)")
)
PLANNED_ENDS = (
    " coalesce(planned_starts_at.starts_at, s.starts_at) as shift_start,"
    " coalesce(planned_ends_at.ends_at, s.ends_at) as shift_end, s.title as shift_title,"
    " exists (select 1 from timesheets e where (e.agency_id, e.shift_id) = (t.agency_id, t.shift_id)"
    "  and e.profile_id = t.profile_id and e.current and not e.void and e.clocked_in_at < t.clocked_in_at) as resumed"
)
_DETAILS = (
    "select t.id, t.sheet_id, t.version, t.profile_id, p.name, t.business_date, t.clocked_in_at, t.clocked_out_at,"  # noqa: S608
    " t.legal_break_waived, t.note, t.out_reason, t.reason, coalesce(m.name, '') as made_by, t.approval,"
    " coalesce(a.name, '') as approved_by, t.approved_at, t.shift_id,"
    " (select r.id from correction_requests r where r.agency_id = t.agency_id and r.sheet_id = t.sheet_id"
    "  and r.status = 'waiting' limit 1) as waiting,"
    " day_is_locked(t.agency_id, t.profile_id, t.business_date) as locked,"
    " exists (select 1 from shift_versions v where (v.agency_id, v.shift_id) = (t.agency_id, t.shift_id)"
    "  and v.changed_by = t.profile_id and v.valid_from > t.clocked_in_at) as own_plan,"
    + BREAKS + "," + PLANNED_ENDS
    + " from timesheets t join profiles p on (p.agency_id, p.id) = (t.agency_id, t.profile_id)"
    " left join profiles m on (m.agency_id, m.id) = (t.agency_id, t.made_by)"
    " left join profiles a on (a.agency_id, a.id) = (t.agency_id, t.approved_by)"
    + PLANNED
    + " where t.current and not t.void and "
)  # fmt: skip


async def details(work: Work, rules: ClockRules, where: str, /, **asked: Any) -> list[SheetDetail]:
    """Current stretches that `where` (our own words, about `t`) names, by person and time.

    Where rounding makes neighbours of a person touch, a minute is shown as paid once, as pay does.
    """
    statement = text(f"{_DETAILS}{where} order by t.profile_id, t.clocked_in_at")
    rows = (await work.session.execute(statement, asked | {"now": work.now})).all()
    shown: list[SheetDetail] = []
    paid_until: int | None = None
    for row in rows:
        if not shown or shown[-1].profile_id != row.profile_id:
            paid_until = None
        times = times_of(row)
        counted = count(times, rules.time, work.now, paid_until)
        ends = _paid_ends(times, work.now, rules, paid_until)
        paid_until = counted.spans[-1][1] if counted.spans else paid_until
        shown.append(_detail(work, row, times, counted, ends, rules))
    return shown


async def detail(work: Work, rules: ClockRules, sheet_id: UUID) -> SheetDetail | None:
    """One stretch by the id its versions share."""
    found = await details(work, rules, "t.sheet_id = :sheet", sheet=sheet_id)
    return found[0] if found else None


def times_of(row: Any) -> Times:
    """`row` has clocked_in_at, clocked_out_at, breaks and legal_break_waived."""
    return Times(row.clocked_in_at, row.clocked_out_at, pauses(row.breaks), row.legal_break_waived)


def shift_of(row: Any) -> ShiftSpan | None:
    if row.shift_id is None or row.shift_start is None:
        return None
    return ShiftSpan(row.shift_id, row.shift_start, row.shift_end, row.shift_title or "")


def planned(shift: ShiftSpan | None) -> Planned | None:
    return Planned(str(shift.shift_id), shift.start, shift.end) if shift else None


def tolerance(rules: ClockRules) -> Tolerance:
    return Tolerance(rules.variance, rules.early_window, rules.grace)


def sentence(finding: Finding, language: str) -> str:
    """A finding in words."""
    if finding.kind == "ended_for_them":
        known = finding.about in REASONS
        return strings.say(language, f"timeclock.reason.{finding.about}") if known else finding.about
    figures = {"minutes": finding.minutes, "hours": finding.minutes // 60, "why": finding.about}
    return strings.say(language, f"timeclock.finding.{finding.kind}", **figures)


def _paid_ends(times: Times, now: datetime, rules: ClockRules, paid_until: int | None) -> tuple[datetime, datetime]:
    """The ends on the agency's step; exactly as they are without rounding."""
    until = times.until or now
    if not rules.time.rounding.step:
        return times.since, until
    ends = worktime.rounded_ends(worktime.minute(times.since), worktime.minute(until), rules.time.rounding, paid_until)
    return _instant(ends[0]), _instant(ends[1])


def _instant(minute: int) -> datetime:
    return EPOCH + minute * ONE_MINUTE


def _detail(
    work: Work, row: Any, times: Times, counted: worktime.Counted, ends: tuple[datetime, datetime], rules: ClockRules
) -> SheetDetail:
    shift = shift_of(row)
    corrected = row.version > 1 and row.approval != "approved"
    seen = Seen(times, counted, planned(shift), row.out_reason, corrected, row.own_plan, row.resumed)
    found = findings(seen, tolerance(rules))
    late, left = lateness(times, planned(shift), rules.grace, resumed=row.resumed)
    return SheetDetail(
        id=row.id,
        sheet_id=row.sheet_id,
        version=row.version,
        profile_id=row.profile_id,
        name=row.name,
        business_date=row.business_date,
        since=times.since,
        until=times.until,
        breaks=times.breaks,
        counted=counted,
        paid_since=ends[0],
        paid_until=ends[1],
        waived=times.waived,
        note=row.note,
        out_reason=row.out_reason,
        reason=row.reason,
        made_by=row.made_by,
        approval=row.approval,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        shift=shift,
        late_minutes=late,
        left_early_minutes=left,
        findings=tuple(sentence(each, work.actor.language) for each in found),
        needs_look=holds_back(found),
        waiting=row.waiting,
        locked=row.locked,
    )
