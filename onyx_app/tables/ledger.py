"""The ledger: append-only double entry. A journal adds up to zero in every currency, or the commit fails (ON003)."""

from datetime import date, datetime
from uuid import UUID

from onyx_app.tables._row import AgencyRow, moment


class LedgerJournal(AgencyRow, table=True):
    """One event in the books; `(kind, source)` makes posting it twice impossible."""

    __tablename__ = "ledger_journals"

    day: date
    kind: str
    about: str = ""
    source: str
    made_by: UUID | None = None
    created_at: datetime = moment()


class LedgerEntry(AgencyRow, table=True):
    """`amount` in minor units: debit positive, credit negative."""

    __tablename__ = "ledger_entries"

    journal_id: UUID
    account: str
    currency: str
    amount: int
