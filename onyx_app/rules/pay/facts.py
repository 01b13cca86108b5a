"""What happened: everything a pay run is calculated from. Plain frozen values; the same shape as the JSON of a case."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from onyx_app.rules.pay.plans import Plan
from onyx_app.rules.pay.units import Minor, Name, Percent, Positive, TimeOfDay, Weekday
from onyx_app.rules.periods import Period
from onyx_app.rules.worktime import Break, DayRules, LegalBreak, Minute, Rounding, TimeRules

NO_ROUNDING = Rounding()


@dataclass(frozen=True, slots=True)
class Agency:
    """The agency's settings that pay depends on."""

    zone: Name
    week_start: Weekday = 0
    night: tuple[TimeOfDay, TimeOfDay] = (0, 0)
    weekend: tuple[Weekday, ...] = ()
    holidays: tuple[date, ...] = ()
    rounding: Rounding = NO_ROUNDING
    legal_breaks: tuple[LegalBreak, ...] = ()

    @property
    def days(self) -> DayRules:
        return DayRules(self.night, frozenset(self.weekend), frozenset(self.holidays))

    @property
    def time(self) -> TimeRules:
        breaks = sorted(self.legal_breaks, key=lambda one: (one.after, one.minutes))
        return TimeRules(self.rounding, tuple(breaks))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One timesheet. `day` is its business date, by default the agency's date at its start; no `end` = still open."""

    id: Name
    start: Minute
    end: Minute | None = None
    breaks: tuple[Break, ...] = ()
    legal_break: bool = True
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    """Approved leave on one day. `whole_day`: unpaid, it takes the day out of base and guarantee."""

    id: Name
    kind: Name
    day: date
    minutes: Annotated[int, Field(ge=0, le=24 * 60)] = 0
    whole_day: bool = False


@dataclass(frozen=True, slots=True)
class Bonus:
    """`promised`: part of the regular rate of its week (US); a gift is not."""

    id: Name
    reason: str
    day: date
    currency: str
    amount: Positive
    promised: bool = False


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A late fact of a closed period, or a decided dispute; either sign, always with its reason."""

    id: Name
    reason: str
    currency: str
    amount: Minor


@dataclass(frozen=True, slots=True)
class Deduction:
    """Exactly one of `amount` and `percent` (of what was earned, guarantee and bonuses included)."""

    id: Name
    reason: str
    currency: str
    amount: Positive | None = None
    percent: Percent | None = None


@dataclass(frozen=True, slots=True)
class Advance:
    """Money paid ahead, given back by `instalment` per run until `total` is `repaid`."""

    id: Name
    currency: str
    total: Positive
    instalment: Positive
    repaid: Positive = 0


@dataclass(frozen=True, slots=True)
class Clawback:
    """A sale of a closed period was reversed. `paid` commission for `basis` of sale; `reversed` so far, in all.

    `already` was clawed back by earlier runs. `whole_only`: a fixed commission, lost when all of it is reversed.
    """

    id: Name
    sale: Name
    currency: str
    paid: Positive
    basis: Annotated[Positive, Field(gt=0)]
    reversed: Positive
    already: Positive = 0
    whole_only: bool = False


@dataclass(frozen=True, slots=True)
class Carried:
    """What an earlier run could not take: zero or negative."""

    run: Name
    currency: str
    amount: Annotated[Minor, Field(le=0)]


@dataclass(frozen=True, slots=True)
class OpenWeek:
    """Pay beside the hourly rate that an earlier run paid for a week it did not end: part of the regular rate."""

    first: date
    currency: str
    amount: Positive


@dataclass(frozen=True, slots=True)
class Person:
    """One person paid by the run, with every fact of the period and the timesheets of the week it begins in."""

    id: Name
    plans: tuple[Plan, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    leave: tuple[Leave, ...] = ()
    bonuses: tuple[Bonus, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    advances: tuple[Advance, ...] = ()
    clawbacks: tuple[Clawback, ...] = ()
    carried: tuple[Carried, ...] = ()
    open_weeks: tuple[OpenWeek, ...] = ()


@dataclass(frozen=True, slots=True)
class Sale:
    """One settled sale, or `count` alike ones of a day added up. `credits`: (person, weight) who earned it.

    `reversed_*` is the part taken back before the period closed. Exactly one of `day` (business date) and `at`.
    """

    id: Name
    creator: Name
    income: Name
    currency: str
    gross: Positive
    net: Positive
    day: date | None = None
    at: Minute | None = None
    count: Annotated[int, Field(ge=1)] = 1
    reversed_gross: Positive = 0
    reversed_net: Positive = 0
    credits: tuple[tuple[Name, Annotated[int, Field(gt=0, le=10**9)]], ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """Everything one pay run needs, or one part of it: `elsewhere` are the people paid by its other parts.

    A run of many people is best cut into one case per person, with the sales that credit them: slips do not depend on
    each other, and each can be stored, proven and shown by itself.
    """

    agency: Agency
    period: Period
    people: tuple[Person, ...] = ()
    sales: tuple[Sale, ...] = ()
    elsewhere: tuple[Name, ...] = ()
