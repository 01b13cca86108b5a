"""What a planned week will cost in hourly pay: a forecast, by the same engine that pays it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import col

from onyx_app.roles import Action, Scope
from onyx_app.rules import periods
from onyx_app.rules.pay import Case, Concern, Kind, Person, Run, Sheet, calculate
from onyx_app.rules.periods import Window
from onyx_app.rules.shifts import real_minutes
from onyx_app.rules.worktime import minute
from onyx_app.services.pay_case import case_for
from onyx_app.tables import Agency
from onyx_app.work import Work

_HOURLY = (Kind.HOURS, Kind.DAILY_OVERTIME, Kind.WEEKLY_OVERTIME, Kind.NIGHT, Kind.WEEKEND, Kind.HOLIDAY)
_PLANNED = text(
    "select s.id, s.profile_id, p.name, s.starts_at, s.ends_at from shifts s"
    " left join profiles p on (p.agency_id, p.id) = (s.agency_id, s.profile_id)"
    " where s.status not in ('cancelled', 'missed') and s.starts_at >= :since and s.starts_at < :until"
    " order by p.name, s.starts_at, s.id"
)


@dataclass(frozen=True, slots=True)
class CostTotal:
    """Minor units of one currency."""

    currency: str
    amount: int


@dataclass(frozen=True, slots=True)
class CostLine:
    """One person's planned week in one currency: minor units by kind of line."""

    profile_id: UUID
    name: str
    minutes: int
    currency: str
    amount: int
    lines: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Hourly pay of a week with its overtime and premiums. Base, commission, guarantee and leave are not in it.

    `without_rate` names people who are planned and have no hourly rate; `open_minutes` are nobody's yet.
    """

    first: date
    end: date
    totals: tuple[CostTotal, ...]
    people: tuple[CostLine, ...]
    without_rate: tuple[str, ...]
    open_minutes: int


async def forecast(work: Work, *, day: date | None = None) -> Forecast:
    """What the agency's week around a day will cost, drafts included, as if everybody works exactly as planned.

    Raises:
        NotAllowed: rates are for owners and admins.
    """
    work.actor.must(Action.SEE_RATES, at_least=Scope.AGENCY)
    agency = (await work.session.execute(select(col(Agency.zone), col(Agency.week_start)))).one()
    in_zone = periods.zone(agency.zone)
    week = periods.week_of(day or periods.business_date(work.now, in_zone), agency.week_start)
    window = periods.window_of(week, in_zone)
    rows = (await work.session.execute(_PLANNED, {"since": window.since, "until": window.until})).all()
    theirs: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        if row.profile_id is not None:
            theirs[row.profile_id].append(row)
    run = calculate(_as_planned(await case_for(work, week, list(theirs), past=False), theirs))
    lines = _lines(run, theirs)
    open_minutes = sum(_minutes([row]) for row in rows if row.profile_id is None)
    return Forecast(week.first, week.end, _totals(lines), lines, _without_rate(run, theirs), open_minutes)


def _as_planned(case: Case, theirs: dict[UUID, list[Any]]) -> Case:
    """The week's facts are the plan and nothing else, and of each plan only what an hour earns."""
    people = tuple(_planned(person, theirs[UUID(person.id)]) for person in case.people)
    return replace(case, people=people, sales=(), elsewhere=())


def _planned(person: Person, rows: Iterable[Any]) -> Person:
    sheets = tuple(Sheet(str(row.id), minute(row.starts_at), minute(row.ends_at)) for row in rows)
    plans = tuple(
        replace(plan, base=None, guarantee=None, commission=(), leave=(), regular_rate=False) for plan in person.plans
    )
    return Person(person.id, plans, sheets)


def _lines(run: Run, theirs: dict[UUID, list[Any]]) -> tuple[CostLine, ...]:
    found = []
    for slip in run.slips:
        rows = theirs[UUID(slip.person)]
        by_currency: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for line in slip.lines:
            if line.kind in _HOURLY:
                by_currency[line.currency][line.kind.value] += line.amount
        found += [
            CostLine(rows[0].profile_id, rows[0].name, _minutes(rows), code, sum(kinds.values()), tuple(kinds.items()))
            for code, kinds in sorted(by_currency.items())
        ]
    return tuple(sorted(found, key=lambda line: (line.name, str(line.profile_id), line.currency)))


def _totals(lines: Iterable[CostLine]) -> tuple[CostTotal, ...]:
    totals: dict[str, int] = defaultdict(int)
    for line in lines:
        totals[line.currency] += line.amount
    return tuple(CostTotal(code, amount) for code, amount in sorted(totals.items()))


def _minutes(rows: Iterable[Any]) -> int:
    return sum(real_minutes(Window(row.starts_at, row.ends_at)) for row in rows)


def _without_rate(run: Run, theirs: dict[UUID, list[Any]]) -> tuple[str, ...]:
    unpaid = {each.person for each in run.attention if each.concern in (Concern.NO_PLAN, Concern.MISSING_RATE)}
    return tuple(sorted(rows[0].name for who, rows in theirs.items() if str(who) in unpaid))
