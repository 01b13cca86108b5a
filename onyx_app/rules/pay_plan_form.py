"""A pay plan as a form: amounts as people type them, turned into the engine's terms and back.

The form has as many rows of overtime, commission and brackets as somebody adds. Every row has an id of its own, which
its fields begin with (`r0_value`, `r0_b1_above`), and the order of the rows is what counts: the first rule that fits.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from onyx_app.money import exponent
from onyx_app.rules.leave import KINDS
from onyx_app.rules.pay_plan_rows import Wrong, minor, number, plain
from onyx_app.rules.pay_plans import TermsRefused

MOST_RULES = 20
MOST_BRACKETS = 10
MOST_TIERS = 4
_AMOUNTS = ("hourly", "base", "guarantee")
_FACTORS = ("night", "weekend", "holiday")
_OVERTIME = {"day": "daily_overtime", "week": "weekly_overtime"}


@dataclass(frozen=True, slots=True)
class BracketRow:
    """What lies above `above`, up to the next bracket, earns `percent`."""

    id: str
    above: str = ""
    percent: str = ""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One commission rule; `kind` is percent, fixed or brackets, "" for creator and income means any."""

    id: str
    kind: str = "percent"
    value: str = ""
    creator: str = ""
    income: str = ""
    basis: str = "net"
    brackets: list[BracketRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TierRow:
    """One step of overtime; `per` is day or week, `after` in hours."""

    id: str
    per: str
    after: str = ""
    factor: str = ""


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """How leave of this kind is paid; empty: the plan does not say."""

    kind: str
    percent: str = ""


@dataclass(frozen=True, slots=True)
class PlanForm:
    """Every field as text. Factors as typed, amounts in whole units of the currency."""

    currency: str = ""
    hourly: str = ""
    base: str = ""
    guarantee: str = ""
    night: str = ""
    weekend: str = ""
    holiday: str = ""
    tiers: list[TierRow] = field(default_factory=list)
    rules: list[RuleRow] = field(default_factory=list)
    leave: list[LeaveRow] = field(default_factory=list)
    regular_rate: bool = False


def form_of(terms: Mapping[str, Any], currency: str) -> PlanForm:
    """What the form begins with: the terms of the plan in force."""
    rules = sorted(terms.get("commission", []), key=lambda rule: (rule.get("priority", 0), rule["id"]))
    paid = {one["kind"]: one["percent"] for one in terms.get("leave", [])}
    kinds = [*KINDS, *(kind for kind in paid if kind not in KINDS)]
    return PlanForm(
        currency=currency,
        **{name: _typed(terms.get(name), currency) for name in _AMOUNTS},
        **{name: terms.get(name, "") for name in _FACTORS},
        tiers=list(_tiers(terms)),
        rules=[_rule(f"r{at}", rule, currency) for at, rule in enumerate(rules)] or [RuleRow("r0")],
        leave=[LeaveRow(kind, paid.get(kind, "")) for kind in kinds],
        regular_rate=bool(terms.get("regular_rate", False)),
    )


def another(rows: Sequence[Any], letter: str) -> str:
    """An id that none of these rows has."""
    used = [int(row.id.removeprefix(letter)) for row in rows]
    return f"{letter}{max(used, default=-1) + 1}"


def terms_from(typed: Mapping[str, str], currency: str, form: PlanForm) -> dict[str, Any]:
    """The engine's terms from a sent form, whose rows are those of `form`; what is left empty is left out.

    Raises:
        TermsRefused: names every wrong field by its name in the form.
    """
    wrong = Wrong()
    terms: dict[str, Any] = {}
    for name in _AMOUNTS:
        if (units := minor(typed.get(name, ""), currency, name, wrong)) is not None:
            terms[name] = units
    for name in _FACTORS:
        if factor := number(typed.get(name, ""), name, "factor", wrong):
            terms[name] = factor
    _read_tiers(typed, form.tiers, terms, wrong)
    rules = list(_read_rules(typed, form.rules, currency, wrong))
    leave = list(_read_leave(typed, form.leave, wrong))
    terms |= {name: found for name, found in (("commission", rules), ("leave", leave)) if found}
    if typed.get("regular_rate"):
        terms["regular_rate"] = True
    if wrong.terms:
        raise TermsRefused(wrong.terms)
    return terms


def _read_tiers(typed: Mapping[str, str], rows: list[TierRow], terms: dict[str, Any], wrong: Wrong) -> None:
    for row in rows:
        after, factor = typed.get(f"{row.id}_after", "").strip(), typed.get(f"{row.id}_factor", "").strip()
        if not after and not factor:
            continue
        hours = number(after, f"{row.id}_after", "hours", wrong, required=True)
        times = number(factor, f"{row.id}_factor", "factor", wrong, required=True)
        if hours and times:
            tiers = terms.setdefault(_OVERTIME[row.per], [])
            minutes = int(Decimal(hours) * 60)
            wrong.once(minutes, [tier["after_minutes"] for tier in tiers], f"{row.id}_after")
            tiers.append({"after_minutes": minutes, "factor": times})


def _read_rules(typed: Mapping[str, str], rows: list[RuleRow], currency: str, wrong: Wrong) -> Iterator[dict[str, Any]]:
    """The rows that say how much, from the top: the first that fits a sale counts."""
    place = 0
    for row in rows:
        kind = typed.get(f"{row.id}_kind", row.kind)
        share = _share(kind, row, typed, currency, wrong)
        if not share:
            continue
        place += 1
        about = {key: given for key in ("creator", "income") if (given := typed.get(f"{row.id}_{key}", ""))}
        basis = {} if kind == "fixed" else {"basis": "gross" if typed.get(f"{row.id}_basis") == "gross" else "net"}
        yield {"id": f"rule-{place}", "priority": place} | about | share | basis


def _share(kind: str, row: RuleRow, typed: Mapping[str, str], currency: str, wrong: Wrong) -> dict[str, Any]:
    if kind == "brackets":
        brackets = list(_read_brackets(row, typed, currency, wrong))
        return {"brackets": brackets} if brackets else {}
    value, name = typed.get(f"{row.id}_value", "").strip(), f"{row.id}_value"
    if not value:
        return {}
    if kind == "fixed":
        return {"fixed": minor(value, currency, name, wrong)}
    return {"percent": number(value, name, "percent", wrong)}


def _read_brackets(row: RuleRow, typed: Mapping[str, str], currency: str, wrong: Wrong) -> Iterator[dict[str, Any]]:
    """Each once; the first may be left without its "above", which is then nothing."""
    seen: list[int] = []
    for at, bracket in enumerate(row.brackets):
        name = f"{row.id}_{bracket.id}"
        above, percent = typed.get(f"{name}_above", "").strip(), typed.get(f"{name}_percent", "").strip()
        if not above and not percent:
            continue
        units = minor(above or ("0" if at == 0 else ""), currency, f"{name}_above", wrong, required=True)
        share = number(percent, f"{name}_percent", "percent", wrong, required=True)
        if units is not None:
            wrong.once(units, seen, f"{name}_above")
            seen.append(units)
            yield {"above": units, "percent": share}


def _read_leave(typed: Mapping[str, str], rows: list[LeaveRow], wrong: Wrong) -> Iterator[dict[str, str]]:
    for row in rows:
        if share := number(typed.get(f"leave_{row.kind}", ""), f"leave_{row.kind}", "percent", wrong):
            yield {"kind": row.kind, "percent": share}


def _tiers(terms: Mapping[str, Any]) -> Iterator[TierRow]:
    tiers = [(per, tier) for per, entry in _OVERTIME.items() for tier in terms.get(entry, [])]
    for at, (per, tier) in enumerate(tiers):
        yield TierRow(f"t{at}", per, plain(Decimal(tier["after_minutes"]) / 60), tier["factor"])


def _rule(row: str, rule: Mapping[str, Any], currency: str) -> RuleRow:
    about = (rule.get("creator") or "", rule.get("income") or "", rule.get("basis", "net"))
    if rule.get("brackets"):
        brackets = [
            BracketRow(f"b{at}", _typed(one["above"], currency), one["percent"])
            for at, one in enumerate(sorted(rule["brackets"], key=lambda one: one["above"]))
        ]
        return RuleRow(row, "brackets", "", *about, brackets)
    if rule.get("fixed") is not None:
        return RuleRow(row, "fixed", _typed(rule["fixed"], currency), *about)
    return RuleRow(row, "percent", rule["percent"], *about)


def _typed(units: int | None, currency: str) -> str:
    places = exponent(currency) if currency else 2
    return "" if units is None else f"{Decimal(units).scaleb(-places):.{places}f}"
