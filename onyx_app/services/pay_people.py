"""Pay plans as the people who set them read them: who has which, since when, and what it says in words."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from onyx_app import strings
from onyx_app.errors import NotFound
from onyx_app.money import Money
from onyx_app.roles import TABLE, Action, Scope
from onyx_app.rules import periods, wording
from onyx_app.rules.paging import Cut
from onyx_app.rules.pay_plan_form import PlanForm, form_of
from onyx_app.rules.pay_plan_words import plan_lines
from onyx_app.rules.text import LONGEST_NAME, clean_line
from onyx_app.services import pay_plans, pay_preview
from onyx_app.services.pay_plans import PlanCard
from onyx_app.services.pay_preview import NothingToPreview
from onyx_app.tables import Agency, Creator, Profile
from onyx_app.work import Work


@dataclass(frozen=True, slots=True)
class PaidPerson:
    """A row of the list; `lines` is empty while no plan is in force."""

    id: str
    name: str
    initials: str
    role: str
    lines: list[str]
    since: str


@dataclass(frozen=True, slots=True)
class PaidPeople:
    """One page of people; `without` counts everybody who has no plan today."""

    rows: list[PaidPerson] = field(default_factory=list)
    page: int = 1
    pages: int = 1
    without: int = 0


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a plan. `state` is now, later, ended or replaced."""

    id: str
    since: str
    until: str
    lines: list[str]
    by: str
    state: str


@dataclass(frozen=True, slots=True)
class PersonPlans:
    """One person in the drawer: every version of their plan, the latest first, and the creators a rule may name."""

    id: str = ""
    name: str = ""
    versions: list[Version] = field(default_factory=list)
    today: str = ""
    creators: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Cost:
    """One currency of a preview: `more` is the difference with its sign, `days` the periods compared."""

    now: str
    changed: str
    more: str


@dataclass(frozen=True, slots=True)
class Change:
    """What is about to be saved: its lines, and what it would have cost. No `costs`: `days` is empty too."""

    lines: list[str]
    since: str
    days: str
    costs: list[Cost]


async def paid_people(work: Work, *, search: str = "", page: int = 1) -> PaidPeople:
    """Everybody active who is paid by plan, by name; who has no plan first, because nothing is paid to them."""
    work.actor.must(Action.EDIT_PAY_PLANS, at_least=Scope.AGENCY)
    name = clean_line(search, "search", LONGEST_NAME, required=False)
    paid = [role.value for role in TABLE[Action.SEE_OWN_PAY]]
    query = select(Profile).where(col(Profile.status) != "left", col(Profile.role).in_(paid))
    plans, creators = await pay_plans.in_force(work, day=await _today(work)), await _creators(work)
    everybody = list(await work.session.scalars(query))
    found = [one for one in everybody if name.casefold() in one.name.casefold()]
    found.sort(key=lambda one: (one.id in plans, one.name.casefold()))
    cut = Cut(len(found), page)
    rows = [_person(work, one, plans.get(one.id), creators) for one in found[cut.offset : cut.offset + cut.size]]
    return PaidPeople(rows, cut.page, cut.pages, sum(one.id not in plans for one in everybody))


async def plans_of_person(work: Work, *, profile_id: UUID) -> tuple[PersonPlans, PlanForm]:
    """Somebody's plans, and what the form begins with: the plan in force.

    Raises:
        NotFound: no such person here.
    """
    work.actor.must(Action.EDIT_PAY_PLANS, at_least=Scope.AGENCY)
    person = (await work.session.scalars(select(Profile).where(col(Profile.id) == profile_id))).one_or_none()
    if person is None:
        raise NotFound
    cards = await pay_plans.versions(work, profile_id=profile_id)
    today, creators = await _today(work), await _creators(work)
    current = _current(cards, today)
    currency = current.currency if current else (await _agency(work)).currency
    names = {row.id: row.name for row in await work.session.scalars(select(Profile))}
    versions = [_version(work, card, cards, names, creators, today) for card in cards]
    plans = PersonPlans(str(person.id), person.name, versions, today.isoformat(), list(creators.items()))
    return plans, form_of(current.terms if current else {}, currency)


async def my_plan(work: Work) -> list[str]:
    """What the asker's own plan pays today, one element a line; nothing without a plan."""
    card = _current(await pay_plans.versions(work, profile_id=work.actor.person()), await _today(work))
    return plan_lines(card.terms, card.currency, await _creators(work), work.actor.language) if card else []


async def weigh(
    work: Work, *, profile_id: UUID, since: date, until: date | None, currency: str, terms: dict[str, Any]
) -> Change:
    """The changed plan in words and what it would have cost; nothing is saved.

    Raises:
        TermsRefused: names every wrong field.
    """
    language, creators = work.actor.language, await _creators(work)
    lines = plan_lines(terms, currency, creators, language)
    from_day = _from(since, until, language)
    try:
        found = await pay_preview.preview(work, profile_ids=[profile_id], currency=currency, terms=terms)
    except NothingToPreview:
        return Change(lines, from_day, "", [])
    costs = [_cost(line.now, line.changed, line.currency, language) for line in found.lines]
    days = wording.days(periods.Period(found.first, found.end), language)
    return Change(lines, from_day, days, costs)


def _from(since: date, until: date | None, language: str) -> str:
    if until is None:
        return strings.say(language, "pay_plans.about_to", day=wording.day(since, language))
    last = wording.day(until - timedelta(days=1), language)
    return strings.say(language, "pay_plans.about_until", day=wording.day(since, language), last=last)


def _cost(now: int, changed: int, currency: str, language: str) -> Cost:
    more = Money(abs(changed - now), currency).show(language)
    sign = "+" if changed > now else "−" if changed < now else "±"
    return Cost(Money(now, currency).show(language), Money(changed, currency).show(language), f"{sign}{more}")


def _person(work: Work, one: Profile, card: PlanCard | None, creators: dict[str, str]) -> PaidPerson:
    language = work.actor.language
    lines = plan_lines(card.terms, card.currency, creators, language) if card else []
    since = wording.day(card.since, language) if card else ""
    return PaidPerson(str(one.id), one.name, wording.initials(one.name), one.role, lines, since)


def _version(
    work: Work, card: PlanCard, cards: tuple[PlanCard, ...], names: dict[UUID, str], creators: dict[str, str],
    today: date,
) -> Version:  # fmt: skip
    language, by = work.actor.language, names.get(card.made_by, "") if card.made_by else ""
    until = _end(card, cards)
    state = "replaced" if card.replaced_at else "later" if card.since > today else "now"
    if state == "now" and until is not None and until <= today:
        state = "ended"
    return Version(
        str(card.plan_id),
        wording.day(card.since, language),
        wording.day(until, language) if until else "",
        plan_lines(card.terms, card.currency, creators, language),
        by,
        state,
    )


def _end(card: PlanCard, cards: tuple[PlanCard, ...]) -> date | None:
    """The first day it no longer counts: its own end, or the start of the next version."""
    after = [one.since for one in cards if one.replaced_at is None and one.since > card.since]
    ends = [day for day in (card.until, min(after, default=None)) if day]
    return min(ends, default=None)


def _current(cards: tuple[PlanCard, ...], today: date) -> PlanCard | None:
    begun = [card for card in cards if card.replaced_at is None and card.since <= today]
    latest = max(begun, key=lambda card: card.since, default=None)
    return latest if latest and (latest.until is None or today < latest.until) else None


async def _agency(work: Work) -> Agency:
    return (await work.session.scalars(select(Agency))).one()


async def _today(work: Work) -> date:
    return periods.business_date(work.now, periods.zone((await _agency(work)).zone))


async def _creators(work: Work) -> dict[str, str]:
    rows = await work.session.scalars(select(Creator).order_by(col(Creator.name)))
    return {str(row.id): row.name for row in rows}
