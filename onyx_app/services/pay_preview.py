"""What a changed plan would have cost: the pay periods of the last 90 days, calculated with it and without."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from onyx_app.errors import OnyxError
from onyx_app.roles import Action, Scope
from onyx_app.rules import periods
from onyx_app.rules.pay import Case, Plan, calculate, earned_by_person, with_plan
from onyx_app.rules.pay_plans import read_plan
from onyx_app.rules.periods import Frequency, Period
from onyx_app.rules.text import clean_currency
from onyx_app.services.pay_case import case_for
from onyx_app.tables import Agency, PayPlan
from onyx_app.work import Work

LOOKS_BACK = timedelta(days=90)


class NothingToPreview(OnyxError):
    """No pay period has ended lately."""

    key = "pay_plans.nothing_to_preview"


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One person and currency, minor units: what the plans in force pay, and what the changed one would have paid."""

    profile_id: UUID
    currency: str
    now: int
    changed: int


@dataclass(frozen=True, slots=True)
class Preview:
    """`first` up to, not including, `end`: whole pay periods. Bonuses, deductions and corrections are left out."""

    first: date
    end: date
    lines: tuple[PreviewLine, ...]


async def preview(work: Work, *, profile_ids: Sequence[UUID], currency: str, terms: dict[str, Any]) -> Preview:
    """Per person, what the changed plan would have cost; nothing is saved.

    Raises:
        TermsRefused: names every wrong field.
        NothingToPreview: no pay period has ended in the last 90 days.
    """
    work.actor.must(Action.EDIT_PAY_PLANS, at_least=Scope.AGENCY)
    agency = (await work.session.scalars(select(Agency))).one()
    today = periods.business_date(work.now, periods.zone(agency.zone))
    plan = read_plan("changed", today, None, clean_currency(currency), terms)
    spans = _ended(today, Frequency(agency.pay_frequency), agency.pay_anchor)
    if not spans:
        raise NothingToPreview
    cases = [await case_for(work, span, profile_ids, past=False) for span in spans]
    now = earned_by_person(calculate(case) for case in cases)
    never = set(profile_ids) - await _with_plans(work)
    changed = earned_by_person(calculate(_changed(case, plan, never)) for case in cases)
    lines = (PreviewLine(UUID(who), code, now.get((who, code), 0), changed.get((who, code), 0))
             for who, code in sorted(now.keys() | changed.keys()))  # fmt: skip
    return Preview(spans[0].first, spans[-1].end, tuple(lines))


def _ended(today: date, frequency: Frequency, anchor: date) -> list[Period]:
    """Whole periods that began in the last 90 days and are over, the oldest first."""
    found: list[Period] = []
    period = periods.previous_period(periods.pay_period(today, frequency, anchor), frequency, anchor)
    while period.first >= today - LOOKS_BACK:
        found.append(period)
        period = periods.previous_period(period, frequency, anchor)
    return found[::-1]


async def _with_plans(work: Work) -> set[UUID]:
    query = select(col(PayPlan.profile_id)).where(col(PayPlan.replaced_at).is_(None)).distinct()
    return set(await work.session.scalars(query))


def _changed(case: Case, plan: Plan, never: set[UUID]) -> Case:
    """Since somebody's first plan; who never had one: since the first day, or it would always cost nothing."""
    for person in case.people:
        begins = min(plan.since, case.period.first) if UUID(person.id) in never else plan.since
        case = with_plan(case, person.id, replace(plan, since=begins))
    return case
