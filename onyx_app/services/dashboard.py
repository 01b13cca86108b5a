"""The first page's three questions: what needs me, what did we earn, who is on.

Every answer is another service's own function, so that the dashboard never knows better than the room behind it. What
somebody may not see is absent, not hidden.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from onyx_app.roles import Action, Scope
from onyx_app.rules.revenue import Span
from onyx_app.services import inbox, pulse, revenue, timeclock
from onyx_app.services.revenue import Summary
from onyx_app.services.timeclock import OnNow
from onyx_app.work import Work


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that waits for the asker. `kind` names its sentence below `dashboard.needs`; `count`, `names` and `at`
    are what the sentence may say."""

    kind: str
    count: int = 1
    names: tuple[str, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """`earned` and `on_now` are None for people whose role does not include them."""

    needs: tuple[Need, ...]
    connected: bool
    earned: Summary | None
    on_now: tuple[OnNow, ...] | None
    as_of: datetime


_FACTS = text(
    """
    select (select count(*) from connections where removed_at is null) as connections,
        (select seen_at from pulses where name = 'worker') as worker_seen_at,
        (select count(*) from inbox_events where state in ('unmatched', 'failed')) as stuck,
        (select count(*) from inbox_events where state = 'waiting' and received_at < :moment_ago) as waiting,
        (select count(*) from inbox_events where state = 'waiting' and received_at < :long_ago) as delayed,
        (select count(*) from attributions where profile_id is null) as unattributed,
        (select count(*) from invitations where accepted_at is null and revoked_at is null
            and expires_at between :now and cast(:now as timestamptz) + interval '2 days') as expiring,
        (select count(*) from timesheets t where """  # noqa: S608 - our own words
    + timeclock.WAITING
    + """) as to_review,
        (select count(*) from correction_requests where status = 'waiting')
            + (select count(*) from leave_requests where status = 'waiting') as requests,
        (select count(*) from shift_offers o join shifts s on (s.agency_id, s.id) = (o.agency_id, o.shift_id)
            where o.status = 'taken' and s.status = 'scheduled' and s.starts_at > :now) as swaps,
        (select count(*) from shift_offers o join shifts s on (s.agency_id, s.id) = (o.agency_id, o.shift_id)
            where o.status = 'open' and o.offered_to = :me and s.status = 'scheduled'
                and s.starts_at > :now) as offered,
        array(select c.name from creators c where c.status = 'active' and not exists (
            select 1 from creator_assignments a where (a.agency_id, a.creator_id) = (c.agency_id, c.id)
                and a.until_at is null) order by c.name) as alone,
        array(select p.name from timesheets t join profiles p on (p.agency_id, p.id) = (t.agency_id, t.profile_id)
            where t.clocked_out_at is null and t.current and not t.void
                and t.clocked_in_at < cast(:now as timestamptz) - a.auto_clock_out_hours * interval '1 hour'
            order by t.clocked_in_at) as forgotten,
        cast(:role as text) = any(a.totp_roles) and not exists (
            select 1 from credentials where sign_in_id = :sign_in_id and totp_since is not null) as needs_two_step
    from agencies a"""
)


async def overview(work: Work) -> Overview:
    """Everything the first page shows, in four queries (five for managers), the transaction's own setup included."""
    work.actor.must(Action.SEE_DASHBOARD)
    facts = (await work.session.execute(_FACTS, _asked(work))).mappings().one()
    sees_money = work.actor.may(Action.SEE_REVENUE)
    sees_others = work.actor.may(Action.SEE_TIMESHEETS, at_least=Scope.AGENCY)
    return Overview(
        needs=tuple(_needs(work, facts)),
        connected=facts["connections"] > 0,
        earned=await revenue.summary(work, window=Span.THIS_WEEK) if sees_money else None,
        on_now=tuple(await timeclock.who_is_on(work)) if sees_others else None,
        as_of=work.now,
    )


def _asked(work: Work) -> dict[str, Any]:
    return {
        "now": work.now,
        "moment_ago": work.now - pulse.SILENT_AFTER,
        "long_ago": work.now - inbox.DELAYED_AFTER,
        "role": work.actor.role.value if work.actor.role else "",
        "sign_in_id": work.actor.sign_in_id,
        "me": work.actor.profile_id,
    }


def _needs(work: Work, facts: Any) -> list[Need]:
    """What waits for the asker, the most urgent first; only what they could do something about."""
    actor, found = work.actor, []
    if facts["needs_two_step"] and actor.sign_in_id:
        found.append(Need("two_step"))
    if actor.may(Action.CONNECT, at_least=Scope.AGENCY):
        worker = pulse.judge(facts["worker_seen_at"], work.now)
        if worker.silent:
            found.append(Need("worker_silent", facts["waiting"], at=worker.seen_at))
        else:
            found.append(Need("delayed", facts["delayed"]))
        found.append(Need("unmatched", facts["stuck"]))
    if actor.may(Action.EDIT_CREATORS, at_least=Scope.AGENCY):
        found.append(Need("unattributed", facts["unattributed"]))
        found.append(Need("alone", len(facts["alone"]), tuple(facts["alone"])))
    if actor.may(Action.SEE_TIMESHEETS):  # row security leaves others' sheets out for those who see their own only
        found.append(Need("forgotten", len(facts["forgotten"]), tuple(facts["forgotten"])))
    if actor.may(Action.CORRECT_TIMESHEETS, at_least=Scope.AGENCY):
        found += [Need("to_review", facts["to_review"]), Need("requests", facts["requests"])]
    if actor.may(Action.PLAN_SHIFTS, at_least=Scope.AGENCY):
        found.append(Need("swaps", facts["swaps"]))
    if actor.may(Action.SEE_SHIFTS):
        found.append(Need("offered", facts["offered"]))
    if actor.may(Action.MANAGE_PEOPLE, at_least=Scope.AGENCY):
        found.append(Need("invitations", facts["expiring"]))
    return [need for need in found if need.count or need.kind == "worker_silent"]
