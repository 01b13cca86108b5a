"""Which minutes of a timesheet are paid, one minute after the other."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def minute(written: str) -> int:
    seconds = datetime.fromisoformat(written) - datetime(1970, 1, 1, tzinfo=UTC)
    return (seconds.days * 86_400 + seconds.seconds) // 60


@lru_cache(maxsize=2_000_000)
def wall_clock(at: int, zone: str) -> tuple[date, str]:
    """(date, "HH:MM") on the agency's wall."""
    local = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=at)).astimezone(ZoneInfo(zone))
    return local.date(), f"{local.hour:02}:{local.minute:02}"


def is_night(clock: str, night: list[str]) -> bool:
    if night[0] <= night[1]:
        return night[0] <= clock < night[1]
    return clock >= night[0] or clock < night[1]


def business_day(sheet: dict[str, Any], zone: str) -> date:
    return date.fromisoformat(sheet["day"]) if "day" in sheet else wall_clock(minute(sheet["start"]), zone)[0]


def week_start(day: date, agency: dict[str, Any]) -> date:
    while DAYS[day.weekday()] != agency.get("week_start", "monday"):
        day -= timedelta(days=1)
    return day


def paid_minutes(sheet: dict[str, Any], agency: dict[str, Any], already: set[int]) -> list[int]:
    """In order: on the clock after rounding, not on an unpaid break, not paid before, not a legal break."""
    start, end = rounded(minute(sheet["start"]), minute(sheet["end"]), agency.get("rounding", {}))
    resting = set()
    rested = 0
    for each in sheet.get("breaks", []):
        first, last = minute(each["start"]), minute(each["end"])
        rested += last - first
        if not each.get("paid", False):
            resting |= set(range(first, last))
    last_paid = max(already, default=-1)
    found = [at for at in range(start, end) if at not in resting and at > last_paid]
    if sheet.get("legal_break", True):
        found = without_legal_break(found, rested, agency.get("legal_breaks", []))
    already.update(found)
    return found


def rounded(start: int, end: int, rounding: dict[str, Any]) -> tuple[int, int]:
    step = rounding.get("step", 0)
    if not step:
        return start, end
    if rounding.get("favour", "nearest") == "worker":
        while start % step:
            start -= 1
        while end % step:
            end += 1
        return start, end
    return nearest(start, step), nearest(end, step)


def nearest(at: int, step: int) -> int:
    down, up = at, at
    while down % step:
        down -= 1
    while up % step:
        up += 1
    return down if at - down < up - at else up


def without_legal_break(found: list[int], rested: int, legal: list[dict[str, int]]) -> list[int]:
    best_after, best = 0, 0
    for rule in sorted(legal, key=lambda one: (one["after"], one["minutes"])):
        missing = min(rule["minutes"] - rested, len(found) - rule["after"])
        if missing > best:
            best_after, best = rule["after"], missing
    return found[:best_after] + found[best_after + best :]
