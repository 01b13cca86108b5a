"""A run of many people: one case per person, written, sealed, calculated and proven by itself.

Slips do not depend on each other, so a run never has to be in memory as a whole.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from onyx_app.rules.pay.canonical import case_json, in_order, read_case, run_json, seal
from onyx_app.rules.pay.draft import Notes
from onyx_app.rules.pay.engine import ENGINE_VERSION, calculate
from onyx_app.rules.pay.facts import Agency, Case, Person
from onyx_app.rules.pay.slips import Run
from onyx_app.rules.periods import Period

_PERSON = TypeAdapter(Person)


class CaseWriter:
    """Writes the cases of one run in their canonical form, from timesheets and sales that already have it.

    `sheets` and `sales` are entries of their lists, in order, without the brackets.
    """

    def __init__(self, agency: Agency, period: Period) -> None:
        self._head = case_json(Case(agency, period))[:-1]

    def write(self, person: Person | None, sheets: str = "", sales: str = "", elsewhere: Iterable[str] = ()) -> str:
        """The case of one person, or of what nobody has earned yet."""
        others = sorted(elsewhere)
        return "".join((
            self._head,
            f',"people":[{_person(person, sheets)}]' if person else "",
            f',"sales":[{sales}]' if sales else "",
            f',"elsewhere":{json.dumps(others, separators=(",", ":"), ensure_ascii=False)}' if others else "",
            "}",
        ))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A calculated case of a run: `result` is its run as JSON."""

    case: str
    seal: str
    run: Run
    result: str


def calculate_part(case: str) -> Part:
    """Calculate what `CaseWriter` wrote: what is stored is what was calculated.

    Raises:
        CaseRefused: something in it cannot have happened.
    """
    run = calculate(read_case(case))
    return Part(case, seal(case), run, run_json(run))


class Whole:
    """What the parts of a run come to together."""

    def __init__(self, period: Period) -> None:
        self._period, self._notes = period, Notes()
        self._totals: dict[str, int] = {}

    def add(self, run: Run) -> None:
        for currency, amount in run.totals:
            self._totals[currency] = self._totals.get(currency, 0) + amount
        for each in run.attention:
            for subject in each.subjects:
                self._notes.note(each.concern, each.person, each.about, subject)

    def run(self) -> Run:
        """The run without its slips."""
        return Run(ENGINE_VERSION, self._period, (), tuple(sorted(self._totals.items())), self._notes.sorted())


def _person(person: Person, sheets: str) -> str:
    """Timesheets stand between the plans and everything else."""
    written = in_order(person)
    if not sheets:
        return _dumped(written)
    alone = _dumped(Person(person.id))
    before, after = _dumped(Person(person.id, written.plans)), _dumped(replace(written, plans=()))
    return f'{before[:-1]},"sheets":[{sheets}]{after[len(alone) - 1 :]}'


def _dumped(person: Person) -> str:
    return _PERSON.dump_json(person, exclude_defaults=True).decode()
