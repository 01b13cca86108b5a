"""What the manager's room shows: today, the week of everybody, what waits, what is locked."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from onyx_app.rules import periods
from onyx_app.rules.timeclock import Times
from onyx_app.services.timeclock._shapes import SheetDetail, ShiftSpan


@dataclass(frozen=True, slots=True)
class BoardEntry:
    """A shift of today with what became of it, or work nobody planned.

    `state`: late, missed, on_break, working, not_in, on_leave (all of the shift's day), done.
    """

    profile_id: UUID
    name: str
    state: str
    since: datetime | None
    until: datetime | None
    shift: ShiftSpan | None
    minutes_late: int
    creators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Today in the agency, what needs somebody on top."""

    day: date
    zone: str
    entries: tuple[BoardEntry, ...]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class GridRow:
    """A person's week in paid minutes a day."""

    profile_id: UUID
    name: str
    role: str
    minutes: tuple[int, ...]
    total: int
    running: bool
    to_review: int
    requests: int
    confirmed: bool
    locked: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """A week of everybody, by name; `people` in all."""

    period: periods.Period
    zone: str
    days: tuple[date, ...]
    rows: tuple[GridRow, ...]
    page: int
    pages: int
    people: int
    find: str


@dataclass(frozen=True, slots=True)
class Review:
    """Stretches that did not approve themselves, oldest first. `alone`: nobody but the asker may approve any."""

    rows: tuple[SheetDetail, ...]
    zone: str
    page: int
    pages: int
    count: int
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Approved:
    """How many were approved, and how many not: one's own, changed since they were seen, in a paid period."""

    done: int
    own: int
    changed: int
    locked: int


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody asks to change a stretch of theirs. No `sheet_id`: to add one. No `after`: to remove it."""

    id: UUID
    profile_id: UUID
    name: str
    day: date
    sheet_id: UUID | None
    before: Times | None
    after: Times | None
    reason: str
    status: str
    decided_by: str
    decided_at: datetime | None
    answer: str
    created_at: datetime
    may_decide: bool


@dataclass(frozen=True, slots=True)
class Requests:
    """One page of requests."""

    rows: tuple[Request, ...]
    zone: str
    page: int
    pages: int
    count: int


@dataclass(frozen=True, slots=True)
class Lock:
    """Days of a person that a run has paid; `reversed`: its run was taken back."""

    id: UUID
    profile_id: UUID
    name: str
    period: periods.Period
    run_id: UUID | None
    locked_at: datetime
    unlocked_at: datetime | None
    unlocked_by: str
    unlock_reason: str
    reversed: bool
