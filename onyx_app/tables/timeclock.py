"""Punches never change; timesheets are versions derived from them."""

from datetime import date, datetime
from uuid import UUID

from onyx_app.tables._row import AgencyRow, moment


class Punch(AgencyRow, table=True):
    """One press of a clock button, as it happened. UPDATE and DELETE are revoked in the database."""

    __tablename__ = "punches"

    profile_id: UUID
    timesheet_id: UUID
    kind: str  # in, out, break_start, break_end
    at: datetime = moment(server_default=None)
    source: str  # web, pwa, telegram, manager, automatic
    address: str = ""
    device: str = ""
    recorded_at: datetime = moment()


class Timesheet(AgencyRow, table=True):
    """One stretch of work. `sheet_id` stays the same across its versions; one version is current.

    One open sheet per person (partial unique index) and no overlap (exclusion constraint), both in the database.
    """

    __tablename__ = "timesheets"

    sheet_id: UUID
    version: int = 1
    current: bool = True
    void: bool = False
    profile_id: UUID
    business_date: date  # in the agency's zone, fixed when the sheet starts
    clocked_in_at: datetime = moment(server_default=None)
    clocked_out_at: datetime | None = moment(nullable=True)
    source_in: str
    source_out: str = ""
    out_reason: str = ""
    note: str = ""
    created_at: datetime = moment()
