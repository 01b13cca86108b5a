"""Pay from the JSON of a case: for every person what each kind of line comes to, per currency."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, getcontext
from typing import Any

from tests.oracle.commission import Earned, commission
from tests.oracle.minutes import DAYS, business_day, is_night, paid_minutes, wall_clock, week_start

getcontext().prec = 60
Amounts = dict[tuple[str, str], Decimal]
EARNINGS = ["hours", "daily_overtime", "weekly_overtime", "night", "weekend", "holiday", "leave", "base",
            "commission", "regular_rate"]  # fmt: skip


def cents(exact: Decimal) -> Decimal:
    return exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)


def pay(case: dict[str, Any]) -> dict[str, Amounts]:
    """{person: {(kind, currency): minor units}}; kinds that come to nothing are left out."""
    slips = {}
    for person in case["people"]:
        naive = Naive(case, person)
        naive.calculate()
        slips[person["id"]] = {key: amount for key, amount in naive.amounts.items() if amount}
    return slips


def payout(amounts: Amounts) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for (_, currency), amount in amounts.items():
        totals[currency] += amount
    return dict(totals)


class Naive:
    """One person's slip."""

    def __init__(self, case: dict[str, Any], person: dict[str, Any]) -> None:
        self.case, self.person, self.agency = case, person, case["agency"]
        self.first = date.fromisoformat(case["period"]["first"])
        self.end = date.fromisoformat(case["period"]["end"])
        self.amounts: Amounts = defaultdict(Decimal)
        self.lines: dict[tuple[Any, ...], int] = defaultdict(int)
        self.week_minutes: dict[date, int] = defaultdict(int)
        self.week_overtime: dict[tuple[date, str], int] = defaultdict(int)
        self.week_premium: dict[tuple[date, str], Decimal] = defaultdict(Decimal)

    def calculate(self) -> None:
        self.walk_through_the_minutes()
        self.write_hours()
        self.add_leave()
        self.add_pro_rated("base", "base")
        earned = commission(self.case, self.person, self.plan_on)
        for (currency, _), (amount, _) in earned.items():
            self.amounts["commission", currency] += amount
        self.add_regular_rate(earned)
        self.add_guarantee()
        self.settle()

    def plan_on(self, day: date) -> dict[str, Any] | None:
        found = None
        for plan in sorted(self.person.get("plans", []), key=lambda one: one["since"]):
            if plan["since"] <= day.isoformat():
                found = plan
        return found if found and day.isoformat() < found.get("until", "9999") else None

    def plan_of_week(self, week: date) -> dict[str, Any]:
        for back in range(6, -1, -1):
            plan = self.plan_on(week + timedelta(days=back))
            if plan:
                return plan
        return {}

    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.end - self.first).days)]

    def walk_through_the_minutes(self) -> None:
        already: set[int] = set()
        of_day: dict[date, int] = defaultdict(int)
        of_week: dict[date, int] = defaultdict(int)
        for sheet in sorted(self.person.get("sheets", []), key=lambda one: one["start"]):
            day = business_day(sheet, self.agency["zone"])
            week = week_start(day, self.agency)
            if not week_start(self.first, self.agency) <= day < self.end or "end" not in sheet:
                continue
            plan = self.plan_on(day) or {}
            for at in paid_minutes(sheet, self.agency, already):
                self.week_minutes[week] += 1
                daily = factor_at(of_day[day], plan.get("daily_overtime", []))
                of_day[day] += 1
                weekly = None
                if not daily:
                    weekly = factor_at(of_week[week], self.plan_of_week(week).get("weekly_overtime", []))
                    of_week[week] += 1
                self.book(at, day, week, plan, daily, weekly)

    def book(self, at: int, day: date, week: date, plan: dict[str, Any], daily: str | None, weekly: str | None) -> None:
        self.week_overtime[week, daily or weekly or "1"] += 1
        if not plan:
            return
        if weekly and self.first < week + timedelta(days=7) <= self.end:
            self.lines["weekly_overtime", plan["id"], weekly, week] += 1
        if day < self.first:
            return
        self.lines["hours", plan["id"], "2", ""] += 1
        if daily:
            self.lines["daily_overtime", plan["id"], daily, ""] += 1
        for kind, factor in self.premiums(at, plan):
            self.lines[kind, plan["id"], factor, ""] += 1
            if kind == "night" or Decimal(factor) < Decimal("1.5"):
                extra = Decimal(plan.get("hourly", 0)) * (Decimal(factor) - 1)
                self.week_premium[week, plan["currency"]] += extra

    def premiums(self, at: int, plan: dict[str, Any]) -> list[tuple[str, str]]:
        day, clock = wall_clock(at, self.agency["zone"])
        found = []
        if is_night(clock, self.agency.get("night", ["00:00", "00:00"])):
            found.append(("night", plan.get("night", "1")))
        weekend = DAYS[day.weekday()] in self.agency.get("weekend", [])
        holiday = day.isoformat() in self.agency.get("holidays", [])
        on_weekend, on_holiday = plan.get("weekend", "1"), plan.get("holiday", "1")
        if holiday and weekend:
            holiday = Decimal(on_holiday) >= Decimal(on_weekend)
            weekend = not holiday
        if holiday:
            found.append(("holiday", on_holiday))
        if weekend:
            found.append(("weekend", on_weekend))
        return found

    def write_hours(self) -> None:
        plans = {plan["id"]: plan for plan in self.person.get("plans", [])}
        for (kind, plan_id, factor, _), minutes in self.lines.items():
            plan = plans[plan_id]
            if "hourly" in plan:
                exact = minutes * Decimal(plan["hourly"]) * (Decimal(factor) - 1) / 60
                self.amounts[kind, plan["currency"]] += cents(exact)

    def add_leave(self) -> None:
        for leave in self.person.get("leave", []):
            day = date.fromisoformat(leave["day"])
            plan = self.plan_on(day)
            if self.first <= day < self.end and plan and "hourly" in plan:
                percent = self.leave_percent(plan, leave) or Decimal(0)
                exact = leave.get("minutes", 0) * Decimal(plan["hourly"]) * percent / 100 / 60
                self.amounts["leave", plan["currency"]] += cents(exact)

    def leave_percent(self, plan: dict[str, Any], leave: dict[str, Any]) -> Decimal | None:
        found = [each["percent"] for each in plan.get("leave", []) if each["kind"] == leave["kind"]]
        return Decimal(found[0]) if found else None

    def is_unpaid(self, day: date, plan: dict[str, Any]) -> bool:
        return any(
            leave.get("whole_day") and leave["day"] == day.isoformat() and self.leave_percent(plan, leave) == 0
            for leave in self.person.get("leave", [])
        )

    def add_pro_rated(self, element: str, kind: str) -> Amounts:
        """Day by day; a change of the amount or a gap starts a new line, a new plan with the same amount does not."""
        added: Amounts = defaultdict(Decimal)
        runs: list[tuple[int, str, int]] = []
        before: tuple[Any, ...] | None = None
        for day in self.days():
            plan = self.plan_on(day)
            now = (plan[element], plan["currency"]) if plan and element in plan else None
            if now and now == before:
                runs[-1] = (*now, runs[-1][2] + (not self.is_unpaid(day, plan or {})))
            elif now:
                runs.append((*now, int(not self.is_unpaid(day, plan or {}))))
            before = now
        for amount, currency, days in runs:
            added[kind, currency] += cents(Decimal(amount) * days / len(self.days()))
        if kind == "base":
            for key, amount in added.items():
                self.amounts[key] += amount
        return added

    def add_regular_rate(self, earned: Earned) -> None:
        for week, minutes in self.week_minutes.items():
            plan = self.plan_of_week(week)
            if not plan.get("regular_rate") or not self.first < week + timedelta(days=7) <= self.end:
                continue
            for currency, extra in self.extra_of(week, earned).items():
                for (of, factor), overtime in self.week_overtime.items():
                    if of == week:
                        exact = extra * overtime * (Decimal(factor) - 1) / minutes
                        self.amounts["regular_rate", currency] += cents(exact)

    def extra_of(self, week: date, earned: Earned) -> dict[str, Decimal]:
        extra: dict[str, Decimal] = defaultdict(Decimal)
        for (currency, _), (_, sales) in earned.items():
            extra[currency] += sum((part for day, part in sales if week_start(day, self.agency) == week), Decimal())
        for bonus in self.person.get("bonuses", []):
            day = date.fromisoformat(bonus["day"])
            if bonus.get("promised") and self.first <= day < self.end and week_start(day, self.agency) == week:
                extra[bonus["currency"]] += bonus["amount"]
        for known in self.person.get("open_weeks", []):
            if known["first"] == week.isoformat():
                extra[known["currency"]] += known["amount"]
        for (of, currency), exact in self.week_premium.items():
            if of == week:
                extra[currency] += cents(exact / 60)
        for plan in self.person.get("plans", []):
            days = [day for day in self.days() if week_start(day, self.agency) == week]
            worked = [day for day in days if self.plan_on(day) is plan and not self.is_unpaid(day, plan)]
            if "base" in plan and worked:
                extra[plan["currency"]] += cents(Decimal(plan["base"]) * len(worked) / len(self.days()))
        return extra

    def add_guarantee(self) -> None:
        for (_, currency), least in self.add_pro_rated("guarantee", "guarantee").items():
            earned = sum((self.amounts[kind, currency] for kind in EARNINGS), Decimal())
            self.amounts["guarantee", currency] += max(Decimal(), least - earned)

    def settle(self) -> None:
        for bonus in self.person.get("bonuses", []):
            if self.first.isoformat() <= bonus["day"] < self.end.isoformat():
                self.amounts["bonus", bonus["currency"]] += bonus["amount"]
        gross = {currency: self.sum_of([*EARNINGS, "guarantee", "bonus"], currency) for currency in self.currencies()}
        for each in self.person.get("adjustments", []):
            self.amounts["adjustment", each["currency"]] += each["amount"]
        for claw in self.person.get("clawbacks", []):
            share = min(Decimal(1), Decimal(claw["reversed"]) / claw["basis"])
            due = claw["paid"] * (share // 1) if claw.get("whole_only") else cents(claw["paid"] * share)
            self.amounts["clawback", claw["currency"]] -= due - claw.get("already", 0)
        for each in self.person.get("carried", []):
            self.amounts["carried", each["currency"]] += each["amount"]
        for each in self.person.get("deductions", []):
            part = max(Decimal(), gross.get(each["currency"], Decimal())) * Decimal(each.get("percent", 0)) / 100
            self.amounts["deduction", each["currency"]] -= each["amount"] if "amount" in each else cents(part)
        for each in sorted(self.person.get("advances", []), key=lambda one: one["id"]):
            left = self.sum_of([kind for kind, of in self.amounts if of == each["currency"]], each["currency"])
            wanted = min(each["instalment"], each["total"] - each.get("repaid", 0))
            self.amounts["advance", each["currency"]] -= max(Decimal(), min(Decimal(wanted), left))
        for currency in self.currencies():
            left = self.sum_of([kind for kind, of in self.amounts if of == currency], currency)
            self.amounts["carry", currency] += max(Decimal(), -left)

    def currencies(self) -> set[str]:
        return {currency for _, currency in self.amounts}

    def sum_of(self, kinds: list[str], currency: str) -> Decimal:
        return sum((self.amounts.get((kind, currency), Decimal()) for kind in kinds), Decimal())


def factor_at(position: int, tiers: list[dict[str, Any]]) -> str | None:
    """The factor of the minute at a position; None = no overtime."""
    found = None
    for tier in sorted(tiers, key=lambda one: one["after_minutes"]):
        if position >= tier["after_minutes"]:
            found = tier["factor"]
    return found
