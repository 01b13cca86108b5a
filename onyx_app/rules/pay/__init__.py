"""Pay: a pure engine from facts and rules to slips that explain every cent.

`calculate(case) -> Run`; `read_case`, `case_json`, `run_json` and `seal` for storing;
`CaseWriter`, `calculate_part` and `Whole` for a run of many people; `Replay` to prove it later.
"""

from onyx_app.rules.pay.canonical import case_json, case_of, read_case, run_json, seal, seal_of_parts
from onyx_app.rules.pay.checking import CaseRefused, check
from onyx_app.rules.pay.engine import ENGINE_VERSION, calculate
from onyx_app.rules.pay.facts import (
    Adjustment,
    Advance,
    Agency,
    Bonus,
    Carried,
    Case,
    Clawback,
    Deduction,
    Leave,
    OpenWeek,
    Person,
    Sale,
    Sheet,
)
from onyx_app.rules.pay.late import late_adjustments
from onyx_app.rules.pay.parts import CaseWriter, Part, Whole, calculate_part
from onyx_app.rules.pay.plans import Basis, Bracket, CommissionRule, LeavePay, Plan, Plans, Tier
from onyx_app.rules.pay.preview import as_if_ended, earned_by_person, with_plan
from onyx_app.rules.pay.replay import Difference, Replay
from onyx_app.rules.pay.slips import Attention, Concern, Kind, Line, Run, SheetMinutes, Slip, Source, Unit
from onyx_app.rules.pay.units import WHOLE, half_up, split

__all__ = [
    "ENGINE_VERSION",
    "WHOLE",
    "Adjustment",
    "Advance",
    "Agency",
    "Attention",
    "Basis",
    "Bonus",
    "Bracket",
    "Carried",
    "Case",
    "CaseRefused",
    "CaseWriter",
    "Clawback",
    "CommissionRule",
    "Concern",
    "Deduction",
    "Difference",
    "Kind",
    "Leave",
    "LeavePay",
    "Line",
    "OpenWeek",
    "Part",
    "Person",
    "Plan",
    "Plans",
    "Replay",
    "Run",
    "Sale",
    "Sheet",
    "SheetMinutes",
    "Slip",
    "Source",
    "Tier",
    "Unit",
    "Whole",
    "as_if_ended",
    "calculate",
    "calculate_part",
    "case_json",
    "case_of",
    "check",
    "earned_by_person",
    "half_up",
    "late_adjustments",
    "read_case",
    "run_json",
    "seal",
    "seal_of_parts",
    "split",
    "with_plan",
]
