"""What is true about creators: their states, their handles, their share."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from uuid import UUID

from onyx_app.errors import InvalidInput
from onyx_app.rules.text import clean_line

LONGEST_HANDLE = 64
HEAVIEST = 100
_WHOLE = 10_000
_SHARE = re.compile(r"\d{1,3}([.,]\d{1,2})?")


class Status(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Split:
    """The creator's part of net revenue, in basis points, from a day on."""

    from_day: date
    creator_share_bp: int


def clean_handle(value: str, field: str = "handle") -> str:
    """A handle without its @ and without spaces; "" for none."""
    handle = clean_line(value, field, LONGEST_HANDLE + 1, required=False).lstrip("@").strip()
    if len(handle) > LONGEST_HANDLE:
        raise InvalidInput(field, "too_long", limit=LONGEST_HANDLE)
    if any(char.isspace() for char in handle):
        raise InvalidInput(field, "handle")
    return handle


def clean_share(value: str, field: str = "share") -> int:
    """`67.5` or `67,5` per cent as basis points, from 0 to 100 per cent with at most two decimals."""
    typed = clean_line(value, field, 12).rstrip("%").strip()
    if not _SHARE.fullmatch(typed) or not typed.isascii():
        raise InvalidInput(field, "share")
    try:
        points = int(Decimal(typed.replace(",", ".")) * 100)
    except InvalidOperation:
        raise InvalidInput(field, "share") from None
    if points > _WHOLE:
        raise InvalidInput(field, "share")
    return points


def clean_platform_id(value: str, field: str = "fanvue_uuid") -> UUID | None:
    """The creator's id at the platform, as its address bar shows it; None for none."""
    typed = clean_line(value, field, 64, required=False)
    if not typed:
        return None
    try:
        return UUID(typed)
    except ValueError:
        raise InvalidInput(field, "platform_id") from None


def split_on(splits: Iterable[Split], day: date) -> Split | None:
    """The split that holds on a day: the latest that has begun; None before the first."""
    begun = [split for split in splits if split.from_day <= day]
    return max(begun, key=lambda split: split.from_day, default=None)
