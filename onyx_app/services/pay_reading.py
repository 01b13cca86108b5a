"""Runs and slips in the reader's words: amounts with their currency, every line with the sum that gives it."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from onyx_app import strings
from onyx_app.money import Money
from onyx_app.roles import Action, Scope
from onyx_app.rules import wording
from onyx_app.rules.pay_plan_words import plan_lines
from onyx_app.rules.pay_slip_words import sum_of, title
from onyx_app.rules.periods import Period
from onyx_app.services import payroll, payslips
from onyx_app.services.payroll import LineCard, RunCard, SlipCard
from onyx_app.tables import Agency, Creator, Profile, Timesheet, Transaction
from onyx_app.work import Work

_MOST_DAYS = 5
_BESIDE = {"timesheet_in_review", "reversal_without_sale"}  # what the run found, not the engine
_BY_PLAN = {"no_plan", "missing_rate", "missing_currency", "no_rule", "no_rule_in_currency", "leave_without_rule"}
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_GROUP = re.compile(r"\d{4}-\d{2}-\d{2}:")


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in the list; `totals` one per currency."""

    id: str = ""
    days: str = ""
    status: str = ""
    totals: list[str] = field(default_factory=list)
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class SlipLine:
    """`sum` is empty where the amount simply is what it is."""

    position: int
    title: str
    sum: str
    amount: str


@dataclass(frozen=True, slots=True)
class SlipView:
    """One person's slip. `number` is 0 until the run is approved."""

    id: str = ""
    name: str = ""
    initials: str = ""
    days: str = ""
    number: int = 0
    totals: list[str] = field(default_factory=list)
    carried: list[str] = field(default_factory=list)
    note: str = ""
    lines: list[SlipLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing to look at before anybody is paid. `days` it is about; `plan_of`: whose plan mends it."""

    id: str
    who: str
    says: str
    days: str
    plan_of: str


@dataclass(frozen=True, slots=True)
class RunView:
    """A run with what has happened to it. `mine`: the asker prepared it and may not approve it alone."""

    row: RunRow = field(default_factory=RunRow)
    attention: list[Concern] = field(default_factory=list)
    history: list[str] = field(default_factory=list)
    seal: str = ""
    engine: str = ""
    mine: bool = False
    slips: list[SlipView] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Behind:
    """What a line was calculated from, in sentences; `position` is the line's, -1 while none is opened."""

    position: int = -1
    plans: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)


async def run_rows(work: Work) -> list[RunRow]:
    """The agency's runs, the latest period first."""
    return [_row(work, one) for one in await payroll.runs(work)]


async def run_view(work: Work, *, run_id: UUID) -> RunView:
    """One run as a page.

    Raises:
        NotFound: unknown.
    """
    card = await payroll.run(work, run_id=run_id)
    names = {str(row.id): row.name for row in await work.session.scalars(select(Profile))}
    creators = await _creators(work)
    slips = [_slip(work, one, creators) for one in await payroll.slips(work, run_id=run_id)]
    days = await _days_of(work, card)
    attention = [_concern(work, str(at), one, names, days) for at, one in enumerate(card.attention)]
    mine = card.prepared_by == work.actor.profile_id and await _others_may_approve(work)
    return RunView(_row(work, card), attention, _history(work, card, names), card.seal, card.engine, mine, slips)


async def my_slip_views(work: Work) -> list[SlipView]:
    """The asker's approved slips, the latest first."""
    creators = await _creators(work)
    return [_slip(work, one, creators) for one in await payroll.my_slips(work)]


async def behind_line(work: Work, *, slip_id: UUID, position: int) -> Behind:
    """The stretches of work, the sales and the plan behind a line.

    Raises:
        NotFound: unknown, somebody else's, or still a draft.
    """
    found = await payslips.behind(work, slip_id=slip_id, position=position)
    language, creators = work.actor.language, await _creators(work)
    plans = []
    for plan in found.plans:
        since = strings.say(language, "payroll.behind_plan", day=wording.day(plan.since, language))
        terms = plan.terms if plan.rule is None else {"commission": [plan.rule]}
        plans.append(f"{since}: {', '.join(plan_lines(terms, plan.currency, creators, language))}")
    facts = [_stretch(work, one) for one in found.work] + [_sale(work, one) for one in found.sales]
    return Behind(position, plans, facts)


def _stretch(work: Work, one: payslips.WorkBehind) -> str:
    language = work.actor.language
    until = wording.clock(one.until, work.actor.zone, language) if one.until else strings.say(
        language, "payroll.still_on")  # fmt: skip
    length = wording.hours(timedelta(minutes=one.minutes), language)
    since = wording.moment(one.since, work.actor.zone, language)
    return strings.say(language, "payroll.behind_work", hours=length, since=since, until=until)


def _sale(work: Work, one: payslips.SaleBehind) -> str:
    language = work.actor.language
    money = {"gross": Money(one.gross, one.currency).show(language), "net": Money(one.net, one.currency).show(language)}
    at = wording.moment(one.at, work.actor.zone, language)
    return strings.say(language, "payroll.behind_sale", creator=one.creator, at=at, **money)


def _row(work: Work, card: RunCard) -> RunRow:
    days = wording.days(card.period, work.actor.language)
    return RunRow(str(card.run_id), days, card.status, _money(work, card.totals), len(card.attention))


def _slip(work: Work, card: SlipCard, creators: dict[str, str]) -> SlipView:
    language = work.actor.language
    return SlipView(
        str(card.slip_id),
        card.name,
        wording.initials(card.name),
        wording.days(Period(card.first, card.end), language),
        card.number or 0,
        _money(work, card.totals),
        _money(work, card.carried),
        card.note,
        [_line(one, at, creators, language) for at, one in enumerate(card.lines)],
    )


def _line(line: LineCard, at: int, creators: dict[str, str], language: str) -> SlipLine:
    amount = Money(line.amount, line.currency).show(language)
    return SlipLine(at, title(line, creators, language), sum_of(line, language), amount)


async def _days_of(work: Work, card: RunCard) -> dict[str, date]:
    """The business date of every timesheet and sale that needs attention; a group of sales begins with its own."""
    subjects = [subject for one in card.attention for subject in one.get("subjects", [])]
    ids = [subject for subject in subjects if _UUID.fullmatch(subject)]
    found = {subject: date.fromisoformat(subject[:10]) for subject in subjects if _GROUP.match(subject)}
    zone = await work.session.scalar(select(col(Agency.zone)))
    sold_on = func.date(func.timezone(zone, col(Transaction.occurred_at)))
    for table, day in ((Timesheet, col(Timesheet.business_date)), (Transaction, sold_on)):
        rows = await work.session.execute(select(col(table.id), day).where(col(table.id).in_(ids)))
        found |= {str(subject): on for subject, on in rows}
    return found


def _concern(work: Work, at: str, one: dict[str, Any], names: dict[str, str], known: dict[str, date]) -> Concern:
    concern, person, language = one["concern"], one.get("person", ""), work.actor.language
    key = f"payroll.attention.{concern}" if concern in _BESIDE else f"pay.attention.{concern}"
    days = sorted({known[subject] for subject in one.get("subjects", []) if subject in known})
    shown = ", ".join(wording.weekday(day, language) for day in days[:_MOST_DAYS])
    more = strings.say(language, "payroll.more_days", count=len(days) - _MOST_DAYS) if len(days) > _MOST_DAYS else ""
    says = strings.say(language, key)
    return Concern(at, names.get(person, ""), says, f"{shown} {more}".strip(), person if concern in _BY_PLAN else "")


def _history(work: Work, card: RunCard, names: dict[str, str]) -> list[str]:
    """Who did what and when, the latest first."""
    steps: list[tuple[str, UUID | None, datetime | None]] = [
        ("reversed", card.reversed_by, card.reversed_at),
        ("paid", card.paid_by, card.paid_at),
        ("approved", card.approved_by, card.approved_at),
        ("reviewed", card.reviewed_by, card.reviewed_at),
        ("calculated", card.prepared_by, card.calculated_at),
    ]
    language, said = work.actor.language, []
    for step, who, at in steps:
        if at is not None:
            given = {"when": wording.moment(at, work.actor.zone, language), "name": names.get(str(who), "–")}
            reason = {"reason": card.reverse_reason} if step == "reversed" else {}
            said.append(strings.say(language, f"payroll.by_{step}", **given, **reason))
    return said + ([strings.say(language, "payroll.alone")] if card.sole_owner else [])


async def _others_may_approve(work: Work) -> bool:
    query = select(Profile).where(col(Profile.status) == "active", col(Profile.id) != work.actor.profile_id)
    may = [one for one in await work.session.scalars(query) if one.role in ("owner", "admin")]
    return bool(may) and work.actor.may(Action.APPROVE_PAYROLL, at_least=Scope.AGENCY)


async def _creators(work: Work) -> dict[str, str]:
    return {str(row.id): row.name for row in await work.session.scalars(select(Creator))}


def _money(work: Work, totals: tuple[tuple[str, int], ...]) -> list[str]:
    return [Money(amount, code).show(work.actor.language) for code, amount in totals]
