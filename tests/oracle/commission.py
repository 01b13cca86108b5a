"""Commission, sale by sale and cent by cent."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.oracle.minutes import minute, wall_clock

Earned = dict[tuple[str, tuple[Any, ...]], tuple[Decimal, list[tuple[date, Decimal]]]]
"""(currency, line) → (amount, [(day, the sale's part of it)])."""

SMALL = Decimal("1e-40")
PlanOn = Callable[[date], dict[str, Any] | None]


def shares(amount: Decimal, weights: list[Decimal]) -> list[Decimal]:
    """Whole cents that add up: everybody the part cut off, then cent by cent to the largest remainder."""
    if not sum(weights):
        return [Decimal(0)] * len(weights)
    exact = [amount * weight / sum(weights) for weight in weights]
    parts = [Decimal(int(each)) for each in exact]
    while sum(parts) < amount:
        rest = [(each - part).quantize(SMALL) for each, part in zip(exact, parts, strict=True)]
        parts[rest.index(max(rest))] += 1
    return parts


def commission(case: dict[str, Any], person: dict[str, Any], plan_on: PlanOn) -> Earned:
    lines: dict[tuple[str, tuple[Any, ...]], list[tuple[date, Decimal, Decimal]]] = defaultdict(list)
    sold: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    first, end = case["period"]["first"], case["period"]["end"]
    for day, sale in sorted(((day_of(sale, case), sale) for sale in case.get("sales", [])), key=by_day):
        plan = plan_on(day)
        mine = [place for place, credit in enumerate(sorted(sale.get("credits", []))) if credit[0] == person["id"]]
        rule = rule_for(plan, sale) if plan else None
        if mine and plan and rule and first <= day.isoformat() < end:
            for line, quantity, rate in earned_by(sale, rule, mine[0], sold, plan["id"]):
                lines[sale["currency"], (plan["id"], rule["id"], *line)].append((day, quantity, rate))
    return {key: rounded(parts) for key, parts in lines.items()}


def by_day(entry: tuple[date, dict[str, Any]]) -> tuple[date, str]:
    return entry[0], entry[1]["id"]


def day_of(sale: dict[str, Any], case: dict[str, Any]) -> date:
    if "day" in sale:
        return date.fromisoformat(sale["day"])
    return wall_clock(minute(sale["at"]), case["agency"]["zone"])[0]


def rule_for(plan: dict[str, Any], sale: dict[str, Any]) -> dict[str, Any] | None:
    for rule in sorted(plan.get("commission", []), key=lambda one: (one.get("priority", 0), one["id"])):
        if rule.get("creator", sale["creator"]) != sale["creator"]:
            continue
        if rule.get("income", sale["income"]) != sale["income"]:
            continue
        if "percent" in rule or sale["currency"] == plan["currency"]:
            return dict(rule)
    return None


def earned_by(
    sale: dict[str, Any], rule: dict[str, Any], place: int, sold: dict[tuple[str, str], Decimal], plan: str
) -> list[tuple[tuple[Any, ...], Decimal, Decimal]]:
    """(line, quantity, rate) of one sale: its part of a percentage, of a fixed amount, or of each bracket."""
    weights = [Decimal(weight) for _, weight in sorted(sale["credits"])]
    basis = rule.get("basis", "net")
    left = Decimal(sale[basis] - sale.get(f"reversed_{basis}", 0))
    part = shares(left, weights)[place]
    where = (sale["creator"], sale["income"])
    if "percent" in rule:
        return [(("percent", *where), part, Decimal(rule["percent"]) / 100)]
    if "fixed" in rule:
        gone = sale.get("reversed_gross", 0) and sale["gross"] == sale["reversed_gross"]
        count = 0 if gone else sale.get("count", 1)
        if len(weights) == 1:
            return [(("fixed", *where), Decimal(count), Decimal(rule["fixed"]))]
        return [(("shared", *where), shares(Decimal(rule["fixed"] * count), weights)[place], Decimal(1))]
    start = sold[plan, rule["id"]]
    sold[plan, rule["id"]] += part
    return bracket_parts(rule, start, start + part)


def bracket_parts(rule: dict[str, Any], start: Decimal, end: Decimal) -> list[tuple[tuple[Any, ...], Decimal, Decimal]]:
    found = []
    brackets = sorted(rule["brackets"], key=lambda one: one["above"])
    for at, bracket in enumerate(brackets):
        upper = Decimal(brackets[at + 1]["above"]) if at + 1 < len(brackets) else Decimal("Infinity")
        inside = min(end, upper) - max(start, Decimal(bracket["above"]))
        if inside > 0:
            found.append((("bracket", bracket["percent"]), inside, Decimal(bracket["percent"]) / 100))
    return found


def rounded(parts: list[tuple[date, Decimal, Decimal]]) -> tuple[Decimal, list[tuple[date, Decimal]]]:
    exact = sum((quantity * rate for _, quantity, rate in parts), Decimal())
    amount = exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    split = shares(amount, [quantity for _, quantity, _ in parts])
    return amount, [(day, part) for (day, _, _), part in zip(parts, split, strict=True)]
