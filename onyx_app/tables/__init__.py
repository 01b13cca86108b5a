"""What is stored. One noun per file; relations are explicit queries in services."""

from sqlmodel import SQLModel

from onyx_app.tables.alfred import Conversation, Utterance
from onyx_app.tables.audit import AuditEntry
from onyx_app.tables.bio import BioPage, Slug
from onyx_app.tables.creators import Creator, CreatorAssignment, CreatorSplit
from onyx_app.tables.house import Pulse
from onyx_app.tables.people import Agency, Invitation, Logo, Profile
from onyx_app.tables.revenue import Attribution, Connection, InboxEvent, Transaction
from onyx_app.tables.sign_in import Credential, OneTimeLink, RecoveryCode, Session, SignIn, SignInAttempt
from onyx_app.tables.timeclock import Punch, Timesheet

METADATA = SQLModel.metadata

__all__ = [
    "METADATA",
    "Agency",
    "Attribution",
    "AuditEntry",
    "BioPage",
    "Connection",
    "Conversation",
    "Creator",
    "CreatorAssignment",
    "CreatorSplit",
    "Credential",
    "InboxEvent",
    "Invitation",
    "Logo",
    "OneTimeLink",
    "Profile",
    "Pulse",
    "Punch",
    "RecoveryCode",
    "Session",
    "SignIn",
    "SignInAttempt",
    "Slug",
    "Timesheet",
    "Transaction",
    "Utterance",
]
