"""The cases of a period: the facts, and what closed runs left for it. One per person, or one of several people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple
from uuid import UUID

from onyx_app.errors import NotAllowed
from onyx_app.roles import Action, Scope
from onyx_app.rules.pay import Case, CaseWriter, Person, Sale, case_of
from onyx_app.rules.periods import Period
from onyx_app.services.pay_case._closed import Past, past_of
from onyx_app.services.pay_case._facts import Facts, facts_of, person_of
from onyx_app.services.pay_case._sales import Sold
from onyx_app.work import Work

_USED_UP = ("bonus", "deduction", "adjustment")


class OneCase(NamedTuple):
    """What one person is paid from, in its canonical form; no person: what nobody has earned yet."""

    person: UUID | None
    written: str


@dataclass(frozen=True, slots=True)
class Cases:
    """Everything a run needs: whom it pays, and their cases, written one at a time."""

    facts: Facts
    past: Past
    people: tuple[UUID, ...]

    def written(self) -> Iterator[OneCase]:
        """In the order of the people; first what nobody has earned, so that a run always has a case."""
        writer = CaseWriter(self.facts.agency, self.facts.period)
        yield OneCase(None, writer.write(None, sales=self.facts.sales.get(None, Sold()).sales))
        for who in self.people:
            sold = self.facts.sales.get(who, Sold())
            sheets = self.facts.sheets.get(who, "")
            yield OneCase(who, writer.write(self.person(who), sheets, sold.sales, sold.others))

    def used_up(self) -> list[UUID]:
        """Items that this run settles; what comes from a closed run is no item, an advance is repaid bit by bit."""
        return [item.id for items in self.facts.items.values() for item in items if item.kind in _USED_UP]

    def person(self, who: UUID) -> Person:
        """Everything about somebody but timesheets and sales."""
        return _with_past(person_of(self.facts, who), self.past, who)


async def cases_for(
    work: Work,
    period: Period,
    profile_ids: Sequence[UUID] | None = None,
    *,
    provisional: bool = False,
    past: bool = True,
) -> Cases:
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
    return Cases(facts, left, tuple(sorted(known)))


async def case_for(
    work: Work,
    period: Period,
    profile_ids: Sequence[UUID] | None = None,
    *,
    provisional: bool = False,
    past: bool = True,
) -> Case:
    """The same as one case, as for a preview or somebody's meter; arguments and errors as `cases_for`."""
    cases = await cases_for(work, period, profile_ids, provisional=provisional, past=past)
    people: list[Person] = []
    sales: dict[str, Sale] = {}
    elsewhere: set[str] = set()
    for one in cases.written():
        case = case_of(one.written)
        people += case.people
        sales |= {sale.id: sale for sale in case.sales}
        elsewhere |= set(case.elsewhere)
    others = elsewhere - {person.id for person in people}
    return Case(cases.facts.agency, period, tuple(people), tuple(sales.values()), tuple(sorted(others)))


def _with_past(person: Person, past: Past, who: UUID) -> Person:
    return replace(
        person,
        adjustments=(*person.adjustments, *past.adjustments.get(who, ())),
        clawbacks=tuple(past.clawbacks.get(who, ())),
        carried=tuple(past.carried.get(who, ())),
        open_weeks=tuple(past.open_weeks.get(who, ())),
    )
