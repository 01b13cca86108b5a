"""Numbers of the plan form, and what is wrong with them: all of it at once, each by the name of its field."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from onyx_app.money import exponent
from onyx_app.rules.pay_plans import WrongTerm

# reason → lowest, highest, decimals
_RANGES = {"factor": (1, 10, 4), "percent": (0, 1000, 2), "hours": (0, 168, 2)}
_MOST = 10**12


class Wrong:
    """What cannot be taken so far."""

    def __init__(self) -> None:
        self.terms: list[WrongTerm] = []

    def add(self, field: str, reason: str) -> None:
        self.terms.append(WrongTerm(field, reason))

    def once(self, value: int, seen: Sequence[int], field: str) -> None:
        """The same threshold twice would leave open which one counts."""
        if value in seen:
            self.add(field, "twice")


def minor(text: str, currency: str, field: str, wrong: Wrong, *, required: bool = False) -> int | None:
    """An amount in minor units of the currency; None when nothing was typed or it is wrong."""
    places = exponent(currency)
    amount = _checked(text, field, "amount", (0, _MOST, places), wrong, required=required)
    return int(Decimal(amount).scaleb(places)) if amount else None


def number(text: str, field: str, reason: str, wrong: Wrong, *, required: bool = False) -> str:
    """A factor, percent or number of hours as the engine writes it; "" when nothing was typed or it is wrong."""
    return _checked(text, field, reason, _RANGES[reason], wrong, required=required)


def plain(value: Decimal) -> str:
    """Without the zeros nobody needs: 8, 7.5."""
    shown = f"{value.normalize():f}"
    return "0" if shown in ("-0", "") else shown


def _checked(text: str, field: str, reason: str, fits: tuple[int, int, int], wrong: Wrong, *, required: bool) -> str:
    text = text.strip().replace(",", ".")
    if not text:
        if required:
            wrong.add(field, "required")
        return ""
    low, high, decimals = fits
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not low <= value <= high or value != round(value, decimals):
        wrong.add(field, reason)
        return ""
    return plain(value)
