"""What is stored. One noun per file; relations are explicit queries in services."""

from sqlmodel import SQLModel

from onyx_app.tables.alfred import Conversation, Utterance
from onyx_app.tables.audit import AuditEntry
from onyx_app.tables.bio import BioPage, Slug
from onyx_app.tables.creators import Creator, CreatorAssignment, CreatorSplit
from onyx_app.tables.house import Pulse
from onyx_app.tables.ledger import LedgerEntry, LedgerJournal
from onyx_app.tables.payroll import BankAccount, PayItem, PayPlan, PayrollCase, PayrollRun, Payslip, PayslipLine
from onyx_app.tables.people import Agency, Invitation, Logo, Profile
from onyx_app.tables.revenue import Attribution, Connection, InboxEvent, RevenueImport, RevenueImportRow, Transaction
from onyx_app.tables.shifts import CalendarFeed, Shift, ShiftOffer, ShiftSeries, ShiftTemplate, ShiftVersion
from onyx_app.tables.sign_in import Credential, OneTimeLink, RecoveryCode, Session, SignIn, SignInAttempt
from onyx_app.tables.timeclock import (
    Break,
    CorrectionRequest,
    LeaveRequest,
    PeriodLock,
    Punch,
    Timesheet,
    WeekConfirmation,
)

METADATA = SQLModel.metadata

__all__ = [
    "METADATA",
    "Agency",
    "Attribution",
    "AuditEntry",
    "BankAccount",
    "BioPage",
    "Break",
    "CalendarFeed",
    "Connection",
    "Conversation",
    "CorrectionRequest",
    "Creator",
    "CreatorAssignment",
    "CreatorSplit",
    "Credential",
    "InboxEvent",
    "Invitation",
    "LeaveRequest",
    "LedgerEntry",
    "LedgerJournal",
    "Logo",
    "OneTimeLink",
    "PayItem",
    "PayPlan",
    "PayrollCase",
    "PayrollRun",
    "Payslip",
    "PayslipLine",
    "PeriodLock",
    "Profile",
    "Pulse",
    "Punch",
    "RecoveryCode",
    "RevenueImport",
    "RevenueImportRow",
    "Session",
    "Shift",
    "ShiftOffer",
    "ShiftSeries",
    "ShiftTemplate",
    "ShiftVersion",
    "SignIn",
    "SignInAttempt",
    "Slug",
    "Timesheet",
    "Transaction",
    "Utterance",
    "WeekConfirmation",
]
