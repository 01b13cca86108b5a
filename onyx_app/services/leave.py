"""Leave: asked for by its person, decided by somebody else, shown on the plan, paid as the pay plan says."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from onyx_app.errors import NotFound, OnyxError
from onyx_app.live import Topic
from onyx_app.roles import Action, Scope
from onyx_app.rules import leave as rules
from onyx_app.rules import periods
from onyx_app.rules.paging import Cut
from onyx_app.services import audit
from onyx_app.services.timeclock import somebody_else_may
from onyx_app.tables import Agency, LeaveRequest
from onyx_app.work import Work

PER_PAGE = 25
_NO_OVERLAP = "leave_no_overlap"
_READ = (
    "select l.id, l.profile_id, p.name, l.kind, l.first_day, l.last_day, l.minutes_a_day, l.reason, l.status,"
    " coalesce(d.name, '') as decided_by, l.decided_at, l.answer, l.created_at from leave_requests l"
    " join profiles p on (p.agency_id, p.id) = (l.agency_id, l.profile_id)"
    " left join profiles d on (d.agency_id, d.id) = (l.agency_id, l.decided_by) where "
)
_COUNT = "select count(*) from leave_requests l where "


class Overlap(OnyxError):
    """Some of the days are asked for or approved already."""

    key = "leave.errors.overlap"
    field = "first"


class OwnLeave(OnyxError):
    """Nobody decides about their own while somebody else may."""

    key = "leave.errors.own"


class Decided(OnyxError):
    """Somebody was faster."""

    key = "leave.errors.decided"


@dataclass(frozen=True, slots=True)
class Leave:
    """Both days included; `minutes_a_day` None = whole days. `status`: waiting, approved, refused, withdrawn."""

    id: UUID
    profile_id: UUID
    name: str
    kind: str
    first: date
    last: date
    minutes_a_day: int | None
    reason: str
    status: str
    decided_by: str
    decided_at: datetime | None
    answer: str
    created_at: datetime
    may_decide: bool


@dataclass(frozen=True, slots=True)
class Leaves:
    """One page of requests."""

    rows: tuple[Leave, ...]
    page: int
    pages: int
    count: int


async def ask(
    work: Work, *, kind: str, first: date, last: date, minutes_a_day: int | str | None = None, reason: str = ""
) -> Leave:
    """Ask for days off, whole or in part.

    Raises:
        InvalidInput: kind, minutes_a_day, reason.
        Backwards, TooLong, FarAway: the days.
        Overlap: some of them are asked for already, also when both were asked for at once.
    """
    work.actor.must(Action.CLOCK)
    asked = rules.clean(kind, first, last, minutes_a_day, reason, await _today(work))
    row = LeaveRequest(
        agency_id=work.actor.agency_id, profile_id=work.actor.person(), kind=asked.kind, first_day=asked.first,
        last_day=asked.last, minutes_a_day=asked.minutes_a_day, reason=asked.reason, created_at=work.now,
    )  # fmt: skip
    work.session.add(row)
    try:
        await work.session.flush()
    except DBAPIError as error:
        if getattr(getattr(error.orig, "diag", None), "constraint_name", "") == _NO_OVERLAP:
            raise Overlap from error
        raise
    _announce(work, row.profile_id)
    return await _one(work, row.id)


async def withdraw(work: Work, *, leave_id: UUID) -> None:
    """Take one's own request back while nobody has decided.

    Raises:
        NotFound: not theirs.
        Decided: too late; whoever decided can take it back.
    """
    work.actor.must(Action.CLOCK)
    mine = (col(LeaveRequest.id) == leave_id, col(LeaveRequest.profile_id) == work.actor.person())
    if await work.session.scalar(select(col(LeaveRequest.id)).where(*mine)) is None:
        raise NotFound
    waiting = update(LeaveRequest).where(*mine, col(LeaveRequest.status) == "waiting")
    gone = waiting.values(status="withdrawn", decided_at=work.now).returning(col(LeaveRequest.id))
    if (await work.session.execute(gone)).first() is None:
        raise Decided
    _announce(work, work.actor.person())


async def decide(work: Work, *, leave_id: UUID, approve: bool, answer: str = "") -> Leave:
    """Grant or refuse a request; refusing what was granted takes it back.

    Raises:
        NotFound: no such request.
        OwnLeave: their own, and somebody else may decide.
        Decided: it was decided or withdrawn meanwhile.
        InvalidInput: refused without an answer.
    """
    work.actor.must(Action.CORRECT_TIMESHEETS, at_least=Scope.AGENCY)
    said = rules.clean_answer(answer, required=not approve)
    query = select(LeaveRequest).where(col(LeaveRequest.id) == leave_id).with_for_update()
    row = (await work.session.scalars(query, execution_options={"populate_existing": True})).one_or_none()
    if row is None:
        raise NotFound
    me = work.actor.person()
    if row.profile_id == me and await somebody_else_may(work):
        raise OwnLeave
    if row.status not in (("waiting",) if approve else ("waiting", "approved")):
        raise Decided
    before = row.status
    row.status, row.answer = "approved" if approve else "refused", said
    row.decided_by, row.decided_at = me, work.now
    await work.session.flush()
    kind = f"{'own_' if row.profile_id == me else ''}leave_{row.status}"
    audit.note(work, kind, leave_id, person=row.profile_id, first=row.first_day, last=row.last_day, before=before)
    _announce(work, row.profile_id)
    return await _one(work, leave_id)


async def mine(work: Work, *, page: int = 1) -> Leaves:
    """The asker's own requests, the latest days first."""
    work.actor.must(Action.CLOCK)
    return await _page(work, "l.profile_id = :me", "l.first_day desc, l.id desc", page, me=work.actor.person())


async def waiting(work: Work, *, page: int = 1) -> Leaves:
    """What somebody has to decide, the nearest days first."""
    work.actor.must(Action.SEE_TIMESHEETS, at_least=Scope.AGENCY)
    return await _page(work, "l.status = 'waiting'", "l.first_day, l.id", page)


async def upcoming(work: Work, *, page: int = 1) -> Leaves:
    """Who is away, from today on."""
    work.actor.must(Action.SEE_TIMESHEETS, at_least=Scope.AGENCY)
    today = await _today(work)
    return await _page(work, "l.status = 'approved' and l.last_day >= :today", "l.first_day, l.id", page, today=today)


async def _page(work: Work, where: str, order: str, page: int, **asked: Any) -> Leaves:
    cut = Cut(await work.session.scalar(text(_COUNT + where), asked) or 0, page, PER_PAGE)
    statement = text(f"{_READ}{where} order by {order} limit {cut.size} offset {cut.offset}")
    rows = (await work.session.execute(statement, asked)).all()
    others = await somebody_else_may(work)
    return Leaves(tuple(_leave(work, row, others) for row in rows), cut.page, cut.pages, cut.total)


async def _one(work: Work, leave_id: UUID) -> Leave:
    row = (await work.session.execute(text(_READ + "l.id = :leave"), {"leave": leave_id})).one()
    return _leave(work, row, await somebody_else_may(work))


async def _today(work: Work) -> date:
    zone = (await work.session.execute(select(col(Agency.zone)))).scalar_one()
    return periods.business_date(work.now, periods.zone(zone))


def _announce(work: Work, profile_id: UUID) -> None:
    """The clock's rooms and the plan show it."""
    work.announce(Topic.TIMECLOCK, profile_id)
    work.announce(Topic.SHIFTS)


def _leave(work: Work, row: Any, others: bool) -> Leave:
    may = work.actor.may(Action.CORRECT_TIMESHEETS, at_least=Scope.AGENCY)
    own = row.profile_id == work.actor.profile_id
    may_decide = row.status in ("waiting", "approved") and may and not (own and others)
    return Leave(
        row.id,
        row.profile_id,
        row.name,
        row.kind,
        row.first_day,
        row.last_day,
        row.minutes_a_day,
        row.reason,
        row.status,
        row.decided_by,
        row.decided_at,
        row.answer,
        row.created_at,
        may_decide,
    )
