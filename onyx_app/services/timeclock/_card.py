"""What every open tab of a person asks: the clock in the header, in one query."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from onyx_app.roles import Action
from onyx_app.rules import periods
from onyx_app.rules.timeclock import ANSWER_WITHIN, COMES_EARLY, pauses, worked
from onyx_app.rules.timeclock_review import minutes_too_early
from onyx_app.rules.worktime import Planned, minutes_late
from onyx_app.services.timeclock._shapes import ClockCard, ShiftSpan
from onyx_app.services.timeclock._sheets import BREAKS, PLANNED, PLANNED_ENDS, shift_of
from onyx_app.work import Work

_CARD = text(
    "select a.zone, a.early_window_minutes, a.grace_minutes, a.prompt_after_minutes, t.*, n.id as next_id,"  # noqa: S608
    " n.starts_at as next_start, n.ends_at as next_end, n.title as next_title from agencies a"
    " left join lateral (select t.sheet_id, t.business_date, t.clocked_in_at, t.clocked_out_at, t.note, t.shift_id,"
    "  case when t.clocked_out_at is null then (select max(p.at) from punches p where p.agency_id = t.agency_id"
    "   and p.timesheet_id = t.sheet_id) end as seen_at," + BREAKS + "," + PLANNED_ENDS
    + " from timesheets t" + PLANNED
    + "  where t.agency_id = a.id and t.profile_id = :me and t.current and not t.void"
    "   and (t.business_date >= :near or t.clocked_out_at is null)) t on true"
    " left join lateral (select s.id, s.starts_at, s.ends_at, s.title from shifts s"
    "  where s.agency_id = a.id and s.profile_id = :me and s.published_at is not null and s.status <> 'cancelled'"
    "  and tstzrange(s.starts_at, s.ends_at) && tstzrange(:now, :tomorrow) order by s.starts_at limit 1) n on true"
)  # fmt: skip
_DAY = timedelta(days=1)


async def card(work: Work) -> ClockCard:
    """The asker's clock: open since when, on a break or not, and what they worked earlier today."""
    work.actor.must(Action.CLOCK)
    near = work.now.date() - _DAY  # today anywhere is at most a day before UTC's
    asked = {"me": work.actor.person(), "near": near, "now": work.now, "tomorrow": work.now + _DAY}
    rows = (await work.session.execute(_CARD, asked)).all()
    first = rows[0]
    today = periods.business_date(work.now, periods.zone(first.zone))
    sheets = [row for row in rows if row.sheet_id is not None]
    running = next((row for row in sheets if row.clocked_out_at is None), None)
    day = running.business_date if running else today
    earlier = sum((_worked(row, work.now) for row in sheets if row.clocked_out_at and row.business_date == day),
                  timedelta())  # fmt: skip
    shown = ClockCard(running is not None, running.clocked_in_at if running else None, day, earlier, shift=_next(first))
    return _running(shown, running, work.now) if running else shown


def _running(shown: ClockCard, row: Any, now: datetime) -> ClockCard:
    breaks = pauses(row.breaks)
    going_on = next((each for each in breaks if each.until is None), None)
    away = sum((each.until - each.since for each in breaks if each.until and not each.paid), timedelta())
    shift = shift_of(row)
    late = early = 0
    if shift and not row.resumed:
        planned = Planned(str(shift.shift_id), shift.start, shift.end)
        late = minutes_late(row.clocked_in_at, planned, timedelta(minutes=row.grace_minutes))
    elif not shift and shown.shift and shown.shift.start - row.clocked_in_at <= COMES_EARLY:
        window = timedelta(minutes=row.early_window_minutes)
        early = minutes_too_early(row.clocked_in_at, shown.shift.start, window)
    asks_at = _asks_at(row) if going_on is None else None
    return replace(
        shown,
        sheet_id=row.sheet_id,
        note=row.note,
        on_break_since=going_on.since if going_on else None,
        on_break_paid=bool(going_on and going_on.paid),
        breaks=away,
        shift=shift or shown.shift,
        late_minutes=late,
        early_minutes=early,
        asks=asks_at is not None and now >= asks_at,
        asks_until=asks_at + ANSWER_WITHIN if asks_at else None,
    )


def _asks_at(row: Any) -> datetime | None:
    """When "Still working?" is due: so long after the last sign of life; never where the agency does not ask."""
    if row.prompt_after_minutes is None:
        return None
    seen: datetime = row.seen_at or row.clocked_in_at
    return seen + timedelta(minutes=row.prompt_after_minutes)


def _next(row: Any) -> ShiftSpan | None:
    return ShiftSpan(row.next_id, row.next_start, row.next_end, row.next_title) if row.next_id else None


def _worked(row: Any, now: datetime) -> timedelta:
    return worked(row.clocked_in_at, row.clocked_out_at, now, pauses(row.breaks))
