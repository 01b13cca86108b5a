"""Runs and slips a page at a time: a run of a thousand people is looked through, not sent."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import col

from onyx_app.roles import Action, Scope
from onyx_app.rules.paging import Cut
from onyx_app.rules.periods import Period
from onyx_app.rules.text import LONGEST_NAME, clean_line
from onyx_app.services.payroll._read import SLIPS, SlipCard, with_lines
from onyx_app.tables import PayrollRun, Payslip, PayslipLine, Profile
from onyx_app.work import Work


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run in the list; `waiting`: how much of it needs attention."""

    run_id: UUID
    period: Period
    status: str
    totals: tuple[tuple[str, int], ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class RunPage:
    """The latest period first."""

    rows: tuple[RunLine, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A slip in the list, without its lines; `number` is None until the run is approved."""

    slip_id: UUID
    profile_id: UUID
    name: str
    number: int | None
    totals: tuple[tuple[str, int], ...]
    lines: int


@dataclass(frozen=True, slots=True)
class SlipPage:
    """One page of a run's slips by name; `total` are all that fit the search."""

    rows: tuple[SlipLine, ...]
    total: int
    page: int
    pages: int


async def run_page(work: Work, *, page: int = 1) -> RunPage:
    """The agency's runs."""
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    cut = Cut(await work.session.scalar(select(func.count()).select_from(PayrollRun)) or 0, page)
    run = PayrollRun
    waiting = func.jsonb_array_length(col(run.attention)).label("waiting")
    columns: Any = (col(run.id), col(run.first_day), col(run.end_day), col(run.status), col(run.totals), waiting)
    query = select(*columns).order_by(col(run.first_day).desc(), col(run.created_at).desc(), col(run.id))
    found = await work.session.execute(query.limit(cut.size).offset(cut.offset))
    rows = (
        RunLine(row.id, Period(row.first_day, row.end_day), row.status, _pairs(row.totals), row.waiting)
        for row in found
    )
    return RunPage(tuple(rows), cut.page, cut.pages)


async def slip_page(work: Work, *, run_id: UUID, search: str = "", page: int = 1) -> SlipPage:
    """A run's slips, of people whose name holds `search`."""
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    name = clean_line(search, "search", LONGEST_NAME, required=False)
    wanted: list[ColumnElement[bool]] = [col(Payslip.run_id) == run_id]
    if name:
        wanted.append(col(Profile.name).icontains(name, autoescape=True))
    whose = and_(col(Profile.agency_id) == col(Payslip.agency_id), col(Profile.id) == col(Payslip.profile_id))
    count = select(func.count()).select_from(Payslip).join(Profile, whose)
    cut = Cut(await work.session.scalar(count.where(*wanted)) or 0, page)
    columns: Any = (col(Payslip.id), col(Payslip.profile_id), col(Profile.name), col(Payslip.number),
                    col(Payslip.totals))  # fmt: skip
    query = select(*columns).join(Profile, whose).where(*wanted)
    ordered = query.order_by(func.lower(col(Profile.name)), col(Payslip.id)).limit(cut.size).offset(cut.offset)
    found = (await work.session.execute(ordered)).all()
    lines = await _lines(work, [row.id for row in found])
    rows = (
        SlipLine(row.id, row.profile_id, row.name, row.number, _pairs(row.totals), lines.get(row.id, 0))
        for row in found
    )
    return SlipPage(tuple(rows), cut.total, cut.page, cut.pages)


async def slip(work: Work, *, run_id: UUID, slip_id: UUID) -> SlipCard | None:
    """One slip of a run with its lines; None when the run has no such slip."""
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    found = await with_lines(work, (await work.session.execute(SLIPS, {"run": run_id, "only": slip_id})).all())
    return found[0] if found else None


async def _lines(work: Work, slip_ids: list[UUID]) -> dict[UUID, int]:
    """How many lines each of these slips has."""
    agency, of = col(PayslipLine.agency_id), col(PayslipLine.slip_id)
    query = select(of, func.count()).where(agency == work.actor.agency_id, of.in_(slip_ids)).group_by(of)
    return {row[0]: row[1] for row in await work.session.execute(query)}


def _pairs(totals: list[list[Any]]) -> tuple[tuple[str, int], ...]:
    return tuple((code, amount) for code, amount in totals)
