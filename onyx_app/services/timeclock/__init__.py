"""The time clock: clock in and out, breaks, corrections, approval by exception, paid periods (`docs/rules.md` §3).

Punches are what happened and never change. A timesheet is one stretch of work derived from them, in versions; that a
person has at most one open stretch and that stretches never overlap is decided by the database.
"""

from onyx_app.rules.timeclock import Counted, Pause, Times
from onyx_app.rules.timeclock_form import BreakForm, TimesForm, read_times, write_times
from onyx_app.services.timeclock._approval import WAITING, approve, needs_review, somebody_else_may
from onyx_app.services.timeclock._automatic import Forgotten, end_forgotten, forgotten, judge_undecided
from onyx_app.services.timeclock._board import today
from onyx_app.services.timeclock._card import card
from onyx_app.services.timeclock._clock import clock_in, clock_out, close_for, end_break, start_break, still_here
from onyx_app.services.timeclock._correct import add, correct
from onyx_app.services.timeclock._errors import (
    AlreadyClockedIn,
    AskedAlready,
    ChangedSince,
    DayIsLocked,
    Decided,
    LockTakenBack,
    NoBreak,
    NotClockedIn,
    NothingChanged,
    OnBreak,
    Overlap,
    OwnHours,
    StillRunning,
    WeekAhead,
)
from onyx_app.services.timeclock._grid import week_grid
from onyx_app.services.timeclock._locks import lock_again, locks, unlock
from onyx_app.services.timeclock._own import history, who_is_on, write_note
from onyx_app.services.timeclock._requests import ask, decide, my_requests, requests_waiting, withdraw
from onyx_app.services.timeclock._room_shapes import (
    Approved,
    Board,
    BoardEntry,
    Grid,
    GridRow,
    Lock,
    Request,
    Requests,
    Review,
)
from onyx_app.services.timeclock._shapes import (
    ClockCard,
    DayTotal,
    OnNow,
    PersonWeek,
    Sheet,
    SheetDetail,
    SheetVersion,
    ShiftSpan,
    Week,
)
from onyx_app.services.timeclock._versions import versions
from onyx_app.services.timeclock._week import confirm_week, person_week, withdraw_week

__all__ = [
    "WAITING",
    "AlreadyClockedIn",
    "Approved",
    "AskedAlready",
    "Board",
    "BoardEntry",
    "BreakForm",
    "ChangedSince",
    "ClockCard",
    "Counted",
    "DayIsLocked",
    "DayTotal",
    "Decided",
    "Forgotten",
    "Grid",
    "GridRow",
    "Lock",
    "LockTakenBack",
    "NoBreak",
    "NotClockedIn",
    "NothingChanged",
    "OnBreak",
    "OnNow",
    "Overlap",
    "OwnHours",
    "Pause",
    "PersonWeek",
    "Request",
    "Requests",
    "Review",
    "Sheet",
    "SheetDetail",
    "SheetVersion",
    "ShiftSpan",
    "StillRunning",
    "Times",
    "TimesForm",
    "Week",
    "WeekAhead",
    "add",
    "approve",
    "ask",
    "card",
    "clock_in",
    "clock_out",
    "close_for",
    "confirm_week",
    "correct",
    "decide",
    "end_break",
    "end_forgotten",
    "forgotten",
    "history",
    "judge_undecided",
    "lock_again",
    "locks",
    "my_requests",
    "needs_review",
    "person_week",
    "read_times",
    "requests_waiting",
    "somebody_else_may",
    "start_break",
    "still_here",
    "today",
    "unlock",
    "versions",
    "week_grid",
    "who_is_on",
    "withdraw",
    "withdraw_week",
    "write_note",
    "write_times",
]
