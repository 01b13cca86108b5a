"""What comes out: lines that explain themselves, slips, the run, and what a person must look at."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import PlainSerializer

from onyx_app.money import Money
from onyx_app.rules.pay.units import WHOLE, half_up, percent_text
from onyx_app.rules.periods import Period

PerCurrency = Annotated[tuple[tuple[str, int], ...], PlainSerializer(dict, dict[str, int])]
"""(currency, minor units), sorted; in JSON an object."""

Shown = Annotated[int, PlainSerializer(percent_text, str)]
"""Ten-thousandths of the whole; in JSON percent as text."""


class Kind(StrEnum):
    """What a line is for, in the order a slip shows them."""

    HOURS = "hours"
    DAILY_OVERTIME = "daily_overtime"
    WEEKLY_OVERTIME = "weekly_overtime"
    NIGHT = "night"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    LEAVE = "leave"
    BASE = "base"
    COMMISSION = "commission"
    REGULAR_RATE = "regular_rate"
    GUARANTEE = "guarantee"
    BONUS = "bonus"
    ADJUSTMENT = "adjustment"
    CLAWBACK = "clawback"
    CARRIED = "carried"
    DEDUCTION = "deduction"
    ADVANCE = "advance"
    CARRY = "carry"


EARNED = frozenset(list(Kind)[: list(Kind).index(Kind.GUARANTEE)])
"""What the guarantee is compared with: everything a person worked or sold for."""


class Unit(StrEnum):
    """What a line's quantity counts. MONEY: minor units of the line's currency."""

    MINUTES = "minutes"
    DAYS = "days"
    SALES = "sales"
    MONEY = "money"
    ONCE = "once"


class Source(StrEnum):
    """What a line's sources are, so that a screen can open them."""

    TIMESHEET = "timesheet"
    SALE = "sale"
    LEAVE = "leave"
    BONUS = "bonus"
    ADJUSTMENT = "adjustment"
    CLAWBACK = "clawback"
    RUN = "run"
    DEDUCTION = "deduction"
    ADVANCE = "advance"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Line:
    """amount = quantity × rate × percent ÷ per, rounded once, half-up away from zero.

    `rate` is in minor units, `percent` in ten-thousandths. `plans` are the rule versions, `rule` the commission rule.
    `sources` are (id, share): minutes of timesheets, minor units of sales; shares add up to quantity or amount.
    `parts` explain an amount by name: by creator and income type, or what was guaranteed and earned.
    """

    kind: Kind
    currency: str
    amount: int
    quantity: int
    unit: Unit
    rate: int
    percent: Shown
    per: int
    plans: tuple[str, ...] = ()
    rule: str = ""
    creator: str = ""
    income: str = ""
    reason: str = ""
    week: date | None = None
    source: Source = Source.PLAN
    sources: tuple[tuple[str, int], ...] = ()
    parts: tuple[tuple[str, int], ...] = ()

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    def recalculated(self) -> int:
        """The amount its own figures give: equal to `amount` unless somebody changed one of them."""
        return half_up(self.quantity * self.rate * self.percent, self.per * WHOLE)


@dataclass(frozen=True, slots=True)
class SheetMinutes:
    """A timesheet's minutes: wall = worked + paid_break + unpaid_break + deducted; `paid` is after rounding."""

    sheet: str
    day: date
    wall: int
    worked: int
    paid_break: int
    unpaid_break: int
    deducted: int
    paid: int


class Concern(StrEnum):
    """Why something needs attention before anybody is paid."""

    NO_PLAN = "no_plan"
    MISSING_RATE = "missing_rate"
    MISSING_CURRENCY = "missing_currency"
    OPEN_TIMESHEET = "open_timesheet"
    UNATTRIBUTED_SALE = "unattributed_sale"
    UNKNOWN_PERSON = "unknown_person"
    NO_RULE = "no_rule"
    NO_RULE_IN_CURRENCY = "no_rule_in_currency"
    LEAVE_WITHOUT_RULE = "leave_without_rule"
    WEEK_BEFORE_MISSING = "week_before_missing"
    ADVANCE_POSTPONED = "advance_postponed"


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing to look at: what (`about`), whom, and which timesheets, sales or plans."""

    concern: Concern
    person: str = ""
    about: str = ""
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slip:
    """One person's pay. `totals` are the sums of the lines, never negative; `carried` is left for the next run.

    `open_weeks` (first day, currency, amount): pay beside the hourly rate in a week that ends in the next period.
    """

    person: str
    lines: tuple[Line, ...]
    totals: PerCurrency
    carried: PerCurrency = ()
    open_weeks: tuple[tuple[date, str, int], ...] = ()
    minutes: tuple[SheetMinutes, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """The whole run. `totals` per currency: currencies are never added together."""

    engine: str
    period: Period
    slips: tuple[Slip, ...]
    totals: PerCurrency
    attention: tuple[Attention, ...] = ()
