"""What needs attention in a run, by kind: said once, with the people and days it is about and where it is mended."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
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

_FILTERS = {
    "unattributed_sale": "?standing=nobody&span=all",
    "unknown_person": "?span=all",
    "reversal_without_sale": "?span=all",
    "advance_postponed": "?kind=advance",
}


@dataclass(frozen=True, slots=True)
class Named:
    """One person it is about and the days, the first of them as a date; `name` is empty where nobody is named, as with
    a sale of nobody."""

    id: str
    name: str
    days: str
    person: str
    first: str


@dataclass(frozen=True, slots=True)
class Group:
    """One kind of thing to look at before anybody is paid. `mended` is plans, time, sales, items, or "", and `filters`
    what that room shows of it.

    `named` are the first of them; `more` says how many others there are.
    """

    id: str
    says: str
    count: int
    mended: str
    filters: str
    named: list[Named]
    more: str


async def groups_of(work: Work, card: RunCard, names: dict[UUID, str]) -> list[Group]:
    """The run's concerns, what concerns most first."""
    counts = Counter(one["concern"] for one in card.attention)
    kinds: dict[str, dict[str, list[str]]] = {}
    for one in card.attention:
        whose = kinds.setdefault(one["concern"], {})
        whose.setdefault(one.get("person", ""), []).extend(one.get("subjects", []))
    shown = [of for whose in kinds.values() for subjects in list(whose.values())[:_MOST_NAMED] for of in subjects]
    days = await _days_of(work, shown)
    known = {str(who): name for who, name in names.items()}
    groups = [_group(work, kind, counts[kind], whose, known, days) for kind, whose in kinds.items()]
    return sorted(groups, key=lambda group: -group.count)


def _group(
    work: Work, kind: str, count: int, whose: dict[str, list[str]], names: dict[str, str], days: dict[str, date]
) -> Group:
    language = work.actor.language
    says = strings.say(language, f"payroll.attention.{kind}" if kind in _BESIDE else f"pay.attention.{kind}")
    named = [_named(work, kind, who, subjects, names, days) for who, subjects in list(whose.items())[:_MOST_NAMED]]
    left = len(whose) - len(named)
    more = strings.say(language, "payroll.more_of_them", count=left) if left else ""
    mended = next((place for place, concerns in _MENDED.items() if kind in concerns), "")
    filters = _FILTERS.get(kind, "")
    return Group(kind, says, count, mended, filters, [one for one in named if one.name or one.days], more)


def _named(
    work: Work, kind: str, person: str, subjects: list[str], names: dict[str, str], known: dict[str, date]
) -> Named:
    language = work.actor.language
    days = sorted({known[subject] for subject in subjects if subject in known})
    shown = ", ".join(wording.weekday(day, language) for day in days[:_MOST_DAYS])
    more = strings.say(language, "payroll.more_days", count=len(days) - _MOST_DAYS) if len(days) > _MOST_DAYS else ""
    whom, first = person if person in names else "", days[0].isoformat() if days else ""
    return Named(f"{kind}-{person}", names.get(person, ""), f"{shown} {more}".strip(), whom, first)


async def _days_of(work: Work, subjects: list[str]) -> dict[str, date]:
    """The business date of every timesheet and sale that is shown; a group of sales begins with its own."""
    ids = [subject for subject in subjects if _UUID.fullmatch(subject)]
    found = {subject: date.fromisoformat(subject[:10]) for subject in subjects if _GROUP.match(subject)}
    zone = await work.session.scalar(select(col(Agency.zone)))
    sold_on = func.date(func.timezone(zone, col(Transaction.occurred_at)))
    for table, day in ((Timesheet, col(Timesheet.business_date)), (Transaction, sold_on)):
        rows = await work.session.execute(select(col(table.id), day).where(col(table.id).in_(ids)))
        found |= {str(subject): on for subject, on in rows}
    return found
