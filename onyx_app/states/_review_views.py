"""What the manager's room of the time clock shows: today's board, the queue, the week, a person's week."""

from dataclasses import dataclass, field
from datetime import datetime

from onyx_app.rules import wording
from onyx_app.services.timeclock import Board, BoardEntry, Grid, GridRow, PersonWeek, Review
from onyx_app.states._sheets import SheetLine, line_of, shown_minutes, zone_of
from onyx_app.strings import say
from onyx_app.work import Actor

_KINDS = {"late": "bad", "missed": "bad", "on_break": "watch", "working": "good", "not_in": "", "on_leave": "",
          "done": ""}  # fmt: skip


@dataclass
class OnBoard:
    """Somebody today; `kind` colours what `words` says, `late` is said beside it while they work."""

    id: str = ""
    name: str = ""
    initials: str = ""
    creators: str = ""
    state: str = ""
    kind: str = ""
    words: str = ""
    shift: str = ""
    late: str = ""


@dataclass
class BoardView:
    """Today, the ones who need somebody first. `counts` in words: "4 working · 1 late"."""

    day: str = ""
    zone: str = ""
    counts: str = ""
    working: int = 0
    people: list[OnBoard] = field(default_factory=list)


@dataclass
class Queue:
    """What needs a look, a page of it."""

    zone: str = ""
    count: int = 0
    page: int = 1
    pages: int = 1
    rows: list[SheetLine] = field(default_factory=list)


@dataclass
class GridLine:
    """A person's week: minutes per day in words, and how it stands (`kind` colours what `words` says)."""

    id: str = ""
    name: str = ""
    initials: str = ""
    role: str = ""
    minutes: list[str] = field(default_factory=list)
    total: str = ""
    words: str = ""
    kind: str = ""
    locked: bool = False


@dataclass
class GridView:
    """People by days. `before` and `after` are days of the neighbouring weeks, for the address."""

    days: str = ""
    zone: str = ""
    before: str = ""
    after: str = ""
    heads: list[str] = field(default_factory=list)
    rows: list[GridLine] = field(default_factory=list)
    people: int = 0
    page: int = 1
    pages: int = 1


@dataclass
class PersonView:
    """The week of one person, in the drawer."""

    id: str = ""
    name: str = ""
    days: str = ""
    paid: str = ""
    raw: str = ""
    confirmed: str = ""
    me: bool = False
    sheets: list[SheetLine] = field(default_factory=list)


def board_of(board: Board, actor: Actor) -> BoardView:
    said = [
        say(actor.language, f"review.count.{state}", count=board.counts[state])
        for state in _KINDS
        if board.counts.get(state)
    ]
    return BoardView(
        day=wording.weekday(board.day, actor.language),
        zone=zone_of(board.zone, actor),
        counts=" · ".join(said),
        working=board.counts.get("working", 0) + board.counts.get("on_break", 0),
        people=[_on_board(entry, board.zone, actor) for entry in board.entries],
    )


def _on_board(entry: BoardEntry, zone: str, actor: Actor) -> OnBoard:
    def clock(at: datetime | None) -> str:
        return wording.clock(at, zone, actor.language) if at else ""

    shift = f"{clock(entry.shift.start)} – {clock(entry.shift.end)}" if entry.shift else ""
    said = {
        "since": clock(entry.since),
        "until": clock(entry.until),
        "due": clock(entry.shift.start) if entry.shift else "",
    }
    late = entry.minutes_late and entry.state in ("working", "on_break")
    return OnBoard(
        id=f"{entry.profile_id}-{entry.shift.shift_id if entry.shift else entry.since}",
        name=entry.name,
        initials=wording.initials(entry.name),
        creators=", ".join(entry.creators),
        state=entry.state,
        kind=_KINDS[entry.state],
        words=say(actor.language, f"review.state.{entry.state}", **said),
        shift=shift,
        late=say(actor.language, "review.board.late", minutes=entry.minutes_late) if late else "",
    )


def queue_of(review: Review, actor: Actor) -> Queue:
    rows = [line_of(sheet, review.zone, actor, alone=review.alone) for sheet in review.rows]
    return Queue(zone_of(review.zone, actor), review.count, review.page, review.pages, rows)


def grid_of(grid: Grid, actor: Actor) -> GridView:
    def row(one: GridRow) -> GridLine:
        words, kind = _stands(one, actor)
        return GridLine(
            id=str(one.profile_id),
            name=one.name,
            initials=wording.initials(one.name),
            role=one.role,
            minutes=[shown_minutes(minutes, actor) if minutes else "–" for minutes in one.minutes],
            total=shown_minutes(one.total, actor),
            words=words,
            kind=kind,
            locked=one.locked,
        )

    return GridView(
        days=wording.days(grid.period, actor.language),
        zone=zone_of(grid.zone, actor),
        before=(grid.period.first - (grid.period.end - grid.period.first)).isoformat(),
        after=grid.period.end.isoformat(),
        heads=[wording.weekday_name(day, actor.language) + f" {day.day}" for day in grid.days],
        rows=[row(one) for one in grid.rows],
        people=grid.people,
        page=grid.page,
        pages=grid.pages,
    )


def _stands(row: GridRow, actor: Actor) -> tuple[str, str]:
    """How a person's week stands, the most pressing thing first."""
    if row.to_review or row.requests:
        return say(actor.language, "review.week.waits", count=row.to_review + row.requests), "watch"
    for state, kind in (("running", "good"), ("locked", ""), ("confirmed", "good")):
        if getattr(row, state):
            return say(actor.language, f"review.week.{state}"), kind
    return (say(actor.language, "review.week.approved"), "good") if row.total else ("", "")


def person_of(found: PersonWeek, actor: Actor, *, alone: bool) -> PersonView:
    return PersonView(
        id=str(found.profile_id),
        name=found.name,
        days=wording.days(found.period, actor.language),
        paid=shown_minutes(found.paid, actor),
        raw=shown_minutes(found.raw, actor),
        confirmed=wording.moment(found.confirmed_at, actor.zone, actor.language),
        me=found.profile_id == actor.profile_id and not alone,
        sheets=[line_of(sheet, found.zone, actor) for sheet in found.sheets],
    )
