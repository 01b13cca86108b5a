"""The pay calendar of an agency as one chooses from it: which periods have a run, which can have one."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from onyx_app.roles import Action, Scope
from onyx_app.rules import periods
from onyx_app.rules.periods import Frequency, Period
from onyx_app.tables import Agency, PayrollRun
from onyx_app.work import Work

_PAST = 12


@dataclass(frozen=True, slots=True)
class PeriodChoice:
    """One period. `status` and `run_id` are of the run that covers days of it, "" and None without one."""

    period: Period
    begun: bool
    over: bool
    status: str = ""
    run_id: UUID | None = None

    @property
    def free(self) -> bool:
        """A run can be prepared for it now."""
        return self.begun and not self.status


async def pay_calendar(work: Work) -> tuple[PeriodChoice, ...]:
    """The next period, the current one and the twelve before, the latest first."""
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    agency = (await work.session.scalars(select(Agency))).one()
    frequency, anchor = Frequency(agency.pay_frequency), agency.pay_anchor
    today = periods.business_date(work.now, periods.zone(agency.zone))
    found = [periods.next_period(periods.pay_period(today, frequency, anchor), frequency, anchor)]
    while len(found) < _PAST + 2:
        found.append(periods.previous_period(found[-1], frequency, anchor))
    columns = (col(PayrollRun.id), col(PayrollRun.first_day), col(PayrollRun.end_day), col(PayrollRun.status))
    query = select(*columns).where(col(PayrollRun.status) != "reversed", col(PayrollRun.end_day) > found[-1].first)
    taken = [(Period(row.first_day, row.end_day), row) for row in await work.session.execute(query)]
    choices = []
    for period in found:
        run = next((row for days, row in taken if days.overlap(period).days), None)
        stands = (run.status, run.id) if run else ("", None)
        choices.append(PeriodChoice(period, period.first <= today, period.end <= today, *stands))
    return tuple(choices)
