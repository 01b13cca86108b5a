"""Pay: plans by date, items beside them, runs, slips and their lines, bank accounts."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field

from onyx_app.tables._row import AgencyRow, document, moment, raw


class PayPlan(AgencyRow, table=True):
    """One version; a changed plan is a new row and the old one is `replaced_at`. `terms`: rules/pay/plans.py."""

    __tablename__ = "pay_plans"

    profile_id: UUID
    since: date
    until_day: date | None = None
    currency: str
    terms: dict[str, object] = document(None)
    made_by: UUID | None = None
    created_at: datetime = moment()
    replaced_at: datetime | None = moment(nullable=True)


class PayItem(AgencyRow, table=True):
    """Minor units, or basis points for a deduction by percent. `run_id`: the run that settled it."""

    __tablename__ = "pay_items"

    profile_id: UUID
    kind: str  # bonus, deduction, adjustment, advance, clawback, carried
    day: date
    currency: str
    amount: int | None = None
    percent: int | None = None
    instalment: int | None = None
    repaid: int = 0
    promised: bool = False
    reason: str
    source: dict[str, object] = document()
    made_by: UUID | None = None
    created_at: datetime = moment()
    run_id: UUID | None = None
    cancelled_at: datetime | None = moment(nullable=True)
    cancelled_by: UUID | None = None
    cancel_reason: str = ""


class BankAccount(AgencyRow, table=True):
    """No person: the agency's own. The IBAN is sealed; `last_four` is what screens show."""

    __tablename__ = "bank_accounts"

    profile_id: UUID | None = None
    holder: str
    iban_sealed: bytes = raw()
    last_four: str
    bic: str = ""  # only where a bank asks for it: outside the EEA
    made_by: UUID | None = None
    created_at: datetime = moment()
    replaced_at: datetime | None = moment(nullable=True)


class PayrollRun(AgencyRow, table=True):
    """Half-open days. Once approved the database refuses every change but paid and reversed (ON002).

    `fingerprint` is over those of its cases (PayrollCase), from which it can be calculated again.
    """

    __tablename__ = "payroll_runs"

    first_day: date
    end_day: date
    status: str = "draft"  # draft, reviewed, approved, paid, reversed
    fingerprint: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    engine: str = ""
    totals: list[list[object]] = document("[]")
    attention: list[dict[str, object]] = document("[]")
    calculated_at: datetime | None = moment(nullable=True)
    prepared_by: UUID | None = None
    reviewed_by: UUID | None = None
    reviewed_at: datetime | None = moment(nullable=True)
    approved_by: UUID | None = None
    approved_at: datetime | None = moment(nullable=True)
    sole_owner: bool = False  # approved by the one person there is; the slips say so
    paid_by: UUID | None = None
    paid_at: datetime | None = moment(nullable=True)
    reversed_by: UUID | None = None
    reversed_at: datetime | None = moment(nullable=True)
    reverse_reason: str = ""
    created_at: datetime = moment()


class PayrollCase(AgencyRow, table=True):
    """What one person's slip was calculated from: the engine's case as canonical JSON, deflated, and its SHA-256.

    No person: the sales nobody had earned yet.
    """

    __tablename__ = "payroll_cases"

    run_id: UUID
    profile_id: UUID | None = None
    facts: bytes = raw()
    fingerprint: bytes = raw()


class Payslip(AgencyRow, table=True):
    """`number` is given at approval, from the agency's own series, with `issued_at` and what proves the slip."""

    __tablename__ = "payslips"

    run_id: UUID
    profile_id: UUID
    number: int | None = None
    totals: list[list[object]] = document(None)
    carried: list[list[object]] = document("[]")
    days: list[dict[str, object]] = document("[]")
    open_weeks: list[list[object]] = document("[]")  # of the regular rate, for the next run
    note: str = ""
    issued_at: datetime | None = moment(nullable=True)  # with the run's seal: people see their slip, not the run
    seal: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    engine: str = ""
    approved_by: UUID | None = None  # never the person paid; None: nobody yet, or a sole owner's own
    approved_at: datetime | None = moment(nullable=True)
    created_at: datetime = moment()


class PayslipLine(AgencyRow, table=True):
    """A line of rules/pay/slips.py; `details` holds what it refers to."""

    __tablename__ = "payslip_lines"

    run_id: UUID
    slip_id: UUID
    profile_id: UUID
    position: int
    kind: str
    currency: str
    amount: int
    quantity: int
    unit: str
    rate: int
    percent: int
    per: int
    details: dict[str, object] = document()
