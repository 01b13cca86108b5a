"""The pay engine: a case in, a run out. Pure: the same case gives the same run, in any order of its facts."""

from onyx_app.rules.pay.commission import Credit, add_commission
from onyx_app.rules.pay.credits import credits_by_person
from onyx_app.rules.pay.draft import Draft, Notes
from onyx_app.rules.pay.facts import Case
from onyx_app.rules.pay.hours import add_hours
from onyx_app.rules.pay.overtime import count_sheets
from onyx_app.rules.pay.regular import add_regular_rate
from onyx_app.rules.pay.settling import add_advances, add_bonuses, add_corrections, add_deductions, carry_negatives
from onyx_app.rules.pay.slips import Kind, Line, Run, Slip
from onyx_app.rules.pay.standing import add_base, add_guarantee, add_leave
from onyx_app.rules.periods import WEEK
from onyx_app.rules.worktime import LocalClock, local_clock

ENGINE_VERSION = "2"
"""Changes whenever the same case could give another amount, or a run another seal.

1: a run was one case, sealed as a whole. 2: a run is a case per person, its seal is over theirs (docs/rules-pay.md 34).
"""

_ORDER = {kind: at for at, kind in enumerate(Kind)}


def calculate(case: Case) -> Run:
    """Every slip of the run. A checked case (see `checking`) never raises."""
    clock = local_clock(case.agency.zone, case.period.first - WEEK, case.period.end + WEEK)
    notes = Notes()
    credits = credits_by_person(case, clock, notes)
    slips = tuple(
        _slip(Draft(case, person, notes), clock, credits[person.id])
        for person in sorted(case.people, key=lambda one: one.id)
    )
    totals: dict[str, int] = {}
    for slip in slips:
        for currency, amount in slip.totals:
            totals[currency] = totals.get(currency, 0) + amount
    return Run(ENGINE_VERSION, case.period, slips, tuple(sorted(totals.items())), notes.sorted())


def _slip(draft: Draft, clock: LocalClock, credits: list[Credit]) -> Slip:
    """The order matters: the guarantee looks at earnings, deductions at gross pay, advances at what is left."""
    worked = count_sheets(draft, clock)
    premium_minutes = add_hours(draft, worked, clock)
    add_leave(draft)
    add_base(draft)
    commission = add_commission(draft, credits)
    open_weeks = add_regular_rate(draft, worked, premium_minutes, commission)
    add_guarantee(draft)
    add_bonuses(draft)
    add_corrections(draft)
    add_deductions(draft)
    add_advances(draft)
    carried = carry_negatives(draft)
    lines = tuple(sorted(draft.lines, key=_place))
    minutes = tuple(each.minutes for each in worked if each.day >= draft.period.first)
    return Slip(draft.person.id, lines, _totals(lines), carried, open_weeks, minutes)


def _place(line: Line) -> tuple[int, str, str, str, str, tuple[str, ...], str]:
    """Where a line stands; what is equal here stays in the order of its facts."""
    week = line.week.isoformat() if line.week else ""
    return (_ORDER[line.kind], line.currency, line.creator, line.income, week, line.plans, line.rule)


def _totals(lines: tuple[Line, ...]) -> tuple[tuple[str, int], ...]:
    totals: dict[str, int] = {}
    for line in lines:
        totals[line.currency] = totals.get(line.currency, 0) + line.amount
    return tuple(sorted(totals.items()))
