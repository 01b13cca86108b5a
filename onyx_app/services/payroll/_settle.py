"""After approval: paying a run, and taking one back. The rows of the run itself never change again."""

from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import col

from onyx_app.errors import OnyxError
from onyx_app.roles import Action, Scope
from onyx_app.rules import periods
from onyx_app.rules.ledger import payment_entries, undone
from onyx_app.rules.text import clean_line
from onyx_app.services import ledger
from onyx_app.services.payroll._steps import RunCard, lock_agency, lock_run, step
from onyx_app.tables import Agency, PayrollRun
from onyx_app.work import Work

_UNLOCK = text("""
    update period_locks set run_reversed_at = :now, unlocked_at = coalesce(unlocked_at, :now),
           unlocked_by = coalesce(unlocked_by, :me),
           unlock_reason = case when unlocked_at is null then :reason else unlock_reason end
    where run_id = :run""")
_PAID = text("update period_locks set run_paid_at = :now where run_id = :run")
_RELEASE = text("update pay_items set run_id = null where run_id = :run")
_UNREPAY = text("""
    update pay_items i set repaid = i.repaid - t.taken
    from (select (details->'sources'->0->>0)::uuid as item, -sum(amount)::bigint as taken from payslip_lines
          where run_id = :run and kind = 'advance' group by 1) t
    where i.id = t.item""")


class LaterRunClosed(OnyxError):
    """A later run has built on this one."""

    key = "payroll.later_run_closed"


async def pay(work: Work, *, run_id: UUID) -> RunCard:
    """Say that the money has left; it is in the books once.

    Raises:
        WrongStep: it is not approved, or was paid by somebody else a moment ago.
    """
    work.actor.must(Action.APPROVE_PAYROLL, at_least=Scope.AGENCY)
    await lock_agency(work)
    found = await lock_run(work, run_id, "approved")
    zone = await work.session.scalar(select(col(Agency.zone)))
    day = periods.business_date(work.now, periods.zone(zone or "UTC"))
    await ledger.post(work, kind="payroll_paid", source=str(run_id), day=day, about=found.days,
                      entries=payment_entries(found.totals))  # fmt: skip
    await work.session.execute(_PAID, {"run": run_id, "now": work.now})
    by = {"paid_by": work.actor.person(), "paid_at": work.now}
    return await step(work, found, "paid", audited="payroll_paid", **by)


async def reverse(work: Work, *, run_id: UUID, reason: str) -> RunCard:
    """Take a closed run back: its days open again, its items too, and a new run may be made for its period.

    What it has already paid out is taken off the next run's slips, as an adjustment that names it.

    Raises:
        LaterRunClosed: the runs after it are reversed first.
        InvalidInput: no reason.
    """
    work.actor.must(Action.APPROVE_PAYROLL, at_least=Scope.AGENCY)
    because = clean_line(reason, "reason", 300)
    await lock_agency(work)
    found = await lock_run(work, run_id, "approved", "paid")
    later = select(col(PayrollRun.id)).where(
        col(PayrollRun.status).in_(("approved", "paid")), col(PayrollRun.first_day) >= found.period.end
    )
    if (await work.session.scalars(later.limit(1))).first():
        raise LaterRunClosed
    about = {"run": run_id, "now": work.now, "me": work.actor.person(), "reason": because}
    for statement in (_UNLOCK, _RELEASE, _UNREPAY):
        await work.session.execute(statement, about)
    entries = undone(await ledger.entries_of(work, kind="payroll", source=str(run_id)))
    await ledger.post(work, kind="payroll_reversed", source=str(run_id), day=found.period.last, about=because[:200],
                      entries=entries)  # fmt: skip
    by = {"reversed_by": work.actor.person(), "reversed_at": work.now, "reverse_reason": because}
    return await step(work, found, "reversed", audited="payroll_reversed", **by)
