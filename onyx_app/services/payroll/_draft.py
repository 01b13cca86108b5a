"""A run while it can still change: opened, calculated as often as wanted, reviewed, or thrown away."""

import json
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from onyx_app.errors import OnyxError
from onyx_app.live import Topic
from onyx_app.roles import Action, Scope
from onyx_app.rules import periods
from onyx_app.rules.pay import ENGINE_VERSION, calculate, case_json, read_case, run_json, seal
from onyx_app.rules.periods import Frequency, Period
from onyx_app.services import audit
from onyx_app.services.pay_case import case_for
from onyx_app.services.payroll._four_eyes import forget_signatures
from onyx_app.services.payroll._steps import COLUMNS, RunCard, card, lock_run, step
from onyx_app.tables import Agency, PayrollRun, Payslip, PayslipLine
from onyx_app.work import Work

Progress = Callable[[int, int], Awaitable[None]]
"""Told (people done, all people) while a run is calculated."""

_LINE_COLUMNS = ("kind", "currency", "amount", "quantity", "unit", "rate", "per")
_TAKEN = text(
    "select first_day, end_day - 1 as last_day, status from payroll_runs where status <> 'reversed'"
    " and daterange(first_day, end_day) && daterange(:first, :end) limit 1"
)
# What the engine cannot know, because it is not part of a case.
_BESIDE = text("""
    select 'timesheet_in_review' as concern, t.profile_id::text as person, t.id::text as subject from timesheets t
    where t.current and not t.void and t.approval = 'review' and t.business_date >= :first and t.business_date < :end
    union all
    select 'reversal_without_sale', '', t.id::text from transactions t
    where t.gross < 0 and t.reverses_id is null and t.state = 'settled'
      and t.occurred_at >= :since and t.occurred_at < :until
    order by 1, 2, 3""")


class PeriodTaken(OnyxError):
    """Another run covers days of this period."""

    key = "payroll.period_taken"
    field = "period"


class NotBegun(OnyxError):
    """The period lies ahead."""

    key = "payroll.not_begun"
    field = "period"


async def open_run(work: Work, *, day: date | None = None, on_progress: Progress | None = None) -> RunCard:
    """A draft for the pay period around `day`; without one, for the period after the last run.

    `on_progress` is told (people done, all people), at most ten times a second and once at the end.

    Raises:
        PeriodTaken: days of it belong to another run.
        NotBegun: the period lies ahead.
        CaseRefused: a timesheet or sale that cannot have happened; the sentence names it.
    """
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    agency = (await work.session.scalars(select(Agency))).one()
    frequency, today = Frequency(agency.pay_frequency), periods.business_date(work.now, periods.zone(agency.zone))
    around = day or await _next_day(work, frequency, agency.pay_anchor, today)
    period = periods.pay_period(around, frequency, agency.pay_anchor)
    if period.first > today:
        raise NotBegun(first=period.first.isoformat())
    run_id = await _insert(work, period)
    audit.note(work, "payroll_opened", run_id, first=period.first, end=period.end)
    return await _calculate(work, run_id, period, agency.zone, on_progress)


async def recalculate(work: Work, *, run_id: UUID, on_progress: Progress | None = None) -> RunCard:
    """Calculate a draft again from what is known now; `on_progress` as in `open_run`.

    Raises:
        WrongStep: it is no draft any more.
        BeingCalculated: somebody else calculates it at this moment.
    """
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    found = await lock_run(work, run_id, "draft", waits=False)
    zone = await work.session.scalar(select(col(Agency.zone)))
    return await _calculate(work, run_id, found.period, zone or "UTC", on_progress)


async def review(work: Work, *, run_id: UUID) -> RunCard:
    """Say that the draft was looked through; from now on it waits for approval and is not calculated again."""
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    found = await lock_run(work, run_id, "draft")
    by = {"reviewed_by": work.actor.profile_id, "reviewed_at": work.now}
    return await step(work, found, "reviewed", audited="payroll_reviewed", **by)


async def back_to_draft(work: Work, *, run_id: UUID) -> RunCard:
    """Something is not right yet: a reviewed run becomes a draft again."""
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    found = await lock_run(work, run_id, "reviewed")
    await forget_signatures(work, run_id)
    return await step(work, found, "draft", audited="payroll_back_to_draft", reviewed_by=None, reviewed_at=None)


async def discard(work: Work, *, run_id: UUID) -> None:
    """Throw a run away that nobody has approved."""
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    found = await lock_run(work, run_id, "draft", "reviewed")
    await _clear(work, run_id)
    await work.session.execute(delete(PayrollRun).where(col(PayrollRun.id) == run_id))
    audit.note(work, "payroll_discarded", run_id, first=found.period.first, end=found.period.end)
    work.announce(Topic.PAYROLL, run_id)


async def _next_day(work: Work, frequency: Frequency, anchor: date, today: date) -> date:
    """A day of the period to pay next: after the last run, or the last period that is over."""
    query = select(func.max(col(PayrollRun.end_day))).where(col(PayrollRun.status) != "reversed")
    last: date | None = await work.session.scalar(query)
    return last or periods.previous_period(periods.pay_period(today, frequency, anchor), frequency, anchor).first


async def _insert(work: Work, period: Period) -> UUID:
    row = {"agency_id": work.actor.agency_id, "first_day": period.first, "end_day": period.end,
           "prepared_by": work.actor.profile_id}  # fmt: skip
    try:
        async with work.session.begin_nested():
            made = await work.session.execute(insert(PayrollRun).values(row).returning(col(PayrollRun.id)))
            return made.scalar_one()
    except IntegrityError:
        taken = (await work.session.execute(_TAKEN, {"first": period.first, "end": period.end})).one()
        raise PeriodTaken(first=taken.first_day.isoformat(), last=taken.last_day.isoformat()) from None


async def _calculate(work: Work, run_id: UUID, period: Period, zone: str, on_progress: Progress | None) -> RunCard:
    """Facts, result and seal in one transaction. The database's clock says when: it also dates what comes late."""
    case = await case_for(work, period)
    if on_progress:
        await on_progress(0, len(case.people))
    written = case_json(case)
    result = json.loads(run_json(calculate(read_case(written))))
    window = periods.window_of(period, periods.zone(zone))
    bounds = {"first": period.first, "end": period.end, "since": window.since, "until": window.until}
    beside = [{"concern": row.concern, "person": row.person, "subjects": [row.subject]}
              for row in await work.session.execute(_BESIDE, bounds)]  # fmt: skip
    statement = update(PayrollRun).where(col(PayrollRun.id) == run_id).values(
        facts=json.loads(written), fingerprint=bytes.fromhex(seal(written)), engine=ENGINE_VERSION,
        totals=[list(pair) for pair in result.get("totals", {}).items()],
        attention=result.get("attention", []) + beside, calculated_at=func.now(), prepared_by=work.actor.profile_id,
    )  # fmt: skip
    row = (await work.session.execute(statement.returning(*COLUMNS))).one()
    await _clear(work, run_id)
    await _write(work, run_id, result.get("slips", []))
    work.announce(Topic.PAYROLL, run_id)
    if on_progress:
        await on_progress(len(case.people), len(case.people))
    return card(row)


async def _clear(work: Work, run_id: UUID) -> None:
    await work.session.execute(delete(PayslipLine).where(col(PayslipLine.run_id) == run_id))
    await work.session.execute(delete(Payslip).where(col(Payslip.run_id) == run_id))


async def _write(work: Work, run_id: UUID, slips: list[dict[str, Any]]) -> None:
    """Slips and lines as the engine's JSON has them, so that a proof can compare them figure by figure."""
    if not slips:
        return
    whose = {"agency_id": work.actor.agency_id, "run_id": run_id}
    rows = [
        {**whose, "profile_id": UUID(slip["person"]), "totals": [list(pair) for pair in slip["totals"].items()],
         "carried": [list(pair) for pair in slip.get("carried", {}).items()], "days": slip.get("minutes", []),
         "open_weeks": slip.get("open_weeks", []), "note": ""}
        for slip in slips
    ]  # fmt: skip
    made = await work.session.execute(insert(Payslip).returning(col(Payslip.profile_id), col(Payslip.id)), rows)
    ids = {str(person): slip_id for person, slip_id in made}
    lines = [
        {**whose, "slip_id": ids[slip["person"]], "profile_id": UUID(slip["person"]), "position": at, **_line(line)}
        for slip in slips
        for at, line in enumerate(slip["lines"])
    ]
    if lines:
        await work.session.execute(insert(PayslipLine), lines)


def _line(line: dict[str, Any]) -> dict[str, Any]:
    """Figures as columns, what they refer to as details; percent in ten-thousandths of the whole."""
    columns = {name: line[name] for name in _LINE_COLUMNS}
    rest = {name: value for name, value in line.items() if name not in columns and name != "percent"}
    whole, _, part = line["percent"].partition(".")
    return {**columns, "percent": int(whole) * 100 + int(part.ljust(2, "0")), "details": rest}
