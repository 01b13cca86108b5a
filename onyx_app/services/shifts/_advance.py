"""What time does to the plan: a shift begins, is completed, or was missed. Done by the worker, every minute.

Each step is one update that asks for the state it leaves, so two workers at once, or one that was killed and runs
again, change a shift once. It is no new version of the plan: nobody planned anything.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from onyx_app.live import Topic
from onyx_app.roles import Action, Scope
from onyx_app.work import Work

# Somebody's stretch belongs to the shift it was matched with; one that was matched with none, to those it overlaps.
_SHEET = (
    "exists (select 1 from timesheets t where (t.agency_id, t.profile_id) = (s.agency_id, s.profile_id)"
    " and t.current and not t.void"
    " and t.business_date between date(s.starts_at) - 2 and date(s.ends_at) + 2"
    " and (t.shift_id = s.id or (t.shift_id is null and t.clocked_in_at < s.ends_at"
    " and coalesce(t.clocked_out_at, :now) > s.starts_at)) {more})"
)
_ANY, _OPEN = _SHEET.format(more=""), _SHEET.format(more="and t.clocked_out_at is null")
_ASSIGNED = "s.published_at is not null and s.profile_id is not null"
_RECENT = "s.ends_at > :now - interval '60 days'"
_SET = "update shifts s set status = '{to}', changed_at = :now where s.status = any('{{{left}}}') and "
_BEGIN = text(
    _SET.format(to="in_progress", left="scheduled")
    + f"{_ASSIGNED} and s.starts_at <= :now + interval '4 hours' and s.ends_at > :now and {_OPEN} returning s.id"
)
_COMPLETE = text(
    _SET.format(to="completed", left="scheduled,in_progress,missed")
    + f"{_ASSIGNED} and s.ends_at <= :now and {_RECENT} and {_ANY} and not {_OPEN} returning s.id"
)
_MISS = text(
    _SET.format(to="missed", left="scheduled,in_progress")
    + f"{_ASSIGNED} and s.ends_at <= :now and {_RECENT} and not {_ANY} returning s.id"
)


@dataclass(frozen=True, slots=True)
class Advanced:
    """Which shifts changed."""

    begun: tuple[UUID, ...]
    completed: tuple[UUID, ...]
    missed: tuple[UUID, ...]


async def advance(work: Work) -> Advanced:
    """Bring the states of published shifts up to now.

    In progress: its person works on it. Completed: it is over, they worked on it and do not any more, also when that
    becomes known later. Missed: it is over and they did not.
    """
    work.actor.must(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    steps = [
        tuple((await work.session.execute(step, {"now": work.now})).scalars().all())
        for step in (_BEGIN, _COMPLETE, _MISS)
    ]
    changed = {each for step in steps for each in step}
    if changed:
        work.announce(Topic.SHIFTS, next(iter(changed)) if len(changed) == 1 else "")
    return Advanced(*steps)
