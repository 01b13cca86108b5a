"""Runs and slips as people read them: those who prepare pay read all, everybody their own once it is approved."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import col

from onyx_app.errors import NotFound
from onyx_app.roles import Action, Scope
from onyx_app.services.payroll._steps import COLUMNS, RunCard, card
from onyx_app.tables import PayrollRun, PayslipLine
from onyx_app.work import Work

SLIPS = text(
    "select s.id, s.run_id, s.profile_id, p.name, s.number, s.totals, s.carried, s.days, s.note,"
    " r.first_day, r.end_day from payslips s join payroll_runs r on (r.agency_id, r.id) = (s.agency_id, s.run_id)"
    " join profiles p on (p.agency_id, p.id) = (s.agency_id, s.profile_id) where s.run_id = :run"
    " and (cast(:only as uuid) is null or s.id = cast(:only as uuid)) order by p.name, s.id"
)
# Runs are not theirs to see; the lock on their own days says which they were, and whether it was taken back.
_MINE = text(
    "select s.id, s.run_id, s.profile_id, p.name, s.number, s.totals, s.carried, s.days, s.note,"
    " k.first_day, k.end_day from payslips s join profiles p on (p.agency_id, p.id) = (s.agency_id, s.profile_id)"
    " join period_locks k on (k.agency_id, k.run_id, k.profile_id) = (s.agency_id, s.run_id, s.profile_id)"
    " where s.profile_id = :me and s.number is not null and k.run_reversed_at is null"
    " order by k.first_day desc limit 60"
)


@dataclass(frozen=True, slots=True)
class LineCard:
    """amount = quantity × rate × percent ÷ per. `percent` in ten-thousandths; `details` as in docs/pay-calc.md: plans,
    rule, creator, income, week, reason, source and sources (id, share), parts."""

    kind: str
    currency: str
    amount: int
    quantity: int
    unit: str
    rate: int
    percent: int
    per: int
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class SlipCard:
    """One person's pay. `first` to `last` are the days paid; `number` is None until the run is approved.

    `days`: the minutes of every timesheet. `carried`: what the next slip starts with, zero or negative.
    """

    slip_id: UUID
    run_id: UUID
    profile_id: UUID
    name: str
    number: int | None
    first: date
    end: date
    totals: tuple[tuple[str, int], ...]
    carried: tuple[tuple[str, int], ...]
    days: tuple[dict[str, Any], ...]
    note: str
    lines: tuple[LineCard, ...]


async def runs(work: Work) -> tuple[RunCard, ...]:
    """The agency's runs, the latest period first."""
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    query = select(*COLUMNS).order_by(col(PayrollRun.first_day).desc(), col(PayrollRun.created_at).desc()).limit(240)
    return tuple(card(row) for row in await work.session.execute(query))


async def run(work: Work, *, run_id: UUID) -> RunCard:
    """One run.

    Raises:
        NotFound: unknown.
    """
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    row = (await work.session.execute(select(*COLUMNS).where(col(PayrollRun.id) == run_id))).one_or_none()
    if row is None:
        raise NotFound
    return card(row)


async def slips(work: Work, *, run_id: UUID) -> tuple[SlipCard, ...]:
    """Every slip of a run with its lines, by name."""
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    return await with_lines(work, (await work.session.execute(SLIPS, {"run": run_id, "only": None})).all())


async def my_slips(work: Work) -> tuple[SlipCard, ...]:
    """The asker's approved slips, the latest first; one of a reversed run is no longer among them."""
    work.actor.must(Action.SEE_OWN_PAY)
    return await with_lines(work, (await work.session.execute(_MINE, {"me": work.actor.person()})).all())


async def with_lines(work: Work, rows: Any) -> tuple[SlipCard, ...]:
    """Rows of slips with what they are made of."""
    lines: dict[UUID, list[LineCard]] = {row.id: [] for row in rows}
    query = select(PayslipLine).where(col(PayslipLine.slip_id).in_(lines)).order_by(col(PayslipLine.position))
    for one in await work.session.scalars(query):
        lines[one.slip_id].append(
            LineCard(one.kind, one.currency, one.amount, one.quantity, one.unit, one.rate, one.percent, one.per,
                     one.details)
        )  # fmt: skip
    return tuple(
        SlipCard(
            row.id, row.run_id, row.profile_id, row.name, row.number, row.first_day, row.end_day,
            tuple((code, amount) for code, amount in row.totals),
            tuple((code, amount) for code, amount in row.carried), tuple(row.days), row.note, tuple(lines[row.id]),
        )
        for row in rows
    )  # fmt: skip
