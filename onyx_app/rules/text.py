"""What a person typed, made fit to keep: one spelling of each text, and a sentence about what we cannot take.

Every function takes the value and the name of its field, and returns what is stored. Text is trimmed and composed
(NFC), so that two spellings of one name are one name.
"""

import re
import unicodedata
from functools import lru_cache
from typing import TypeVar
from uuid import UUID

from babel import Locale
from babel.core import UnknownLocaleError
from babel.numbers import list_currencies
from email_validator import EmailNotValidError, validate_email

from onyx_app.errors import InvalidInput
from onyx_app.rules import periods

LONGEST_EMAIL = 254
LONGEST_NAME = 80  # of anybody and anything that has one, and so of what is searched for
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,2}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
_NUMBER = re.compile(r"-?[0-9]+")
_JOINERS = "\u200c\u200d"  # part of Persian words and of family emoji
_BLANKS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # letters and marks that draw nothing
_T = TypeVar("_T", bound=str)


def clean_line(value: str, field: str, limit: int, *, required: bool = True, at_least: int = 1) -> str:
    """One line of at most `limit` characters; "" only when it is not `required`.

    Raises:
        InvalidInput: empty, too short or long, or with characters nobody sees.
    """
    line = unicodedata.normalize("NFC", value).strip()
    if any(_unseen(char) for char in line):
        raise InvalidInput(field, "control")
    if not any(unicodedata.category(char)[0] not in "CMZ" for char in line):
        if required:
            raise InvalidInput(field, "required")
        return ""
    if len(line) > limit:
        raise InvalidInput(field, "too_long", limit=limit)
    if len(line) < at_least:
        raise InvalidInput(field, "too_short", limit=at_least)
    return line


def clean_text(value: str, field: str, limit: int, *, required: bool = True) -> str:
    """Several lines: like `clean_line`, with line breaks (as \\n) kept."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
    kept = "\n".join(clean_line(line, field, limit, required=False) for line in lines).strip("\n")
    if required and not kept:
        raise InvalidInput(field, "required")
    if len(kept) > limit:
        raise InvalidInput(field, "too_long", limit=limit)
    return kept


def clean_email(value: str, field: str = "email") -> str:
    """The one spelling of an address: lower case, composed, its domain in letters and not in punycode.

    Raises:
        InvalidInput: not an address; nobody is asked whether it receives mail.
    """
    line = clean_line(value, field, LONGEST_EMAIL)
    try:
        known = validate_email(line, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise InvalidInput(field, "email") from None  # the cause quotes the address
    return unicodedata.normalize("NFC", known.normalized.lower())


def clean_zone(value: str, field: str = "zone", *, required: bool = True) -> str:
    """A time zone by its IANA name."""
    name = clean_line(value, field, 64, required=required)
    try:
        return periods.zone(name).key if name else ""
    except InvalidInput:
        raise InvalidInput(field, "zone") from None


def clean_currency(value: str, field: str = "currency") -> str:
    """An ISO 4217 code."""
    code = clean_line(value, field, 8).upper()
    if not _CURRENCY.fullmatch(code) or code not in _currencies():
        raise InvalidInput(field, "currency")
    return code


def clean_colour(value: str, field: str = "accent") -> str:
    """`#rrggbb` in lower case, or "" for our own."""
    colour = clean_line(value, field, 16, required=False).lower()
    if colour and not _COLOUR.fullmatch(colour):
        raise InvalidInput(field, "colour")
    return colour


def clean_locale(value: str, field: str = "locale", *, required: bool = True) -> str:
    """A language tag such as `en`, `es` or `pt-BR`, which dates and money can be written in."""
    tag = clean_line(value, field, 16, required=required).replace("_", "-")
    if tag and not (_LOCALE.fullmatch(tag) and _is_locale(tag)):
        raise InvalidInput(field, "choice")
    return tag


def clean_country(value: str, field: str = "country") -> str:
    """An ISO 3166 code of two letters, or "" for none."""
    code = clean_line(value, field, 4, required=False).upper()
    if code and not (_COUNTRY.fullmatch(code) and code in Locale("en").territories):
        raise InvalidInput(field, "choice")
    return code


def clean_choice(value: str, field: str, options: type[_T]) -> _T:
    """One of a StrEnum's values."""
    try:
        return options(value)
    except ValueError:
        raise InvalidInput(field, "choice") from None


def clean_number(value: str | int, field: str, low: int, high: int) -> int:
    """A whole number from `low` to `high`, both included."""
    digits = clean_line(str(value), field, 40)
    if not _NUMBER.fullmatch(digits):
        raise InvalidInput(field, "number")
    number = int(digits)
    if not low <= number <= high:
        raise InvalidInput(field, "range", low=low, high=high)
    return number


def clean_clock(value: str, field: str) -> int:
    """`22:30` as minutes after midnight."""
    matched = _CLOCK.fullmatch(clean_line(value, field, 8))
    if not matched:
        raise InvalidInput(field, "clock")
    return int(matched[1]) * 60 + int(matched[2])


def clean_id(value: str | UUID, field: str = "id") -> UUID:
    """An id as it comes out of an address or a form.

    Raises:
        InvalidInput: not an id at all; whether it exists is asked later, by row security.
    """
    try:
        return value if isinstance(value, UUID) else UUID(value)
    except ValueError:
        raise InvalidInput(field, "id") from None


def _unseen(char: str) -> bool:
    """Controls, halves of surrogates, bidirectional overrides, line separators, zero-width spaces, blank letters."""
    kind = unicodedata.category(char)
    return char in _BLANKS or kind in {"Cc", "Cs", "Zl", "Zp"} or (kind == "Cf" and char not in _JOINERS)


def _is_locale(tag: str) -> bool:
    try:
        Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return False
    return True


@lru_cache(maxsize=1)
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies())
