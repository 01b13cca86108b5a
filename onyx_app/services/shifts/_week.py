"""The week as a grid, by person or by creator, in six queries however many people there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, text

from onyx_app.roles import Action, Scope
from onyx_app.rules import periods
from onyx_app.rules import shifts as rules
from onyx_app.rules.paging import Cut
from onyx_app.rules.periods import Period, Window
from onyx_app.rules.text import LONGEST_NAME, clean_line
from onyx_app.services.shifts._cards import CARDS, Choice, ShiftCard, as_card
from onyx_app.services.shifts._concerns import LEAVE, LeaveDay, concerns_of, leave_days
from onyx_app.services.shifts._coverage import Cover, cover_of_creators
from onyx_app.tables import Agency
from onyx_app.work import Work

PER_PAGE = 100
_MOST_PAGES = 1000
_AROUND = timedelta(days=2)  # neighbours of the week's shifts, for the rest between them
_PEOPLE = text(
    "select p.id, p.name, p.status, count(*) over () as total from profiles p"
    " where p.role <> 'creator' and (p.status = 'active' or exists (select 1 from shifts s"
    "  where (s.agency_id, s.profile_id) = (p.agency_id, p.id) and s.status <> 'cancelled'"
    "  and s.starts_at >= :since and s.starts_at < :until))"
    " and (cast(:me as uuid) is null or p.id = :me) and position(lower(:search) in lower(p.name)) > 0"
    " order by lower(p.name), p.id limit :size offset :offset"
)
_SHOWN = text(
    f"{CARDS} where s.status <> 'cancelled' and s.ends_at > :since and s.starts_at < :until"
    " and (s.published_at is not null or :drafts)"
    " and (cast(:whom as uuid[]) is null or s.profile_id is null or s.profile_id = any(:whom))"
    " order by s.starts_at, s.id"
)
_ALL = text(
    "select s.id, s.starts_at, s.ends_at, s.creators, s.profile_id, s.published_at is not null as published, s.status"
    " from shifts s where s.status <> 'cancelled' and s.starts_at < :until and s.ends_at > :since"
    " and s.starts_at > cast(:since as timestamptz) - interval '24 hours'"
    " and (s.published_at is not null or :drafts) and (cast(:me as uuid) is null or s.profile_id = :me)"
)
_CREATORS = text(
    "select c.id, c.name, c.cover, c.status, array(select a.profile_id from creator_assignments a"
    " where (a.agency_id, a.creator_id) = (c.agency_id, c.id) and a.from_at < :until"
    " and (a.until_at is null or a.until_at > :since)) as assigned from creators c order by lower(c.name), c.id"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the grid: a person or a creator, seven days. No `id`: the open shifts.

    `before` began on the evening before the week and runs into it; its minutes are the week's before.
    """

    id: UUID | None
    name: str
    minutes: int
    cells: tuple[tuple[ShiftCard, ...], ...]
    leave: tuple[LeaveDay, ...] = ()
    cover: Cover | None = None
    me: bool = False
    before: tuple[ShiftCard, ...] = ()


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """One week. Minutes are real ones of shifts that begin in it, drafts and open ones included."""

    first: date
    end: date
    zone: str
    by: str
    days: tuple[date, ...]
    today: date
    rows: tuple[Row, ...]
    page: int
    pages: int
    total: int
    minutes: int
    draft_minutes: int
    open_minutes: int
    drafts: int
    budget_minutes: int | None
    uncovered_minutes: int
    may_plan: bool
    may_see_cost: bool
    creators: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    """What the reads of one week share. `me`: only theirs, and no drafts."""

    agency: Agency
    zone: ZoneInfo
    week: Period
    window: Window
    me: UUID | None

    @property
    def around(self) -> Window:
        return Window(self.window.since - _AROUND, self.window.until + _AROUND)

    @property
    def bounds(self) -> dict[str, Any]:
        return {"since": self.window.since, "until": self.window.until, "me": self.me, "drafts": self.me is None}


async def week(work: Work, *, day: date | None = None, by: str = "person", search: str = "", page: int = 1) -> WeekPlan:
    """The agency's week around a day. Who does not plan sees their own row and open shifts, published only.

    Raises:
        NotAllowed, InvalidInput: a search nobody can type.
    """
    scope = work.actor.must(Action.SEE_SHIFTS)
    letters = clean_line(search, "search", LONGEST_NAME, required=False)
    frame = await _frame(work, day, None if scope == Scope.AGENCY else work.actor.person())
    creators = (await work.session.execute(_CREATORS, _instants(frame.window))).all()
    nearby = (await work.session.execute(_ALL, frame.bounds | _instants(frame.around))).all()
    week_of_it = [row for row in nearby if row.starts_at < frame.window.until and row.ends_at > frame.window.since]
    covers = cover_of_creators(frame.week, frame.zone, week_of_it, creators)
    if by == "creator" and frame.me is None:
        rows, cut = await _by_creator(work, frame, creators, covers, letters, page)
    else:
        by = "person"
        rows, cut = await _by_person(work, frame, creators, nearby, letters, page)
    return _plan(work, frame, by, rows, cut, week_of_it, covers, creators)


async def _frame(work: Work, day: date | None, me: UUID | None) -> _Frame:
    agency = (await work.session.scalars(select(Agency))).one()
    in_zone = periods.zone(agency.zone)
    around = periods.week_of(day or periods.business_date(work.now, in_zone), agency.week_start)
    return _Frame(agency, in_zone, around, periods.window_of(around, in_zone), me)


async def _by_person(
    work: Work, frame: _Frame, creators: Sequence[Any], nearby: Sequence[Any], letters: str, page: int
) -> tuple[list[Row], Cut]:
    wanted = frame.bounds | {"search": letters, "size": PER_PAGE}
    page = min(max(page, 1), _MOST_PAGES)
    people = (await work.session.execute(_PEOPLE, wanted | {"offset": (page - 1) * PER_PAGE})).all()
    if not people and page > 1:
        return await _by_person(work, frame, creators, nearby, letters, 1)
    cut = Cut(people[0].total if people else 0, page, PER_PAGE)
    ids = [person.id for person in people]
    cards = await _cards(work, frame, creators, ids)
    leave = leave_days((await work.session.execute(LEAVE, _leave_bounds(frame, ids))).all(), frame.week)
    cells = _by_whom(concerns_of(work, cards, nearby, leave, people, frame.agency))
    rows = [_row(frame, None, "", cells.get(None, []))] if not letters and cut.page == 1 else []
    rows += [
        replace(
            _row(frame, person.id, person.name, cells.get(person.id, [])),
            leave=tuple(leave.get(person.id, ())),
            me=person.id == work.actor.profile_id,
        )
        for person in people
    ]
    return rows, cut


async def _by_creator(
    work: Work, frame: _Frame, creators: Sequence[Any], covers: dict[UUID, Cover], letters: str, page: int
) -> tuple[list[Row], Cut]:
    shown = [each for each in creators if each.status != "left" and letters.lower() in each.name.lower()]
    cut = Cut(len(shown), page, PER_PAGE)
    cards = await _cards(work, frame, creators, None)
    assigned = {each.id: set(each.assigned) for each in creators}
    rows = []
    for each in shown[cut.offset : cut.offset + cut.size]:
        theirs = [card for card in cards if _covers(card, each.id, assigned[each.id])]
        rows.append(replace(_row(frame, each.id, each.name, theirs), cover=covers[each.id]))
    return rows, cut


async def _cards(work: Work, frame: _Frame, creators: Sequence[Any], whom: list[UUID] | None) -> list[ShiftCard]:
    names = {each.id: each.name for each in creators}
    values = {"whom": whom, "drafts": frame.me is None, **_instants(frame.window)}
    return [as_card(row, names, frame.zone) for row in await work.session.execute(_SHOWN, values)]


def _row(frame: _Frame, id: UUID | None, name: str, cards: Iterable[ShiftCard]) -> Row:
    cells: list[list[ShiftCard]] = [[] for _ in range(7)]
    before = []
    for card in cards:
        if card.day in frame.week:
            cells[(card.day - frame.week.first).days].append(card)
        elif card.day < frame.week.first:
            before.append(card)
    minutes = sum(card.length for cell in cells for card in cell)
    return Row(id, name, minutes, tuple(tuple(cell) for cell in cells), before=tuple(before))


def _plan(
    work: Work,
    frame: _Frame,
    by: str,
    rows: list[Row],
    cut: Cut,
    everything: Sequence[Any],
    covers: dict[UUID, Cover],
    creators: Sequence[Any],
) -> WeekPlan:
    begun = [row for row in everything if row.starts_at in frame.window]
    lengths = [(rules.real_minutes(Window(row.starts_at, row.ends_at)), row) for row in begun]
    planner = frame.me is None
    budget = frame.agency.hours_budget
    return WeekPlan(
        first=frame.week.first,
        end=frame.week.end,
        zone=frame.agency.zone,
        by=by,
        days=tuple(frame.week.first + periods.DAY * number for number in range(7)),
        today=periods.business_date(work.now, frame.zone),
        rows=tuple(rows),
        page=cut.page,
        pages=cut.pages,
        total=cut.total,
        minutes=sum(length for length, _ in lengths),
        draft_minutes=sum(length for length, row in lengths if not row.published),
        open_minutes=sum(length for length, row in lengths if row.profile_id is None),
        drafts=sum(not row.published for _, row in lengths),
        budget_minutes=budget * 60 if planner and budget is not None else None,
        uncovered_minutes=sum(each.wanted_minutes - each.covered_minutes for each in covers.values()) if planner else 0,
        may_plan=work.actor.may(Action.PLAN_SHIFTS, at_least=Scope.AGENCY),
        may_see_cost=work.actor.may(Action.SEE_RATES, at_least=Scope.AGENCY),
        creators=tuple(
            Choice(each.id, each.name)
            for each in creators
            if (each.status != "left" if planner else each.id in {id for _, row in lengths for id in row.creators})
        ),
    )


def _covers(card: ShiftCard, creator_id: UUID, assigned: set[UUID]) -> bool:
    return creator_id in card.creator_ids if card.creator_ids else card.profile_id in assigned


def _by_whom(cards: Iterable[ShiftCard]) -> dict[UUID | None, list[ShiftCard]]:
    found: dict[UUID | None, list[ShiftCard]] = defaultdict(list)
    for card in cards:
        found[card.profile_id].append(card)
    return found


def _instants(window: Window) -> dict[str, datetime]:
    return {"since": window.since, "until": window.until}


def _leave_bounds(frame: _Frame, ids: list[UUID]) -> dict[str, Any]:
    return {"whom": ids, "first": frame.week.first - periods.DAY, "end": frame.week.end + periods.DAY}
