"""What the counting of time works on: whole UTC minutes, so that nothing is ever lost to a fraction."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Field, PlainSerializer

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ONE_MINUTE = timedelta(minutes=1)


def minute(moment: datetime) -> int:
    """The minute an instant lies in. Seconds are cut at both ends, so neighbouring stretches still add up."""
    return (moment - EPOCH) // ONE_MINUTE


def _read(written: Any) -> int:
    moment = datetime.fromisoformat(written) if isinstance(written, str) else None
    if moment is None or moment.tzinfo is None:
        raise ValueError("write a time with its offset, such as 2026-03-28T22:00+01:00")
    return minute(moment)


def _write(at: int) -> str:
    return f"{(EPOCH + at * ONE_MINUTE).isoformat()[:16]}Z"


Minute = Annotated[int, BeforeValidator(_read), PlainSerializer(_write, str)]
"""Minutes since 1970-01-01T00:00Z; in JSON a time with its offset."""

Span = tuple[Minute, Minute]
"""Half-open: the end minute is not in it."""

LONGEST_STRETCH: Minute = 24 * 60
"""Nobody works longer at a stretch; more is a forgotten clock-out."""


class Favour(StrEnum):
    """Which way paid time is rounded."""

    NEAREST = "nearest"
    WORKER = "worker"


@dataclass(frozen=True, slots=True)
class Rounding:
    """Applied only when pay is calculated, beside the raw figure. `step` 0, 5 or 15 minutes; 0 = none."""

    step: Literal[0, 5, 15] = 0
    favour: Favour = Favour.NEAREST


@dataclass(frozen=True, slots=True)
class LegalBreak:
    """More than `after` minutes need `minutes` of break; what was not taken is deducted."""

    after: Annotated[int, Field(ge=0, le=24 * 60)]
    minutes: Annotated[int, Field(gt=0, le=24 * 60)]


@dataclass(frozen=True, slots=True)
class TimeRules:
    """How an agency turns a stretch of work into paid minutes."""

    rounding: Rounding = Rounding()
    legal_breaks: tuple[LegalBreak, ...] = ()


@dataclass(frozen=True, slots=True)
class Break:
    """One break; paid breaks are paid like work."""

    start: Minute
    end: Minute
    paid: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """One clock-in to its clock-out. `legal_break` False: the person opted out, with a reason."""

    start: Minute
    end: Minute
    breaks: tuple[Break, ...] = ()
    legal_break: bool = True


class Counted(NamedTuple):
    """Raw: wall = worked + paid_break + unpaid_break + deducted. `paid`, `spans`: after rounding."""

    wall: int
    worked: int
    paid_break: int
    unpaid_break: int
    deducted: int
    paid: int
    spans: tuple[Span, ...]

    @property
    def raw(self) -> int:
        """What would be paid without rounding."""
        return self.worked + self.paid_break
