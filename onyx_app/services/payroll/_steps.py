"""A run and where it stands. Whoever takes a step locks the run first, so that of two at once one finds it done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update
from sqlmodel import col

from onyx_app.errors import NotFound, OnyxError
from onyx_app.live import Topic
from onyx_app.rules.periods import Period
from onyx_app.services import audit
from onyx_app.tables import PayrollRun
from onyx_app.work import Work

_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('payroll:' || cast(:agency as text), 0))")
COLUMNS = tuple(col(getattr(PayrollRun, name)) for name in (
    "id", "first_day", "end_day", "status", "fingerprint", "engine", "totals", "attention", "calculated_at",
    "prepared_by", "reviewed_by", "reviewed_at", "approved_by", "approved_at", "sole_owner", "paid_by", "paid_at",
    "reversed_by", "reversed_at", "reverse_reason",
))  # fmt: skip
"""Everything but the facts, which are large."""


class WrongStep(OnyxError):
    """The run stands elsewhere: somebody was faster, or a step was left out. The sentence says where it stands."""

    key = "payroll.stands.draft"

    def __init__(self, status: str) -> None:
        super().__init__()
        self.key = f"payroll.stands.{status}"  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class RunCard:
    """`totals` (currency, minor units); `attention` as the engine names it, sentences under `pay.attention` and
    `payroll.attention`; `seal` is the SHA-256 over inputs, rules and engine."""

    run_id: UUID
    period: Period
    status: str
    totals: tuple[tuple[str, int], ...]
    attention: tuple[dict[str, Any], ...]
    seal: str
    engine: str
    calculated_at: datetime | None
    prepared_by: UUID | None
    reviewed_by: UUID | None
    reviewed_at: datetime | None
    approved_by: UUID | None
    approved_at: datetime | None
    sole_owner: bool
    paid_by: UUID | None
    paid_at: datetime | None
    reversed_by: UUID | None
    reversed_at: datetime | None
    reverse_reason: str

    @property
    def days(self) -> str:
        """The first and the last day, for the books."""
        return f"{self.period.first} – {self.period.last}"


async def lock_agency(work: Work) -> None:
    """Runs close, pay and reverse one after another: slip numbers have no gap, an item is settled once."""
    await work.session.execute(_ONE_AT_A_TIME, {"agency": str(work.actor.agency_id)})


class BeingCalculated(OnyxError):
    """Somebody else is calculating the run at this moment."""

    key = "payroll.being_calculated"


async def lock_run(work: Work, run_id: UUID, *stands: str, waits: bool = True) -> RunCard:
    """The run, nobody else's until the commit.

    Raises:
        NotFound: unknown.
        WrongStep: it does not stand at one of `stands`.
        BeingCalculated: somebody else has it, and the asker does not wait.
    """
    query = select(*COLUMNS).where(col(PayrollRun.id) == run_id)
    row = (await work.session.execute(query.with_for_update(skip_locked=not waits))).one_or_none()
    if row is None:
        raise BeingCalculated if await work.session.scalar(query.with_only_columns(col(PayrollRun.id))) else NotFound
    if row.status not in stands:
        raise WrongStep(row.status)
    return card(row)


async def step(work: Work, found: RunCard, status: str, *, audited: str, **columns: Any) -> RunCard:
    """Move the run on, write it down, tell whoever looks at it."""
    statement = update(PayrollRun).where(col(PayrollRun.id) == found.run_id).values(status=status, **columns)
    row = (await work.session.execute(statement.returning(*COLUMNS))).one()
    audit.note(work, audited, found.run_id, first=found.period.first, end=found.period.end, seal=found.seal)
    work.announce(Topic.PAYROLL, found.run_id)
    return card(row)


def card(row: Any) -> RunCard:
    """A row of COLUMNS as everybody outside this floor sees it."""
    known = {name: getattr(row, name) for name in RunCard.__slots__ if hasattr(row, name)}
    return RunCard(**known | {
        "run_id": row.id,
        "period": Period(row.first_day, row.end_day),
        "totals": tuple((code, amount) for code, amount in row.totals),
        "attention": tuple(row.attention),
        "seal": row.fingerprint.hex() if row.fingerprint else "",
    })  # fmt: skip
