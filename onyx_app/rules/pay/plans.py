"""Pay plans: what a person is paid, from a date on."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from onyx_app.rules.pay.units import WHOLE, Factor, Name, Percent, Positive
from onyx_app.rules.periods import Period


class Basis(StrEnum):
    """What a commission is a share of."""

    GROSS = "gross"
    NET = "net"


@dataclass(frozen=True, slots=True)
class Tier:
    """Overtime: minutes beyond `after_minutes`, up to the next tier, earn `factor` times the base rate."""

    after_minutes: Annotated[int, Field(ge=0, le=7 * 24 * 60)]
    factor: Factor


@dataclass(frozen=True, slots=True)
class Bracket:
    """The part of the sales above `above`, up to the next bracket, earns `percent`."""

    above: Positive
    percent: Percent


@dataclass(frozen=True, slots=True)
class CommissionRule:
    """Exactly one of percent, fixed (per sale) and brackets. No creator or income type = any. Lowest priority first."""

    id: Name
    priority: int = 0
    creator: str | None = None
    income: str | None = None
    basis: Basis = Basis.NET
    percent: Percent | None = None
    fixed: Positive | None = None
    brackets: tuple[Bracket, ...] = ()

    def covers(self, creator: str, income: str) -> bool:
        return self.creator in (None, creator) and self.income in (None, income)


@dataclass(frozen=True, slots=True)
class LeavePay:
    """Leave of this kind is paid at `percent` of the hourly rate; 0 = unpaid."""

    kind: Name
    percent: Percent


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of a person's pay, in force from `since` until the next version or `until` (not included).

    `hourly`, `base` and `guarantee` are minor units per hour and per full pay period; None = no such element.
    """

    id: Name
    since: date
    currency: str
    until: date | None = None
    hourly: Positive | None = None
    daily_overtime: tuple[Tier, ...] = ()
    weekly_overtime: tuple[Tier, ...] = ()
    night: Factor = WHOLE
    weekend: Factor = WHOLE
    holiday: Factor = WHOLE
    base: Positive | None = None
    guarantee: Positive | None = None
    commission: tuple[CommissionRule, ...] = ()
    leave: tuple[LeavePay, ...] = ()
    regular_rate: bool = False

    @property
    def pays_otherwise(self) -> bool:
        """Work without an hourly rate is still paid for."""
        return self.base is not None or self.guarantee is not None or bool(self.commission)

    def leave_percent(self, kind: str) -> int | None:
        return next((each.percent for each in self.leave if each.kind == kind), None)


class Plans:
    """A person's plans by date."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        self._plans = sorted(plans, key=lambda plan: plan.since)
        self._since = [plan.since for plan in self._plans]
        self._on: dict[date, Plan | None] = {}

    def on(self, day: date) -> Plan | None:
        """The plan in force on a business date."""
        if day not in self._on:
            self._on[day] = self._look_up(day)
        return self._on[day]

    def _look_up(self, day: date) -> Plan | None:
        at = bisect_right(self._since, day) - 1
        if at < 0:
            return None
        plan = self._plans[at]
        return plan if plan.until is None or day < plan.until else None

    def latest_in(self, period: Period) -> Plan | None:
        """The last plan in force on any day of a period: it rules a week in which the plan changed."""
        found = [plan for plan, days in self.segments(period) if days.days]
        return found[-1] if found else None

    def segments(self, period: Period) -> Iterator[tuple[Plan, Period]]:
        """Each plan with its days in the period, in order."""
        for at, plan in enumerate(self._plans):
            end = plan.until or date.max
            if at + 1 < len(self._plans):
                end = min(end, self._since[at + 1])
            days = Period(plan.since, max(plan.since, end)).overlap(period)
            if days.days > 0:
                yield plan, days
