"""Units of pay: money in minor units, shares in ten-thousandths, one rounding. No floats anywhere."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer

WHOLE = 10_000
"""One, in ten-thousandths: a factor of 1.5 is 15,000, 12.5 percent is 1,250."""

MOST = 10**15
"""No amount is larger; it still fits every reader of JSON."""

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def half_up(numerator: int, denominator: int) -> int:
    """To a whole minor unit, halves away from zero. `denominator` is positive."""
    rounded = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -rounded if numerator < 0 else rounded


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Parts in proportion to non-negative weights that add up to the amount (largest remainder, first wins ties)."""
    if len(weights) == 1:
        return [amount]
    if amount < 0:
        return [-part for part in split(-amount, weights)]
    whole = sum(weights)
    parts = [amount * weight // whole for weight in weights]
    left = amount - sum(parts)
    if left:
        by_remainder = sorted(range(len(weights)), key=lambda at: -(amount * weights[at] % whole))
        for at in by_remainder[:left]:
            parts[at] += 1
    return parts


def _read_decimal(scale: int) -> BeforeValidator:
    def read(written: Any) -> int:
        if isinstance(written, bool) or not isinstance(written, str | int):
            raise ValueError('write it as text, such as "1.5"')
        try:
            scaled = Decimal(written) * scale
        except InvalidOperation:
            raise ValueError('write it as text, such as "1.5"') from None
        if not scaled.is_finite() or scaled != scaled.to_integral_value():
            raise ValueError("too many decimals")
        return int(scaled)

    return BeforeValidator(read)


def percent_text(value: int) -> str:
    """12.5 for 1,250 ten-thousandths."""
    return _decimal_text(value, WHOLE // 100)


def _decimal_text(value: int, scale: int) -> str:
    text = f"{Decimal(value) / scale:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _factor_text(value: int) -> str:
    return _decimal_text(value, WHOLE)


def _read_time(written: Any) -> int:
    hours, _, minutes = written.partition(":") if isinstance(written, str) else ("", "", "")
    if not (hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2 and int(minutes) < 60):
        raise ValueError("write a time of day such as 22:00")
    return int(hours) * 60 + int(minutes)


def _read_weekday(written: Any) -> int:
    if written not in _DAYS:
        raise ValueError("write a weekday such as monday")
    return _DAYS.index(written)


Minor = Annotated[int, Field(ge=-MOST, le=MOST)]
"""Money in minor units: cents for EUR, whole yen for JPY."""

Positive = Annotated[int, Field(ge=0, le=MOST)]

Factor = Annotated[int, _read_decimal(WHOLE), Field(ge=WHOLE, le=10 * WHOLE), PlainSerializer(_factor_text, str)]
"""A multiple of the base rate, 1 to 10, in ten-thousandths; in JSON a decimal as text."""

Percent = Annotated[int, _read_decimal(WHOLE // 100), Field(ge=0, le=10 * WHOLE), PlainSerializer(percent_text, str)]
"""0 to 1000 percent in ten-thousandths of the whole; in JSON a decimal as text."""

TimeOfDay = Annotated[
    int,
    BeforeValidator(_read_time),
    Field(ge=0, le=24 * 60),
    PlainSerializer(lambda value: f"{value // 60:02}:{value % 60:02}", str),
]
"""Minutes after local midnight; in JSON 22:00."""

Weekday = Annotated[int, BeforeValidator(_read_weekday), PlainSerializer(lambda value: _DAYS[value], str)]
"""0 = Monday; in JSON its English name."""

Name = Annotated[str, Field(min_length=1, max_length=200)]
"""An id or a kind, as the caller knows it."""
