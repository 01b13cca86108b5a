"""Pay runs: draft, reviewed, approved, paid, reversed (`docs/rules-pay.md`).

`open_run` for the next period, `recalculate` while it is a draft, `review`, `approve` by a second person, `pay`,
`reverse`. Once approved, the database refuses every change.
"""

from onyx_app.services.payroll._approve import (
    OpenTimesheets,
    OutOfDate,
    PeriodNotOver,
    approve,
)
from onyx_app.services.payroll._calculating import Progress
from onyx_app.services.payroll._calendar import PeriodChoice, pay_calendar
from onyx_app.services.payroll._draft import (
    NotBegun,
    PeriodTaken,
    back_to_draft,
    discard,
    open_run,
    recalculate,
    review,
)
from onyx_app.services.payroll._four_eyes import FourEyes, OwnSlip, SlipSigned, approval_of, approve_slip
from onyx_app.services.payroll._pages import RunLine, RunPage, SlipLine, SlipPage, run_page, slip, slip_page
from onyx_app.services.payroll._read import LineCard, SlipCard, my_slips, run, runs, slips
from onyx_app.services.payroll._settle import LaterRunClosed, pay, reverse
from onyx_app.services.payroll._steps import BeingCalculated, RunCard, WrongStep

__all__ = [
    "BeingCalculated",
    "FourEyes",
    "LaterRunClosed",
    "LineCard",
    "NotBegun",
    "OpenTimesheets",
    "OutOfDate",
    "OwnSlip",
    "PeriodChoice",
    "PeriodNotOver",
    "PeriodTaken",
    "Progress",
    "RunCard",
    "RunLine",
    "RunPage",
    "SlipCard",
    "SlipLine",
    "SlipPage",
    "SlipSigned",
    "WrongStep",
    "approval_of",
    "approve",
    "approve_slip",
    "back_to_draft",
    "discard",
    "my_slips",
    "open_run",
    "pay",
    "pay_calendar",
    "recalculate",
    "reverse",
    "review",
    "run",
    "run_page",
    "runs",
    "slip",
    "slip_page",
    "slips",
]
