"""What the worker does: ends forgotten stretches with a reason, and lets what is as planned approve itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from onyx_app.live import Topic
from onyx_app.roles import Action, Scope
from onyx_app.rules.timeclock import ANSWER_WITHIN
from onyx_app.services import audit
from onyx_app.services.timeclock._agency import ClockRules, clock_rules, one_at_a_time
from onyx_app.services.timeclock._clock import close
from onyx_app.services.timeclock._errors import sentences
from onyx_app.services.timeclock._sheets import details
from onyx_app.work import Work

_OPEN = text(
    "select t.profile_id, t.sheet_id, t.clocked_in_at,"
    " (select max(p.at) from punches p where p.agency_id = t.agency_id and p.timesheet_id = t.sheet_id) as seen_at,"
    " exists (select 1 from breaks b where (b.agency_id, b.timesheet_id) = (t.agency_id, t.id)"
    "  and b.ended_at is null) as on_break"
    " from timesheets t where t.clocked_out_at is null and t.current and not t.void"
    " and not day_is_locked(t.agency_id, t.profile_id, t.business_date)"
    " and (cast(:who as uuid) is null or t.profile_id = :who) order by t.clocked_in_at"
)
_UNDECIDED = (
    "t.approval = 'open' and t.id in (select t.id from timesheets t where t.approval = 'open'"
    " and t.clocked_out_at is not null and t.current and not t.void"
    " and not day_is_locked(t.agency_id, t.profile_id, t.business_date) order by t.clocked_in_at limit 500)"
)
_DECIDED = text(
    "update timesheets set approval = :approval, approved_at = :at"
    " where id = any(cast(:ids as uuid[])) and approval = 'open' and current"
)
_JUST_DUE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A stretch that has to end: `at` that time, for that `reason` (a word below `timeclock.reason`)."""

    profile_id: UUID
    sheet_id: UUID
    at: datetime
    reason: str


async def forgotten(work: Work, *, profile_id: UUID | None = None) -> tuple[Forgotten, ...]:
    """Stretches longer than the agency allows, and those where nobody answered "Still working?".

    Who is to be asked now hears of it here: their open pages look again.
    """
    work.actor.must(Action.CORRECT_TIMESHEETS, at_least=Scope.AGENCY)
    rules = await clock_rules(work)
    found: list[Forgotten] = []
    for row in await work.session.execute(_OPEN, {"who": profile_id}):
        ending = _ending(rules, row.clocked_in_at, None if row.on_break else row.seen_at, work.now)
        if ending:
            found.append(Forgotten(row.profile_id, row.sheet_id, *ending))
        elif not row.on_break and _just_due(rules, row.seen_at, work.now):
            work.announce(Topic.TIMECLOCK, row.profile_id)
    return tuple(found)


async def end_forgotten(work: Work, *, profile_id: UUID) -> Forgotten | None:
    """End one such stretch, if it is still open and nobody has answered meanwhile; a manager looks at it."""
    work.actor.must(Action.CORRECT_TIMESHEETS, at_least=Scope.AGENCY)
    await one_at_a_time(work, profile_id)
    found = await forgotten(work, profile_id=profile_id)
    if not found:
        return None
    ended = found[0]
    await close(work, profile_id, source="automatic", reason=ended.reason, at=ended.at)
    audit.note(work, "clocked_out_automatically", ended.sheet_id, person=profile_id, because=ended.reason, at=ended.at)
    return ended


async def judge_undecided(work: Work) -> int:
    """Closed stretches nobody has decided about: as planned, they approve themselves; the rest is for review."""
    work.actor.must(Action.CORRECT_TIMESHEETS, at_least=Scope.AGENCY)
    found = await details(work, await clock_rules(work), _UNDECIDED)
    await _decided(work, [one.id for one in found if one.needs_look], "review", None)
    await _decided(work, [one.id for one in found if not one.needs_look], "approved", work.now)
    for person in {one.profile_id for one in found}:
        work.announce(Topic.TIMECLOCK, person)
    return len(found)


async def _decided(work: Work, ids: Sequence[UUID], approval: str, at: datetime | None) -> None:
    if ids:
        with sentences():
            await work.session.execute(_DECIDED, {"ids": list(ids), "approval": approval, "at": at})


def _just_due(rules: ClockRules, seen: datetime | None, now: datetime) -> bool:
    """Whether "Still working?" has become due since the worker looked last."""
    if rules.prompt_after is None or seen is None:
        return False
    return timedelta() <= now - seen - rules.prompt_after < _JUST_DUE


def _ending(rules: ClockRules, since: datetime, seen: datetime | None, now: datetime) -> tuple[datetime, str] | None:
    """(when, why) a stretch ends by itself; None while it may go on."""
    longest = since + rules.longest
    if rules.prompt_after and seen and now >= seen + rules.prompt_after + ANSWER_WITHIN:
        return min(seen + rules.prompt_after, longest), "no_answer"
    return (longest, "longest") if now >= longest else None
