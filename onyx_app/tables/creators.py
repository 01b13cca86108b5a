"""Creators (the talent the agency manages), who works for them, and how revenue is shared."""

from datetime import date, datetime
from uuid import UUID

from onyx_app.tables._row import AgencyRow, document, moment


class Creator(AgencyRow, table=True):
    __tablename__ = "creators"

    name: str
    handle: str = ""
    status: str = "active"  # active, paused, left
    profile_id: UUID | None = None  # the creator's own sign-in, if any
    fanvue_uuid: UUID | None = None
    created_at: datetime = moment()
    cover: list[dict[str, object]] = document("[]")  # hours somebody shall be on: days, since, until (local minutes)


class CreatorSplit(AgencyRow, table=True):
    """The creator's share of net revenue from a day on, in basis points (7,000 = 70 %)."""

    __tablename__ = "creator_splits"

    creator_id: UUID
    from_day: date
    creator_share_bp: int
    set_by: UUID | None = None
    created_at: datetime = moment()


class CreatorAssignment(AgencyRow, table=True):
    """A person works for a creator; `weight` shares sales that nobody's shift explains."""

    __tablename__ = "creator_assignments"

    creator_id: UUID
    profile_id: UUID
    weight: int = 1
    from_at: datetime = moment()
    until_at: datetime | None = moment(nullable=True)
