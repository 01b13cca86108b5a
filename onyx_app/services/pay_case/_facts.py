"""What people did and were promised in a period."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import col

from onyx_app.rules import pay, periods
from onyx_app.rules.pay import Adjustment, Advance, Bonus, Deduction, Leave, Person, Plan
from onyx_app.rules.periods import DAY, WEEK, Period
from onyx_app.rules.worktime import Favour, LegalBreak, Rounding, public_holidays
from onyx_app.services.pay_case._reading import for_everybody, streamed
from onyx_app.services.pay_case._sales import Sold, sales_of
from onyx_app.services.pay_plans import plans_of
from onyx_app.tables import Agency, PayItem
from onyx_app.work import Work

A_WHOLE_DAY = 8 * 60
"""Minutes a day of leave is paid for when the request names none; none on the agency's weekend (docs/rules-pay.md)."""

_MINUTE = "to_char({} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI\"Z\"')"
# As JSON in the canonical form of a case. The version is the id, so that a slip says which one it paid. A break nobody
# ended lasts as long as the timesheet. Breaks are found by time: their overlap index is slow to search by timesheet.
_SHEETS = f"""
    with sheet as materialized (
        select t.profile_id, t.id, t.clocked_in_at as began, t.clocked_out_at as ended, t.legal_break_waived as waived,
               t.business_date as day, coalesce(t.clocked_out_at, greatest(%(now)s, t.clocked_in_at)) as until
        from timesheets t
        where t.current and not t.void and t.business_date >= %(first)s and t.business_date < %(end)s
          and (%(whom)s::uuid[] is null or t.profile_id = any(%(whom)s::uuid[]))
    ), rest as (
        select s.id, string_agg('{{"start":"' || {_MINUTE.format("b.began_at")} || '","end":"'
               || {_MINUTE.format("coalesce(b.ended_at, s.until)")} || '"'
               || case when b.paid then ',"paid":true' else '' end || '}}', ',' order by b.began_at) as breaks
        from breaks b join sheet s on s.id = b.timesheet_id
        where b.began_at >= %(first)s::date - 2 and b.began_at < %(end)s::date + 3
          and (%(whom)s::uuid[] is null or b.profile_id = any(%(whom)s::uuid[]))
        group by s.id
    )
    select profile_id, string_agg('{{"id":"' || id || '","start":"' || {_MINUTE.format("began")} || '"'
           || coalesce(',"end":"' || {_MINUTE.format("ended")} || '"', '')
           || coalesce(',"breaks":[' || breaks || ']', '')
           || case when waived <> '' then ',"legal_break":false' else '' end
           || ',"day":"' || to_char(day, 'YYYY-MM-DD') || '"}}', ','
           order by date_trunc('minute', began), id::text collate "C")
    from sheet left join rest using (id) group by profile_id"""  # noqa: S608
_LEAVE = text(
    "select l.profile_id, l.id, l.kind, l.first_day, l.last_day, l.minutes_a_day from leave_requests l"
    " where l.status = 'approved' and l.first_day < :end and l.last_day >= :first"
    " and (cast(:whom as uuid[]) is null or l.profile_id = any(cast(:whom as uuid[])))"
)
_LEFT = text("select id, left_at from profiles where status = 'left' and left_at is not null")


@dataclass(slots=True)
class Facts:
    """By person; timesheets and sales as JSON, the rest as the engine takes it."""

    agency: pay.Agency
    period: Period
    plans: dict[UUID, tuple[Plan, ...]]
    sheets: dict[UUID, str]
    leave: dict[UUID, list[Leave]]
    items: dict[UUID, list[PayItem]]
    sales: dict[UUID | None, Sold]

    def anybody(self) -> set[UUID]:
        """Everybody with work, leave, items or sales, and everybody whose plan pays without any of them."""
        credited = {person for person in self.sales if person is not None}
        standing = {
            who
            for who, plans in self.plans.items()
            if any(plan.base is not None or plan.guarantee is not None for plan in plans)
        }
        return credited | standing | self.sheets.keys() | self.leave.keys() | self.items.keys()


async def facts_of(
    work: Work, period: Period, whom: list[UUID] | None, *, provisional: bool = False, as_of: datetime | None = None
) -> Facts:
    """`as_of`: a closed run is calculated again, see `sales_of`."""
    row = (await work.session.scalars(select(Agency))).one()
    agency = _agency(row, period)
    week = periods.week_of(period.first, row.week_start)
    bounds: dict[str, Any] = {"whom": whom, "first": min(week.first, period.first), "end": period.end}
    if whom is None:
        await for_everybody(work, row_by_row=False)
    sheets = {who: written async for who, written in streamed(work, _SHEETS, bounds | {"now": work.now})}
    leave: dict[UUID, list[Leave]] = {}
    for found in await work.session.execute(_LEAVE, bounds | {"first": period.first}):
        leave.setdefault(found.profile_id, []).extend(_leave(found, period, row.weekend_days))
    return Facts(
        agency,
        period,
        await _plans(work, whom, period, row.zone),
        sheets,
        {who: days for who, days in leave.items() if days},
        await _items(work, whom, period),
        await sales_of(work, period, row.zone, whom, provisional=provisional, as_of=as_of),
    )


def person_of(facts: Facts, who: UUID) -> Person:
    """One person's facts but timesheets and sales.

    A bonus of a day before the period was too late for its own run: it is paid as an adjustment.
    """
    items = facts.items.get(who, [])
    late = [item for item in items if item.kind == "bonus" and item.day < facts.period.first]
    return Person(
        str(who),
        facts.plans.get(who, ()),
        (),
        tuple(facts.leave.get(who, ())),
        tuple(
            Bonus(str(item.id), item.reason, item.day, item.currency, item.amount or 0, item.promised)
            for item in _of(items, "bonus")
            if item not in late
        ),
        tuple(
            Adjustment(str(item.id), item.reason, item.currency, item.amount or 0)
            for item in (*_of(items, "adjustment"), *late)
        ),
        tuple(
            Deduction(str(item.id), item.reason, item.currency, item.amount, item.percent)
            for item in _of(items, "deduction")
        ),
        tuple(
            Advance(str(item.id), item.currency, item.amount or 0, item.instalment or 0, item.repaid)
            for item in _of(items, "advance")
        ),
    )


def _of(items: Iterable[PayItem], kind: str) -> list[PayItem]:
    return [item for item in items if item.kind == kind]


def _agency(row: Agency, period: Period) -> pay.Agency:
    around = Period(period.first - WEEK, period.end + WEEK)
    holidays = public_holidays(row.country, row.region or None, around) if row.country else frozenset()
    return pay.Agency(
        row.zone,
        row.week_start,
        (row.night_from, row.night_until),
        tuple(sorted(row.weekend_days)),
        tuple(sorted(holidays)),
        Rounding(row.rounding_minutes, Favour(row.rounding_favour)),  # type: ignore[arg-type]
        tuple(LegalBreak(each["after"], each["minutes"]) for each in row.legal_breaks),
    )


def _leave(row: Any, period: Period, weekend: list[int]) -> list[Leave]:
    days = Period(row.first_day, row.last_day + DAY).overlap(period)
    return [_leave_day(row, days.first + timedelta(days=at), weekend) for at in range(days.days)]


def _leave_day(row: Any, day: date, weekend: list[int]) -> Leave:
    usual = 0 if day.weekday() in weekend else A_WHOLE_DAY
    whole = row.minutes_a_day is None
    return Leave(f"{row.id}:{day}", row.kind, day, usual if whole else row.minutes_a_day, whole)


async def _plans(work: Work, whom: list[UUID] | None, period: Period, zone: str) -> dict[UUID, tuple[Plan, ...]]:
    """Plans end with the day somebody left, so that a salary does not go on."""
    plans = await plans_of(work, whom, Period(period.first - WEEK, period.end))
    for who, left_at in await work.session.execute(_LEFT):
        if who in plans:
            gone = periods.business_date(left_at, periods.zone(zone)) + DAY
            plans[who] = tuple(
                replace(plan, until=min(plan.until or gone, gone)) for plan in plans[who] if plan.since < gone
            )
    return plans


async def _items(work: Work, whom: list[UUID] | None, period: Period) -> dict[UUID, list[PayItem]]:
    query = select(PayItem).where(
        col(PayItem.run_id).is_(None), col(PayItem.cancelled_at).is_(None), col(PayItem.day) < period.end
    )
    if whom is not None:
        query = query.where(col(PayItem.profile_id).in_(whom))
    items: dict[UUID, list[PayItem]] = {}
    for item in await work.session.scalars(query.order_by(col(PayItem.id))):
        items.setdefault(item.profile_id, []).append(item)
    return items
