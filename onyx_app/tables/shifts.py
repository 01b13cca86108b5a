"""The plan: shifts, the series and templates they come from, offers, and each person's secret calendar address."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, DateTime, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from onyx_app.tables._row import AgencyRow, moment, raw


def _creators() -> list[UUID]:
    return Field(default_factory=list, sa_column=Column(ARRAY(Uuid), nullable=False))  # type: ignore[no-any-return]


def _wall_clock(*, nullable: bool = False) -> datetime:
    """A local time without a zone: what the clock on the wall shows."""
    return Field(default=None, sa_column=Column(DateTime(timezone=False), nullable=nullable))  # type: ignore[no-any-return]


class ShiftSeries(AgencyRow, table=True):
    """An RFC 5545 RRULE from a local start on; its occurrences are rows of `shifts`."""

    __tablename__ = "shift_series"

    profile_id: UUID | None = None
    rule: str
    starts_local: datetime = _wall_clock()
    zone: str
    minutes: int
    creators: list[UUID] = _creators()
    title: str = ""
    notes: str = ""
    until_day: date | None = None
    made_by: UUID | None = None
    created_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)


class ShiftTemplate(AgencyRow, table=True):
    """A shape to plan with: when it starts (minutes of the local day) and how long it lasts."""

    __tablename__ = "shift_templates"

    name: str
    starts_minute: int
    minutes: int
    creators: list[UUID] = _creators()
    title: str = ""
    created_at: datetime = moment()


class Shift(AgencyRow, table=True):
    """No person: an open shift. Not published: a draft. No overlap per person, in the database."""

    __tablename__ = "shifts"

    profile_id: UUID | None = None
    starts_at: datetime = moment(server_default=None)
    ends_at: datetime = moment(server_default=None)
    creators: list[UUID] = _creators()
    title: str = ""
    notes: str = ""
    published_at: datetime | None = moment(nullable=True)
    status: str = "scheduled"  # scheduled, in_progress, completed, missed, cancelled
    series_id: UUID | None = None
    series_start: datetime | None = _wall_clock(nullable=True)  # which occurrence, by its original local start
    detached: bool = False  # this occurrence was changed by itself
    version: int = 1
    made_by: UUID | None = None
    created_at: datetime = moment()
    changed_at: datetime = moment()


class ShiftVersion(AgencyRow, table=True):
    """A shift as it was from `valid_from` on: lateness is judged by the version valid then."""

    __tablename__ = "shift_versions"

    shift_id: UUID
    version: int
    profile_id: UUID | None = None
    starts_at: datetime = moment(server_default=None)
    ends_at: datetime = moment(server_default=None)
    creators: list[UUID] = _creators()
    status: str
    published: bool
    valid_from: datetime = moment()
    changed_by: UUID | None = None


class ShiftOffer(AgencyRow, table=True):
    """Somebody gives a shift away (`offered_by`) or it is open; taken, then approved by a manager."""

    __tablename__ = "shift_offers"

    shift_id: UUID
    offered_by: UUID | None = None
    offered_to: UUID | None = None
    taken_by: UUID | None = None
    in_return: UUID | None = None  # a shift of the taker's, in a swap
    status: str = "open"  # open, taken, approved, refused, withdrawn
    note: str = ""
    decided_by: UUID | None = None
    decided_at: datetime | None = moment(nullable=True)
    created_at: datetime = moment()


class CalendarFeed(AgencyRow, table=True):
    """A person's secret iCal address; only the token's hash is kept, revocable."""

    __tablename__ = "calendar_feeds"

    profile_id: UUID
    token_hash: bytes = raw()
    created_at: datetime = moment()
    revoked_at: datetime | None = moment(nullable=True)
