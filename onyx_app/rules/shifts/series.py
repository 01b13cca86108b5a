"""Series: an RFC 5545 rule on the agency's wall clock, and the occurrences it means.

Only rules people plan with are taken: by day, by week, by month. What can never be reached, or could be asked to count
for ever, is refused when it is written.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from dateutil.rrule import rrulestr

from onyx_app.errors import OnyxError
from onyx_app.strings import say

AHEAD = timedelta(weeks=12)
"""So far ahead occurrences exist as shifts of their own; the worker adds more as time goes by."""

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MOST_TIMES, _MOST_EVERY, _LONGEST = 400, 52, 500
_WEEKDAYS = re.compile(r"(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU)){0,6}")
_NTH = re.compile(r"[+-]?[1-5](MO|TU|WE|TH|FR|SA|SU)")
_MONTH_DAY = re.compile(r"(-1|[1-9]|[12]\d|3[01])")
_UNTIL = re.compile(r"\d{8}(T\d{6})?")
_ALWAYS = {"FREQ", "INTERVAL", "COUNT", "UNTIL"}
_BESIDE = {"DAILY": set[str](), "WEEKLY": {"BYDAY", "WKST"}, "MONTHLY": {"BYDAY", "BYMONTHDAY"}}


class BadRule(OnyxError):
    """A repetition that cannot be read, or that people do not plan with."""

    key = "shifts.bad_rule"
    field = "rule"


def weekly_rule(days: Sequence[int], every: int = 1) -> str:
    """Every so many weeks on these weekdays, 0 = Monday.

    Raises:
        BadRule: no day, or not a weekday.
    """
    if not days or not all(0 <= day <= 6 for day in days):
        raise BadRule
    return clean_rule(f"FREQ=WEEKLY;INTERVAL={every};BYDAY={','.join(_DAYS[day] for day in sorted(set(days)))}")


def clean_rule(written: str) -> str:
    """The one spelling of a rule.

    Raises:
        BadRule
    """
    parts = _parts(written)
    frequency = parts.get("FREQ", "")
    if frequency not in _BESIDE or not parts.keys() <= _ALWAYS | _BESIDE[frequency]:
        raise BadRule
    if {"COUNT", "UNTIL"} <= parts.keys() or {"BYDAY", "BYMONTHDAY"} <= parts.keys():
        raise BadRule
    _check(parts, frequency)
    if len(parts.get("UNTIL", "")) == 8:
        parts["UNTIL"] += "T235959"  # a last day is meant with all of its hours
    rule = _joined(parts)
    _expanded(rule, datetime(2026, 1, 1))  # noqa: DTZ001 a wall-clock time
    return rule


def occurrences(
    rule: str, starts_local: datetime, since: datetime, until: datetime, until_day: date | None = None
) -> list[datetime]:
    """Local starts from `since` up to, not including, `until`; the last may begin on `until_day`.

    Each keeps the wall-clock time of the first.
    """
    if until_day is not None:
        until = min(until, datetime.combine(until_day + timedelta(days=1), time()))
    if until <= since:
        return []
    found = _expanded(rule, starts_local).between(since, until, inc=True)
    return [start for start in found if start < until][:_MOST_TIMES]


def turned(rule: str, days: int) -> str:
    """A weekly rule when its first occurrence moves by so many days: its weekdays move along."""
    parts = _parts(rule)
    if parts["FREQ"] != "WEEKLY" or "BYDAY" not in parts:
        return rule
    moved = sorted({(_DAYS.index(day) + days) % 7 for day in parts["BYDAY"].split(",")})
    parts["BYDAY"] = ",".join(_DAYS[day] for day in moved)
    return _joined(parts)


def following(rule: str, starts_local: datetime, first: datetime) -> str:
    """The rule of a series that goes on by itself from its occurrence `first`: what it has counted is gone."""
    parts = _parts(rule)
    if "COUNT" not in parts:
        return rule
    gone = len(_expanded(rule, starts_local).between(starts_local, first, inc=True))
    gone -= first in _expanded(rule, starts_local)
    parts["COUNT"] = str(max(1, int(parts["COUNT"]) - gone))
    return _joined(parts)


def words(rule: str, starts_local: datetime, language: str = "en") -> str:
    """A rule as a person says it: every 2 weeks on Mon, Wed."""
    parts = _parts(rule)
    frequency, every = parts["FREQ"].lower(), int(parts.get("INTERVAL", "1"))
    said = say(language, f"shifts.every.{frequency}", count=every)
    if frequency == "weekly":
        written = parts.get("BYDAY", _DAYS[starts_local.weekday()]).split(",")
        named = ", ".join(say(language, f"shifts.weekday.{_NAMES[_DAYS.index(day)]}") for day in written)
        said = say(language, "shifts.every.on", every=said, days=named)
    if "COUNT" in parts:
        said = say(language, "shifts.every.times", every=said, times=parts["COUNT"])
    return said


def _parts(written: str) -> dict[str, str]:
    line = written.strip().upper().removeprefix("RRULE:").strip(";")
    pairs = [part.partition("=") for part in line.split(";")]
    if len(line) > _LONGEST or len({key for key, _, _ in pairs}) != len(pairs):
        raise BadRule
    return {key: value for key, _, value in pairs}


def _joined(parts: dict[str, str]) -> str:
    return ";".join(f"{key}={value}" for key, value in parts.items())


def _check(parts: dict[str, str], frequency: str) -> None:
    known = _WEEKDAYS if frequency == "WEEKLY" else _NTH
    fits = (
        _number(parts.get("INTERVAL", "1"), _MOST_EVERY)
        and _number(parts.get("COUNT", "1"), _MOST_TIMES)
        and ("UNTIL" not in parts or _UNTIL.fullmatch(parts["UNTIL"]))
        and ("BYDAY" not in parts or known.fullmatch(parts["BYDAY"]))
        and ("BYMONTHDAY" not in parts or _MONTH_DAY.fullmatch(parts["BYMONTHDAY"]))
        and ("WKST" not in parts or parts["WKST"] in _DAYS)
    )
    if not fits:
        raise BadRule


def _number(written: str, most: int) -> bool:
    return written.isascii() and written.isdigit() and 1 <= int(written[:6]) <= most


def _expanded(rule: str, starts_local: datetime) -> Any:
    try:
        return rrulestr(rule, dtstart=starts_local, cache=False)
    except (ValueError, TypeError) as error:
        raise BadRule from error
