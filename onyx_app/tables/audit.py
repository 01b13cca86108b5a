"""The audit trail: append-only, chained by hash per agency (the database computes and protects the chain)."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from onyx_app.tables._row import document, moment, raw


class AuditEntry(SQLModel, table=True):
    """`seq` counts from 1 per agency; `hash` covers this row and the previous hash."""

    __tablename__ = "audit_entries"

    agency_id: UUID = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    at: datetime = moment()
    profile_id: UUID | None = None
    action: str
    subject: str
    details: dict[str, object] = document()
    previous: bytes = raw()
    hash: bytes = raw()
