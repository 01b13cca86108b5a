"""Random pay periods as the JSON of a case: nights, changes of the clock, changed plans, shared and reversed sales."""

import json
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Manila", "America/Santiago", "Africa/Cairo"]
AROUND = [
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2026, 3, 8),
    date(2026, 4, 5),
    date(2026, 7, 1),
    date(2026, 4, 24),
]
FACTORS = ["1.25", "1.5", "2", "1.1", "1.3333"]
PERCENTS = ["5", "10", "12.5", "33.33", "0", "7.25"]
CURRENCIES = ["EUR", "EUR", "EUR", "USD"]


def random_case(seed: int) -> dict[str, Any]:
    """Always the same case for a seed."""
    dice = Random(seed)  # noqa: S311 - repeatable, not secret
    first = dice.choice(AROUND) - timedelta(days=dice.randrange(0, 9))
    end = first + timedelta(days=dice.choice([7, 14, 15, 16, 28, 30, 31]))
    agency = _agency(dice, first)
    people = [_person(dice, f"p{at}", agency["zone"], first, end) for at in range(dice.choice([1, 1, 2]))]
    names = [person["id"] for person in people]
    sales = [_sale(dice, f"s{at}", names, first, end) for at in range(dice.randrange(0, 12))]
    period = {"first": first.isoformat(), "end": end.isoformat()}
    return {"agency": agency, "period": period, "people": people, "sales": sales}


def text_of(case: dict[str, Any]) -> str:
    return json.dumps(case)


def _agency(dice: Random, first: date) -> dict[str, Any]:
    return {
        "zone": dice.choice(ZONES),
        "week_start": dice.choice(["monday", "sunday", "thursday"]),
        "night": dice.choice([["22:00", "06:00"], ["00:00", "05:00"], ["20:30", "24:00"], ["23:00", "06:15"]]),
        "weekend": dice.choice([["sunday"], ["saturday", "sunday"], []]),
        "holidays": [(first + timedelta(days=dice.randrange(14))).isoformat() for _ in range(dice.randrange(3))],
        "rounding": {"step": dice.choice([0, 0, 5, 15]), "favour": dice.choice(["nearest", "worker"])},
        "legal_breaks": dice.choice(
            [[], [{"after": 240, "minutes": 20}], [{"after": 360, "minutes": 30}, {"after": 540, "minutes": 45}]]
        ),
    }


def _person(dice: Random, name: str, zone: str, first: date, end: date) -> dict[str, Any]:
    days = (end - first).days
    plans = [_plan(dice, f"{name}-a", first - timedelta(days=dice.choice([30, 30, -2])))]
    if dice.random() < 0.5:
        change = first + timedelta(days=dice.randrange(3, days))
        changed = {"hourly": dice.randrange(900, 4000), "id": f"{name}-b", "since": change.isoformat()}
        plans.append({**(plans[0] if dice.random() < 0.5 else _plan(dice, "", change)), **changed})
    if dice.random() < 0.2:
        plans[-1]["until"] = (end - timedelta(days=2)).isoformat()
    plans = [plan for plan in plans if plan.get("until", "9999") > plan["since"]]
    return {
        "id": name,
        "plans": plans,
        "sheets": _sheets(dice, name, zone, first, end),
        **_extras(dice, name, first, days),
    }


def _plan(dice: Random, name: str, since: date) -> dict[str, Any]:
    plan: dict[str, Any] = {"id": name, "since": since.isoformat(), "currency": dice.choice(CURRENCIES)}
    if dice.random() < 0.9:
        plan["hourly"] = dice.randrange(700, 5000)
    if dice.random() < 0.6:
        plan["daily_overtime"] = _tiers(dice, [120, 240, 300, 480])
    if dice.random() < 0.7:
        plan["weekly_overtime"] = _tiers(dice, [300, 450, 600, 900])
    for premium in ("night", "weekend", "holiday"):
        if dice.random() < 0.6:
            plan[premium] = dice.choice(FACTORS)
    if dice.random() < 0.4:
        plan["base"] = dice.randrange(1, 300_000)
    if dice.random() < 0.3:
        plan["guarantee"] = dice.randrange(10_000, 400_000)
    plan["regular_rate"] = dice.random() < 0.4
    plan["commission"] = [_rule(dice, f"r{at}") for at in range(dice.randrange(4))]
    plan["leave"] = [{"kind": "sick", "percent": dice.choice(["100", "80"])}, {"kind": "unpaid", "percent": "0"}]
    return plan


def _tiers(dice: Random, thresholds: list[int]) -> list[dict[str, Any]]:
    after = sorted(dice.sample(thresholds, dice.choice([1, 2])))
    return [{"after_minutes": minutes, "factor": dice.choice([*FACTORS, "1"])} for minutes in after]


def _rule(dice: Random, name: str) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": name, "priority": dice.randrange(3), "basis": dice.choice(["gross", "net"])}
    if dice.random() < 0.4:
        rule["creator"] = dice.choice(["lea", "zoe"])
    if dice.random() < 0.4:
        rule["income"] = dice.choice(["tip", "message"])
    kind = dice.choice(["percent", "fixed", "brackets"])
    if kind == "percent":
        return {**rule, "percent": dice.choice(PERCENTS)}
    if kind == "fixed":
        return {**rule, "fixed": dice.randrange(0, 500)}
    above = sorted({0, *(dice.randrange(1, 30_000) for _ in range(2))})[dice.randrange(2) :]
    return {**rule, "brackets": [{"above": each, "percent": dice.choice(PERCENTS)} for each in above]}


def _sheets(dice: Random, name: str, zone: str, first: date, end: date) -> list[dict[str, Any]]:
    """Mostly nights and short stretches, from the week before on; now and then one is still open."""
    at = datetime.combine(first - timedelta(days=3), datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
    last = datetime.combine(end, datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
    sheets: list[dict[str, Any]] = []
    for number in range(dice.randrange(2, 9)):
        at += timedelta(minutes=dice.choice([0, 7, 60, 600, 1500, 3000]) + dice.randrange(0, 400))
        size = dice.choice([dice.randrange(0, 60), dice.randrange(120, 420), dice.randrange(300, 700)])
        if at >= last:
            break
        sheet = {"id": f"{name}-t{number}", "start": at.isoformat(), "end": (at + timedelta(minutes=size)).isoformat()}
        if dice.random() < 0.4:
            sheet |= {"breaks": _breaks(dice, at, size)}
        if dice.random() < 0.2:
            sheet |= {"legal_break": False}
        if dice.random() < 0.03:
            del sheet["end"]
        sheets.append(sheet)
        at += timedelta(minutes=size, seconds=dice.choice([0, 30]))
    return sheets


def _breaks(dice: Random, start: datetime, size: int) -> list[dict[str, Any]]:
    cuts = sorted(dice.sample(range(size + 1), min(size + 1, 2 * dice.choice([1, 2])) // 2 * 2))
    pairs = zip(cuts[::2], cuts[1::2], strict=True)
    return [
        {
            "start": (start + timedelta(minutes=begin)).isoformat(),
            "end": (start + timedelta(minutes=min(stop, begin + 45))).isoformat(),
            "paid": dice.random() < 0.4,
        }
        for begin, stop in pairs
    ]


def _sale(dice: Random, name: str, people: list[str], first: date, end: date) -> dict[str, Any]:
    gross = dice.choice([dice.randrange(0, 30), dice.randrange(300, 20_000)])
    net = gross * 8 // 10
    back = dice.choice([0, 0, 0, 100, dice.randrange(0, 101)])
    day = first + timedelta(days=dice.randrange(-1, (end - first).days + 1))
    moment = datetime(day.year, day.month, day.day, dice.randrange(24), dice.randrange(60), tzinfo=UTC)
    credits = [[person, dice.randrange(1, 4)] for person in [*people, "guest"] if dice.random() < 0.7]
    return {
        "id": name,
        "creator": dice.choice(["lea", "zoe"]),
        "income": dice.choice(["tip", "message", "renewal"]),
        "currency": dice.choice(CURRENCIES),
        "gross": gross,
        "net": net,
        "count": dice.choice([1, 1, 3]),
        "reversed_gross": gross * back // 100,
        "reversed_net": net * back // 100,
        "credits": credits,
        **({"day": day.isoformat()} if dice.random() < 0.5 else {"at": moment.isoformat()}),
    }


def _extras(dice: Random, name: str, first: date, days: int) -> dict[str, Any]:
    def day() -> str:
        return (first + timedelta(days=dice.randrange(days))).isoformat()

    currency = dice.choice(CURRENCIES)
    kinds = ["sick", "unpaid"]
    leave = [
        {
            "id": f"{name}-l{at}",
            "kind": dice.choice(kinds),
            "day": day(),
            "minutes": dice.randrange(481),
            "whole_day": True,
        }
        for at in range(dice.choice([0, 0, 2]))
    ]
    bonuses = [
        {"id": f"{name}-b{at}", "reason": "quest", "day": day(), "currency": currency, "amount": dice.randrange(9000),
         "promised": dice.random() < 0.5}
        for at in range(dice.choice([0, 1, 2]))
    ]  # fmt: skip
    return {"leave": leave, "bonuses": bonuses, **_settlements(dice, name, currency, first)}


def _settlements(dice: Random, name: str, currency: str, first: date) -> dict[str, Any]:
    def sometimes(entry: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"currency": currency, **entry}] if dice.random() < 0.3 else []

    paid, basis = dice.randrange(0, 4000), dice.randrange(1, 40_000)
    total = dice.randrange(1, 90_000)
    weeks = [(first - timedelta(days=back)).isoformat() for back in range(7)]
    share = {"percent": dice.choice(PERCENTS)} if dice.random() < 0.5 else {"amount": dice.randrange(20_000)}
    return {
        "adjustments": sometimes({"id": f"{name}-x", "reason": "late", "amount": dice.randrange(-9000, 9000)}),
        "deductions": sometimes({"id": f"{name}-d", "reason": "rent", **share}),
        "advances": sometimes({"id": f"{name}-a", "total": total, "instalment": 20_000, "repaid": total // 3}),
        "clawbacks": sometimes(
            {"id": f"{name}-c", "sale": "old", "paid": paid, "basis": basis, "already": paid // 4,
             "reversed": dice.choice([basis, dice.randrange(basis + 1)]), "whole_only": dice.random() < 0.2}
        ),
        "carried": sometimes({"run": "before", "amount": -dice.randrange(0, 50_000)}),
        "open_weeks": [{"first": week, "currency": currency, "amount": dice.randrange(30_000)} for week in weeks],
    }  # fmt: skip
