"""A bonus, deduction, advance or correction as somebody types it; amounts in whole units of the currency."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from uuid import UUID

from onyx_app.errors import InvalidInput
from onyx_app.money import exponent
from onyx_app.rules.agency import clean_day
from onyx_app.rules.pay.units import MOST
from onyx_app.rules.text import clean_choice, clean_currency, clean_id, clean_line

LONGEST_REASON = 300


class ItemKind(StrEnum):
    """What somebody adds by hand."""

    BONUS = "bonus"
    DEDUCTION = "deduction"
    ADVANCE = "advance"
    ADJUSTMENT = "adjustment"


@dataclass(frozen=True, slots=True)
class TypedItem:
    """Minor units; `percent` of a deduction in ten-thousandths, and then no `amount`."""

    kind: ItemKind
    profile_id: UUID
    day: date
    currency: str
    reason: str
    amount: int | None = None
    percent: int | None = None
    instalment: int = 0
    promised: bool = False


def read_item(form: Mapping[str, str]) -> TypedItem:
    """What was typed.

    Raises:
        InvalidInput: names the first wrong field.
    """
    kind = clean_choice(form.get("kind", ""), "kind", ItemKind)
    if not form.get("profile_id"):
        raise InvalidInput("profile_id", "required")
    whose, day = clean_id(form["profile_id"], "profile_id"), clean_day(form.get("day", ""), "day")
    currency = clean_currency(form.get("currency", ""))
    amount, percent, instalment = None, None, 0
    if kind is ItemKind.DEDUCTION and form.get("by") == "percent":
        percent = _hundredths(form.get("amount", ""), "amount")
    else:
        amount = minor_of(form.get("amount", ""), currency, "amount", signed=kind is ItemKind.ADJUSTMENT)
    if kind is ItemKind.ADVANCE:
        instalment = minor_of(form.get("instalment", ""), currency, "instalment")
    reason = clean_line(form.get("reason", ""), "reason", LONGEST_REASON)
    promised = kind is ItemKind.BONUS and bool(form.get("promised"))
    return TypedItem(kind, whose, day, currency, reason, amount, percent, instalment, promised)


def minor_of(typed: str, currency: str, field: str, *, signed: bool = False) -> int:
    """12.50 as 1250, in the decimals of the currency; only where it is `signed` may it be below zero.

    Raises:
        InvalidInput: no such amount.
    """
    minor = _number(typed, field).scaleb(exponent(currency))
    if minor != int(minor) or not 0 < (abs(minor) if signed else minor) <= MOST:
        raise InvalidInput(field, "amount")
    return int(minor)


def _hundredths(typed: str, field: str) -> int:
    share = _number(typed.replace("%", ""), field) * 100
    if share != int(share) or not 0 < share <= 10_000:
        raise InvalidInput(field, "share")
    return int(share)


def _number(typed: str, field: str) -> Decimal:
    text = clean_line(typed, field, 24).replace(",", ".").replace("−", "-")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise InvalidInput(field, "amount") from None
    if not number.is_finite() or abs(number) > MOST:
        raise InvalidInput(field, "amount")
    return number
