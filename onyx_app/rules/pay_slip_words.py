"""A payslip's line in words: what it is for, and the sum that gives its amount."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Protocol

from onyx_app.money import Money
from onyx_app.rules import wording
from onyx_app.rules.pay.units import WHOLE
from onyx_app.rules.pay_plan_words import INCOMES
from onyx_app.strings import say

_HOUR = 60


class Figures(Protocol):
    """A line as it is stored: amount = quantity × rate × percent ÷ per."""

    @property
    def kind(self) -> str: ...
    @property
    def currency(self) -> str: ...
    @property
    def quantity(self) -> int: ...
    @property
    def unit(self) -> str: ...
    @property
    def rate(self) -> int: ...
    @property
    def percent(self) -> int: ...
    @property
    def per(self) -> int: ...
    @property
    def details(self) -> dict[str, Any]: ...


def title(line: Figures, creators: Mapping[str, str], language: str) -> str:
    """Commission · Luna, Messages."""
    about = [creators.get(line.details["creator"], "–")] if line.details.get("creator") else []
    about += [say(language, f"pay_plans.income.{line.details['income']}")] if _known(line) else []
    about += [_reason(line, language)] if line.details.get("reason") and line.kind != "clawback" else []
    name = say(language, f"payroll.kind.{line.kind}")
    return f"{name} · {', '.join(about)}" if about else name


def sum_of(line: Figures, language: str) -> str:
    """8h 00m × €12.50 per hour × 50%; "" where the amount simply is what it is."""
    if line.unit == "once":
        return ""
    hourly = line.unit == "minutes" and line.per == _HOUR
    parts = [_quantity(line, language)]
    if line.rate != 1:
        rate = Money(line.rate, line.currency).show(language)
        parts.append(say(language, "payroll.per_hour", amount=rate) if hourly else rate)
    if line.percent != WHOLE:
        parts.append(wording.percent(line.percent, language))
    divided = f" ÷ {line.per}" if line.per != 1 and not hourly else ""
    return " × ".join(parts) + divided


def figures_of(line: Figures, language: str) -> tuple[str, str, str]:
    """Quantity, rate and factor, each by itself; "" where a line has none."""
    if line.unit == "once":
        return "", "", ""
    hourly = line.unit == "minutes" and line.per == _HOUR
    rate = Money(line.rate, line.currency).show(language) if abs(line.rate) != 1 else ""
    divided = f"{rate or 1} ÷ {line.per}" if line.per != 1 and not hourly else rate
    shown = say(language, "pay_files.per_hour", amount=rate) if hourly and rate else divided
    factor = wording.percent(line.percent, language) if line.percent != WHOLE else ""
    return _quantity(line, language), shown, factor


def _quantity(line: Figures, language: str) -> str:
    if line.unit == "minutes":
        return wording.hours(timedelta(minutes=line.quantity), language)
    if line.unit == "money":
        return Money(line.quantity, line.currency).show(language)
    return say(language, f"payroll.{line.unit}", count=line.quantity)


def _reason(line: Figures, language: str) -> str:
    """As somebody typed it; what comes from a closed run has a sentence of its own (its source is `what:id`)."""
    source = next((str(one) for one, _ in line.details.get("sources", [])), "")
    if ":" not in source or line.kind != "adjustment":
        return str(line.details["reason"])
    return say(language, f"payroll.adjustment.{'reversed' if source.startswith('reversed:') else 'late'}")


def _known(line: Figures) -> bool:
    return line.details.get("income") in INCOMES
