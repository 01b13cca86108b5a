"""Live earnings: what part of a case adds, as lines whose own figures give their amount. Pure.

A part (the running stretch, today) is worth what the whole case pays more than the case without it: so overtime and
brackets are those of the minutes and sales in it. Guarantees and deductions are settled at the end and stay out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from onyx_app.rules.pay import WHOLE, Case, Line, Run, Sale, calculate, half_up
from onyx_app.rules.pay.slips import EARNED, Kind

_Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class OwnSale:
    """A sale credited to the asker, as it happened; `settled` False: the platform may still change it."""

    id: str
    day: date
    at: datetime
    creator: str
    income: str
    currency: str
    gross: int
    net: int
    settled: bool


@dataclass(frozen=True, slots=True)
class Earned:
    """One line of the meter; `settled` None for what is no commission. `details` are those of a slip's line."""

    kind: str
    currency: str
    amount: int
    quantity: int
    unit: str
    rate: int
    percent: int
    per: int
    settled: bool | None = None
    details: dict[str, Any] = field(default_factory=dict)


def only_earnings(case: Case) -> Case:
    """The case without what is settled at the end of the period: guarantees, deductions, advances, corrections."""
    people = tuple(
        replace(
            each,
            plans=tuple(replace(plan, guarantee=None) for plan in each.plans),
            adjustments=(),
            deductions=(),
            advances=(),
            clawbacks=(),
            carried=(),
        )
        for each in case.people
    )
    return replace(case, people=people)


def part(case: Case, sheets: frozenset[str], sales: Iterable[OwnSale], provisional: Iterable[OwnSale]) -> list[Earned]:
    """What these timesheets and sales add to a case; `provisional`: every sale of it that is not settled."""
    mine = list(sales)
    unsettled = list(provisional)
    certain = replace(case, sales=without_sales(case.sales, unsettled))
    settled = [sale for sale in mine if sale.settled]
    rest = replace(without_sheets(certain, sheets), sales=without_sales(certain.sales, settled))
    found = _added(calculate(certain), calculate(rest), None)
    hints = [sale for sale in mine if not sale.settled]
    if hints:
        rest = replace(case, sales=without_sales(case.sales, hints))
        found += [one for one in _added(calculate(case), calculate(rest), False) if one.kind == Kind.COMMISSION]
    return found


def without_sheets(case: Case, sheets: frozenset[str]) -> Case:
    people = tuple(
        replace(each, sheets=tuple(one for one in each.sheets if one.id not in sheets)) for each in case.people
    )
    return replace(case, people=people)


def without_sales(sales: tuple[Sale, ...], gone: Iterable[OwnSale]) -> tuple[Sale, ...]:
    """Sales that stand by themselves leave; from a group of alike ones their figures are taken off."""
    alone = {sale.id: sale for sale in gone}
    taken: dict[_Key, list[OwnSale]] = {}
    named = {sale.id for sale in sales}
    for sale in alone.values():
        if sale.id not in named:
            taken.setdefault((sale.day, sale.creator, sale.income, sale.currency), []).append(sale)
    kept = []
    for one in sales:
        if one.id in alone:
            continue
        off = taken.get((one.day, one.creator, one.income, one.currency), []) if _is_group(one) else []
        count = one.count - len(off)
        if count > 0:
            gross, net = one.gross - sum(each.gross for each in off), one.net - sum(each.net for each in off)
            kept.append(replace(one, gross=max(gross, 0), net=max(net, 0), count=count) if off else one)
    return tuple(kept)


def totals(lines: Iterable[Earned], *, settled: bool) -> tuple[tuple[str, int], ...]:
    """Per currency: what is certain (hours and settled commission), or what is not."""
    found: dict[str, int] = {}
    for line in lines:
        if (line.settled is not False) == settled:
            found[line.currency] = found.get(line.currency, 0) + line.amount
    return tuple(sorted(found.items()))


def paid_minutes(run: Run, sheets: frozenset[str]) -> int:
    """Minutes of these timesheets as pay counts them."""
    return sum(each.paid for slip in run.slips for each in slip.minutes if each.sheet in sheets)


def _is_group(sale: Sale) -> bool:
    return ":" in sale.id


def _added(whole: Run, rest: Run, settled: bool | None) -> list[Earned]:
    """What `whole` has more than `rest`, line by line; a line that only moved is none."""
    before = _quantities(rest)
    found = []
    for key, (line, quantity) in _quantities(whole).items():
        more = quantity - before.get(key, (line, 0))[1]
        if more > 0:
            found.append(_earned(line, more, settled))
    return found


def _quantities(run: Run) -> Mapping[_Key, tuple[Line, int]]:
    found: dict[_Key, tuple[Line, int]] = {}
    for slip in run.slips:
        for line in slip.lines:
            if line.kind in EARNED and line.kind not in (Kind.BASE, Kind.LEAVE):
                key = (line.kind, line.currency, line.unit, line.rate, line.percent, line.per, line.plans, line.rule,
                       line.creator, line.income)  # fmt: skip
                found[key] = (line, found[key][1] + line.quantity if key in found else line.quantity)
    return found


def _earned(line: Line, quantity: int, settled: bool | None) -> Earned:
    details = {key: value for key, value in (("creator", line.creator), ("income", line.income)) if value}
    commission = line.kind is Kind.COMMISSION
    return Earned(
        line.kind.value,
        line.currency,
        half_up(quantity * line.rate * line.percent, line.per * WHOLE),
        quantity,
        line.unit.value,
        line.rate,
        line.percent,
        line.per,
        (settled is not False) if commission else None,
        details,
    )
