"""Corrections of one's own hours: asked for with a reason, decided by somebody else with an answer."""

from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update
from sqlmodel import col

from onyx_app.errors import NotFound
from onyx_app.live import Topic
from onyx_app.roles import Action, Scope
from onyx_app.rules import timeclock as rules
from onyx_app.rules.paging import Cut
from onyx_app.rules.text import clean_text
from onyx_app.rules.timeclock import Times
from onyx_app.services import audit
from onyx_app.services.timeclock._agency import ClockRules, clock_rules, one_at_a_time
from onyx_app.services.timeclock._approval import somebody_else_may
from onyx_app.services.timeclock._correct import must_not_be_own
from onyx_app.services.timeclock._errors import AskedAlready, ChangedSince, Decided, NothingChanged, StillRunning
from onyx_app.services.timeclock._room_shapes import Request, Requests
from onyx_app.services.timeclock._versions import current_for_update, must_be_free, times_now, write_version
from onyx_app.tables import CorrectionRequest, Timesheet
from onyx_app.work import Work

PER_PAGE = 25
_READ = (
    "select r.id, r.profile_id, p.name, r.sheet_id, r.before, r.after, r.reason, r.status,"
    " coalesce(d.name, '') as decided_by, r.decided_at, r.answer, r.created_at from correction_requests r"
    " join profiles p on (p.agency_id, p.id) = (r.agency_id, r.profile_id)"
    " left join profiles d on (d.agency_id, d.id) = (r.agency_id, r.decided_by) where "
)
_COUNT = "select count(*) from correction_requests r where "
_WAITING, _MINE, _ONE = "r.status = 'waiting'", "r.profile_id = :me", "r.id = :request"


async def ask(work: Work, *, sheet_id: UUID | None, times: Times | None, reason: str) -> Request:
    """Ask for other times of one's own stretch, for a missing one (no `sheet_id`), or to remove one (no `times`).

    Raises:
        NotFound: not a stretch of theirs.
        StillRunning: it has not ended.
        AskedAlready, NothingChanged, DayIsLocked, Overlap and what `rules.timeclock.check` refuses.
        InvalidInput: no reason.
    """
    work.actor.must(Action.CLOCK)
    me, because = work.actor.person(), clean_text(reason, "reason", rules.LONGEST_REASON)
    await one_at_a_time(work, me)
    sheet = await _own_sheet(work, me, sheet_id) if sheet_id else None
    before = await times_now(work, sheet) if sheet else None
    wanted = rules.check(times, work.now) if times else None
    if wanted == before:
        raise NothingChanged
    if wanted and wanted.until is None:
        raise StillRunning(field="until")
    agency = await clock_rules(work)
    await must_be_free(work, agency, me, wanted, sheet)
    asked = CorrectionRequest(
        agency_id=work.actor.agency_id, profile_id=me, sheet_id=sheet_id, reason=because, created_at=work.now,
        before={**rules.as_json(before), "version": sheet.version} if sheet and before else {},
        after=rules.as_json(wanted) if wanted else {},
    )  # fmt: skip
    work.session.add(asked)
    await work.session.flush()
    work.announce(Topic.TIMECLOCK, me)
    return await _one(work, agency, asked.id)


async def withdraw(work: Work, *, request_id: UUID) -> None:
    """Take one's own request back while nobody has decided.

    Raises:
        NotFound: not theirs.
        Decided: too late.
    """
    work.actor.must(Action.CLOCK)
    mine = (col(CorrectionRequest.id) == request_id, col(CorrectionRequest.profile_id) == work.actor.person())
    if await work.session.scalar(select(col(CorrectionRequest.id)).where(*mine)) is None:
        raise NotFound
    waiting = update(CorrectionRequest).where(*mine, col(CorrectionRequest.status) == "waiting")
    gone = waiting.values(status="withdrawn", decided_at=work.now).returning(col(CorrectionRequest.id))
    if (await work.session.execute(gone)).first() is None:
        raise Decided
    work.announce(Topic.TIMECLOCK, work.actor.person())


async def decide(work: Work, *, request_id: UUID, approve: bool, answer: str = "") -> Request:
    """Grant a request, which puts its times in force, or refuse it with an answer.

    Raises:
        NotFound: no such request.
        OwnHours: their own, and somebody else may decide.
        Decided: somebody was faster.
        ChangedSince: the stretch is not any more what was asked about.
        DayIsLocked, Overlap: it cannot be granted any more.
        InvalidInput: refused without an answer.
    """
    work.actor.must(Action.CORRECT_TIMESHEETS, at_least=Scope.AGENCY)
    said = clean_text(answer, "answer", rules.LONGEST_REASON, required=not approve)
    asked = await _waiting(work, request_id)
    agency, me = await clock_rules(work), work.actor.person()
    if approve:
        await _put_in_force(work, agency, asked)
    asked.status, asked.answer = "approved" if approve else "refused", said
    asked.decided_by, asked.decided_at = me, work.now
    await work.session.flush()
    kind = f"{'own_' if asked.profile_id == me else ''}correction_{asked.status}"
    audit.note(work, kind, request_id, sheet=asked.sheet_id, before=asked.before, after=asked.after)
    work.announce(Topic.TIMECLOCK, asked.profile_id)
    return await _one(work, agency, request_id)


async def my_requests(work: Work, *, page: int = 1) -> Requests:
    """The asker's own, newest first."""
    work.actor.must(Action.CLOCK)
    return await _page(work, _MINE, "r.created_at desc, r.id desc", page)


async def requests_waiting(work: Work, *, page: int = 1) -> Requests:
    """What somebody has to decide, oldest first."""
    work.actor.must(Action.SEE_TIMESHEETS, at_least=Scope.AGENCY)
    return await _page(work, _WAITING, "r.created_at, r.id", page)


async def _own_sheet(work: Work, me: UUID, sheet_id: UUID) -> Timesheet:
    sheet = await current_for_update(work, sheet_id)
    if sheet is None or sheet.profile_id != me:
        raise NotFound
    if sheet.clocked_out_at is None:
        raise StillRunning
    waits = select(col(CorrectionRequest.id)).where(
        col(CorrectionRequest.sheet_id) == sheet_id, col(CorrectionRequest.status) == "waiting"
    )
    if (await work.session.scalars(waits.limit(1))).first() is not None:
        raise AskedAlready
    return sheet


async def _waiting(work: Work, request_id: UUID) -> CorrectionRequest:
    """The request, with its person's hours held; of two deciders one finds it decided."""
    query = select(CorrectionRequest).where(col(CorrectionRequest.id) == request_id)
    asked = (await work.session.scalars(query)).one_or_none()
    if asked is None:
        raise NotFound
    await must_not_be_own(work, asked.profile_id)
    await one_at_a_time(work, asked.profile_id)
    await work.session.refresh(asked, with_for_update=True)
    if asked.status != "waiting":
        raise Decided
    return asked


async def _put_in_force(work: Work, agency: ClockRules, asked: CorrectionRequest) -> None:
    sheet = await current_for_update(work, asked.sheet_id) if asked.sheet_id else None
    if asked.sheet_id and (sheet is None or sheet.version != asked.before.get("version")):
        raise ChangedSince
    wanted = rules.from_json(asked.after)
    await must_be_free(work, agency, asked.profile_id, wanted, sheet)
    sheet_id = await write_version(
        work, agency, asked.profile_id, sheet, wanted, reason=asked.reason, made_by=asked.profile_id
    )
    asked.sheet_id = sheet_id


async def _one(work: Work, agency: ClockRules, request_id: UUID) -> Request:
    row = (await work.session.execute(text(_READ + _ONE), {"request": request_id})).one()
    return _request(work, row, agency, await somebody_else_may(work))


async def _page(work: Work, where: str, order: str, page: int) -> Requests:
    asked = {"me": work.actor.person()} if where == _MINE else {}
    cut = Cut(await work.session.scalar(text(_COUNT + where), asked) or 0, page, PER_PAGE)
    statement = text(f"{_READ}{where} order by {order} limit {cut.size} offset {cut.offset}")
    rows = (await work.session.execute(statement, asked)).all()
    others, agency = await somebody_else_may(work), await clock_rules(work)
    shown = tuple(_request(work, row, agency, others) for row in rows)
    return Requests(shown, agency.zone_name, cut.page, cut.pages, cut.total)


def _request(work: Work, row: Any, agency: ClockRules, others: bool) -> Request:
    before, after = rules.from_json(row.before), rules.from_json(row.after)
    about = before or after
    may = work.actor.may(Action.CORRECT_TIMESHEETS, at_least=Scope.AGENCY)
    return Request(
        row.id,
        row.profile_id,
        row.name,
        agency.day(about.since if about else row.created_at),
        row.sheet_id,
        before,
        after,
        row.reason,
        row.status,
        row.decided_by,
        row.decided_at,
        row.answer,
        row.created_at,
        row.status == "waiting" and may and not (row.profile_id == work.actor.profile_id and others),
    )
