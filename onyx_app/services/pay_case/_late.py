"""Late facts of closed periods: timesheets, leave and sales that a run could not know when it was calculated.

The run is calculated again with what is known now; the plans stay those it was calculated with, because a changed plan
never rewrites a closed period. Sales that were paid and reversed since are left as they were: they are clawed back by
themselves. What the run paid nobody for counts with what is left of it.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import col

from onyx_app.rules import pay
from onyx_app.rules.pay import (
    WHOLE,
    CaseWriter,
    Kind,
    Line,
    Person,
    Slip,
    Unit,
    calculate,
    case_of,
    late_adjustments,
    read_case,
)
from onyx_app.rules.periods import Period
from onyx_app.services.pay_case._facts import Facts, facts_of, person_of
from onyx_app.services.pay_case._sales import Sold, sales_of
from onyx_app.services.pay_case._stored import stored_cases
from onyx_app.tables import Agency
from onyx_app.work import Work

# Runs of the last month are always looked at: a sale settled in place leaves no later date behind. The hour is for
# transactions that were already under way when the run was calculated.
_AFFECTED = text("""
    select r.id, r.first_day, r.end_day, r.calculated_at from payroll_runs r
    where r.status in ('approved', 'paid') and r.end_day <= :first and (r.end_day > cast(:first as date) - 31
      or exists (select 1 from timesheets t where t.agency_id = r.agency_id
          and t.business_date >= r.first_day - 7 and t.business_date < r.end_day
          and greatest(t.created_at, t.clocked_out_at) > r.calculated_at - interval '1 hour')
      or exists (select 1 from leave_requests l where l.agency_id = r.agency_id and l.first_day < r.end_day
          and l.last_day >= r.first_day and l.decided_at > r.calculated_at - interval '1 hour')
      or exists (select 1 from transactions t left join attributions a
          on (a.agency_id, a.transaction_id) = (t.agency_id, t.id)
          where t.agency_id = r.agency_id and t.reverses_id is null
          and t.occurred_at >= r.first_day::timestamp at time zone :zone
          and t.occurred_at < r.end_day::timestamp at time zone :zone
          and greatest(t.recorded_at, a.decided_at) > r.calculated_at - interval '1 hour')
      or exists (select 1 from jsonb_array_elements(r.attention) named join pay_plans p
          on p.agency_id = r.agency_id and p.profile_id::text = named->>'person'
          where named->>'concern' = 'no_plan' and p.created_at > r.calculated_at and p.since < r.end_day))
    order by r.first_day""")
_PAID = text(
    "select run_id, profile_id, kind, currency, sum(amount)::bigint as amount from payslip_lines"
    " where run_id = any(:runs) group by 1, 2, 3, 4"
)


@dataclass(frozen=True, slots=True)
class Late:
    """What a closed run would have paid more or less in all; `about` is run:kind:currency."""

    person: UUID
    about: str
    reason: str
    currency: str
    amount: int


async def late_of(
    work: Work, period: Period, whom: list[UUID] | None, adjusted: set[tuple[UUID, str, str]]
) -> list[Late]:
    """Differences of every closed run that something came late for, and zero where an `adjusted` one is gone."""
    zone = await work.session.scalar(select(col(Agency.zone)))
    runs = (await work.session.execute(_AFFECTED, {"first": period.first, "zone": zone})).all()
    if not runs:
        return []
    paid = await _paid(work, [run.id for run in runs])
    found: list[Late] = []
    for run in runs:
        found += await _late(work, run, whom, paid[run.id], adjusted)
    return found


async def _paid(work: Work, runs: list[UUID]) -> dict[UUID, dict[str, list[Line]]]:
    paid: dict[UUID, dict[str, list[Line]]] = defaultdict(lambda: defaultdict(list))
    for row in await work.session.execute(_PAID, {"runs": runs}):
        line = Line(Kind(row.kind), row.currency, row.amount, 1, Unit.ONCE, row.amount, WHOLE, 1)
        paid[row.run_id][str(row.profile_id)].append(line)
    return paid


async def _late(
    work: Work, run: Any, whom: list[UUID] | None, paid: dict[str, list[Line]], adjusted: set[tuple[UUID, str, str]]
) -> list[Late]:
    facts = await facts_of(work, Period(run.first_day, run.end_day), whom, as_of=run.calculated_at)
    found: dict[tuple[UUID, str, str], Late] = {}
    async for who, again in _again(work, run.id, facts, whom):
        before = Slip(str(who), tuple(paid.get(str(who), ())), ())
        for each in late_adjustments(before, again, str(run.id)):
            late = Late(who, each.id, f"late.{each.reason}", each.currency, each.amount)
            found[who, each.currency, each.id] = late
    for who, currency, about in adjusted:
        if about.startswith(f"{run.id}:") and (who, currency, about) not in found:
            found[who, currency, about] = Late(who, about, f"late.{about.split(':')[1]}", currency, 0)
    return list(found.values())


async def _again(work: Work, run_id: UUID, facts: Facts, whom: list[UUID] | None) -> AsyncIterator[tuple[UUID, Slip]]:
    """The slips of everybody about whom something else is known now than when the run was calculated."""
    waiting = facts.anybody() if whom is None else set(whom)
    agency = facts.agency
    async for stored in stored_cases(work, run_id, whom):
        cases = [(case_of(each.written), each.written) for each in stored]
        sold = facts.sales | await _sold_without_plan(work, facts, [who for then, _ in cases for who in then.people])
        for then, written in cases:
            agency = then.agency
            for person in then.people:
                waiting.discard(UUID(person.id))
                known = _known_now(person, facts, agency, sold)
                if known != written:
                    yield UUID(person.id), calculate(read_case(known)).slips[0]
    for who in sorted(waiting):
        now = person_of(facts, who)
        known = _known_now(Person(now.id, now.plans), facts, agency, facts.sales)
        yield who, calculate(read_case(known)).slips[0]


async def _sold_without_plan(work: Work, facts: Facts, people: Sequence[Person]) -> dict[UUID | None, Sold]:
    """Sales of those who had no plan then and have one now: nothing was paid for them, so nothing is clawed back."""
    whom = [UUID(each.id) for each in people if not each.plans and facts.plans.get(UUID(each.id))]
    if not whom:
        return {}
    return await sales_of(work, facts.period, facts.agency.zone, whom, provisional=False, as_of=None)


def _known_now(then: Person, facts: Facts, agency: pay.Agency, sales: Mapping[UUID | None, Sold]) -> str:
    """The closed run's case with the work, leave and sales known today; its settings and plans stay.

    Who had no plan then is paid by the one they have now: its absence was named, and has been put right.
    """
    who = UUID(then.id)
    now, sold = person_of(facts, who), sales.get(who, Sold())
    person = replace(then, plans=then.plans or now.plans, sheets=(), leave=now.leave)
    return CaseWriter(agency, facts.period).write(person, facts.sheets.get(who, ""), sold.sales, sold.others)
