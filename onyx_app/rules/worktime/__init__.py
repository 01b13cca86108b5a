"""Counting time: from punches to paid minutes, night, weekend and holiday minutes, shifts and lateness."""

from onyx_app.rules.worktime.clock import DayRules, Kinds, LocalClock, kinds, local_clock
from onyx_app.rules.worktime.counting import count, length, missing_break, rounded_ends
from onyx_app.rules.worktime.facts import (
    LONGEST_STRETCH,
    Break,
    Counted,
    Favour,
    LegalBreak,
    Minute,
    Rounding,
    Span,
    Stretch,
    TimeRules,
    minute,
)
from onyx_app.rules.worktime.matching import (
    Deviation,
    Planned,
    deviations,
    match,
    minutes_late,
    minutes_left_early,
    too_early,
)
from onyx_app.rules.worktime.public_holidays import public_holidays

__all__ = [
    "LONGEST_STRETCH",
    "Break",
    "Counted",
    "DayRules",
    "Deviation",
    "Favour",
    "Kinds",
    "LegalBreak",
    "LocalClock",
    "Minute",
    "Planned",
    "Rounding",
    "Span",
    "Stretch",
    "TimeRules",
    "count",
    "deviations",
    "kinds",
    "length",
    "local_clock",
    "match",
    "minute",
    "minutes_late",
    "minutes_left_early",
    "missing_break",
    "public_holidays",
    "rounded_ends",
    "too_early",
]
