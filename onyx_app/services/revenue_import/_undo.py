"""Taking an import back: its rows go, the hints it settled are hints again."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from onyx_app.errors import OnyxError
from onyx_app.live import Topic
from onyx_app.roles import Action, Scope
from onyx_app.rules import wording
from onyx_app.rules.periods import Period
from onyx_app.services import audit
from onyx_app.services.revenue_import._bring import NotWaiting, take
from onyx_app.work import Work

_KEPT_FOR = timedelta(days=7)


class PayUsedIt(OnyxError):
    """An approved run was calculated with sales of this file."""

    key = "revenue_import.errors.pay_used_it"


class ReversedSince(OnyxError):
    """A later file takes back sales of this one."""

    key = "revenue_import.errors.reversed_since"


# A run uses a sale of its own days, and a later run takes a late one over as an adjustment or a clawback.
_USED = text("""
    with mine as (
        select (coalesce(s.occurred_at, t.occurred_at) at time zone :zone)::date as day, t.recorded_at
        from transactions t left join transactions s on s.id = t.reverses_id where t.import_id = :import
    ), days as (select day, min(recorded_at) as since, count(*) as sales from mine group by day)
    select p.first_day, p.end_day, sum(d.sales)::bigint as sales
    from days d join payroll_runs p on p.status in ('approved', 'paid') and p.calculated_at >= d.since
     and p.end_day > d.day
    where exists (select 1 from payroll_runs q where q.status in ('approved', 'paid')
                  and daterange(q.first_day, q.end_day) @> d.day)
    group by 1, 2 order by 1 limit 1""")
_LATER = text("""
    select i.file_name from transactions v join transactions t on t.id = v.reverses_id
    join revenue_imports i on i.id = v.import_id
    where t.import_id = :import and v.import_id <> :import limit 1""")
_UNSHARE = text("""
    delete from attributions a using transactions t
    where t.id = a.transaction_id and t.import_id = :import and t.origin = 'import'""")
_REMOVE = text("delete from transactions where import_id = :import and origin = 'import'")
_UNSETTLE = text("""
    update transactions t set state = 'provisional', fee = null, net = null, import_id = null, before_settled = null,
        type = b.type, occurred_at = b.occurred_at, fan = b.fan, external_id = b.external_id,
        sender_id = b.sender_id, recorded_at = b.recorded_at
    from transactions was, jsonb_to_record(was.before_settled) as b (type text, occurred_at timestamptz, fan text,
        external_id text, sender_id uuid, recorded_at timestamptz)
    where was.id = t.id and t.import_id = :import and was.before_settled is not null""")


async def undo(work: Work, *, import_id: UUID) -> int:
    """Take an import back as a whole; how many rows went. The same file may be imported again afterwards.

    Raises:
        NotAllowed, NotFound, NotWaiting: it is not imported; PayUsedIt, ReversedSince: nothing was taken back.
    """
    work.actor.must(Action.CONNECT, at_least=Scope.AGENCY)
    one = await take(work, import_id)
    if one.state != "imported":
        raise NotWaiting
    await _refuse(work, import_id)
    which = {"import": import_id}
    await work.session.execute(_UNSHARE, which)
    removed = (await work.session.execute(_REMOVE, which)).rowcount  # type: ignore[attr-defined]
    settled = (await work.session.execute(_UNSETTLE, which)).rowcount  # type: ignore[attr-defined]
    one.state, one.undone_at, one.undone_by = "undone", work.now, work.actor.profile_id
    audit.note(work, "revenue_import_undone", import_id, removed=removed, hints=settled)
    work.announce(Topic.REVENUE, import_id)
    work.announce(Topic.IMPORTS, import_id)
    return int(removed + settled)


async def discard(work: Work, *, import_id: UUID) -> None:
    """Forget a file that was only looked at.

    Raises:
        NotAllowed, NotFound, NotWaiting
    """
    work.actor.must(Action.CONNECT, at_least=Scope.AGENCY)
    one = await take(work, import_id)
    if one.state != "checked":
        raise NotWaiting
    await work.session.delete(one)
    await work.session.flush()
    work.announce(Topic.IMPORTS, import_id)


async def forget(work: Work) -> int:
    """Remove files that were looked at and left lying for a week: they name fans, and nobody needs them any more."""
    work.actor.must(Action.CONNECT, at_least=Scope.AGENCY)
    gone = text("delete from revenue_imports where state = 'checked' and created_at < :before")
    done = await work.session.execute(gone, {"before": work.now - _KEPT_FOR})
    return int(done.rowcount)  # type: ignore[attr-defined]


async def _refuse(work: Work, import_id: UUID) -> None:
    zone = await work.session.scalar(text("select zone from agencies"))
    used = (await work.session.execute(_USED, {"import": import_id, "zone": zone})).one_or_none()
    if used is not None:
        days = wording.days(Period(used.first_day, used.end_day), work.actor.language)
        raise PayUsedIt(days=days, count=used.sales)
    later = await work.session.scalar(_LATER, {"import": import_id})
    if later is not None:
        raise ReversedSince(name=later)
