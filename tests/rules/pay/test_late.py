"""A late fact of a closed period becomes an adjustment of the next run, to the cent."""

import json

from onyx_app.rules.pay import calculate, late_adjustments, read_case
from tests.oracle.cases import random_case
from tests.rules.pay.figures import mia, run_of, sheet


def test_a_timesheet_corrected_after_approval_is_made_good_next_time() -> None:
    paid = run_of(mia(sheets=[sheet("t", "04 08:00", "04 12:00")])).slips[0]
    corrected = run_of(mia(sheets=[sheet("t", "04 08:00", "04 13:00")])).slips[0]

    (adjustment,) = late_adjustments(paid, corrected, "run-may")

    assert (adjustment.id, adjustment.amount, adjustment.reason) == ("run-may:hours:EUR", 2_000, "hours")


def test_nothing_late_means_no_adjustment() -> None:
    for seed in range(50):
        slips = calculate(read_case(json.dumps(random_case(seed)))).slips

        assert all(late_adjustments(slip, slip, "run") == () for slip in slips)


def test_adjustments_add_up_to_the_difference_in_earnings() -> None:
    for seed in range(50):
        case = random_case(seed)
        before = calculate(read_case(json.dumps(case))).slips[0]
        case["people"][0]["sheets"] = case["people"][0]["sheets"][1:]
        after = calculate(read_case(json.dumps(case))).slips[0]
        earned = [sum(line.amount for line in slip.lines if line.kind not in SETTLED) for slip in (before, after)]

        found = late_adjustments(before, after, "run")

        assert sum(each.amount for each in found) == earned[1] - earned[0]


SETTLED = {"adjustment", "clawback", "carried", "deduction", "advance", "carry"}
