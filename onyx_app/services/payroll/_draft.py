"""A run while it can still change: opened, calculated as often as wanted, reviewed, or thrown away."""

from datetime import date
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from onyx_app.errors import OnyxError
from onyx_app.live import Topic
from onyx_app.roles import Action, Scope
from onyx_app.rules import periods, wording
from onyx_app.rules.periods import Frequency, Period
from onyx_app.services import audit
from onyx_app.services.payroll._calculating import Progress, calculate_run, clear
from onyx_app.services.payroll._four_eyes import forget_signatures
from onyx_app.services.payroll._steps import RunCard, lock_run, step
from onyx_app.tables import Agency, PayrollRun
from onyx_app.work import Work

_TAKEN = text(
    "select first_day, end_day from payroll_runs where status <> 'reversed'"
    " and daterange(first_day, end_day) && daterange(:first, :end) limit 1"
)


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
        raise NotBegun(first=wording.day(period.first, work.actor.language))
    run_id = await _insert(work, period)
    audit.note(work, "payroll_opened", run_id, first=period.first, end=period.end)
    return await calculate_run(work, run_id, period, agency.zone, on_progress)


async def recalculate(work: Work, *, run_id: UUID, on_progress: Progress | None = None) -> RunCard:
    """Calculate a draft again from what is known now; `on_progress` as in `open_run`.

    Raises:
        WrongStep: it is no draft any more.
        BeingCalculated: somebody else calculates it at this moment.
    """
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    found = await lock_run(work, run_id, "draft", waits=False)
    zone = await work.session.scalar(select(col(Agency.zone)))
    return await calculate_run(work, run_id, found.period, zone or "UTC", on_progress)


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
    await clear(work, run_id)
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
        days = wording.days(Period(taken.first_day, taken.end_day), work.actor.language)
        raise PeriodTaken(days=days) from None
