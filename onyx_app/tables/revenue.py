"""Money that came in: connections to platforms, events as received, transactions, who earned them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from onyx_app.tables._row import AgencyRow, document, moment, raw


class Connection(AgencyRow, table=True):
    """A platform endpoint of this agency. `endpoint_key` is public, the secret is sealed and shown once."""

    __tablename__ = "connections"

    kind: str = "fanvue"
    name: str
    endpoint_key: str
    secret_sealed: bytes = raw()
    currency: str
    created_by: UUID | None = None
    created_at: datetime = moment()
    rotated_at: datetime | None = moment(nullable=True)
    last_event_at: datetime | None = moment(nullable=True)
    removed_at: datetime | None = moment(nullable=True)


class InboxEvent(AgencyRow, table=True):
    """A webhook exactly as it arrived, once (unique on its digest)."""

    __tablename__ = "inbox_events"

    connection_id: UUID
    event: str
    digest: bytes = raw()
    body: dict[str, object] = document()
    state: str = "waiting"  # waiting, handled, unmatched, failed
    reason: str = ""
    received_at: datetime = moment()
    handled_at: datetime | None = moment(nullable=True)


class Transaction(AgencyRow, table=True):
    """Amounts are integer minor units as received; `fee` and `net` are null while only the gross is known."""

    __tablename__ = "transactions"

    creator_id: UUID
    occurred_at: datetime = moment(server_default=None)
    type: str
    gross: int
    fee: int | None = None
    net: int | None = None
    currency: str
    origin: str  # webhook, sync, import, manual
    state: str  # provisional, settled
    fan: str = ""
    sender_id: UUID | None = None  # who wrote the paid message, where a file says so
    external_id: str = ""
    natural_key: str
    inbox_event_id: UUID | None = None
    reverses_id: UUID | None = None  # a refund or chargeback of that transaction: negative amounts
    import_id: UUID | None = None
    before_settled: dict[str, object] | None = Field(default=None, sa_type=JSONB)  # the hint an import settled
    recorded_at: datetime = moment()  # since when it is known as it is now
    earner: UUID | None = None  # the one person credited; the database keeps it and `shared` by the attributions
    shared: bool = False  # several people are


class Attribution(AgencyRow, table=True):
    """Who earned a transaction. Weights of one transaction and method share it by largest remainder."""

    __tablename__ = "attributions"

    transaction_id: UUID
    profile_id: UUID | None = None  # null: needs attention
    method: str  # shift, assignment, none
    weight: int = Field(default=1)
    decided_at: datetime = moment()


class RevenueImport(AgencyRow, table=True):
    """A file of sales: checked, then imported (once: unique on its digest), perhaps undone."""

    __tablename__ = "revenue_imports"

    file_name: str
    digest: bytes = raw()
    rows: int
    zone: str = "UTC"  # of times without an offset
    state: str = "checked"  # checked, imported, undone
    summary: dict[str, object] = document()
    made_by: UUID | None = None
    created_at: datetime = moment()
    imported_at: datetime | None = moment(nullable=True)
    imported_by: UUID | None = None
    undone_at: datetime | None = moment(nullable=True)
    undone_by: UUID | None = None


class RevenueImportRow(AgencyRow, table=True):
    """A line of a file that is being looked at; `id` becomes the transaction's. Gone once the file is imported.

    `target` is the transaction it settles, takes back or is already. `problems`: [column, reason, about].
    """

    __tablename__ = "revenue_import_rows"

    import_id: UUID
    line: int
    verdict: str = ""  # new, settles, reverses, known, wrong
    occurred_at: datetime | None = moment(nullable=True)
    creator_id: UUID | None = None
    type: str | None = None
    gross: int | None = None
    fee: int | None = None
    net: int | None = None
    currency: str | None = None
    fan: str | None = None
    external_id: str | None = None
    sender_id: UUID | None = None
    without_fee: bool = False
    target: UUID | None = None
    late: bool = False  # its day is in a pay run that is closed
    problems: list[object] = document("[]")
