"""One case: the facts of the period, and what closed runs left for it."""

from collections.abc import Sequence
from uuid import UUID

from onyx_app.errors import NotAllowed
from onyx_app.roles import Action, Scope
from onyx_app.rules.pay import Case, Person
from onyx_app.rules.periods import Period
from onyx_app.services.pay_case._closed import Past, past_of
from onyx_app.services.pay_case._facts import facts_of, person_of
from onyx_app.work import Work


async def case_for(
    work: Work,
    period: Period,
    profile_ids: Sequence[UUID] | None = None,
    *,
    provisional: bool = False,
    past: bool = True,
) -> Case:
    """Everything a period pays: timesheets of the weeks it touches, breaks, approved leave, items, settled sales.

    `profile_ids` None = everybody who has anything to be paid. `provisional` adds sales that platforms have not
    settled, for the live meter. `past` False leaves out what closed runs hand on: carried negatives, late facts,
    clawbacks, open weeks.

    Raises:
        NotAllowed: others' pay, for somebody who may only see their own.
    """
    if not work.actor.may(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY):
        work.actor.must(Action.SEE_OWN_PAY)
        if profile_ids is None or set(profile_ids) != {work.actor.person()}:
            raise NotAllowed
    whom = None if profile_ids is None else list(profile_ids)
    facts = await facts_of(work, period, whom, provisional=provisional)
    left = await past_of(work, facts, whom) if past else Past()
    known = set(whom) if whom is not None else facts.anybody() | left.anybody()
    people = tuple(_with_past(person_of(facts, who), left, who) for who in sorted(known))
    credited = {person for sale in facts.sales for person, _ in sale.credits}
    elsewhere = tuple(sorted(credited - {person.id for person in people}))
    return Case(facts.agency, period, people, tuple(facts.sales), elsewhere)


def _with_past(person: Person, past: Past, who: UUID) -> Person:
    return Person(
        person.id,
        person.plans,
        person.sheets,
        person.leave,
        person.bonuses,
        (*person.adjustments, *past.adjustments.get(who, ())),
        person.deductions,
        person.advances,
        tuple(past.clawbacks.get(who, ())),
        tuple(past.carried.get(who, ())),
        tuple(past.open_weeks.get(who, ())),
    )
