"""Who may approve a run, and the slip of an approver that another approver looks at first (docs/decisions/0017)."""

from uuid import UUID

from sqlalchemy import select, text, update
from sqlmodel import col

from onyx_app.errors import NotAllowed, NotFound, OnyxError
from onyx_app.live import Topic
from onyx_app.roles import TABLE, Action, Scope
from onyx_app.rules.pay_approval import Approval
from onyx_app.services import audit
from onyx_app.services.payroll._steps import RunCard, lock_run
from onyx_app.tables import Payslip, Profile
from onyx_app.work import Work

# Slips without a line pay nothing: nobody has to look at them.
_PAID = text("""
    select s.profile_id, s.approved_by from payslips s
    where s.run_id = :run and s.profile_id = any(:approvers)
      and exists (select 1 from payslip_lines l where (l.agency_id, l.slip_id) = (s.agency_id, s.id))""")


class FourEyes(OnyxError):
    """Whoever prepared a run does not approve it while somebody else may."""

    key = "payroll.four_eyes"


class OwnSlip(OnyxError):
    """The approver is paid by this run, and nobody else has approved their slip."""

    key = "payroll.own_slip"


class SlipSigned(OnyxError):
    """Nothing waits for the asker here: somebody was faster, or the slip holds up nobody."""

    key = "payroll.slip_signed"


async def approval_of(work: Work, found: RunCard) -> Approval:
    """Everybody who may approve runs, and what keeps them from this one."""
    roles = [role.value for role in TABLE[Action.APPROVE_PAYROLL]]
    query = select(col(Profile.id)).where(col(Profile.status) == "active", col(Profile.role).in_(roles))
    approvers = frozenset(await work.session.scalars(query))
    rows = await work.session.execute(_PAID, {"run": found.run_id, "approvers": list(approvers)})
    signed = {row.profile_id: row.approved_by for row in rows}
    by_others = {paid: by for paid, by in signed.items() if by is not None}
    return Approval(approvers, found.prepared_by, frozenset(signed), by_others)


async def approve_slip(work: Work, *, run_id: UUID, profile_id: UUID) -> None:
    """Approve the slip of somebody who could then approve the run. Calculated again, it is looked at again.

    Raises:
        WrongStep: only a reviewed run is approved.
        NotAllowed: one's own slip, or somebody who has not prepared the run is to do it.
        SlipSigned: it was approved a moment ago, or it holds up nobody.
    """
    work.actor.must(Action.APPROVE_PAYROLL, at_least=Scope.AGENCY)
    me, found = work.actor.person(), await lock_run(work, run_id, "reviewed")
    query = select(Payslip).where(col(Payslip.run_id) == run_id, col(Payslip.profile_id) == profile_id)
    slip = (await work.session.scalars(query)).one_or_none()
    if slip is None:
        raise NotFound
    run = await approval_of(work, found)
    if me not in run.signers(profile_id):
        raise NotAllowed
    if profile_id not in run.to_sign(me):
        raise SlipSigned
    slip.approved_by, slip.approved_at = me, work.now
    audit.note(work, "payslip_approved", slip.id, run=run_id, person=profile_id, seal=found.seal)
    work.announce(Topic.PAYROLL, run_id)


async def forget_signatures(work: Work, run_id: UUID) -> None:
    """A run that goes back to draft may change: what was approved of it is approved again."""
    cleared = update(Payslip).where(col(Payslip.run_id) == run_id, col(Payslip.approved_by).is_not(None))
    await work.session.execute(cleared.values(approved_by=None, approved_at=None))
