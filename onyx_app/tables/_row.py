"""What every table of an agency shares: the agency leads every key, ids are UUIDv7 made by PostgreSQL."""

from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

NOW = text("now()")
NEW_ID = text("uuidv7()")


class AgencyRow(SQLModel):
    """`(agency_id, id)` is the key, so that rows can be sharded by agency and no id is guessable across agencies."""

    agency_id: UUID = Field(primary_key=True)
    id: UUID = Field(default=None, primary_key=True, sa_column_kwargs={"server_default": NEW_ID})


def moment(**options: Any) -> Any:
    """A point in time, UTC."""
    nullable = options.pop("nullable", False)
    default = options.pop("server_default", None if nullable else NOW)
    return Field(
        default=None, sa_type=DateTime(timezone=True), nullable=nullable,
        sa_column_kwargs={"server_default": default} if default is not None else {},
    )  # fmt: skip


def document(default: str | None = "{}") -> Any:
    """A JSON value."""
    server_default = None if default is None else text(f"'{default}'::jsonb")
    return Field(default=None, sa_column=Column(JSONB, nullable=False, server_default=server_default))


def raw(*, nullable: bool = False) -> Any:
    """Bytes: hashes and sealed secrets."""
    return Field(default=None, sa_column=Column(LargeBinary, nullable=nullable))
