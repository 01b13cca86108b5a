"""What the time clock answers with: frozen values, instants in UTC, days of the agency."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from onyx_app.rules import periods
from onyx_app.rules.timeclock import Counted, Pause, Times


@dataclass(frozen=True, slots=True)
class ShiftSpan:
    """A published shift, as it was planned at the time."""

    shift_id: UUID
    start: datetime
    end: datetime
    title: str = ""


@dataclass(frozen=True, slots=True)
class ClockCard:
    """The clock in the header.

    `today`: worked on this business date before the open stretch. `breaks`: unpaid breaks of it that have ended.
    `shift`: the one being worked, else the current or next one within a day. `early_minutes`: clocked in before the
    early window. `asks`: "Still working?" wants an answer until `asks_until`.
    """

    working: bool
    since: datetime | None
    business_date: date
    today: timedelta
    sheet_id: UUID | None = None
    note: str = ""
    on_break_since: datetime | None = None
    on_break_paid: bool = False
    breaks: timedelta = timedelta()
    shift: ShiftSpan | None = None
    late_minutes: int = 0
    early_minutes: int = 0
    asks: bool = False
    asks_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One stretch in a person's history; `worked` is without unpaid breaks, counted until now while open."""

    sheet_id: UUID
    business_date: date
    since: datetime
    until: datetime | None
    worked: timedelta
    note: str
    out_reason: str


@dataclass(frozen=True, slots=True)
class Week:
    """One page of a history: a week of the agency, newest stretch first. `page` 1 is this week."""

    page: int
    period: periods.Period
    sheets: tuple[Sheet, ...]
    worked: timedelta
    has_older: bool


@dataclass(frozen=True, slots=True)
class OnNow:
    """Somebody who is working; `creators` are the names they are assigned to."""

    profile_id: UUID
    name: str
    since: datetime
    creators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetDetail:
    """A stretch with everything about it, in its current version (`id`).

    `paid_since`, `paid_until`: the ends as pay rounds them. `made_by` "" = the clock itself; `approved_by` "" = by
    itself. `findings`: why it needs a look, in the asker's language. `waiting`: a request to correct it.
    """

    id: UUID
    sheet_id: UUID
    version: int
    profile_id: UUID
    name: str
    business_date: date
    since: datetime
    until: datetime | None
    breaks: tuple[Pause, ...]
    counted: Counted
    paid_since: datetime
    paid_until: datetime
    waived: str
    note: str
    out_reason: str
    reason: str
    made_by: str
    approval: str
    approved_by: str
    approved_at: datetime | None
    shift: ShiftSpan | None
    late_minutes: int
    left_early_minutes: int
    findings: tuple[str, ...]
    needs_look: bool
    waiting: UUID | None
    locked: bool

    @property
    def times(self) -> Times:
        """To fill a form with."""
        return Times(self.since, self.until, self.breaks, self.waived)


@dataclass(frozen=True, slots=True)
class SheetVersion:
    """A stretch as it once was: who made this version, why, and who approved it."""

    version: int
    since: datetime
    until: datetime | None
    breaks: tuple[Pause, ...]
    waived: str
    removed: bool
    made_by: str
    reason: str
    made_at: datetime
    approval: str
    approved_by: str
    current: bool


@dataclass(frozen=True, slots=True)
class DayTotal:
    """Minutes of a business date: `raw` as worked, `paid` as rounded."""

    day: date
    raw: int
    paid: int


@dataclass(frozen=True, slots=True)
class PersonWeek:
    """One person's week. `rounding`: the step in minutes, 0 for none. `confirmed_at`: "my week is complete"."""

    profile_id: UUID
    name: str
    zone: str
    page: int
    period: periods.Period
    days: tuple[DayTotal, ...]
    sheets: tuple[SheetDetail, ...]
    raw: int
    paid: int
    rounding: int
    confirmed_at: datetime | None
    may_confirm: bool
    has_older: bool
