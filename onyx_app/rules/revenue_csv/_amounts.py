"""Amounts as decimal text, in minor units of their currency. No floats, nothing rounded, nothing guessed."""

import re
from functools import lru_cache

from onyx_app.money import exponent
from onyx_app.rules.revenue_csv._said import Refused, echo

_AMOUNT = re.compile(r"(-?)(\d{1,12})(?:([.,])(\d{1,9}))?", re.ASCII)
_GROUPED = re.compile(r"-?\d{1,3}([., '\u00a0\u202f]\d{3})+([.,]\d+)?", re.ASCII)


def minor_units(text: str, currency: str, column: str) -> int:
    """`12.34` or `12,34` as 1234 for EUR; the sign may stand in front.

    Raises:
        Refused: thousands are grouped, it could be read in two ways, or has more decimals than the currency.
    """
    matched = _AMOUNT.fullmatch(text)
    if matched is None:
        raise Refused(column, "grouped" if _GROUPED.fullmatch(text) else "amount", value=echo(text))
    sign, whole, mark, decimals = matched.groups()
    digits = _digits(currency)
    decimals = decimals or ""
    if len(decimals) == 3 and (digits < 3 or mark == ","):
        raise Refused(column, "two_readings", value=echo(text), whole=f"{sign}{whole}{decimals}")
    if len(decimals) > digits:
        raise Refused(column, "decimals", value=echo(text), currency=currency, digits=str(digits))
    minor = int(whole + decimals.ljust(digits, "0"))
    return -minor if sign else minor


def plain(minor: int, currency: str) -> str:
    """1234 for EUR as `12.34`: what `minor_units` reads back as the same."""
    digits = _digits(currency)
    whole, rest = divmod(abs(minor), 10**digits)
    shown = f"{whole}.{rest:0{digits}}" if digits else str(whole)
    return f"-{shown}" if minor < 0 else shown


@lru_cache(maxsize=512)
def _digits(currency: str) -> int:
    return exponent(currency)
