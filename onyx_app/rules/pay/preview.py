"""What if: the running shift as if it ended now, and past periods as if another plan had been in force."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from onyx_app.rules.pay.facts import Case, Sheet
from onyx_app.rules.pay.plans import Plan
from onyx_app.rules.pay.slips import EARNED, Kind, Run
from onyx_app.rules.worktime import LONGEST_STRETCH, Minute


def as_if_ended(case: Case, now: Minute) -> Case:
    """Every open timesheet ends now: the case of the live earnings meter."""
    people = tuple(
        replace(person, sheets=tuple(_ended(sheet, now) for sheet in person.sheets)) for person in case.people
    )
    return replace(case, people=people)


def with_plan(case: Case, person: str, plan: Plan) -> Case:
    """The case as if this plan had been in force for a person ever since their first one."""
    people = tuple(
        replace(each, plans=(replace(plan, since=min(old.since for old in (*each.plans, plan)), until=None),))
        if each.id == person
        else each
        for each in case.people
    )
    return replace(case, people=people)


def earned_by_person(runs: Iterable[Run]) -> dict[tuple[str, str], int]:
    """(person, currency) → what plans pay over several runs, in minor units: no deductions, advances or corrections."""
    earned: dict[tuple[str, str], int] = defaultdict(int)
    for run in runs:
        for slip in run.slips:
            for line in slip.lines:
                if line.kind in EARNED or line.kind is Kind.GUARANTEE:
                    earned[slip.person, line.currency] += line.amount
    return dict(earned)


def _ended(sheet: Sheet, now: Minute) -> Sheet:
    if sheet.end is not None:
        return sheet
    return replace(sheet, end=min(max(now, sheet.start), sheet.start + LONGEST_STRETCH))
