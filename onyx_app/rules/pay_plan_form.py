"""A pay plan as a form: amounts as people type them, turned into the engine's terms and back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from onyx_app.money import exponent
from onyx_app.rules.pay_plans import TermsRefused, WrongTerm

MOST_RULES = 5
"""Commission rules the form shows; further ones, and those with brackets, stay in the plan untouched."""
_AMOUNTS = ("hourly", "base", "guarantee")
_FACTORS = ("night", "weekend", "holiday")
_TIERS = {"day": ("daily_overtime", 0), "day2": ("daily_overtime", 1), "week": ("weekly_overtime", 0)}


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One commission rule as typed; `kind` is percent or fixed, "" for creator and income means any."""

    kind: str = "percent"
    value: str = ""
    creator: str = ""
    income: str = ""
    basis: str = "net"


@dataclass(frozen=True, slots=True)
class PlanForm:
    """Every field as text. Overtime thresholds are hours, factors as typed, amounts in whole units of the currency."""

    currency: str = ""
    hourly: str = ""
    base: str = ""
    guarantee: str = ""
    night: str = ""
    weekend: str = ""
    holiday: str = ""
    tiers: dict[str, str] = field(default_factory=dict)
    rules: list[RuleRow] = field(default_factory=list)
    regular_rate: bool = False


def form_of(terms: Mapping[str, Any], currency: str) -> PlanForm:
    """What the form begins with: the terms of the plan in force."""
    tiers = {}
    for name, (entry, at) in _TIERS.items():
        found = terms.get(entry, [])[at : at + 1]
        tiers[f"{name}_after"] = _plain(Decimal(found[0]["after_minutes"]) / 60) if found else ""
        tiers[f"{name}_factor"] = found[0]["factor"] if found else ""
    shown = [_row(rule, currency) for rule in _shown(terms)]
    return PlanForm(
        currency=currency,
        **{name: _typed(terms.get(name), currency) for name in _AMOUNTS},
        **{name: terms.get(name, "") for name in _FACTORS},
        tiers=tiers,
        rules=shown + [RuleRow()] * (MOST_RULES - len(shown)),
        regular_rate=bool(terms.get("regular_rate", False)),
    )


def terms_from(typed: Mapping[str, str], currency: str, before: Mapping[str, Any]) -> dict[str, Any]:
    """The engine's terms from a sent form; what the form does not show is taken over from `before`.

    Raises:
        TermsRefused: names every wrong field by its name in the form.
    """
    wrong: list[WrongTerm] = []
    terms: dict[str, Any] = {"leave": before["leave"]} if before.get("leave") else {}
    for name in _AMOUNTS:
        if (minor := _minor(typed.get(name, ""), currency, name, wrong)) is not None:
            terms[name] = minor
    for name in _FACTORS:
        if factor := _number(typed.get(name, ""), name, "factor", 1, 10, 4, wrong):
            terms[name] = factor
    _read_tiers(typed, terms, wrong)
    rules = _read_rules(typed, currency, wrong) + _hidden(before)
    if rules:
        terms["commission"] = rules
    if typed.get("regular_rate"):
        terms["regular_rate"] = True
    if wrong:
        raise TermsRefused(wrong)
    return terms


def _read_tiers(typed: Mapping[str, str], terms: dict[str, Any], wrong: list[WrongTerm]) -> None:
    for name, (entry, _) in _TIERS.items():
        after, factor = typed.get(f"{name}_after", "").strip(), typed.get(f"{name}_factor", "").strip()
        if not after and not factor:
            continue
        hours = _number(after, f"{name}_after", "hours", 0, 168, 2, wrong, required=True)
        times = _number(factor, f"{name}_factor", "factor", 1, 10, 4, wrong, required=True)
        if hours and times:
            terms.setdefault(entry, []).append({"after_minutes": int(Decimal(hours) * 60), "factor": times})


def _read_rules(typed: Mapping[str, str], currency: str, wrong: list[WrongTerm]) -> list[dict[str, Any]]:
    """The rows that say how much, from the top: the first that fits a sale counts."""
    rules = []
    for at in range(MOST_RULES):
        value, name = typed.get(f"rule{at}_value", "").strip(), f"rule{at}_value"
        if not value:
            continue
        rule: dict[str, Any] = {"id": f"rule-{at + 1}", "priority": at + 1}
        rule |= {key: given for key in ("creator", "income") if (given := typed.get(f"rule{at}_{key}", ""))}
        if typed.get(f"rule{at}_kind") == "fixed":
            rule["fixed"] = _minor(value, currency, name, wrong)
        else:
            rule["percent"] = _number(value, name, "percent", 0, 1000, 2, wrong)
            rule["basis"] = "gross" if typed.get(f"rule{at}_basis") == "gross" else "net"
        rules.append(rule)
    return rules


def _minor(text: str, currency: str, name: str, wrong: list[WrongTerm]) -> int | None:
    text = _number(text, name, "amount", 0, 10**12, exponent(currency), wrong)
    return int(Decimal(text).scaleb(exponent(currency))) if text else None


def _number(
    text: str, name: str, reason: str, low: int, high: int, decimals: int, wrong: list[WrongTerm], *,
    required: bool = False,
) -> str:  # fmt: skip
    """The number as the engine writes it, "" when nothing was typed; what is wrong is added to `wrong`."""
    text = text.strip().replace(",", ".")
    if not text:
        if required:
            wrong.append(WrongTerm(name, "required"))
        return ""
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not low <= number <= high or number != round(number, decimals):
        wrong.append(WrongTerm(name, reason))
        return ""
    return _plain(number)


def _plain(number: Decimal) -> str:
    """Without the zeros nobody needs: 8, 7.5."""
    shown = f"{number.normalize():f}"
    return "0" if shown in ("-0", "") else shown


def _typed(minor: int | None, currency: str) -> str:
    places = exponent(currency) if currency else 2
    return "" if minor is None else f"{Decimal(minor).scaleb(-places):.{places}f}"


def _row(rule: Mapping[str, Any], currency: str) -> RuleRow:
    fixed = rule.get("fixed") is not None
    value = _typed(rule["fixed"], currency) if fixed else rule["percent"]
    kind = "fixed" if fixed else "percent"
    return RuleRow(kind, value, rule.get("creator") or "", rule.get("income") or "", rule.get("basis", "net"))


def _shown(terms: Mapping[str, Any]) -> list[Any]:
    plain = [rule for rule in terms.get("commission", []) if not rule.get("brackets")]
    return sorted(plain, key=lambda rule: (rule.get("priority", 0), rule["id"]))[:MOST_RULES]


def _hidden(terms: Mapping[str, Any]) -> list[Any]:
    shown = _shown(terms)
    return [rule for rule in terms.get("commission", []) if rule not in shown]
