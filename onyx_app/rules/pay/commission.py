"""Commission: the first rule that fits a sale; a percentage, a fixed amount per sale, or marginal brackets.

Sales go by business date and id, so the same sales always fall into the same brackets. Every line knows how much of
it each sale earned: that is what a later reversal takes back.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from onyx_app.rules.pay.draft import Draft
from onyx_app.rules.pay.plans import Basis, CommissionRule, Plan
from onyx_app.rules.pay.slips import Concern, Kind, Line, Source, Unit
from onyx_app.rules.pay.units import WHOLE, half_up, split


class Credit(NamedTuple):
    """One person's part of a sale, reversals already taken off; `place` is theirs among the `weights` of all."""

    sale: str
    day: date
    creator: str
    income: str
    currency: str
    gross: int
    net: int
    sales: int
    weights: tuple[int, ...] = (1,)
    place: int = 0

    def basis(self, rule: CommissionRule) -> int:
        return self.gross if rule.basis is Basis.GROSS else self.net


MOST_SOLD = 10**30
"""More than anybody sells: where the last bracket ends."""

_BY_DAY_AND_SALE = attrgetter("day", "sale")


class Batch(NamedTuple):
    """What becomes one line. `pooled`: a bracket is one line over all creators, so rounding keeps it monotone."""

    creator: str
    income: str
    currency: str
    unit: Unit
    percent: int
    pooled: bool


class Ladder:
    """What gathers on the lines of one rule of one plan."""

    def __init__(self, plan: Plan, rule: CommissionRule) -> None:
        self.plan, self.rule = plan, rule
        self.brackets = sorted(rule.brackets, key=lambda bracket: bracket.above)
        self._uppers = [*(bracket.above for bracket in self.brackets[1:]), MOST_SOLD]
        self.sold = 0
        self.batches: dict[Batch, list[tuple[Credit, int]]] = defaultdict(list)
        self._at_hand: dict[tuple[str, ...], list[tuple[Credit, int]]] = {}  # a batch is slower to look up by

    def add(self, credit: Credit) -> None:
        if self.rule.percent is not None:
            self._gather(credit, Unit.MONEY, self.rule.percent, credit.basis(self.rule))
        elif self.rule.fixed is not None:
            self._add_fixed(credit, self.rule.fixed)
        else:
            self._add_to_brackets(credit)

    def _gather(self, credit: Credit, unit: Unit, percent: int, quantity: int) -> None:
        key = (credit.creator, credit.income, credit.currency, unit)
        found = self._at_hand.get(key)
        if found is None:
            batch = Batch(credit.creator, credit.income, credit.currency, unit, percent, False)
            found = self._at_hand[key] = self.batches[batch]
        found.append((credit, quantity))

    def _add_fixed(self, credit: Credit, fixed: int) -> None:
        """A shared sale's fixed amount is split to the cent, so that its parts cost no more than the whole."""
        if len(credit.weights) == 1:
            self._gather(credit, Unit.SALES, WHOLE, credit.sales)
        else:
            part = split(fixed * credit.sales, credit.weights)[credit.place]
            self._gather(credit, Unit.MONEY, WHOLE, part)

    def _add_to_brackets(self, credit: Credit) -> None:
        start = self.sold
        self.sold = end = start + credit.basis(self.rule)
        for bracket, upper in zip(self.brackets, self._uppers, strict=True):
            if start < upper and end > bracket.above:
                part = min(end, upper) - max(start, bracket.above)
                batch = Batch("", "", credit.currency, Unit.MONEY, bracket.percent, True)
                self.batches[batch].append((credit, part))


class Rules:
    """Which ladder a sale climbs: looked up once per plan, creator, income type and currency."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.ladders: dict[tuple[str, str], Ladder] = {}
        self._found: dict[tuple[str, str, str, str], Ladder | Concern] = {}

    def ladder_for(self, plan: Plan, credit: Credit) -> Ladder | None:
        """None when no rule fits, and then the sale is named."""
        key = (plan.id, credit.creator, credit.income, credit.currency)
        found = self._found.get(key) or self._found.setdefault(key, self._look_up(plan, credit))
        if isinstance(found, Ladder):
            return found
        self.draft.note(found, credit.sale, " ".join(key))
        return None

    def _look_up(self, plan: Plan, credit: Credit) -> Ladder | Concern:
        """The first that fits by priority. Fixed amounts and brackets are in the plan's currency and fit no other."""
        concern = Concern.NO_RULE
        for rule in sorted(plan.commission, key=lambda one: (one.priority, one.id)):
            if not rule.covers(credit.creator, credit.income):
                continue
            if rule.percent is not None or credit.currency == plan.currency:
                return self.ladders.setdefault((plan.id, rule.id), Ladder(plan, rule))
            concern = Concern.NO_RULE_IN_CURRENCY
        return concern


def add_commission(draft: Draft, credits: Iterable[Credit]) -> list[tuple[date, str, int]]:
    """Write the commission lines; returns (day, currency, amount) of every sale, for the regular rate."""
    rules = Rules(draft)
    for credit in sorted(credits, key=_BY_DAY_AND_SALE):
        plan = draft.plans.on(credit.day)
        if plan is None:
            draft.note(Concern.NO_PLAN, credit.sale, Kind.COMMISSION)
        elif plan.commission and draft.has_currency(plan):
            ladder = rules.ladder_for(plan, credit)
            if ladder:
                ladder.add(credit)
    earned: list[tuple[date, str, int]] = []
    for ladder in rules.ladders.values():
        for batch, parts in ladder.batches.items():
            line = _line(ladder, batch, parts)
            draft.lines.append(line)
            shares = zip(parts, line.sources, strict=True)
            earned += [(credit.day, batch.currency, share) for (credit, _), (_, share) in shares]
    return earned


def _line(ladder: Ladder, batch: Batch, parts: list[tuple[Credit, int]]) -> Line:
    quantities = [quantity for _, quantity in parts]
    quantity = sum(quantities)
    rate = (ladder.rule.fixed or 0) if batch.unit is Unit.SALES else 1
    amount = half_up(quantity * rate * batch.percent, WHOLE)
    shares = split(amount, quantities) if quantity else [0] * len(parts)
    return Line(
        Kind.COMMISSION,
        batch.currency,
        amount,
        quantity,
        batch.unit,
        rate,
        batch.percent,
        1,
        plans=(ladder.plan.id,),
        rule=ladder.rule.id,
        creator=batch.creator,
        income=batch.income,
        source=Source.SALE,
        sources=tuple((credit.sale, share) for (credit, _), share in zip(parts, shares, strict=True)),
        parts=_by_creator_and_income(parts, shares) if batch.pooled else (),
    )


def _by_creator_and_income(parts: list[tuple[Credit, int]], shares: list[int]) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    for (credit, _), share in zip(parts, shares, strict=True):
        name = f"{credit.creator} {credit.income}"
        found[name] = found.get(name, 0) + share
    return tuple(sorted(found.items()))
