"""What stands behind the lines that no timesheet and no sale explains, in sentences: what was agreed, leave, refunds,
earlier slips. Read as whoever asks, after `payslips.behind` has let them.
"""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from onyx_app import strings
from onyx_app.money import Money
from onyx_app.rules import wording
from onyx_app.rules.pay_plan_words import INCOMES
from onyx_app.rules.periods import Period
from onyx_app.services.payslips import BehindLine
from onyx_app.work import Work

_ITEM = text("""
    select i.kind, i.day, i.currency, i.amount, i.instalment, i.reason, i.created_at, coalesce(p.name, '') as name
    from pay_items i left join profiles p on (p.agency_id, p.id) = (i.agency_id, i.made_by)
    where i.id = any(:items) order by i.created_at""")
_LEAVE = text("""
    select l.kind, l.first_day, l.last_day, l.reason, l.decided_at, coalesce(p.name, '') as name
    from leave_requests l left join profiles p on (p.agency_id, p.id) = (l.agency_id, l.decided_by)
    where l.id = any(:requests) order by l.first_day""")
# The person's own slip of that run; the run itself is not for everybody to see.
_EARLIER = text("""
    select s.number, k.first_day, k.end_day from payslips s
    join period_locks k on (k.agency_id, k.run_id, k.profile_id) = (s.agency_id, s.run_id, s.profile_id)
    where s.run_id = :run and s.profile_id = :person""")
# Of a sale by itself its own refunds, of a group all of what the earlier slip (of :run) paid.
_REFUNDS = text("""
    select v.occurred_at, c.name, t.type, t.currency, t.gross, -v.gross as back_gross, -v.net as back_net, t.occurred_at
        as sold_at
    from transactions v join transactions t on (t.agency_id, t.id) = (v.agency_id, v.reverses_id)
    join creators c on (c.agency_id, c.id) = (t.agency_id, t.creator_id)
    where v.state = 'settled' and v.recorded_at <= :known and (t.id = :sale or (t.creator_id = :creator
          and t.type = :income and t.currency = :currency
          and (t.occurred_at at time zone (select zone from agencies))::date = :day
          and exists (select 1 from attributions a join payslips s
                      on (s.agency_id, s.profile_id) = (a.agency_id, a.profile_id)
                      where (a.agency_id, a.transaction_id) = (t.agency_id, t.id) and a.profile_id = :person
                        and s.run_id = :run and greatest(a.decided_at, t.recorded_at) <= s.created_at)))
    order by v.occurred_at, v.id limit 200""")
_PUNCHES = text("""
    select t.id, p.kind, p.at, p.source from timesheets t
    join punches p on (p.agency_id, p.timesheet_id) = (t.agency_id, t.sheet_id)
    where t.id = any(:sheets) order by p.at, p.id""")
_CORRECTED = text("""
    select t.id, t.reason, coalesce(p.name, '') as name, t.created_at from timesheets t
    left join profiles p on (p.agency_id, p.id) = (t.agency_id, t.made_by)
    where t.id = any(:sheets) and t.reason <> ''""")


async def punches_of(work: Work, sheets: list[UUID]) -> dict[UUID, list[str]]:
    """By timesheet: every punch as it happened, and who corrected what came of them."""
    if not sheets:
        return {}
    said: dict[UUID, list[str]] = {}
    pressed: dict[UUID, list[str]] = {}
    for row in await work.session.execute(_PUNCHES, {"sheets": sheets}):
        clock = wording.clock(row.at, work.actor.zone, work.actor.language)
        how = _say(work, f"source.{row.source}")
        pressed.setdefault(row.id, []).append(_say(work, f"punch.{row.kind}", clock=clock, source=how))
    for sheet, presses in pressed.items():
        said[sheet] = [_say(work, "punches", punches=", ".join(presses))]
    for row in await work.session.execute(_CORRECTED, {"sheets": sheets}):
        words = _say(work, "corrected", name=row.name or "–", when=_moment(work, row.created_at), reason=row.reason)
        said.setdefault(row.id, []).append(words)
    return said


async def sources_said(work: Work, found: BehindLine, creators: dict[str, str]) -> list[str]:
    """One sentence for each source of a line, or for each part of its amount."""
    told: dict[str, Callable[[Work, BehindLine], Awaitable[list[str]]]] = {
        "leave": _leave, "bonus": _items, "deduction": _items, "adjustment": _adjustment, "advance": _advance,
        "clawback": _clawback, "carried": _carried, "carry": _carry, "guarantee": _guarantee, "base": _base,
    }  # fmt: skip
    if found.kind == "commission":
        return [_part(work, name, amount, found, creators) for name, amount in found.details.get("parts", ())]
    return await told[found.kind](work, found) if found.kind in told else []


def _ids(found: BehindLine) -> list[UUID]:
    return [UUID(str(source).partition(":")[0]) for source, _ in found.details.get("sources", ())]


async def _items(work: Work, found: BehindLine) -> list[str]:
    said = []
    for row in await work.session.execute(_ITEM, {"items": _ids(found)}):
        day, when = wording.day(row.day, work.actor.language), _moment(work, row.created_at)
        said.append(_say(work, "item", day=day, when=when, name=row.name or "–", reason=row.reason))
    return said


async def _advance(work: Work, found: BehindLine) -> list[str]:
    said = []
    for row in await work.session.execute(_ITEM, {"items": _ids(found)}):
        money = {"amount": _money(work, row.amount, row.currency), "part": _money(work, row.instalment, row.currency)}
        day = wording.day(row.day, work.actor.language)
        said.append(_say(work, "advance", day=day, reason=row.reason, **money))
    left = dict(found.details.get("parts", ())).get("left")
    return said + ([_say(work, "left", amount=_money(work, left, found.currency))] if left else [])


async def _leave(work: Work, found: BehindLine) -> list[str]:
    said = []
    for row in await work.session.execute(_LEAVE, {"requests": _ids(found)}):
        days = wording.days(Period(row.first_day, row.last_day + timedelta(days=1)), work.actor.language)
        when = _moment(work, row.decided_at)
        said.append(_say(work, "leave", kind=row.kind, days=days, name=row.name or "–", when=when))
    return said


async def _adjustment(work: Work, found: BehindLine) -> list[str]:
    """Typed by somebody, or from a closed run: `run:kind:currency`, and `reversed:run:currency` of one taken back."""
    source = str(next(iter(found.details.get("sources", ())), ("",))[0])
    if ":" not in source:
        return await _items(work, found)
    taken_back = source.startswith("reversed:")
    first, second, *_ = source.split(":")
    slip = await _earlier(work, found, UUID(second if taken_back else first))
    if not slip:
        return []
    if taken_back:
        return [_say(work, "reversed", slip=slip)]
    return [_say(work, "late", slip=slip, kind=strings.say(work.actor.language, f"payroll.kind.{second}"))]


async def _carried(work: Work, found: BehindLine) -> list[str]:
    slips = [await _earlier(work, found, run) for run in _ids(found)]
    return [_say(work, "carried", slip=slip) for slip in slips if slip]


async def _carry(work: Work, found: BehindLine) -> list[str]:
    return [_say(work, "carry")]


async def _guarantee(work: Work, found: BehindLine) -> list[str]:
    return [_say(work, f"part.{name}", amount=_money(work, amount, found.currency))
            for name, amount in found.details.get("parts", ())]  # fmt: skip


async def _base(work: Work, found: BehindLine) -> list[str]:
    return [_say(work, "base", days=found.quantity, of=found.per)]


async def _clawback(work: Work, found: BehindLine) -> list[str]:
    """What was paid, and every refund since: the source is `run:sale`, and a group has a name of five parts."""
    parts, source = dict(found.details.get("parts", ())), str(found.details["sources"][0][0])
    run, _, sale = source.partition(":")
    slip = await _earlier(work, found, UUID(run))
    money = {name: _money(work, parts[name], found.currency) for name in ("paid", "reversed", "of", "already")}
    asked = {"person": found.person, "known": found.known, "run": UUID(run)}
    refunds = await work.session.execute(_REFUNDS, _sale_asked(sale) | asked)
    said = [_say(work, "clawback", slip=slip or "–", **money)]
    return said + [_refund(work, row) for row in refunds]


def _sale_asked(sale: str) -> dict[str, Any]:
    nobody: dict[str, Any] = {"sale": None, "day": None, "creator": None, "income": None, "currency": None}
    if ":" not in sale:
        return nobody | {"sale": UUID(sale)}
    day, creator, income, currency, _ = sale.split(":")
    named = {"day": date.fromisoformat(day), "creator": UUID(creator), "income": income, "currency": currency}
    return nobody | named


def _refund(work: Work, row: Any) -> str:
    money = {"back": _money(work, row.back_gross, row.currency), "gross": _money(work, row.gross, row.currency)}
    about = {"creator": row.name, "sold": _moment(work, row.sold_at), "when": _moment(work, row.occurred_at)}
    return _say(work, "refund", **money, **about)


def _part(work: Work, name: str, amount: int, found: BehindLine, creators: dict[str, str]) -> str:
    """A bracket is one line over all creators; its parts are named `creator income`."""
    creator, _, income = name.partition(" ")
    kind = strings.say(work.actor.language, f"pay_plans.income.{income}") if income in INCOMES else income
    money = _money(work, amount, found.currency)
    return _say(work, "share", creator=creators.get(creator, "–"), income=kind, amount=money)


async def _earlier(work: Work, found: BehindLine, run: UUID) -> str:
    row = (await work.session.execute(_EARLIER, {"run": run, "person": found.person})).one_or_none()
    if row is None:
        return ""
    days = wording.days(Period(row.first_day, row.end_day), work.actor.language)
    return _say(work, "slip", number=row.number, days=days) if row.number else days


def _money(work: Work, minor: int, currency: str) -> str:
    return Money(minor, currency).show(work.actor.language)


def _moment(work: Work, at: datetime | None) -> str:
    return wording.moment(at, work.actor.zone, work.actor.language)


def _say(work: Work, key: str, **given: Any) -> str:
    return strings.say(work.actor.language, f"pay_behind.{key}", **given)
