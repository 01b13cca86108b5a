"""Approval: by a second person, from what is true now. It numbers the slips, locks the days and posts the journal."""

import asyncio
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import col

from onyx_app import strings
from onyx_app.errors import OnyxError
from onyx_app.roles import Action, Scope
from onyx_app.rules import periods, wording
from onyx_app.rules.ledger import run_entries
from onyx_app.rules.pay import seal, seal_of_parts
from onyx_app.rules.pay_approval import Obstacle
from onyx_app.services import audit, ledger
from onyx_app.services.pay_case import Cases, cases_for
from onyx_app.services.payroll._four_eyes import FourEyes, OwnSlip, approval_of
from onyx_app.services.payroll._steps import RunCard, lock_agency, lock_run, step
from onyx_app.tables import Agency
from onyx_app.work import Work

_SIGN = text(
    "update payslips set approved_by = :me, approved_at = :now"
    " where run_id = :run and profile_id <> :me and approved_by is null"
)
_NUMBER = text("""
    update payslips s set number = n.number, note = :note, issued_at = :now, seal = n.fingerprint, engine = n.engine
    from (
        select p.id, r.fingerprint, r.engine, (select coalesce(max(number), 0) from payslips)
               + row_number() over (order by who.name, p.id) as number
        from payslips p join payroll_runs r on (r.agency_id, r.id) = (p.agency_id, p.run_id)
             join profiles who on (who.agency_id, who.id) = (p.agency_id, p.profile_id)
        where p.run_id = :run and exists (select 1 from payslip_lines l
                                          where (l.agency_id, l.slip_id) = (p.agency_id, p.id))) n
    where s.id = n.id""")
_LOCK = text(
    "insert into period_locks (agency_id, profile_id, first_day, end_day, run_id)"
    " select agency_id, profile_id, :first, :end, run_id from payslips where run_id = :run"
)
_CLOSING = text("select pg_advisory_xact_lock(days_being_closed(:agency))")  # waits for hours being changed just now
_OPEN = text(
    "select count(distinct profile_id) from timesheets where current and not void and clocked_out_at is null"
    " and business_date >= :first and business_date < :end"
)
_SETTLE = text("update pay_items set run_id = :run where id = any(:items) and run_id is null and cancelled_at is null")
_REPAY = text("""
    update pay_items i set repaid = i.repaid + t.taken,
           run_id = case when i.repaid + t.taken >= i.amount then cast(:run as uuid) end
    from (select (details->'sources'->0->>0)::uuid as item, -sum(amount)::bigint as taken from payslip_lines
          where run_id = :run and kind = 'advance' group by 1) t
    where i.id = t.item""")
BOOKED = text("""
    select case when kind = 'adjustment' and details->'sources'->0->>0 like 'reversed:%' then 'paid_before'
                else kind end as kind, currency, sum(amount)::bigint
    from payslip_lines where run_id = :run group by 1, 2""")


class OutOfDate(OnyxError):
    """Something the run pays has changed since it was calculated."""

    key = "payroll.out_of_date"


class OpenTimesheets(OnyxError):
    """Somebody is still clocked in on a day of the period; locked, they could not clock out."""

    key = "payroll.open_timesheets"


class PeriodNotOver(OnyxError):
    """Days of the period lie ahead."""

    key = "payroll.period_not_over"


async def approve(work: Work, *, run_id: UUID) -> RunCard:
    """Make a reviewed run final.

    1. One closing at a time per agency, then the run's own lock: of two approvals one finds it done.
    2. Four eyes, and nobody their own slip; a sole owner may, and the slips say so.
    3. The facts are read again: what is approved is what is true now, or it is calculated again first.
    4. Number the slips, settle items, lock the days, post the journal. Then the database freezes the run.
    """
    work.actor.must(Action.APPROVE_PAYROLL, at_least=Scope.AGENCY)
    await lock_agency(work)
    found = await lock_run(work, run_id, "reviewed")
    alone = await _check_approver(work, found)
    await work.session.execute(_CLOSING, {"agency": work.actor.agency_id})
    cases = await _check_facts(work, found)
    note = strings.say(work.actor.language, "payroll.note_sole_owner") if alone else ""
    await work.session.execute(_NUMBER, {"run": run_id, "note": note, "now": work.now})
    await _settle_items(work, run_id, cases)
    await work.session.execute(_LOCK, {"run": run_id, "first": found.period.first, "end": found.period.end})
    booked = [(kind, code, amount) for kind, code, amount in await work.session.execute(BOOKED, {"run": run_id})]
    await ledger.post(work, kind="payroll", source=str(run_id), day=found.period.last, about=found.days,
                      entries=run_entries(booked))  # fmt: skip
    if alone:
        audit.note(work, "payroll_approved_alone", run_id)
    by = {"approved_by": work.actor.person(), "approved_at": work.now, "sole_owner": alone}
    return await step(work, found, "approved", audited="payroll_approved", **by)


async def _check_approver(work: Work, found: RunCard) -> bool:
    """True when the asker is the only person who may approve."""
    me, run = work.actor.person(), await approval_of(work, found)
    obstacle = run.obstacle(me)
    if obstacle is not None:
        raise FourEyes if obstacle is Obstacle.PREPARED else OwnSlip
    await work.session.execute(_SIGN, {"run": found.run_id, "me": me, "now": work.now})
    return run.alone(me)


async def _check_facts(work: Work, found: RunCard) -> Cases:
    zone = await work.session.scalar(select(col(Agency.zone)))
    if found.period.end > periods.business_date(work.now, periods.zone(zone or "UTC")):
        raise PeriodNotOver(last=wording.day(found.period.last, work.actor.language))
    still_on = await work.session.scalar(_OPEN, {"first": found.period.first, "end": found.period.end})
    if still_on:
        raise OpenTimesheets(count=still_on)
    cases = await cases_for(work, found.period)
    if await asyncio.to_thread(_seal_of, cases) != found.seal:
        raise OutOfDate
    return cases


def _seal_of(cases: Cases) -> str:
    return seal_of_parts(seal(one.written) for one in cases.written())


async def _settle_items(work: Work, run_id: UUID, cases: Cases) -> None:
    """Bonuses, deductions and adjustments are used up; an advance once all of it is repaid."""
    items = cases.used_up()
    settled: Any = await work.session.execute(_SETTLE, {"run": run_id, "items": items})
    if settled.rowcount != len(items):
        raise OutOfDate
    await work.session.execute(_REPAY, {"run": run_id})
