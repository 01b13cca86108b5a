"""Bonuses, deductions, advances and corrections as people read them: what is open, what is settled, how far repaid."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from onyx_app import strings
from onyx_app.money import Money
from onyx_app.roles import TABLE, Action, Scope
from onyx_app.rules import periods, wording
from onyx_app.rules.paging import Cut
from onyx_app.rules.pay_item_form import ItemKind, TypedItem
from onyx_app.rules.text import LONGEST_NAME, clean_line
from onyx_app.services import pay_items
from onyx_app.tables import Agency, PayItem, Profile
from onyx_app.work import Work

_MOST_OWN = 60


@dataclass(frozen=True, slots=True)
class ItemRow:
    """`state` is open, settled or withdrawn; `rest` how far an advance is repaid; `why` it was withdrawn."""

    id: str
    name: str
    initials: str
    kind: str
    day: str
    amount: str
    rest: str
    reason: str
    by: str
    state: str
    why: str
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class ItemList:
    """One page, the latest day first."""

    rows: list[ItemRow] = field(default_factory=list)
    total: int = 0
    page: int = 1
    pages: int = 1


@dataclass(frozen=True, slots=True)
class ItemStart:
    """What the form for a new one begins with: who can be chosen, today, the agency's currency."""

    people: list[tuple[str, str]] = field(default_factory=list)
    today: str = ""
    currency: str = ""


async def item_list(work: Work, *, search: str = "", kind: str = "", state: str = "open", page: int = 1) -> ItemList:
    """Everybody's, of people whose name holds `search`; what is not known as kind or state means all of them."""
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    name = clean_line(search, "search", LONGEST_NAME, required=False)
    wanted = _items().where(*_states().get(state, ()))
    if kind in set(ItemKind):
        wanted = wanted.where(col(PayItem.kind) == kind)
    if name:
        wanted = wanted.where(col(Profile.name).icontains(name, autoescape=True))
    total = await work.session.scalar(select(func.count()).select_from(wanted.subquery()))
    cut = Cut(total or 0, page)
    found = await work.session.execute(_latest(wanted).limit(cut.size).offset(cut.offset))
    return ItemList([_row(work, one) for one in found], cut.total, cut.page, cut.pages)


async def my_items(work: Work) -> list[ItemRow]:
    """The asker's own: open ones first, then the latest of the others."""
    work.actor.must(Action.SEE_OWN_PAY)
    wanted = _items().where(col(PayItem.profile_id) == work.actor.person())
    rows = [_row(work, one) for one in await work.session.execute(_latest(wanted).limit(_MOST_OWN))]
    return sorted(rows, key=lambda row: row.state != "open")


async def item_start(work: Work) -> ItemStart:
    """Everybody who is paid and has not left, by name."""
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    paid = [role.value for role in TABLE[Action.SEE_OWN_PAY]]
    query = select(col(Profile.id), col(Profile.name)).where(col(Profile.status) != "left", col(Profile.role).in_(paid))
    people = [(str(who), name) for who, name in await work.session.execute(query.order_by(func.lower(Profile.name)))]
    agency = (await work.session.scalars(select(Agency))).one()
    today = periods.business_date(work.now, periods.zone(agency.zone))
    return ItemStart(people, today.isoformat(), agency.currency)


async def add(work: Work, *, item: TypedItem) -> None:
    """Keep what was typed.

    Raises:
        NotFound: nobody here has that id.
        InvalidInput: an instalment larger than its advance.
    """
    about: dict[str, Any] = {"profile_id": item.profile_id, "day": item.day, "currency": item.currency,
                             "reason": item.reason}  # fmt: skip
    amount = item.amount or 0
    if item.kind is ItemKind.BONUS:
        await pay_items.add_bonus(work, **about, amount=amount, promised=item.promised)
    elif item.kind is ItemKind.DEDUCTION:
        await pay_items.add_deduction(work, **about, amount=item.amount, percent=item.percent)
    elif item.kind is ItemKind.ADVANCE:
        await pay_items.add_advance(work, **about, amount=amount, instalment=item.instalment)
    else:
        await pay_items.add_adjustment(work, **about, amount=amount)


def _items() -> Select[Any]:
    """Items with who they are about and who made or withdrew them, as far as the asker may see those people."""
    maker, taker = aliased(Profile), aliased(Profile)
    columns: Any = (PayItem, col(Profile.name).label("name"), col(maker.name).label("maker"),
                    col(taker.name).label("taker"))  # fmt: skip
    query = select(*columns).join(Profile, col(Profile.id) == col(PayItem.profile_id))
    query = query.outerjoin(maker, col(maker.id) == col(PayItem.made_by))
    return query.outerjoin(taker, col(taker.id) == col(PayItem.cancelled_by))


def _states() -> dict[str, tuple[ColumnElement[bool], ...]]:
    standing, settled = col(PayItem.cancelled_at).is_(None), col(PayItem.run_id).is_not(None)
    return {
        "open": (standing, ~settled),
        "settled": (standing, settled),
        "withdrawn": (col(PayItem.cancelled_at).is_not(None),),
    }


def _latest(wanted: Select[Any]) -> Select[Any]:
    return wanted.order_by(col(PayItem.day).desc(), col(PayItem.id).desc())


def _row(work: Work, found: Any) -> ItemRow:
    item: PayItem = found.PayItem
    language = work.actor.language
    state = "withdrawn" if item.cancelled_at else "settled" if item.run_id else "open"
    day = wording.day_of(item.cancelled_at, work.actor.zone, language)
    withdrawn = {"name": found.taker or "–", "day": day, "reason": item.cancel_reason}
    return ItemRow(
        str(item.id),
        found.name,
        wording.initials(found.name),
        item.kind,
        wording.day(item.day, language),
        _amount(item, language),
        _rest(item, language),
        item.reason,
        found.maker or "",
        state,
        strings.say(language, "pay_items.withdrawn_by", **withdrawn) if item.cancelled_at else "",
        state == "open" and not item.repaid,
    )


def _amount(item: PayItem, language: str) -> str:
    if item.percent is not None:
        return strings.say(language, "pay_items.of_gross", percent=wording.percent(item.percent, language))
    return Money(item.amount or 0, item.currency).show(language)


def _rest(item: PayItem, language: str) -> str:
    """€100.00 of €300.00 repaid, €100.00 a run."""
    if item.kind != ItemKind.ADVANCE:
        return ""
    figures = {"repaid": item.repaid, "amount": item.amount or 0, "instalment": item.instalment or 0}
    shown = {name: Money(minor, item.currency).show(language) for name, minor in figures.items()}
    return strings.say(language, "pay_items.repaid", **shown)
