"""Punches never change; timesheets are versions derived from them."""

from datetime import date, datetime
from uuid import UUID

from onyx_app.tables._row import AgencyRow, document, moment


class Punch(AgencyRow, table=True):
    """One press of a clock button, as it happened. UPDATE and DELETE are revoked in the database."""

    __tablename__ = "punches"

    profile_id: UUID
    timesheet_id: UUID
    kind: str  # in, out, break_start, break_end, present
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
    shift_id: UUID | None = None
    made_by: UUID | None = None  # null: the clock itself
    reason: str = ""  # of a correction
    legal_break_waived: str = ""  # the reason, when the legal break was not taken and shall not be deducted
    approval: str = "open"  # open, review, approved
    approved_by: UUID | None = None  # null when it approved itself
    approved_at: datetime | None = moment(nullable=True)
    created_at: datetime = moment()


class Break(AgencyRow, table=True):
    """A pause inside one version of a timesheet; none overlap and one is open at most, both in the database."""

    __tablename__ = "breaks"

    timesheet_id: UUID
    profile_id: UUID
    began_at: datetime = moment(server_default=None)
    ended_at: datetime | None = moment(nullable=True)
    paid: bool = False


class CorrectionRequest(AgencyRow, table=True):
    """A person asks to change a stretch of theirs (`sheet_id`) or to add one (null)."""

    __tablename__ = "correction_requests"

    profile_id: UUID
    sheet_id: UUID | None = None
    before: dict[str, object] = document()
    after: dict[str, object] = document(None)
    reason: str
    status: str = "waiting"  # waiting, approved, refused, withdrawn
    decided_by: UUID | None = None
    decided_at: datetime | None = moment(nullable=True)
    answer: str = ""
    created_at: datetime = moment()


class WeekConfirmation(AgencyRow, table=True):
    """ "My week is complete", said by the person."""

    __tablename__ = "week_confirmations"

    profile_id: UUID
    week_first: date
    confirmed_at: datetime = moment()


class LeaveRequest(AgencyRow, table=True):
    """Days off, both ends included; `minutes_a_day` for part of a day."""

    __tablename__ = "leave_requests"

    profile_id: UUID
    kind: str
    first_day: date
    last_day: date
    minutes_a_day: int | None = None
    reason: str = ""
    status: str = "waiting"  # waiting, approved, refused, withdrawn
    decided_by: UUID | None = None
    decided_at: datetime | None = moment(nullable=True)
    answer: str = ""
    created_at: datetime = moment()


class PeriodLock(AgencyRow, table=True):
    """Days of a person that an approved run has paid: the database refuses every change in them (ON001)."""

    __tablename__ = "period_locks"

    profile_id: UUID
    first_day: date
    end_day: date
    run_id: UUID | None = None
    locked_at: datetime = moment()
    unlocked_at: datetime | None = moment(nullable=True)
    unlocked_by: UUID | None = None
    unlock_reason: str = ""
    run_paid_at: datetime | None = moment(nullable=True)  # people read it here: runs are not theirs to see
    run_reversed_at: datetime | None = moment(nullable=True)  # the run is gone, not just a day opened for a correction
