"""A pay plan in a few short lines, as somebody would say it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from onyx_app.money import Money
from onyx_app.rules.leave import KINDS
from onyx_app.strings import say

_AMOUNTS = ("hourly", "base", "guarantee")
_FACTORS = ("night", "weekend", "holiday")


def plan_lines(terms: Mapping[str, Any], currency: str, creators: Mapping[str, str], language: str) -> list[str]:
    """What the plan pays, one element a line; `creators` are names by id."""

    def money(minor: int) -> str:
        return Money(minor, currency).show(language)

    def words(key: str, **given: Any) -> str:
        return say(language, f"pay_plans.says.{key}", **given)

    lines = [words(name, amount=money(terms[name])) for name in _AMOUNTS if terms.get(name) is not None]
    for rule in sorted(terms.get("commission", []), key=lambda one: (one.get("priority", 0), one["id"])):
        lines.append(_rule(rule, money, words, creators, language))
    for entry in ("daily_overtime", "weekly_overtime"):
        for tier in terms.get(entry, []):
            hours = f"{(Decimal(tier['after_minutes']) / 60).normalize():f}"
            lines.append(words(entry, hours=hours, factor=tier["factor"]))
    lines += [words(name, factor=terms[name]) for name in _FACTORS if terms.get(name)]
    lines += [words("leave", kind=_kind(one["kind"], language), percent=one["percent"])
              for one in terms.get("leave", [])]  # fmt: skip
    return lines + ([words("regular_rate")] if terms.get("regular_rate") else [])


def _kind(kind: str, language: str) -> str:
    """A kind of leave as the house says it; one of an agency's own as it is."""
    return say(language, f"leave.kind.{kind}") if kind in KINDS else kind


def _rule(rule: Mapping[str, Any], money: Any, words: Any, creators: Mapping[str, str], language: str) -> str:
    if rule.get("brackets"):
        steps = sorted(rule["brackets"], key=lambda one: one["above"])
        said = [words("bracket", percent=one["percent"], amount=money(one["above"])) for one in steps]
        share = words(f"brackets_{rule.get('basis', 'net')}", brackets=", ".join(said))
    elif rule.get("fixed") is not None:
        share = words("fixed", amount=money(rule["fixed"]))
    else:
        share = words(rule.get("basis", "net"), percent=rule["percent"])
    about = [creators.get(rule["creator"], "–")] if rule.get("creator") else []
    about += [say(language, f"pay_plans.income.{rule['income']}")] if rule.get("income") in INCOMES else []
    return f"{share} · {', '.join(about)}" if about else share


INCOMES = ("message", "subscription", "renewal", "tip", "post", "referral", "mediaLink", "giveaway", "other")
