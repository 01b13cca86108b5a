"""Is a case possible at all? What cannot have happened is refused with a sentence, before anything is calculated."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from onyx_app.errors import InvalidInput, OnyxError
from onyx_app.money import is_currency
from onyx_app.rules.pay.facts import Case, Person, Sale, Sheet
from onyx_app.rules.pay.plans import CommissionRule, Plan
from onyx_app.rules.periods import WEEK
from onyx_app.rules.worktime import LONGEST_STRETCH, LocalClock, local_clock

LONGEST_PERIOD = 366
FIRST_YEAR, LAST_YEAR = 1971, 2199


class CaseRefused(OnyxError):
    """The case cannot be calculated; `where` names the entry, the key says what to correct."""

    key = "pay.refused.shape"

    def __init__(self, why: str, where: str, **parameters: Any) -> None:
        super().__init__(where=where, **parameters)
        self.key = f"pay.refused.{why}"  # type: ignore[misc]


def check(case: Case) -> None:
    """Raises CaseRefused for the first impossible entry."""
    period = case.period
    known = period.first.year >= FIRST_YEAR and period.end.year <= LAST_YEAR
    if not known or not timedelta() < period.end - period.first <= timedelta(days=LONGEST_PERIOD):
        raise CaseRefused("period", "period", limit=LONGEST_PERIOD)
    try:
        clock = local_clock(case.agency.zone, period.first - WEEK, period.end + WEEK)
    except InvalidInput:
        raise CaseRefused("zone", "agency.zone", zone=case.agency.zone) from None
    _unique("people", (person.id for person in case.people))
    _unique("timesheets", (sheet.id for person in case.people for sheet in person.sheets))
    _unique("sales", (sale.id for sale in case.sales))
    for person in case.people:
        _check_person(person, clock)
    for sale in case.sales:
        _check_sale(sale)


def _unique(what: str, ids: Iterable[object]) -> None:
    given = list(ids)
    if len(set(given)) < len(given):
        twice = next(each for at, each in enumerate(given) if each in given[:at])
        raise CaseRefused("twice", f"{what} {twice}")


def _check_person(person: Person, clock: LocalClock) -> None:
    _unique(f"{person.id}: plans", (plan.id for plan in person.plans))
    _unique(f"{person.id}: plans since", (plan.since for plan in person.plans))
    for plan in person.plans:
        _check_plan(plan)
    _check_sheets(person.sheets, clock)
    for where, currency in _currencies(person):
        _check_currency(where, currency)
    for deduction in person.deductions:
        if (deduction.amount is None) == (deduction.percent is None):
            raise CaseRefused("one_of", f"deduction {deduction.id}", names="amount, percent")
    for advance in person.advances:
        if advance.repaid > advance.total:
            raise CaseRefused("repaid", f"advance {advance.id}")
    for claw in person.clawbacks:
        if claw.already > claw.paid:
            raise CaseRefused("clawback", f"clawback {claw.id}")


def _currencies(person: Person) -> Iterator[tuple[str, str]]:
    yield from ((f"bonus {each.id}", each.currency) for each in person.bonuses)
    yield from ((f"adjustment {each.id}", each.currency) for each in person.adjustments)
    yield from ((f"deduction {each.id}", each.currency) for each in person.deductions)
    yield from ((f"advance {each.id}", each.currency) for each in person.advances)
    yield from ((f"clawback {each.id}", each.currency) for each in person.clawbacks)
    yield from ((f"carried {each.run}", each.currency) for each in person.carried)
    yield from ((f"open week {each.first}", each.currency) for each in person.open_weeks)


def _check_currency(where: str, currency: str) -> None:
    if not is_currency(currency):
        raise CaseRefused("currency", where, currency=currency)


def _check_plan(plan: Plan) -> None:
    where = f"plan {plan.id}"
    if plan.currency:
        _check_currency(where, plan.currency)
    if plan.until is not None and plan.until <= plan.since:
        raise CaseRefused("plan_dates", where)
    _unique(f"{where}: daily overtime after", (tier.after_minutes for tier in plan.daily_overtime))
    _unique(f"{where}: weekly overtime after", (tier.after_minutes for tier in plan.weekly_overtime))
    _unique(f"{where}: leave", (leave.kind for leave in plan.leave))
    _unique(f"{where}: commission", (rule.id for rule in plan.commission))
    for rule in plan.commission:
        _check_rule(rule)


def _check_rule(rule: CommissionRule) -> None:
    given = [rule.percent is not None, rule.fixed is not None, bool(rule.brackets)]
    if sum(given) != 1:
        raise CaseRefused("one_of", f"commission {rule.id}", names="percent, fixed, brackets")
    _unique(f"commission {rule.id}: brackets above", (bracket.above for bracket in rule.brackets))


def _check_sheets(sheets: Iterable[Sheet], clock: LocalClock) -> None:
    until, before = None, ""
    for sheet in sorted(sheets, key=lambda one: (one.start, one.id)):
        where = f"timesheet {sheet.id}"
        if until is not None and sheet.start < until:
            raise CaseRefused("overlap", where, other=before)
        if sheet.day and abs(sheet.day - clock.day(sheet.start)) > timedelta(days=1):
            raise CaseRefused("business_date", where)
        if sheet.end is None:
            continue
        if sheet.end < sheet.start:
            raise CaseRefused("end_before_start", where)
        if sheet.end - sheet.start > LONGEST_STRETCH:
            raise CaseRefused("too_long", where, hours=LONGEST_STRETCH // 60)
        _check_breaks(sheet, sheet.end)
        until, before = sheet.end, sheet.id


def _check_breaks(sheet: Sheet, end: int) -> None:
    at = sheet.start
    for each in sorted(sheet.breaks, key=lambda one: one.start):
        if not at <= each.start <= each.end <= end:
            raise CaseRefused("breaks", f"timesheet {sheet.id}")
        at = each.end


def _check_sale(sale: Sale) -> None:
    if sale.currency and not is_currency(sale.currency):
        raise CaseRefused("currency", f"sale {sale.id}", currency=sale.currency)
    if (sale.day is None) == (sale.at is None):
        raise CaseRefused("one_of", f"sale {sale.id}", names="day, at")
    if sale.reversed_gross > sale.gross or sale.reversed_net > sale.net:
        raise CaseRefused("reversed", f"sale {sale.id}")
    if len(sale.credits) > 1:
        _unique(f"sale {sale.id}: credits", (person for person, _ in sale.credits))
