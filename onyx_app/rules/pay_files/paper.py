"""A payslip as it goes to print: values, no words yet."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from onyx_app.rules.pay_slip_words import Figures
from onyx_app.rules.periods import Period


class Priced(Figures, Protocol):
    """A line with its amount in minor units."""

    @property
    def amount(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Stretch:
    """A timesheet in the version that was paid; minutes. `breaks` are the unpaid ones, `raw` is before rounding."""

    day: date
    since: datetime
    until: datetime | None
    breaks: int
    raw: int
    paid: int


@dataclass(frozen=True, slots=True)
class Sold:
    """A sale, or alike ones of a day; minor units. `back`: how much of `net` was refunded before the slip.

    `share` is the person's commission of it on this line; `people` have a part in it.
    """

    day: date
    creator: str
    income: str
    currency: str
    count: int
    gross: int
    net: int
    back: int
    share: int
    people: int = 1


@dataclass(frozen=True, slots=True)
class Item:
    """A line, the versions of the plan it goes by, and what else is behind it in words of its own."""

    line: Priced
    versions: tuple[UUID, ...] = ()
    sold: tuple[Sold, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the pay plan; `terms` as in docs/pay-calc.md."""

    plan_id: UUID
    since: date
    currency: str
    terms: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything on one payslip. Times are shown in `zone`, the agency's; `paid_on` is None until the money has left.

    `logo` is a PNG or None, `accent` a colour such as #7c5cff or "". `creators` are names by id. `link` opens the slip.
    """

    agency: str
    accent: str
    logo: bytes | None
    language: str
    zone: str
    person: str
    number: int
    period: Period
    issued_at: datetime
    paid_on: date | None
    reversed_on: date | None
    note: str
    run: str
    seal: str
    engine: str
    link: str
    items: tuple[Item, ...]
    stretches: tuple[Stretch, ...]
    versions: tuple[Version, ...]
    totals: tuple[tuple[str, int], ...]
    carried: tuple[tuple[str, int], ...]
    creators: dict[str, str]
