"""Agencies and the people in them: agencies, profiles, invitations, creators' people side lives in creators.py."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from onyx_app.tables._row import NEW_ID, AgencyRow, document, moment, raw


class Agency(SQLModel, table=True):
    """The tenant. Its own row security compares `id`."""

    __tablename__ = "agencies"

    id: UUID = Field(default=None, primary_key=True, sa_column_kwargs={"server_default": NEW_ID})
    name: str
    currency: str
    zone: str
    locale: str = "en"
    accent: str = ""
    logo_id: UUID | None = None
    week_start: int = 0  # 0 Monday … 6 Sunday
    country: str = ""
    region: str = ""
    early_window_minutes: int = 15
    grace_minutes: int = 5
    rounding_minutes: int = 0
    rounding_favour: str = "nearest"  # nearest, worker
    auto_clock_out_hours: int = 14
    night_from: int = 22 * 60  # minutes after local midnight
    night_until: int = 6 * 60
    pay_frequency: str = "monthly"  # weekly, fortnightly, semi_monthly, monthly
    pay_anchor: date
    hours_budget: int | None = None  # hours a week; managers plan against it
    totp_roles: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    variance_minutes: int = 10  # a stretch this close to its published shift approves itself
    legal_breaks: list[dict[str, int]] = document("[]")  # {"after": minutes, "minutes": minutes}
    weekend_days: list[int] = Field(
        default_factory=lambda: [5, 6], sa_column=Column(ARRAY(SmallInteger), nullable=False)
    )
    minimum_rest_hours: int = 11
    prompt_after_minutes: int | None = None  # ask "still working?" after so long; null: never
    sample: bool = False
    created_at: datetime = moment()


class Logo(AgencyRow, table=True):
    """A re-encoded PNG; a new upload is a new row."""

    __tablename__ = "logos"

    png: bytes = raw()
    created_at: datetime = moment()


class Profile(AgencyRow, table=True):
    """A person in one agency."""

    __tablename__ = "profiles"

    sign_in_id: UUID
    name: str
    role: str
    status: str = "active"  # active, suspended, left
    zone: str = ""  # empty: the agency's
    locale: str = ""  # empty: the agency's
    created_at: datetime = moment()
    left_at: datetime | None = moment(nullable=True)


class Invitation(AgencyRow, table=True):
    """One use, seven days, bound to an e-mail and a role; only the token's hash is kept."""

    __tablename__ = "invitations"

    email: str
    name: str = ""
    role: str
    creator_id: UUID | None = None
    token_hash: bytes = raw()
    invited_by: UUID | None = None
    created_at: datetime = moment()
    expires_at: datetime = moment(server_default=None)
    accepted_at: datetime | None = moment(nullable=True)
    accepted_by: UUID | None = None
    revoked_at: datetime | None = moment(nullable=True)
