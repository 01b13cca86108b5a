"""Days off: which kinds there are, and which days and parts of days can be asked for."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from onyx_app.errors import OnyxError
from onyx_app.rules.text import clean_choice, clean_number, clean_text

LONGEST_REASON = 500
LONGEST = timedelta(days=366)
FURTHEST = timedelta(days=2 * 366)


class Kind(StrEnum):
    """Words below `leave.kind` of the catalogue; a pay plan says how each is paid."""

    VACATION = "vacation"
    SICK = "sick"
    UNPAID = "unpaid"
    OTHER = "other"


KINDS = tuple(kind.value for kind in Kind)


class Backwards(OnyxError):
    """The last day comes before the first."""

    key = "leave.errors.backwards"
    field = "last"


class TooLong(OnyxError):
    """Longer than a year at a time."""

    key = "leave.errors.too_long"
    field = "last"


class FarAway(OnyxError):
    """Two years from now, or two years ago: a slip of the hand."""

    key = "leave.errors.far_away"
    field = "first"


@dataclass(frozen=True, slots=True)
class Asked:
    """Both days included; `minutes_a_day` None = whole days."""

    kind: str
    first: date
    last: date
    minutes_a_day: int | None
    reason: str


def clean(kind: str, first: date, last: date, minutes_a_day: int | str | None, reason: str, today: date) -> Asked:
    """What somebody asks for, fit to keep.

    Raises:
        InvalidInput: kind, minutes_a_day (1 to 1,440) or reason.
        Backwards, TooLong, FarAway
    """
    known = clean_choice(kind, "kind", Kind)
    if last < first:
        raise Backwards
    if last - first >= LONGEST:
        raise TooLong
    if abs(first - today) > FURTHEST:
        raise FarAway
    part = None if minutes_a_day in (None, "") else clean_number(str(minutes_a_day), "minutes_a_day", 1, 24 * 60)
    why = clean_text(reason, "reason", LONGEST_REASON, required=known is Kind.OTHER)
    return Asked(known.value, first, last, part, why)


def clean_answer(answer: str, *, required: bool) -> str:
    """What the asker is told; refusing takes one.

    Raises:
        InvalidInput: missing, or too long.
    """
    return clean_text(answer, "answer", LONGEST_REASON, required=required)
