"""What people did and were promised in a period."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import col

from onyx_app.rules import pay, periods
from onyx_app.rules.pay import Adjustment, Advance, Bonus, Deduction, Leave, Person, Plan, Sale, Sheet
from onyx_app.rules.periods import DAY, WEEK, Period
from onyx_app.rules.worktime import Break, Favour, LegalBreak, Rounding, minute, public_holidays
from onyx_app.services.pay_case._sales import sales_of
from onyx_app.services.pay_plans import plans_of
from onyx_app.tables import Agency, PayItem
from onyx_app.work import Work

A_WHOLE_DAY = 8 * 60
"""Minutes a day of leave is paid for when the request names none; none on the agency's weekend (docs/rules-pay.md)."""

_SHEETS = text(
    "select t.profile_id, t.id, t.sheet_id, t.business_date, t.clocked_in_at, t.clocked_out_at, t.legal_break_waived,"
    " (select jsonb_agg(jsonb_build_array(b.began_at, b.ended_at, b.paid) order by b.began_at) from breaks b"
    "  where (b.agency_id, b.timesheet_id) = (t.agency_id, t.id)) as breaks"
    " from timesheets t where t.current and not t.void and t.business_date >= :first and t.business_date < :end"
    " and (cast(:whom as uuid[]) is null or t.profile_id = any(cast(:whom as uuid[])))"
)
_LEAVE = text(
    "select l.profile_id, l.id, l.kind, l.first_day, l.last_day, l.minutes_a_day from leave_requests l"
    " where l.status = 'approved' and l.first_day < :end and l.last_day >= :first"
    " and (cast(:whom as uuid[]) is null or l.profile_id = any(cast(:whom as uuid[])))"
)
_LEFT = text("select id, left_at from profiles where status = 'left' and left_at is not null")


@dataclass(slots=True)
class Facts:
    """By person; `zone` is the agency's."""

    agency: pay.Agency
    period: Period
    plans: dict[UUID, tuple[Plan, ...]]
    sheets: dict[UUID, list[Sheet]]
    leave: dict[UUID, list[Leave]]
    items: dict[UUID, list[PayItem]]
    sales: list[Sale]

    def anybody(self) -> set[UUID]:
        """Everybody with work, leave, items or sales, and everybody whose plan pays without any of them."""
        credited = {UUID(person) for sale in self.sales for person, _ in sale.credits}
        standing = {
            who
            for who, plans in self.plans.items()
            if any(plan.base is not None or plan.guarantee is not None for plan in plans)
        }
        return credited | standing | self.sheets.keys() | self.leave.keys() | self.items.keys()


async def facts_of(
    work: Work, period: Period, whom: list[UUID] | None, *, provisional: bool = False, as_of: datetime | None = None
) -> Facts:
    """`as_of`: reversals recorded later are left out, as when a closed run is calculated again."""
    row = (await work.session.scalars(select(Agency))).one()
    agency = _agency(row, period)
    week = periods.week_of(period.first, row.week_start)
    bounds: dict[str, Any] = {"whom": whom, "first": min(week.first, period.first), "end": period.end}
    sheets: dict[UUID, list[Sheet]] = {}
    for found in await work.session.execute(_SHEETS, bounds):
        sheets.setdefault(found.profile_id, []).append(_sheet(found, work.now))
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
    """One person's facts. A bonus of a day before the period was too late for its own run: it is paid as adjustment."""
    items = facts.items.get(who, [])
    late = [item for item in items if item.kind == "bonus" and item.day < facts.period.first]
    return Person(
        str(who),
        facts.plans.get(who, ()),
        tuple(facts.sheets.get(who, ())),
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


def _sheet(row: Any, now: datetime) -> Sheet:
    """The version is the id, so that a slip says which one it paid. A break nobody ended lasts as long as the sheet."""
    until = row.clocked_out_at or max(now, row.clocked_in_at)
    breaks = tuple(
        Break(minute(_moment(began)), minute(_moment(ended) if ended else until), paid)
        for began, ended, paid in row.breaks or ()
    )
    end = minute(row.clocked_out_at) if row.clocked_out_at else None
    waived = bool(row.legal_break_waived)
    return Sheet(str(row.id), minute(row.clocked_in_at), end, breaks, not waived, row.business_date)


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)


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
