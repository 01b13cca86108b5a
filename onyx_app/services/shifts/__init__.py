"""The plan of shifts: the week as a grid, planning one shift or many, series, templates, and what the clock asks of it.

Times are planned on the agency's wall clock and stored as instants; that nobody has two shifts at once is decided by
the database. Who does not plan sees published shifts only.
"""

from onyx_app.services.shifts._advance import Advanced, advance
from onyx_app.services.shifts._around import Around, around
from onyx_app.services.shifts._cards import Choice, Concern, ShiftCard, agency_zone, cards, creator_names, when
from onyx_app.services.shifts._concerns import LeaveDay
from onyx_app.services.shifts._copy import copy_week
from onyx_app.services.shifts._coverage import Cover, Gap, cover_of, set_cover
from onyx_app.services.shifts._detail import Detail, VersionCard, one
from onyx_app.services.shifts._following import edit_series
from onyx_app.services.shifts._hold import (
    RUNNING,
    Held,
    hold_people,
    hold_shifts,
    keep_versions,
    none_worked,
    taken_by,
    touch,
)
from onyx_app.services.shifts._leaving import ahead_of, let_go
from onyx_app.services.shifts._matching import (
    PlannedShift,
    best_of,
    on_shifts,
    planned_between,
    shift_for,
)
from onyx_app.services.shifts._plan import Done, NotMade, assign, create, edit, move, resize
from onyx_app.services.shifts._refusals import (
    Begun,
    Changed,
    HasHours,
    NameTaken,
    NoSuchCreator,
    NothingToCopy,
    NotPlannable,
    Overlaps,
    SameWeek,
    unless_overlapping,
)
from onyx_app.services.shifts._series import SeriesCard, SeriesDone, create_series, end_series, extend, series
from onyx_app.services.shifts._state import cancel, publish, publish_week, restore, unpublish
from onyx_app.services.shifts._templates import (
    Choices,
    TemplateCard,
    choices,
    delete_template,
    save_template,
    templates,
)
from onyx_app.services.shifts._week import Row, WeekPlan, week

__all__ = [
    "RUNNING",
    "Advanced",
    "Around",
    "Begun",
    "Changed",
    "Choice",
    "Choices",
    "Concern",
    "Cover",
    "Detail",
    "Done",
    "Gap",
    "HasHours",
    "Held",
    "LeaveDay",
    "NameTaken",
    "NoSuchCreator",
    "NotMade",
    "NotPlannable",
    "NothingToCopy",
    "Overlaps",
    "PlannedShift",
    "Row",
    "SameWeek",
    "SeriesCard",
    "SeriesDone",
    "ShiftCard",
    "TemplateCard",
    "VersionCard",
    "WeekPlan",
    "advance",
    "agency_zone",
    "ahead_of",
    "around",
    "assign",
    "best_of",
    "cancel",
    "cards",
    "choices",
    "copy_week",
    "cover_of",
    "create",
    "create_series",
    "creator_names",
    "delete_template",
    "edit",
    "edit_series",
    "end_series",
    "extend",
    "hold_people",
    "hold_shifts",
    "keep_versions",
    "let_go",
    "move",
    "none_worked",
    "on_shifts",
    "one",
    "planned_between",
    "publish",
    "publish_week",
    "resize",
    "restore",
    "save_template",
    "series",
    "set_cover",
    "shift_for",
    "taken_by",
    "templates",
    "touch",
    "unless_overlapping",
    "unpublish",
    "week",
    "when",
]
