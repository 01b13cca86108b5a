"""The week of everybody in paid minutes a day: a page of people, five queries however many they are."""

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text

from onyx_app.roles import TABLE, Action, Scope
from onyx_app.rules import periods
from onyx_app.rules.paging import Cut
from onyx_app.rules.text import LONGEST_NAME
from onyx_app.rules.timeclock import count
from onyx_app.services.timeclock._agency import ClockRules, clock_rules
from onyx_app.services.timeclock._room_shapes import Grid, GridRow
from onyx_app.services.timeclock._sheets import BREAKS, times_of
from onyx_app.services.timeclock._week import days_of
from onyx_app.work import Work

PER_PAGE = 50
_WHO = (
    " from profiles p where position(lower(:find) in lower(p.name)) > 0 and ("
    " (p.status = 'active' and p.role = any(:roles)) or exists (select 1 from timesheets t"
    "  where t.agency_id = p.agency_id and t.profile_id = p.id and t.current and not t.void"
    "  and t.business_date >= :first and t.business_date < :end))"
)
_COUNT = text("select count(*)" + _WHO)
_PEOPLE = text(
    "select p.id, p.name, p.role,"  # noqa: S608
    " (select count(*) from correction_requests r where r.agency_id = p.agency_id and r.profile_id = p.id"
    "  and r.status = 'waiting') as requests,"
    " exists (select 1 from week_confirmations w where w.agency_id = p.agency_id and w.profile_id = p.id"
    "  and w.week_first = :first) as confirmed,"
    " exists (select 1 from period_locks l where l.agency_id = p.agency_id and l.profile_id = p.id"
    "  and l.unlocked_at is null and l.first_day < :end and l.end_day > :first) as locked"
    + _WHO + " order by lower(p.name), p.id limit :size offset :offset"
)  # fmt: skip
_SHEETS = text(
    "select t.profile_id, t.business_date, t.clocked_in_at, t.clocked_out_at, t.legal_break_waived, t.approval,"  # noqa: S608
    + BREAKS + " from timesheets t where t.profile_id = any(cast(:whom as uuid[])) and t.current and not t.void"
    " and t.business_date >= :before and t.business_date < :end order by t.profile_id, t.clocked_in_at"
)  # fmt: skip


async def week_grid(work: Work, *, first: date | None = None, page: int = 1, find: str = "") -> Grid:
    """A week of everybody with a clock, by name. `first`: any day of it, by default today; `find`: part of a name."""
    work.actor.must(Action.SEE_TIMESHEETS, at_least=Scope.AGENCY)
    rules = await clock_rules(work)
    period = rules.week(first or rules.day(work.now))
    wanted = find.strip()[:LONGEST_NAME]
    roles = [role.value for role in TABLE[Action.CLOCK]]
    asked: dict[str, Any] = {"find": wanted, "roles": roles, "first": period.first, "end": period.end}
    cut = Cut(await work.session.scalar(_COUNT, asked) or 0, page, PER_PAGE)
    people = (await work.session.execute(_PEOPLE, asked | {"size": cut.size, "offset": cut.offset})).all()
    whom = {"whom": [row.id for row in people], "before": period.first - periods.DAY, "end": period.end}
    sheets: dict[UUID, list[Any]] = defaultdict(list)
    for row in await work.session.execute(_SHEETS, whom):
        sheets[row.profile_id].append(row)
    days = days_of(period)
    rows = tuple(_row(row, sheets[row.id], days, rules, work) for row in people)
    return Grid(period, rules.zone_name, days, rows, cut.page, cut.pages, cut.total, wanted)


def _row(person: Any, sheets: list[Any], days: tuple[date, ...], rules: ClockRules, work: Work) -> GridRow:
    of_day: dict[date, int] = defaultdict(int)
    paid_until: int | None = None
    for sheet in sheets:
        counted = count(times_of(sheet), rules.time, work.now, paid_until)
        paid_until = counted.spans[-1][1] if counted.spans else paid_until
        of_day[sheet.business_date] += counted.paid
    this_week = [sheet for sheet in sheets if sheet.business_date >= days[0]]
    minutes = tuple(of_day[day] for day in days)
    return GridRow(
        person.id,
        person.name,
        person.role,
        minutes,
        sum(minutes),
        any(sheet.clocked_out_at is None for sheet in this_week),
        sum(sheet.clocked_out_at is not None and sheet.approval != "approved" for sheet in this_week),
        person.requests,
        person.confirmed,
        person.locked,
    )
