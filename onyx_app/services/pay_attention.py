"""What needs attention in a run, by kind: said once, with the people and days it is about and where it is mended."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from onyx_app import strings
from onyx_app.rules import wording
from onyx_app.services.payroll import RunCard
from onyx_app.tables import Agency, Timesheet, Transaction
from onyx_app.work import Work

_MOST_DAYS = 5
_MOST_NAMED = 8
_BESIDE = {"timesheet_in_review", "reversal_without_sale"}  # what the run found, not the engine
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_GROUP = re.compile(r"\d{4}-\d{2}-\d{2}:")
_MENDED = {
    "plans": ("no_plan", "missing_rate", "missing_currency", "no_rule", "no_rule_in_currency", "leave_without_rule"),
    "time": ("open_timesheet", "timesheet_in_review"),
    "sales": ("unattributed_sale", "unknown_person", "reversal_without_sale"),
    "items": ("advance_postponed",),
}


@dataclass(frozen=True, slots=True)
class Named:
    """One person it is about and the days; `name` is empty where nobody is named, as with a sale of nobody."""

    id: str
    name: str
    days: str
    person: str


@dataclass(frozen=True, slots=True)
class Group:
    """One kind of thing to look at before anybody is paid. `mended` is plans, time, sales, items, or "".

    `named` are the first of them; `more` says how many others there are.
    """

    id: str
    says: str
    count: int
    mended: str
    named: list[Named]
    more: str


async def groups_of(work: Work, card: RunCard, names: dict[UUID, str]) -> list[Group]:
    """The run's concerns, what concerns most first."""
    kinds: dict[str, list[dict[str, Any]]] = {}
    for one in card.attention:
        kinds.setdefault(one["concern"], []).append(one)
    shown = [one for found in kinds.values() for one in found[:_MOST_NAMED]]
    days = await _days_of(work, shown)
    known = {str(who): name for who, name in names.items()}
    groups = [_group(work, kind, found, known, days) for kind, found in kinds.items()]
    return sorted(groups, key=lambda group: -group.count)


def _group(work: Work, kind: str, found: list[dict[str, Any]], names: dict[str, str], days: dict[str, date]) -> Group:
    language = work.actor.language
    says = strings.say(language, f"payroll.attention.{kind}" if kind in _BESIDE else f"pay.attention.{kind}")
    named = [_named(work, f"{kind}-{at}", one, names, days) for at, one in enumerate(found[:_MOST_NAMED])]
    left = len(found) - len(named)
    more = strings.say(language, "payroll.more_of_them", count=left) if left else ""
    mended = next((place for place, concerns in _MENDED.items() if kind in concerns), "")
    return Group(kind, says, len(found), mended, [one for one in named if one.name or one.days], more)


def _named(work: Work, key: str, one: dict[str, Any], names: dict[str, str], known: dict[str, date]) -> Named:
    language, person = work.actor.language, one.get("person", "")
    days = sorted({known[subject] for subject in one.get("subjects", []) if subject in known})
    shown = ", ".join(wording.weekday(day, language) for day in days[:_MOST_DAYS])
    more = strings.say(language, "payroll.more_days", count=len(days) - _MOST_DAYS) if len(days) > _MOST_DAYS else ""
    return Named(key, names.get(person, ""), f"{shown} {more}".strip(), person if person in names else "")


async def _days_of(work: Work, concerns: list[dict[str, Any]]) -> dict[str, date]:
    """The business date of every timesheet and sale that is shown; a group of sales begins with its own."""
    subjects = [subject for one in concerns for subject in one.get("subjects", [])]
    ids = [subject for subject in subjects if _UUID.fullmatch(subject)]
    found = {subject: date.fromisoformat(subject[:10]) for subject in subjects if _GROUP.match(subject)}
    zone = await work.session.scalar(select(col(Agency.zone)))
    sold_on = func.date(func.timezone(zone, col(Transaction.occurred_at)))
    for table, day in ((Timesheet, col(Timesheet.business_date)), (Transaction, sold_on)):
        rows = await work.session.execute(select(col(table.id), day).where(col(table.id).in_(ids)))
        found |= {str(subject): on for subject, on in rows}
    return found
