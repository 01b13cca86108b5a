"""Today in the manager's room: every shift with what became of it, and work nobody planned."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from onyx_app.roles import Action, Scope
from onyx_app.rules import periods
from onyx_app.rules.worktime import Planned, match
from onyx_app.services.timeclock._agency import ClockRules, clock_rules
from onyx_app.services.timeclock._room_shapes import Board, BoardEntry
from onyx_app.services.timeclock._shapes import ShiftSpan
from onyx_app.work import Work

STATES = ("late", "missed", "on_break", "working", "not_in", "on_leave", "done")
"""In the order they are shown: what needs somebody first."""

_SHIFTS = text(
    "select s.id, s.profile_id, p.name, s.starts_at, s.ends_at, s.title, s.creators,"
    " exists (select 1 from leave_requests l where (l.agency_id, l.profile_id) = (s.agency_id, s.profile_id)"
    "  and l.status = 'approved' and l.minutes_a_day is null"
    "  and (s.starts_at at time zone :zone)::date between l.first_day and l.last_day) as on_leave"
    " from shifts s join profiles p on (p.agency_id, p.id) = (s.agency_id, s.profile_id)"
    " where s.published_at is not null and s.status <> 'cancelled' and p.status = 'active'"
    " and tstzrange(s.starts_at, s.ends_at) && tstzrange(:since, :until) order by s.starts_at"
)
_SHEETS = text(
    "select t.profile_id, p.name, t.clocked_in_at, t.clocked_out_at, t.shift_id,"
    " exists (select 1 from breaks b where (b.agency_id, b.timesheet_id) = (t.agency_id, t.id)"
    "  and b.ended_at is null) as on_break"
    " from timesheets t join profiles p on (p.agency_id, p.id) = (t.agency_id, t.profile_id)"
    " where t.current and not t.void"
    " and tstzrange(t.clocked_in_at, t.clocked_out_at) && tstzrange(:since, :until) order by t.clocked_in_at"
)
_CREATORS = text(
    "select c.id, c.name, array(select a.profile_id from creator_assignments a"
    " where (a.agency_id, a.creator_id) = (c.agency_id, c.id) and a.until_at is null) as people"
    " from creators c where c.status <> 'left' order by c.name"
)


async def today(work: Work) -> Board:
    """Who works, is on a break, late, not yet in, missing or done, on the agency's today; nights of yesterday too."""
    work.actor.must(Action.SEE_TIMESHEETS, at_least=Scope.AGENCY)
    rules = await clock_rules(work)
    window = periods.window_of(periods.today(work.now, rules.zone), rules.zone)
    asked = {"since": window.since, "until": window.until}
    shifts = list(await work.session.execute(_SHIFTS, asked | {"zone": rules.zone_name}))
    sheets = list(await work.session.execute(_SHEETS, asked))
    names = list(await work.session.execute(_CREATORS))
    by_shift, unplanned = _by_shift(sheets, shifts, rules, work.now)
    entries = [_planned(row, by_shift.get(row.id, []), rules, work.now) for row in shifts]
    entries = [replace(one, creators=_creators(row, names)) for one, row in zip(entries, shifts, strict=True)]
    entries += [_unplanned(row, names) for row in unplanned]
    entries.sort(key=lambda one: (STATES.index(one.state), one.shift.start if one.shift else one.since, one.name))
    counts = Counter(one.state for one in entries)
    return Board(rules.day(work.now), rules.zone_name, tuple(entries), {state: counts[state] for state in STATES})


def _by_shift(
    sheets: list[Any], shifts: list[Any], rules: ClockRules, now: datetime
) -> tuple[dict[UUID, list[Any]], list[Any]]:
    """Stretches by the shift they are worked for; one that goes on is matched as far as it has come."""
    found: dict[UUID, list[Any]] = {}
    unplanned = []
    shown = {row.id for row in shifts}
    for sheet in sheets:
        theirs = [Planned(str(row.id), row.starts_at, row.ends_at) for row in shifts
                  if row.profile_id == sheet.profile_id]  # fmt: skip
        best = match(sheet.clocked_in_at, sheet.clocked_out_at or now, theirs, rules.early_window)
        shift = sheet.shift_id if sheet.shift_id in shown else UUID(best.id) if best else None
        if shift is None:
            unplanned.append(sheet)
        else:
            found.setdefault(shift, []).append(sheet)
    return found, unplanned


def _planned(row: Any, sheets: list[Any], rules: ClockRules, now: datetime) -> BoardEntry:
    span = ShiftSpan(row.id, row.starts_at, row.ends_at, row.title)
    late = max((sheets[0].clocked_in_at if sheets else now) - row.starts_at, timedelta())
    minutes = late // timedelta(minutes=1) if late > rules.grace else 0
    if not sheets and row.on_leave:
        return BoardEntry(row.profile_id, row.name, "on_leave", None, None, span, 0, ())
    if not sheets:
        state = "not_in" if not minutes else "late" if now < row.ends_at else "missed"
        return BoardEntry(row.profile_id, row.name, state, None, None, span, minutes, ())
    since, last = sheets[0].clocked_in_at, sheets[-1]
    return BoardEntry(row.profile_id, row.name, _state(last), since, last.clocked_out_at, span, minutes, ())


def _unplanned(sheet: Any, names: list[Any]) -> BoardEntry:
    assigned = tuple(each.name for each in names if sheet.profile_id in each.people)
    return BoardEntry(
        sheet.profile_id, sheet.name, _state(sheet), sheet.clocked_in_at, sheet.clocked_out_at, None, 0, assigned
    )


def _state(sheet: Any) -> str:
    if sheet.clocked_out_at is not None:
        return "done"
    return "on_break" if sheet.on_break else "working"


def _creators(shift: Any, names: list[Any]) -> tuple[str, ...]:
    """Whom the shift covers; when it names nobody, the creators its person is assigned to."""
    if shift.creators:
        return tuple(each.name for each in names if each.id in shift.creators)
    return tuple(each.name for each in names if shift.profile_id in each.people)
