"""Approval by exception: what is as planned approves itself, the rest waits for somebody who is not its person."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from onyx_app.live import Topic
from onyx_app.roles import TABLE, Action, Scope
from onyx_app.rules.paging import Cut
from onyx_app.services import audit
from onyx_app.services.timeclock._agency import clock_rules
from onyx_app.services.timeclock._errors import sentences
from onyx_app.services.timeclock._room_shapes import Approved, Review
from onyx_app.services.timeclock._sheets import detail, details
from onyx_app.work import Work

PER_PAGE = 50
WAITING = (
    "t.current and not t.void and t.approval <> 'approved' and t.clocked_out_at is not null"
    " and not exists (select 1 from period_locks l where (l.agency_id, l.profile_id) = (t.agency_id, t.profile_id)"
    "  and l.unlocked_at is null and t.business_date >= l.first_day and t.business_date < l.end_day)"
)
"""What a timesheet `t` is that somebody has to look at. A locked day was paid as it was; it waits for nobody."""
_COUNT = text(
    f"select count(*) from timesheets t where {WAITING}"  # noqa: S608 - our own words
)
_PAGE = (
    "t.id in (select t.id from timesheets t where " + WAITING  # noqa: S608
    + " order by t.clocked_in_at, t.id limit :size offset :offset)"
)  # fmt: skip
_DECIDE = text("update timesheets set approval = :approval, approved_at = :at where sheet_id = :sheet and current")
_ASKED = text(
    "select t.id, t.profile_id, t.current and not t.void and t.clocked_out_at is not null"
    " and t.approval <> 'approved' as waits, day_is_locked(t.agency_id, t.profile_id, t.business_date) as locked"
    " from timesheets t where t.id = any(cast(:ids as uuid[])) order by t.id for update of t"
)
_APPROVE = text(
    "update timesheets set approval = 'approved', approved_by = :me, approved_at = :at"
    " where id = any(cast(:ids as uuid[]))"
)
_ELSE = text("select exists (select 1 from profiles where status = 'active' and role = any(:roles) and id <> :me)")


async def judge(work: Work, sheet_id: UUID) -> None:
    """A stretch that has ended approves itself, or goes to the manager's room."""
    await work.session.flush()
    found = await detail(work, await clock_rules(work), sheet_id)
    if found is None or found.until is None:
        return
    approval = "review" if found.needs_look else "approved"
    at = None if found.needs_look else work.now
    with sentences():
        await work.session.execute(_DECIDE, {"approval": approval, "at": at, "sheet": sheet_id})


async def needs_review(work: Work, *, page: int = 1) -> Review:
    """Stretches that did not approve themselves, oldest first, with the reasons in words."""
    work.actor.must(Action.SEE_TIMESHEETS, at_least=Scope.AGENCY)
    rules = await clock_rules(work)
    cut = Cut(await work.session.scalar(_COUNT) or 0, page, PER_PAGE)
    rows = await details(work, rules, _PAGE, size=cut.size, offset=cut.offset)
    rows.sort(key=lambda one: (one.since, one.id))
    alone = not await somebody_else_may(work)
    return Review(tuple(rows), rules.zone_name, cut.page, cut.pages, cut.total, alone)


async def approve(work: Work, *, ids: Sequence[UUID]) -> Approved:
    """Approve the versions somebody has looked at, many at once.

    What was changed since, lies in a paid period, or is one's own is left and counted. The only person who may
    approve may approve their own; the audit trail says so.

    Raises:
        DayIsLocked: a run was approved this very moment.
    """
    work.actor.must(Action.CORRECT_TIMESHEETS, at_least=Scope.AGENCY)
    me = work.actor.person()
    wanted = sorted(set(ids))
    rows = (await work.session.execute(_ASKED, {"ids": wanted})).all()
    alone = any(row.profile_id == me for row in rows) and not await somebody_else_may(work)
    own = 0 if alone else sum(row.profile_id == me for row in rows)
    able: list[Any] = [row for row in rows if row.waits and (alone or row.profile_id != me)]
    done = [row.id for row in able if not row.locked]
    if done:
        with sentences():
            await work.session.execute(_APPROVE, {"ids": done, "me": me, "at": work.now})
        kind = "own_timesheets_approved" if any(row.profile_id == me for row in able) else "timesheets_approved"
        audit.note(work, kind, "", sheets=[str(each) for each in done])
        for person in {row.profile_id for row in able if not row.locked}:
            work.announce(Topic.TIMECLOCK, person)
    return Approved(len(done), own, len(wanted) - own - len(able), len(able) - len(done))


async def somebody_else_may(work: Work) -> bool:
    """Whether anybody but the asker may correct and approve hours."""
    roles = [role.value for role, scope in TABLE[Action.CORRECT_TIMESHEETS].items() if scope >= Scope.AGENCY]
    return bool(await work.session.scalar(_ELSE, {"roles": roles, "me": work.actor.person()}))
