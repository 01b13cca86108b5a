"""What closed runs hand on to the next one.

Everything is derived from rows that cannot change: the lines of approved runs say what was already adjusted, clawed
back or taken over, so a reversed run gives it all back by itself.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text

from onyx_app.rules.pay import Adjustment, Carried, Clawback, OpenWeek
from onyx_app.services.pay_case._clawbacks import clawbacks_of
from onyx_app.services.pay_case._facts import Facts
from onyx_app.services.pay_case._late import late_of
from onyx_app.work import Work

Taken = dict[tuple[UUID, str, str, str], int]
"""(person, kind of line, currency, what it was for) → the sum of closed runs, as on their slips."""

_HANDED_ON = text(
    "select s.profile_id, s.run_id, s.carried, s.open_weeks, r.end_day from payslips s"
    " join payroll_runs r on (r.agency_id, r.id) = (s.agency_id, s.run_id) where r.status in ('approved', 'paid')"
    " and (s.carried <> '[]' or (r.end_day = :first and s.open_weeks <> '[]'))"
    " and (cast(:whom as uuid[]) is null or s.profile_id = any(cast(:whom as uuid[])))"
)
_TAKEN = text(
    "select l.profile_id, l.kind, l.currency, l.details->'sources'->0->>0 as subject, sum(l.amount)::bigint as amount"
    " from payslip_lines l join payroll_runs r on (r.agency_id, r.id) = (l.agency_id, l.run_id)"
    " where r.status in ('approved', 'paid') and l.kind in ('carried', 'adjustment', 'clawback')"
    " and (cast(:whom as uuid[]) is null or l.profile_id = any(cast(:whom as uuid[])))"
    " group by 1, 2, 3, 4"
)
_PAID_AND_REVERSED = text(
    "select s.profile_id, s.run_id, s.totals from payslips s"
    " join payroll_runs r on (r.agency_id, r.id) = (s.agency_id, s.run_id)"
    " where r.status = 'reversed' and r.paid_at is not null"
    " and (cast(:whom as uuid[]) is null or s.profile_id = any(cast(:whom as uuid[])))"
)


@dataclass(slots=True)
class Past:
    """By person."""

    adjustments: dict[UUID, list[Adjustment]] = field(default_factory=lambda: defaultdict(list))
    clawbacks: dict[UUID, list[Clawback]] = field(default_factory=lambda: defaultdict(list))
    carried: dict[UUID, list[Carried]] = field(default_factory=lambda: defaultdict(list))
    open_weeks: dict[UUID, list[OpenWeek]] = field(default_factory=lambda: defaultdict(list))

    def anybody(self) -> set[UUID]:
        """Who is paid or owes something; an open week alone makes no slip."""
        return self.adjustments.keys() | self.clawbacks.keys() | self.carried.keys()


async def past_of(work: Work, facts: Facts, whom: list[UUID] | None) -> Past:
    """What closed runs left open for this period."""
    past, asked = Past(), {"whom": whom, "first": facts.period.first}
    taken: Taken = {(r.profile_id, r.kind, r.currency, r.subject): r.amount
                    for r in await work.session.execute(_TAKEN, asked)}  # fmt: skip
    over = {(who, subject) for who, kind, _, subject in taken if kind == "carried"}
    for row in await work.session.execute(_HANDED_ON, asked):
        if (row.profile_id, str(row.run_id)) not in over:
            past.carried[row.profile_id] += [Carried(str(row.run_id), code, amount) for code, amount in row.carried]
        if row.end_day == facts.period.first:
            past.open_weeks[row.profile_id] += [_open_week(each) for each in row.open_weeks]
    for row in await work.session.execute(_PAID_AND_REVERSED, asked):
        for code, amount in row.totals:
            _settle(past, taken, row.profile_id, f"reversed:{row.run_id}:{code}", "reversed", code, -amount)
    for late in await late_of(work, facts.period, whom, _adjusted(taken)):
        _settle(past, taken, late.person, late.about, late.reason, late.currency, late.amount)
    for who, claw in await clawbacks_of(work, facts.agency.zone, whom, taken):
        past.clawbacks[who].append(claw)
    past.carried = {who: found for who, found in past.carried.items() if found}
    return past


def _settle(past: Past, taken: Taken, who: UUID, about: str, reason: str, currency: str, due: int) -> None:
    """An adjustment of what is due beyond what closed runs have already given."""
    left = due - taken.get((who, "adjustment", currency, about), 0)
    if left:
        past.adjustments[who].append(Adjustment(about, reason, currency, left))


def _adjusted(taken: Taken) -> set[tuple[UUID, str, str]]:
    return {(who, currency, subject) for who, kind, currency, subject in taken if kind == "adjustment"}


def _open_week(written: Any) -> OpenWeek:
    first, currency, amount = written
    return OpenWeek(date.fromisoformat(first), currency, amount)
