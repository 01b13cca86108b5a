"""Live earnings: what the running stretch and today have earned so far, with the rule behind each line.

Calculated by the pay engine itself, from the same facts as a pay run, as if the stretch ended now. Commission of sales
the platform has not settled is kept apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import col

from onyx_app.money import Money
from onyx_app.roles import Action
from onyx_app.rules import meter as rules
from onyx_app.rules import pay_slip_words as words
from onyx_app.rules import periods
from onyx_app.rules.meter import Earned, OwnSale
from onyx_app.rules.pay import Case, Plan, Plans, as_if_ended, calculate
from onyx_app.rules.periods import DAY, Period
from onyx_app.rules.worktime import minute
from onyx_app.services.pay_case import case_for
from onyx_app.services.pay_plans import plans_of
from onyx_app.tables import Agency, Creator, Timesheet
from onyx_app.work import Work

# Since the day began, and whatever else of the period no platform has settled.
_OWN_SALES = text(
    "select t.id, (t.occurred_at at time zone :zone)::date as day, t.occurred_at, t.creator_id, t.type, t.currency,"
    " t.gross, coalesce(t.net, t.gross) as net, t.state = 'settled' as settled from transactions t"
    " where t.occurred_at >= :first and (t.occurred_at >= :day or t.state = 'provisional') and t.occurred_at < :end"
    " and t.reverses_id is null and t.gross >= 0 and (t.earner = :me or (t.shared and exists ("
    "  select 1 from attributions a where (a.agency_id, a.transaction_id) = (t.agency_id, t.id)"
    "  and a.profile_id = :me and (a.method = 'shift' or not exists (select 1 from attributions s"
    "   where (s.agency_id, s.transaction_id) = (t.agency_id, t.id) and s.method = 'shift')))))"
)


@dataclass(frozen=True, slots=True)
class MeterLine:
    """One line: what it is, the sum behind it in words, its amount. `settled` None: no commission; False: say so."""

    title: str
    rule: str
    currency: str
    amount: int
    shown: str
    settled: bool | None


@dataclass(frozen=True, slots=True)
class MeterPart:
    """`totals`: hours and settled commission, per currency. `provisional`: commission that may still change."""

    lines: tuple[MeterLine, ...] = ()
    totals: tuple[tuple[str, int], ...] = ()
    provisional: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Meter:
    """`minutes`: paid minutes of the running stretch so far; `today_minutes`: of its business date, or of today.

    `no_plan`: nothing is promised for that day, so nothing can be said.
    """

    working: bool
    since: datetime | None
    minutes: int
    today_minutes: int
    no_plan: bool
    stretch: MeterPart
    today: MeterPart
    as_of: datetime


async def read(work: Work) -> Meter:
    """The asker's own meter, now. Cheap enough for an open page to ask every minute."""
    work.actor.must(Action.SEE_OWN_PAY)
    me = work.actor.person()
    agency = (await work.session.scalars(select(Agency))).one()
    sheets = await _sheets(work, me, periods.business_date(work.now, periods.zone(agency.zone)))
    running = next((one for one in sheets if one.clocked_out_at is None), None)
    day = running.business_date if running else periods.business_date(work.now, periods.zone(agency.zone))
    period, plans = await _reach(work, agency, me, day)
    since = running.clocked_in_at if running else None
    if Plans(plans).on(day) is None:
        return Meter(running is not None, since, 0, 0, True, MeterPart(), MeterPart(), work.now)
    case = await case_for(work, period, [me], provisional=True, past=False)
    case = rules.only_earnings(as_if_ended(case, minute(work.now)))
    sales = await _own_sales(work, me, period, day, agency.zone)
    of_day = frozenset(str(one.id) for one in sheets if one.business_date == day)
    of_stretch = frozenset({str(running.id)} if running else ())
    names = await _names(work)
    run = calculate(case)
    stretch = _part(work, case, of_stretch, [one for one in sales if since and one.at >= since], sales, names)
    today = _part(work, case, of_day, [one for one in sales if one.day >= day], sales, names)
    minutes, all_day = rules.paid_minutes(run, of_stretch), rules.paid_minutes(run, of_day)
    return Meter(running is not None, since, minutes, all_day, False, stretch, today, work.now)


def _part(
    work: Work,
    case: Case,
    sheets: frozenset[str],
    sales: Iterable[OwnSale],
    every: list[OwnSale],
    names: dict[str, str],
) -> MeterPart:
    language = work.actor.language
    lines = rules.part(case, sheets, sales, [one for one in every if not one.settled])
    shown = tuple(_line(one, names, language) for one in lines)
    return MeterPart(shown, rules.totals(lines, settled=True), rules.totals(lines, settled=False))


def _line(one: Earned, names: dict[str, str], language: str) -> MeterLine:
    amount = Money(one.amount, one.currency).show(language)
    title, rule = words.title(one, names, language), words.sum_of(one, language)
    return MeterLine(title, rule, one.currency, one.amount, amount, one.settled)


async def _sheets(work: Work, me: UUID, today: date) -> list[Any]:
    """Today's, and one that goes on since an earlier day."""
    query = select(Timesheet).where(
        col(Timesheet.profile_id) == me,
        col(Timesheet.current).is_(True),
        col(Timesheet.void).is_(False),
        (col(Timesheet.business_date) >= today - DAY) | col(Timesheet.clocked_out_at).is_(None),
    )
    return list(await work.session.scalars(query))


async def _reach(work: Work, agency: Agency, me: UUID, day: date) -> tuple[Period, tuple[Plan, ...]]:
    """How far the day's pay looks: the week for overtime, the pay period for brackets and the regular rate."""
    today = periods.business_date(work.now, periods.zone(agency.zone))
    week = periods.week_of(day, agency.week_start)
    paid = periods.pay_period(day, periods.Frequency(agency.pay_frequency), agency.pay_anchor)
    end = max(week.end, today + DAY)
    plans = (await plans_of(work, [me], Period(min(week.first, paid.first), end))).get(me, ())
    if any(plan.regular_rate or any(rule.brackets for rule in plan.commission) for plan in plans):
        return Period(paid.first, max(paid.end, end)), plans
    return Period(week.first, end), plans


async def _own_sales(work: Work, me: UUID, period: Period, day: date, zone: str) -> list[OwnSale]:
    window = periods.window_of(period, periods.zone(zone))
    asked = {"me": me, "zone": zone, "first": window.since, "end": window.until,
             "day": periods.day_start(day, periods.zone(zone))}  # fmt: skip
    return [
        OwnSale(str(row.id), row.day, row.occurred_at, str(row.creator_id), row.type, row.currency, row.gross, row.net,
                row.settled)
        for row in await work.session.execute(_OWN_SALES, asked)
    ]  # fmt: skip


async def _names(work: Work) -> dict[str, str]:
    return {str(row.id): row.name for row in await work.session.execute(select(col(Creator.id), col(Creator.name)))}
