"""What a run pays by bank transfer, and who has to be completed first. IBANs are opened here and nowhere else."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select, text
from sqlmodel import col

from onyx_app import security
from onyx_app.errors import OnyxError
from onyx_app.live import Topic
from onyx_app.roles import Action, Scope
from onyx_app.rules import periods
from onyx_app.rules.pay_files import sepa
from onyx_app.rules.pay_files.sepa import CURRENCY, Account, Order, Payment
from onyx_app.services import audit
from onyx_app.services.bank_accounts import SEALED_FOR
from onyx_app.services.payroll import RunCard, run
from onyx_app.tables import Agency, BankAccount
from onyx_app.work import Work

log = structlog.get_logger(__name__)
_DOWNLOADED = "payroll_sepa_downloaded"
_LATEST_DAYS = 90
_SLIPS = text("""
    select s.number, p.name, s.profile_id, total->>0 as currency, (total->>1)::bigint as amount
    from payslips s join profiles p on (p.agency_id, p.id) = (s.agency_id, s.profile_id)
         cross join jsonb_array_elements(s.totals) total
    where s.run_id = :run and s.number is not null order by s.number, 4""")
_EARLIER = text("""
    select a.at, coalesce(p.name, '') as name from audit_entries a
    left join profiles p on (p.agency_id, p.id) = (a.agency_id, a.profile_id)
    where a.action = :action and a.subject = :run order by a.seq desc limit 5""")


class NotFinal(OnyxError):
    """The run is not approved, or was taken back: there is nothing to pay."""

    key = "pay_files.not_final"


class NoPayer(OnyxError):
    """The agency has no account to pay from."""

    key = "pay_files.no_payer"


class NotReady(OnyxError):
    """People without an account, or whose bank cannot be found; nobody is left out without being named."""

    key = "pay_files.not_ready"


class NoSuchDay(OnyxError):
    """A day that is over, or further ahead than banks take orders."""

    key = "pay_files.no_such_day"
    field = "on"


class NothingToPay(OnyxError):
    """No slip of the run has euros to transfer."""

    key = "pay_files.nothing_to_pay"


@dataclass(frozen=True, slots=True)
class Payments:
    """What the file would hold. `total` in cents over `count` people.

    Names: `without` have no account, `without_bic` need their bank's BIC, `beyond` bank outside SEPA, `elsewhere` are
    owed in (name, currency, minor units) other than EUR, `nothing` get nothing. `earlier`: (when, by whom), the latest
    first.
    """

    payer: str
    count: int
    total: int
    without: tuple[str, ...]
    without_bic: tuple[str, ...]
    beyond: tuple[str, ...]
    elsewhere: tuple[tuple[str, str, int], ...]
    nothing: tuple[str, ...]
    earlier: tuple[tuple[datetime, str], ...]
    on: date

    @property
    def incomplete(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.without, *self.without_bic)))


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """The file, and the run's first and last day for its name."""

    xml: bytes
    card: RunCard


async def payments(work: Work, *, run_id: UUID) -> Payments:
    """What the payment file of an approved run would hold, and what is in its way.

    Raises:
        NotFound: unknown.
        NotFinal: not approved, or taken back.
    """
    card = await _final(work, run_id)
    accounts = await _accounts(work)
    return await _told(work, card, accounts, await _slips(work, run_id))


async def payment_file(
    work: Work, *, run_id: UUID, on: date | None = None, without_the_incomplete: bool = False
) -> PaymentFile:
    """The payments as pain.001.001.09; written into the audit trail.

    `without_the_incomplete`: leave out, on purpose, whom the bank cannot pay yet.

    Raises:
        NotFound, NotFinal: as above.
        NoPayer, NotReady, NothingToPay: what has to be done first.
        NoSuchDay: it is over, or more than 90 days ahead.
    """
    card = await _final(work, run_id)
    accounts, slips = await _accounts(work), await _slips(work, run_id)
    told = await _told(work, card, accounts, slips)
    payer = accounts.get(None)
    if payer is None:
        raise NoPayer
    if told.incomplete and not without_the_incomplete:
        raise NotReady(names=", ".join(told.incomplete))
    if not told.count:
        raise NothingToPay
    agency = await work.session.scalar(select(col(Agency.name)))
    about = f"{card.period.first} - {card.period.last}, {agency}"
    day = await payment_day(work, on=on) if on else told.on
    order = Order(payer, _payments(about, accounts, slips), day, work.now, str(run_id))
    audit.note(work, _DOWNLOADED, run_id, payments=told.count, cents=told.total, on=order.on, message=order.message_id)
    work.announce(Topic.PAYROLL, run_id)
    return PaymentFile(await asyncio.to_thread(sepa.payment_xml, order), card)


async def payment_day(work: Work, *, on: date) -> date:
    """The day banks settle on when asked for `on`.

    Raises:
        NoSuchDay: it is over, or more than 90 days ahead.
    """
    today = await _today(work)
    if on < today or (on - today).days > _LATEST_DAYS:
        raise NoSuchDay(first=today.isoformat(), last=(today + _LATEST_DAYS * periods.DAY).isoformat())
    return sepa.next_bank_day(on)


async def _final(work: Work, run_id: UUID) -> RunCard:
    card = await run(work, run_id=run_id)
    if card.status not in ("approved", "paid"):
        raise NotFinal
    return card


async def _slips(work: Work, run_id: UUID) -> list[Any]:
    return list(await work.session.execute(_SLIPS, {"run": run_id}))


async def _accounts(work: Work) -> dict[UUID | None, Account]:
    """Every account in use, opened; None is the agency's."""
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    rows = await work.session.scalars(select(BankAccount).where(col(BankAccount.replaced_at).is_(None)))
    opened = ((row.profile_id, _opened(row)) for row in rows)
    return {whose: account for whose, account in opened if account is not None}


def _opened(row: BankAccount) -> Account | None:
    """None when it was sealed with another key: then it has to be entered again, and its person is named."""
    try:
        return Account(row.holder, security.unseal(row.iban_sealed, SEALED_FOR), row.bic)
    except security.SealBroken:
        log.error("bank_account.seal_broken", account=str(row.id))
        return None


async def _told(work: Work, card: RunCard, accounts: dict[UUID | None, Account], slips: list[Any]) -> Payments:
    due = [row for row in slips if row.currency == CURRENCY and row.amount > 0]
    with_account = [(row, accounts[row.profile_id]) for row in due if row.profile_id in accounts]
    payable = _payable(accounts, slips)
    payer = accounts.get(None)
    earlier = await work.session.execute(_EARLIER, {"action": _DOWNLOADED, "run": str(card.run_id)})
    return Payments(
        payer=f"{payer.holder} ···· {payer.iban[-4:]}" if payer else "",
        count=len(payable),
        total=sum(row.amount for row in payable),
        without=tuple(row.name for row in due if row.profile_id not in accounts),
        without_bic=tuple(row.name for row, to in with_account if sepa.needs_bic(to.iban) and not to.bic),
        beyond=tuple(row.name for row, to in with_account if not sepa.within_sepa(to.iban)),
        elsewhere=tuple(
            (row.name, row.currency, row.amount) for row in slips if row.currency != CURRENCY and row.amount
        ),
        nothing=_nothing(slips),
        earlier=tuple((row.at, row.name) for row in earlier),
        on=sepa.next_bank_day(await _today(work)),
    )


def _payable(accounts: dict[UUID | None, Account], slips: list[Any]) -> list[Any]:
    """Slips with euros to pay into an account that SEPA reaches."""
    return [
        row
        for row in slips
        if row.currency == CURRENCY
        and row.amount > 0
        and (to := accounts.get(row.profile_id)) is not None
        and sepa.within_sepa(to.iban)
        and not (sepa.needs_bic(to.iban) and not to.bic)
    ]


def _nothing(slips: list[Any]) -> tuple[str, ...]:
    paid = {row.profile_id for row in slips if row.amount > 0}
    return tuple(dict.fromkeys(row.name for row in slips if row.profile_id not in paid))


def _payments(about: str, accounts: dict[UUID | None, Account], slips: list[Any]) -> tuple[Payment, ...]:
    return tuple(
        Payment(accounts[row.profile_id], row.amount, f"PAYSLIP-{row.number}", f"Payslip {row.number}, {about}")
        for row in _payable(accounts, slips)
    )


async def _today(work: Work) -> date:
    zone = await work.session.scalar(select(col(Agency.zone)))
    return periods.business_date(work.now, periods.zone(zone or "UTC"))
