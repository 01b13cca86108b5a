"""Sales of closed runs that were reversed since: the commission once paid for them, taken back to the cent."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text

from onyx_app.rules.pay import Basis, Case, Clawback, CommissionRule, Sale, case_of
from onyx_app.rules.pay.settling import clawed_back
from onyx_app.services.pay_case._sales import group_id
from onyx_app.services.pay_case._stored import stored_cases
from onyx_app.work import Work

# A sale that was nobody's when the run was calculated was paid to nobody: it is a late fact, with what is left of it.
_REVERSED = text("""
    select r.id as run_id, t.id, t.creator_id, t.type, t.currency, (t.occurred_at at time zone :zone)::date as day,
           t.gross, t.net, -sum(v.gross)::bigint as back_gross, -sum(v.net)::bigint as back_net
    from transactions v
    join transactions t on (t.agency_id, t.id) = (v.agency_id, v.reverses_id)
    join payroll_runs r on r.agency_id = t.agency_id and r.status in ('approved', 'paid')
     and daterange(r.first_day, r.end_day) @> (t.occurred_at at time zone :zone)::date
    where v.reverses_id is not null and v.state = 'settled' and t.state = 'settled'
      and v.recorded_at > r.calculated_at and t.recorded_at <= r.calculated_at
      and not exists (select 1 from attributions d where (d.agency_id, d.transaction_id) = (t.agency_id, t.id)
                      and d.decided_at > r.calculated_at)
    group by 1, 2, 3, 4, 5, 6, 7, 8""")
_COMMISSION = text("""
    select l.run_id, l.profile_id, l.currency, l.details->'plans'->>0 as plan, l.details->>'rule' as rule,
           s->>0 as sale, sum(cast(s->>1 as bigint))::bigint as amount
    from payslip_lines l, jsonb_array_elements(l.details->'sources') s
    where l.kind = 'commission' and l.run_id = any(:runs) and s->>0 = any(:sales)
      and (cast(:whom as uuid[]) is null or l.profile_id = any(cast(:whom as uuid[])))
    group by 1, 2, 3, 4, 5, 6""")
_CREDITED = text(
    "select transaction_id, profile_id from attributions where transaction_id = any(:sales) and profile_id is not null"
)


class Paid(NamedTuple):
    """Commission one person was paid for a sale, or for a group of alike ones."""

    run: UUID
    person: UUID
    currency: str
    sale: Sale
    rule: CommissionRule
    amount: int


async def clawbacks_of(
    work: Work, zone: str, whom: list[UUID] | None, taken: dict[tuple[UUID, str, str, str], int]
) -> list[tuple[UUID, Clawback]]:
    """(person, clawback) for everything reversed since its run, less what closed runs took back already."""
    reversals = (await work.session.execute(_REVERSED, {"zone": zone})).all()
    if not reversals:
        return []
    runs = list({row.run_id for row in reversals})
    credited: dict[UUID, list[UUID]] = defaultdict(list)
    for sale, person in await work.session.execute(_CREDITED, {"sales": [row.id for row in reversals]}):
        credited[sale].append(person)
    sales = {name for row in reversals for name in (str(row.id), *_groups(row, credited[row.id]))}
    asked = {"runs": runs, "sales": list(sales), "whom": whom}
    paid = await _paid_by_sale(work, (await work.session.execute(_COMMISSION, asked)).all())
    found = _clawbacks(reversals, paid, credited)
    return [(who, claw) for who, claw in (_less(each, taken) for each in found) if clawed_back(claw)]


async def _paid_by_sale(work: Work, shares: Sequence[Any]) -> dict[tuple[UUID, str], list[Paid]]:
    """(run, sale or group) → who was paid what for it; the parts of several brackets added up."""
    paid: dict[tuple[UUID, str], list[Paid]] = defaultdict(list)
    people: dict[UUID, set[UUID]] = defaultdict(set)
    for row in shares:
        people[row.run_id].add(row.profile_id)
    for run, whom in people.items():
        async for stored in stored_cases(work, run, sorted(whom)):
            cases = {each.person: case_of(each.written) for each in stored}
            for row in shares:
                if row.run_id == run and row.profile_id in cases:
                    sale, rule = _then(cases[row.profile_id], row)
                    one = Paid(run, row.profile_id, row.currency, sale, rule, row.amount)
                    paid[run, row.sale].append(one)
    return paid


def _then(case: Case, row: Any) -> tuple[Sale, CommissionRule]:
    """The sale and the rule that earned a share of it, as the run knew them."""
    sale = next(each for each in case.sales if each.id == row.sale)
    plans = (plan for person in case.people for plan in person.plans if plan.id == row.plan)
    return sale, next(rule for plan in plans for rule in plan.commission if rule.id == row.rule)


def _clawbacks(
    reversals: Iterable[Any], paid: dict[tuple[UUID, str], list[Paid]], credited: dict[UUID, list[UUID]]
) -> list[tuple[UUID, Clawback]]:
    """A group is clawed back as one, so that its sales together give back exactly its commission."""
    single: list[tuple[UUID, Clawback]] = []
    shared: dict[tuple[UUID, str, UUID], tuple[Paid, int]] = {}
    for row in reversals:
        for one in _paid_for(row, paid, credited[row.id]):
            gross = one.rule.basis is Basis.GROSS
            back = row.back_gross if gross else row.back_net
            if one.rule.fixed is not None and one.sale.count > 1:
                basis = row.gross if gross else row.net
                single.append(_one(one, str(row.id), one.amount // one.sale.count, basis, back))
            else:
                key = (one.run, one.sale.id, one.person)
                shared[key] = (one, back + (shared[key][1] if key in shared else 0))
    whole = [_one(one, one.sale.id, one.amount, _basis(one), back) for one, back in shared.values()]
    return [(who, claw) for who, claw in (*single, *whole) if claw.basis > 0]


def _paid_for(row: Any, paid: dict[tuple[UUID, str], list[Paid]], credited: list[UUID]) -> list[Paid]:
    by_itself = paid.get((row.run_id, str(row.id)))
    if by_itself:
        return by_itself
    return [one for group in _groups(row, credited) for one in paid.get((row.run_id, group), ())]


def _groups(row: Any, credited: list[UUID]) -> list[str]:
    return [group_id(row.day, row.creator_id, row.type, row.currency, person) for person in credited]


def _basis(one: Paid) -> int:
    sale = one.sale
    return sale.gross - sale.reversed_gross if one.rule.basis is Basis.GROSS else sale.net - sale.reversed_net


def _one(one: Paid, sale: str, amount: int, basis: int, back: int) -> tuple[UUID, Clawback]:
    fixed = one.rule.fixed is not None
    return one.person, Clawback(f"{one.run}:{sale}", sale, one.currency, amount, basis, back, whole_only=fixed)


def _less(found: tuple[UUID, Clawback], taken: dict[tuple[UUID, str, str, str], int]) -> tuple[UUID, Clawback]:
    who, claw = found
    already = -taken.get((who, "clawback", claw.currency, claw.id), 0)
    return who, Clawback(
        claw.id, claw.sale, claw.currency, claw.paid, claw.basis, claw.reversed, already, claw.whole_only
    )
