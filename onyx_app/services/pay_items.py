"""What is paid or taken beside the plan: bonuses, deductions, adjustments, advances. Open until a run settles them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from onyx_app.errors import InvalidInput, NotFound, OnyxError
from onyx_app.live import Topic
from onyx_app.roles import Action, Scope
from onyx_app.rules.ledger import advance_entries, undone
from onyx_app.rules.pay.units import MOST
from onyx_app.rules.text import clean_currency, clean_line
from onyx_app.services import audit, ledger
from onyx_app.tables import PayItem, Profile
from onyx_app.work import Work

_LONGEST_REASON = 300
_ALL_OF_IT = 10_000  # ten-thousandths: a deduction takes 100 % at most


class AlreadySettled(OnyxError):
    """A run has paid or taken this; it is corrected by another item."""

    key = "pay_items.already_settled"


@dataclass(frozen=True, slots=True)
class ItemCard:
    """`amount` in minor units, or `percent` of a deduction in ten-thousandths. `repaid`: so far, of an advance."""

    item_id: UUID
    profile_id: UUID
    kind: str
    day: date
    currency: str
    amount: int | None
    percent: int | None
    instalment: int | None
    repaid: int
    promised: bool
    reason: str
    made_by: UUID | None
    made_at: datetime


async def add_bonus(
    work: Work, *, profile_id: UUID, day: date, currency: str, amount: int, reason: str, promised: bool = False
) -> ItemCard:
    """Pay something extra. `promised`: agreed beforehand, so it raises the regular rate of its week (US)."""
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    row = _row(work, "bonus", profile_id, day, currency, reason)
    row.amount, row.promised = _positive(amount, "amount"), promised
    return await _keep(work, row)


async def add_deduction(
    work: Work,
    *,
    profile_id: UUID,
    day: date,
    currency: str,
    reason: str,
    amount: int | None = None,
    percent: int | None = None,
) -> ItemCard:
    """Take something off once: an amount, or a share of gross pay in ten-thousandths (1250 = 12.5 %)."""
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    row = _row(work, "deduction", profile_id, day, currency, reason)
    if (amount is None) == (percent is None):
        raise InvalidInput("amount", "required")
    if percent is not None and not 0 < percent <= _ALL_OF_IT:
        raise InvalidInput("percent", "range", low=0, high=100)
    row.amount, row.percent = None if amount is None else _positive(amount, "amount"), percent
    return await _keep(work, row)


async def add_adjustment(
    work: Work, *, profile_id: UUID, day: date, currency: str, amount: int, reason: str
) -> ItemCard:
    """Correct something of the past, up or down: a decided dispute, a mistake of a closed run."""
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    row = _row(work, "adjustment", profile_id, day, currency, reason)
    row.amount = _positive(abs(amount), "amount") * (-1 if amount < 0 else 1)
    return await _keep(work, row)


async def add_advance(
    work: Work, *, profile_id: UUID, day: date, currency: str, amount: int, instalment: int, reason: str
) -> ItemCard:
    """Money paid ahead on `day`, taken back by `instalment` in every run from then on; it is in the books at once."""
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    row = _row(work, "advance", profile_id, day, currency, reason)
    row.amount, row.instalment = _positive(amount, "amount"), _positive(instalment, "instalment")
    if row.instalment > row.amount:
        raise InvalidInput("instalment", "instalment")
    card = await _keep(work, row)
    await ledger.post(work, kind="advance", source=str(card.item_id), day=day, about=card.reason[:200],
                      entries=advance_entries(row.currency, row.amount))  # fmt: skip
    return card


async def withdraw(work: Work, *, item_id: UUID, reason: str) -> None:
    """Take back an item no run has settled; it stays on record with the reason.

    Raises:
        InvalidInput: no reason.
        AlreadySettled: a run has used it, if only in part.
        NotFound: unknown, or withdrawn before.
    """
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    because = clean_line(reason, "reason", _LONGEST_REASON)
    query = select(PayItem).where(col(PayItem.id) == item_id, col(PayItem.cancelled_at).is_(None))
    row = (await work.session.scalars(query.with_for_update())).one_or_none()
    if row is None:
        raise NotFound
    if row.run_id is not None or row.repaid:
        raise AlreadySettled
    row.cancelled_at, row.cancelled_by, row.cancel_reason = work.now, work.actor.profile_id, because
    paid = undone(await ledger.entries_of(work, kind="advance", source=str(item_id)))
    await ledger.post(work, kind="advance_cancelled", source=str(item_id), day=row.day, about=row.reason[:200],
                      entries=paid)  # fmt: skip
    audit.note(work, "pay_item_withdrawn", item_id, kind=row.kind, profile=row.profile_id, reason=because)
    work.announce(Topic.PAYROLL, row.profile_id)


def _row(work: Work, kind: str, profile_id: UUID, day: date, currency: str, reason: str) -> PayItem:
    return PayItem(
        agency_id=work.actor.agency_id,
        profile_id=profile_id,
        kind=kind,
        day=day,
        currency=clean_currency(currency),
        reason=clean_line(reason, "reason", _LONGEST_REASON),
        source={},
        made_by=work.actor.profile_id,
        created_at=work.now,
    )


def _positive(amount: int, field: str) -> int:
    if not 0 < amount <= MOST:
        raise InvalidInput(field, "amount")
    return amount


async def _keep(work: Work, row: PayItem) -> ItemCard:
    if await work.session.scalar(select(col(Profile.id)).where(col(Profile.id) == row.profile_id)) is None:
        raise NotFound
    work.session.add(row)
    await work.session.flush()
    audit.note(work, f"pay_{row.kind}_added", row.id, profile=row.profile_id, currency=row.currency)
    work.announce(Topic.PAYROLL, row.profile_id)
    return _card(row)


def _card(row: PayItem) -> ItemCard:
    return ItemCard(
        row.id, row.profile_id, row.kind, row.day, row.currency, row.amount, row.percent, row.instalment, row.repaid,
        row.promised, row.reason, row.made_by, row.created_at,
    )  # fmt: skip
