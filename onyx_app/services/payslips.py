"""What stands behind a line of a payslip: the stretches of work, the sales, the versions of the plan."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import col

from onyx_app.errors import NotFound
from onyx_app.roles import Action, Scope
from onyx_app.tables import Agency, PayPlan, Payslip, PayslipLine, Timesheet
from onyx_app.work import Work

# A group is named day:creator:type:currency:person. What came, or found its person, after the slip was calculated is
# not behind it, and a sale that stands by itself on the slip is in no group.
_FOUND = """
    with asked as (
        select source, cast(split_part(source, ':', 1) as date) as day,
               cast(split_part(source, ':', 2) as uuid) as creator,
               split_part(source, ':', 3) as type, split_part(source, ':', 4) as currency,
               split_part(source, ':', 5) as person
        from unnest(cast(:groups as text[])) source
    ), found as (
        select asked.source, t.* from asked join transactions t
          on t.occurred_at >= asked.day::timestamp at time zone :zone
         and t.occurred_at < (asked.day + 1)::timestamp at time zone :zone
         and t.creator_id = asked.creator and t.type = asked.type and t.currency = asked.currency
        where t.gross >= 0 and t.reverses_id is null and t.id <> all(cast(:alone as uuid[]))
          and (select array_agg(distinct a.profile_id::text) from attributions a
               where (a.agency_id, a.transaction_id) = (t.agency_id, t.id) and a.profile_id is not null)
              = array[asked.person]
          and not exists (select 1 from attributions a where (a.agency_id, a.transaction_id) = (t.agency_id, t.id)
                          and a.decided_at > :known)
        union all
        select t.id::text, t.* from transactions t where t.id = any(cast(:singles as uuid[]))
    )"""
_SALES = text(f"""{_FOUND}
    select f.source, f.id, f.occurred_at, c.name, f.type, f.currency, f.gross, f.net
    from found f join creators c on (c.agency_id, c.id) = (f.agency_id, f.creator_id)
    where f.state = 'settled' and f.recorded_at <= :known order by f.occurred_at, f.id limit 2000""")  # noqa: S608
# What is left of a sale is what its commission was calculated from: refunds the slip knew of are taken off.
_GROUPED = text(f"""{_FOUND}
    select f.source, min((f.occurred_at at time zone :zone)::date) as day, f.creator_id, f.type, f.currency,
           count(*)::int as count, sum(f.gross)::bigint as gross, sum(coalesce(f.net, f.gross))::bigint as net,
           coalesce(sum(v.back), 0)::bigint as back,
           max((select count(distinct a.profile_id) from attributions a
                where (a.agency_id, a.transaction_id) = (f.agency_id, f.id)))::int as people
    from found f left join lateral (
        select -sum(r.net) as back from transactions r
        where r.agency_id = f.agency_id and r.reverses_id = f.id and r.state = 'settled' and r.recorded_at <= :known
    ) v on true
    where f.state = 'settled' and f.recorded_at <= :known
    group by f.source, f.creator_id, f.type, f.currency order by day, f.creator_id, f.type, f.source""")  # noqa: S608


@dataclass(frozen=True, slots=True)
class WorkBehind:
    """A timesheet, in the version that was paid; `minutes` of it are on the line."""

    timesheet_id: UUID
    day: date
    since: datetime
    until: datetime | None
    minutes: int


@dataclass(frozen=True, slots=True)
class SaleBehind:
    """One sale, minor units. `source` is its own id or its group's, as in `BehindLine.shares`."""

    source: str
    sale_id: UUID
    at: datetime
    creator: str
    income: str
    currency: str
    gross: int
    net: int


@dataclass(frozen=True, slots=True)
class SalesBehind:
    """A sale, or a group of alike ones, added up; `back` of `net` had been refunded when the slip was calculated.

    `people` share it.
    """

    source: str
    day: date
    creator_id: UUID
    income: str
    currency: str
    count: int
    gross: int
    net: int
    back: int
    people: int


@dataclass(frozen=True, slots=True)
class PlanBehind:
    """The version of the plan; `rule` is the commission rule of it that made the line, or None."""

    plan_id: UUID
    since: date
    currency: str
    terms: dict[str, Any]
    rule: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class BehindLine:
    """Everything a line was calculated from. `shares`: (source, minor units) of its sales or groups of alike ones.

    `details` is the line's own, as in docs/pay-calc.md; `known` is when the slip was calculated, for `person`.
    """

    work: tuple[WorkBehind, ...]
    sales: tuple[SaleBehind, ...]
    shares: tuple[tuple[str, int], ...]
    plans: tuple[PlanBehind, ...]
    person: UUID
    known: datetime
    kind: str
    currency: str
    quantity: int
    per: int
    details: dict[str, Any]


async def behind(work: Work, *, slip_id: UUID, position: int) -> BehindLine:
    """Open a line: whoever prepares pay any, everybody their own once the run is approved.

    Raises:
        NotFound: unknown, somebody else's, or still a draft.
    """
    slip, lines = await _slip(work, slip_id)
    line = next((one for one in lines if one.position == position), None)
    if line is None:
        raise NotFound
    details: dict[str, Any] = line.details
    sources = tuple((str(source), int(share)) for source, share in details.get("sources", ()))
    sold = sources if details.get("source") == "sale" else ()
    return BehindLine(
        await _work(work, dict(sources)) if details.get("source") == "timesheet" else (),
        await _sales(work, slip, lines, [source for source, _ in sold]) if sold else (),
        sold,
        await _plans(work, details),
        slip.profile_id,
        slip.created_at,
        line.kind,
        line.currency,
        line.quantity,
        line.per,
        details,
    )


async def sales_behind(work: Work, *, slip_id: UUID) -> dict[str, SalesBehind]:
    """Everything sold behind a slip, by source, in the order of the days; a group of alike sales is one.

    Raises:
        NotFound: unknown, somebody else's, or still a draft.
    """
    slip, lines = await _slip(work, slip_id)
    sources = {str(source) for line in lines for source, _ in _sold(line)}
    if not sources:
        return {}
    rows = await work.session.execute(_GROUPED, await _asked(work, slip, lines, sorted(sources)))
    return {row.source: SalesBehind(*row) for row in rows}


async def _slip(work: Work, slip_id: UUID) -> tuple[Payslip, list[PayslipLine]]:
    everybodys = work.actor.may(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    if not everybodys:
        work.actor.must(Action.SEE_OWN_PAY)
    slip = (await work.session.scalars(select(Payslip).where(col(Payslip.id) == slip_id))).one_or_none()
    if slip is None or not (everybodys or (slip.profile_id == work.actor.person() and slip.number is not None)):
        raise NotFound
    query = select(PayslipLine).where(col(PayslipLine.slip_id) == slip_id).order_by(col(PayslipLine.position))
    return slip, list(await work.session.scalars(query))


async def _work(work: Work, minutes: dict[str, int]) -> tuple[WorkBehind, ...]:
    query = select(Timesheet).where(col(Timesheet.id).in_([UUID(each) for each in minutes]))
    rows = await work.session.scalars(query.order_by(col(Timesheet.clocked_in_at)))
    return tuple(
        WorkBehind(row.id, row.business_date, row.clocked_in_at, row.clocked_out_at, minutes[str(row.id)])
        for row in rows
    )


async def _sales(work: Work, slip: Payslip, lines: list[PayslipLine], sources: list[str]) -> tuple[SaleBehind, ...]:
    rows = await work.session.execute(_SALES, await _asked(work, slip, lines, sources))
    return tuple(SaleBehind(*row) for row in rows)


def _sold(line: PayslipLine) -> list[Any]:
    details: dict[str, Any] = line.details
    return list(details["sources"]) if details.get("source") == "sale" else []


async def _asked(work: Work, slip: Payslip, lines: list[PayslipLine], sources: list[str]) -> dict[str, Any]:
    every = [str(source) for line in lines for source, _ in _sold(line)]
    return {
        "groups": [source for source in sources if ":" in source],
        "singles": [UUID(source) for source in sources if ":" not in source],
        "alone": [UUID(source) for source in every if ":" not in source],
        "zone": await work.session.scalar(select(col(Agency.zone))),
        "known": slip.created_at,
    }


async def _plans(work: Work, details: dict[str, Any]) -> tuple[PlanBehind, ...]:
    named = [UUID(each) for each in details.get("plans", ())]
    rows = await work.session.scalars(select(PayPlan).where(col(PayPlan.id).in_(named)).order_by(col(PayPlan.since)))
    return tuple(_plan(row, details.get("rule", "")) for row in rows)


def _plan(row: PayPlan, rule: str) -> PlanBehind:
    terms: dict[str, Any] = row.terms
    made_it = next((each for each in terms.get("commission", ()) if each["id"] == rule), None)
    return PlanBehind(row.id, row.since, row.currency, terms, made_it)
