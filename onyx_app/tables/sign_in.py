"""Signing in: one sign-in per e-mail across agencies, its credentials, its sessions."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from onyx_app.tables._row import NEW_ID, AgencyRow, moment, raw


class SignIn(SQLModel, table=True):
    """A person's e-mail, normalised. Seen by its owner and by agencies that have a profile for it."""

    __tablename__ = "sign_ins"

    id: UUID = Field(default=None, primary_key=True, sa_column_kwargs={"server_default": NEW_ID})
    email: str
    created_at: datetime = moment()


class Credential(SQLModel, table=True):
    """What proves who signs in; visible only in the transaction of that sign-in."""

    __tablename__ = "credentials"

    sign_in_id: UUID = Field(primary_key=True)
    password_hash: str
    password_changed_at: datetime = moment()
    lent: bool = False  # chosen through a link that somebody of an agency made, who may know it
    totp_sealed: bytes | None = raw(nullable=True)
    totp_since: datetime | None = moment(nullable=True)  # null: set up was begun, not confirmed
    totp_last_step: int | None = None  # a code is good once


class RecoveryCode(SQLModel, table=True):
    """One of ten; used once."""

    __tablename__ = "recovery_codes"

    sign_in_id: UUID = Field(primary_key=True)
    code_hash: bytes = Field(primary_key=True)
    used_at: datetime | None = moment(nullable=True)


class OneTimeLink(SQLModel, table=True):
    """A link that works once: first_owner (no sign-in yet), owner_sign_in, password_reset, second_step.

    `made_by` is the profile of who made a password_reset.
    """

    __tablename__ = "one_time_links"

    token_hash: bytes = Field(primary_key=True)
    purpose: str
    sign_in_id: UUID | None = None
    made_by: UUID | None = None
    created_at: datetime = moment()
    expires_at: datetime = moment(server_default=None)
    used_at: datetime | None = moment(nullable=True)


class SignInAttempt(SQLModel, table=True):
    """Failures per account and per address, by keyed hash: no e-mail and no address is stored."""

    __tablename__ = "sign_in_attempts"

    key: bytes = Field(primary_key=True)
    failures: int
    window_started_at: datetime = moment()
    blocked_until: datetime | None = moment(nullable=True)


class Session(AgencyRow, table=True):
    """A signed-in browser of one profile. The cookie holds the token; only its hash is here."""

    __tablename__ = "sessions"

    profile_id: UUID
    sign_in_id: UUID
    token_hash: bytes = raw()
    device: str = ""
    address: str = ""
    created_at: datetime = moment()
    seen_at: datetime = moment()
    expires_at: datetime = moment(server_default=None)
    ended_at: datetime | None = moment(nullable=True)
    ended_because: str = ""
