"""What an approved run gives and where it stands in the books, in the reader's words."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text

from onyx_app import strings
from onyx_app.money import Money
from onyx_app.roles import Action, Scope
from onyx_app.rules import wording
from onyx_app.services import ledger, pay_files, payroll
from onyx_app.services.pay_files import Payments
from onyx_app.work import Work

_BOOKED = text("""
    select j.kind, j.day, e.account, e.currency, e.amount from ledger_journals j
    join ledger_entries e on (e.agency_id, e.journal_id) = (j.agency_id, j.id)
    where j.source = :run and j.kind in ('payroll', 'payroll_paid', 'payroll_reversed')
    order by j.created_at, j.id, e.currency, e.amount desc, e.account""")


@dataclass(frozen=True, slots=True)
class Booking:
    """One entry: when and why (only on the first of a journal), which account, and its side, debit or credit."""

    id: str
    when: str
    account: str
    debit: str
    credit: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`base` is where the files are; "" while the run is not approved.

    `pays` says what the payment file holds, "" when there is nothing to pay or nothing to pay it from. `missing` keeps
    it from being made (`incomplete`: it can be made without those people), `left_out` names who is not in it, `before`
    who took it already. `soonest` is the first day, ISO.
    """

    base: str = ""
    pays: str = ""
    missing: list[str] = field(default_factory=list)
    incomplete: bool = False
    left_out: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    soonest: str = ""
    bookings: list[Booking] = field(default_factory=list)
    balance: str = ""


async def outgoing(work: Work, *, run_id: UUID) -> Outgoing:
    """Files, payment and books of a run; empty while it is not approved.

    Raises:
        NotFound: unknown.
    """
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    card = await payroll.run(work, run_id=run_id)
    if card.status in ("draft", "reviewed"):
        return Outgoing()
    booked = {"bookings": await _bookings(work, run_id), "balance": await _balance(work)}
    base = f"/payroll/{run_id}"
    if card.status == "reversed":
        return Outgoing(base, **booked)  # type: ignore[arg-type]
    told = await pay_files.payments(work, run_id=run_id)
    return Outgoing(
        base,
        _pays(work, told),
        _missing(work, told),
        bool(told.incomplete and told.count and told.payer),
        _left_out(work, told),
        [_say(work, "taken", when=wording.moment(at, work.actor.zone, work.actor.language), name=name or "–")
         for at, name in told.earlier],
        told.on.isoformat(),
        **booked,  # type: ignore[arg-type]
    )  # fmt: skip


def _pays(work: Work, told: Payments) -> str:
    if not told.count or not told.payer:
        return ""
    total = Money(told.total, "EUR").show(work.actor.language)
    return _say(work, "holds", count=told.count, total=total, payer=told.payer)


def _missing(work: Work, told: Payments) -> list[str]:
    said = [] if told.payer else [_say(work, "no_payer")]
    said += [_say(work, "without_account", names=", ".join(told.without))] if told.without else []
    return said + ([_say(work, "without_bic", names=", ".join(told.without_bic))] if told.without_bic else [])


def _left_out(work: Work, told: Payments) -> list[str]:
    shown = [f"{name} {Money(amount, code).show(work.actor.language)}" for name, code, amount in told.elsewhere]
    said = [_say(work, "elsewhere", names=", ".join(shown))] if shown else []
    said += [_say(work, "beyond", names=", ".join(told.beyond))] if told.beyond else []
    return said + ([_say(work, "get_nothing", names=", ".join(told.nothing))] if told.nothing else [])


async def _bookings(work: Work, run_id: UUID) -> list[Booking]:
    found, before = [], ""
    for at, row in enumerate(await work.session.execute(_BOOKED, {"run": str(run_id)})):
        when = "" if row.kind == before else _journal(work, row.kind, row.day)
        before = row.kind
        amount = Money(abs(row.amount), row.currency).show(work.actor.language)
        account = _say(work, f"account.{row.account.replace(':', '_')}")
        sides = (amount, "") if row.amount > 0 else ("", amount)
        found.append(Booking(str(at), when, account, *sides))
    return found


def _journal(work: Work, kind: str, day: date) -> str:
    return f"{_say(work, f'journal.{kind}')}, {wording.day(day, work.actor.language)}"


async def _balance(work: Work) -> str:
    """All accounts of the agency, not just this run's."""
    balance = await ledger.trial_balance(work)
    if balance.holds:
        return _say(work, "balance_holds", currencies=", ".join(sorted(balance.sums)))
    wrong = [Money(amount, code).show(work.actor.language) for code, amount in balance.sums.items() if amount]
    return _say(work, "balance_broken", amounts=", ".join(wrong))


def _say(work: Work, key: str, **given: Any) -> str:
    return strings.say(work.actor.language, f"pay_files.{key}", **given)
