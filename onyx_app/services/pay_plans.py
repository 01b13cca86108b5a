"""Pay plans: what a person is paid, from a date on. A changed plan is a new version; the old one is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from onyx_app.errors import NotAllowed, NotFound, OnyxError
from onyx_app.live import Topic
from onyx_app.roles import Action, Scope
from onyx_app.rules.pay import Plan
from onyx_app.rules.pay_plans import read_plan, terms_of
from onyx_app.rules.periods import Period
from onyx_app.rules.text import clean_currency
from onyx_app.services import audit
from onyx_app.tables import Creator, PayPlan, Profile
from onyx_app.work import Work


class NoSuchCreator(OnyxError):
    """A commission rule names a creator who is not of this agency."""

    key = "pay_plans.no_such_creator"
    field = "commission"


@dataclass(frozen=True, slots=True)
class PlanCard:
    """One version, in force from `since` until the next one's or its own `until`; `replaced_at` when it was changed.

    `terms` are the entries of a plan in docs/pay-calc.md, amounts in minor units of `currency`.
    """

    plan_id: UUID
    profile_id: UUID
    since: date
    until: date | None
    currency: str
    terms: dict[str, Any]
    made_by: UUID | None
    made_at: datetime
    replaced_at: datetime | None


async def set_plan(
    work: Work,
    *,
    profile_id: UUID,
    since: date,
    currency: str,
    terms: dict[str, Any],
    until: date | None = None,
) -> PlanCard:
    """Pay somebody by these terms from a day on. A version that starts on the same day is replaced, never changed.

    1. Lock the person, so that two changes at once follow each other.
    2. Retire the version of that day, then keep the new one. Runs already calculated hold their own copy.

    Raises:
        TermsRefused: names every wrong field.
        NoSuchCreator: a commission rule is about a creator who is not here.
    """
    work.actor.must(Action.EDIT_PAY_PLANS, at_least=Scope.AGENCY)
    code = clean_currency(currency)
    plan = read_plan("new", since, until, code, terms)
    await _check_creators(work, plan)
    await _lock_person(work, profile_id)
    for old in await _versions(work, profile_id, since):
        old.replaced_at = work.now
    await work.session.flush()
    row = _row(work, profile_id, plan)
    work.session.add(row)
    await work.session.flush()
    audit.note(work, "pay_plan_set", profile_id, plan=row.id, since=since, currency=code)
    work.announce(Topic.PAYROLL, profile_id)
    return _card(row)


async def withdraw(work: Work, *, plan_id: UUID) -> None:
    """Take a version back: the plan before it goes on.

    Raises:
        NotFound: no such version in force.
    """
    work.actor.must(Action.EDIT_PAY_PLANS, at_least=Scope.AGENCY)
    query = select(PayPlan).where(col(PayPlan.id) == plan_id, col(PayPlan.replaced_at).is_(None)).with_for_update()
    row = (await work.session.scalars(query)).one_or_none()
    if row is None:
        raise NotFound
    row.replaced_at = work.now
    audit.note(work, "pay_plan_withdrawn", row.profile_id, plan=plan_id)
    work.announce(Topic.PAYROLL, row.profile_id)


async def versions(work: Work, *, profile_id: UUID) -> tuple[PlanCard, ...]:
    """Every version a person ever had, the latest start first. One's own, or everybody's with rates in sight."""
    _may_see(work, [profile_id])
    query = select(PayPlan).where(col(PayPlan.profile_id) == profile_id)
    rows = await work.session.scalars(query.order_by(col(PayPlan.since).desc(), col(PayPlan.created_at).desc()))
    return tuple(_card(row) for row in rows)


async def in_force(work: Work, *, day: date) -> dict[UUID, PlanCard]:
    """Everybody's plan on a day, by person; who has none is missing."""
    work.actor.must(Action.SEE_RATES, at_least=Scope.AGENCY)
    query = select(PayPlan).where(col(PayPlan.replaced_at).is_(None), col(PayPlan.since) <= day)
    latest = {row.profile_id: row for row in await work.session.scalars(query.order_by(col(PayPlan.since)))}
    return {who: _card(row) for who, row in latest.items() if row.until_day is None or day < row.until_day}


async def plans_of(work: Work, profile_ids: Sequence[UUID] | None, period: Period) -> dict[UUID, tuple[Plan, ...]]:
    """The versions in force on any day of a period, as the engine takes them; None = everybody's."""
    _may_see(work, profile_ids)
    query = select(PayPlan).where(col(PayPlan.replaced_at).is_(None), col(PayPlan.since) < period.end)
    if profile_ids is not None:
        query = query.where(col(PayPlan.profile_id).in_(profile_ids))
    found: dict[UUID, list[Plan]] = {}
    for row in await work.session.scalars(query.order_by(col(PayPlan.since))):
        plan = read_plan(str(row.id), row.since, row.until_day, row.currency, row.terms)
        earlier = found.setdefault(row.profile_id, [])
        if plan.since <= period.first:
            earlier.clear()  # this one has taken over before the period begins
        earlier.append(plan)
    return {who: tuple(plans) for who, plans in found.items()}


def _may_see(work: Work, profile_ids: Sequence[UUID] | None) -> None:
    if not work.actor.may(Action.SEE_RATES, at_least=Scope.AGENCY):
        work.actor.must(Action.SEE_OWN_PAY)
        if profile_ids is None or set(profile_ids) != {work.actor.person()}:
            raise NotAllowed


async def _check_creators(work: Work, plan: Plan) -> None:
    named = {rule.creator for rule in plan.commission if rule.creator is not None}
    if named and not named <= {str(each) for each in await work.session.scalars(select(col(Creator.id)))}:
        raise NoSuchCreator


async def _lock_person(work: Work, profile_id: UUID) -> None:
    query = select(col(Profile.id)).where(col(Profile.id) == profile_id).with_for_update(key_share=True)
    if await work.session.scalar(query) is None:
        raise NotFound


async def _versions(work: Work, profile_id: UUID, since: date) -> list[PayPlan]:
    same_day = (col(PayPlan.profile_id) == profile_id, col(PayPlan.since) == since)
    return list(await work.session.scalars(select(PayPlan).where(*same_day, col(PayPlan.replaced_at).is_(None))))


def _row(work: Work, profile_id: UUID, plan: Plan) -> PayPlan:
    return PayPlan(
        agency_id=work.actor.agency_id,
        profile_id=profile_id,
        since=plan.since,
        until_day=plan.until,
        currency=plan.currency,
        terms=terms_of(plan),
        made_by=work.actor.profile_id,
        created_at=work.now,
    )


def _card(row: PayPlan) -> PlanCard:
    return PlanCard(
        row.id, row.profile_id, row.since, row.until_day, row.currency, row.terms, row.made_by, row.created_at,
        row.replaced_at,
    )  # fmt: skip
