"""A case and a run as JSON, always the same bytes for the same facts, and the seal over them."""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from pydantic import TypeAdapter, ValidationError

from onyx_app.rules.pay.checking import CaseRefused, check
from onyx_app.rules.pay.engine import ENGINE_VERSION
from onyx_app.rules.pay.facts import Case, Person
from onyx_app.rules.pay.slips import Run

_CASE = TypeAdapter(Case)
_RUN = TypeAdapter(Run)


def read_case(text: str | bytes) -> Case:
    """A checked case from JSON.

    Raises:
        CaseRefused: not the documented shape, or something in it cannot have happened.
    """
    case = case_of(text)
    check(case)
    return case


def case_of(text: str | bytes) -> Case:
    """A case from JSON that nobody has checked yet.

    Raises:
        CaseRefused: not the documented shape.
    """
    try:
        return _CASE.validate_json(text, strict=True, extra="forbid")
    except ValidationError as wrong:
        first = wrong.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "case"
        raise CaseRefused("shape", where, what=first["msg"].removeprefix("Value error, ")) from None


def case_json(case: Case) -> str:
    """The case in its canonical form: facts sorted by id, entries in the documented order, defaults left out."""
    return _CASE.dump_json(_case_in_order(case), exclude_defaults=True).decode()


def run_json(run: Run) -> str:
    """The run in its canonical form; empty entries are left out."""
    return _RUN.dump_json(run, exclude_defaults=True).decode()


def seal(canonical_case: str) -> str:
    """SHA-256 over the inputs, the rules among them, and the engine's version. Takes what `case_json` returned."""
    return sha256(f"onyx-pay {ENGINE_VERSION}\n{canonical_case}".encode()).hexdigest()


def seal_of_parts(seals: Iterable[str]) -> str:
    """The seal of a run: over the seals of its cases, one per person, whatever their order."""
    return sha256("\n".join(["onyx-pay parts", *sorted(seals)]).encode()).hexdigest()


def _case_in_order(case: Case) -> Case:
    """The same facts in the one order that does not depend on who wrote them down."""
    agency = replace(
        case.agency,
        weekend=tuple(sorted(set(case.agency.weekend))),
        holidays=tuple(sorted(set(case.agency.holidays))),
        legal_breaks=tuple(sorted(case.agency.legal_breaks, key=lambda one: (one.after, one.minutes))),
    )
    people = tuple(in_order(person) for person in sorted(case.people, key=lambda one: one.id))
    sales = tuple(
        replace(sale, credits=tuple(sorted(sale.credits))) if len(sale.credits) > 1 else sale
        for sale in sorted(case.sales, key=lambda one: one.id)
    )
    return Case(agency, case.period, people, sales, tuple(sorted(set(case.elsewhere))))


def in_order(person: Person) -> Person:
    """A person's facts in the canonical order."""
    return replace(
        person,
        plans=tuple(sorted(person.plans, key=lambda one: one.since)),
        sheets=tuple(sorted(person.sheets, key=lambda one: (one.start, one.id))),
        leave=tuple(sorted(person.leave, key=lambda one: one.id)),
        bonuses=tuple(sorted(person.bonuses, key=lambda one: one.id)),
        adjustments=tuple(sorted(person.adjustments, key=lambda one: one.id)),
        deductions=tuple(sorted(person.deductions, key=lambda one: one.id)),
        advances=tuple(sorted(person.advances, key=lambda one: one.id)),
        clawbacks=tuple(sorted(person.clawbacks, key=lambda one: one.id)),
        carried=tuple(sorted(person.carried, key=lambda one: (one.run, one.currency))),
        open_weeks=tuple(sorted(person.open_weeks, key=lambda one: (one.first, one.currency))),
    )
