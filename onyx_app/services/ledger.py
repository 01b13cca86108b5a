"""The books: append-only double entry. A correction is a new journal; nothing in here is ever changed or removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from onyx_app.errors import OnyxError
from onyx_app.live import Topic
from onyx_app.roles import Action, Scope
from onyx_app.rules.ledger import Entry, imbalance
from onyx_app.tables import LedgerEntry, LedgerJournal
from onyx_app.work import Work

_BALANCES = text(
    "select account, currency, sum(amount)::bigint as amount from ledger_entries group by 1, 2 order by 1, 2"
)


class Unbalanced(OnyxError):
    """The entries do not add up to zero; nothing was posted."""

    key = "ledger.unbalanced"


class AlreadyPosted(OnyxError):
    """This event is in the books."""

    key = "ledger.already_posted"


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """Every account's balance, and per currency what they add up to: always zero."""

    accounts: tuple[Entry, ...]
    sums: dict[str, int]

    @property
    def holds(self) -> bool:
        return not any(self.sums.values())


async def post(work: Work, *, kind: str, source: str, day: date, about: str, entries: Sequence[Entry]) -> UUID | None:
    """Write one event into the books; None when there is nothing to write.

    1. The pair of `kind` and `source` is unique, so an event is in the books once, whoever posts it at once.
    2. The database checks again, at the commit, that the journal adds up to zero in every currency.

    Raises:
        Unbalanced: the entries do not add up.
        AlreadyPosted: the event is in the books.
    """
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    for currency, amount in imbalance(entries).items():
        raise Unbalanced(amount=amount, currency=currency)
    if not entries:
        return None
    agency = work.actor.agency_id
    row = {"agency_id": agency, "day": day, "kind": kind, "about": about, "source": source,
           "made_by": work.actor.profile_id, "created_at": work.now}  # fmt: skip
    statement = upsert(LedgerJournal).values(row).on_conflict_do_nothing().returning(col(LedgerJournal.id))
    journal: UUID | None = await work.session.scalar(statement)
    if journal is None:
        raise AlreadyPosted
    rows = [{"agency_id": agency, "journal_id": journal, **entry._asdict()} for entry in entries]
    await work.session.execute(insert(LedgerEntry), rows)
    work.announce(Topic.PAYROLL, journal)
    return journal


async def entries_of(work: Work, *, kind: str, source: str) -> list[Entry]:
    """What was posted for an event; empty when nothing was."""
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    query = (
        select(col(LedgerEntry.account), col(LedgerEntry.currency), col(LedgerEntry.amount))
        .join(LedgerJournal, col(LedgerJournal.id) == col(LedgerEntry.journal_id))
        .where(col(LedgerJournal.kind) == kind, col(LedgerJournal.source) == source)
        .order_by(col(LedgerEntry.account), col(LedgerEntry.currency))
    )
    return [Entry(*row) for row in await work.session.execute(query)]


async def trial_balance(work: Work) -> TrialBalance:
    """All accounts of the agency."""
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    accounts = tuple(Entry(*row) for row in await work.session.execute(_BALANCES))
    sums = dict.fromkeys((entry.currency for entry in accounts), 0) | imbalance(accounts)
    return TrialBalance(accounts, sums)
