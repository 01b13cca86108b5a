"""What cannot have happened is refused with a sentence that says what to correct."""

from typing import Any

import pytest

from onyx_app import strings
from onyx_app.rules.pay import CaseRefused
from tests.rules.pay.figures import PLAN, case_of, mia, sale, sheet

TIER = {"after_minutes": 480, "factor": "1.5"}
CLAWBACK = {"id": "c", "sale": "s", "currency": "EUR", "paid": 1, "basis": 9, "reversed": 9}


def at(time: str) -> str:
    return f"2026-05-04T{time}Z"


def refusal(*people: dict[str, Any], **rest: Any) -> str:
    with pytest.raises(CaseRefused) as refused:
        case_of(*people, **rest)
    return strings.say("en", refused.value.key, **refused.value.parameters)


@pytest.mark.parametrize(
    ("sheets", "says"),
    [
        ([sheet("t", "04 10:00", "04 09:00")], "timesheet t: the clock-out is before the clock-in"),
        ([sheet("t", "04 10:00", "05 16:00")], "timesheet t is longer than 24 hours"),
        ([sheet("t", "04 10:00", "04 12:00"), sheet("u", "04 11:59", "04 13:00")], "timesheet u overlaps with t"),
        ([sheet("t", "04 10:00", "04 12:00"), sheet("t", "05 10:00", "05 12:00")], "timesheets t is in the case twice"),
        ([sheet("t", "04 10:00", "04 12:00", day="2026-05-09")], "business date"),
        ([sheet("t", "04 10:00", "04 12:00", breaks=[{"start": at("09:00"), "end": at("10:30")}])], "break"),
        ([sheet("t", "04 10:00", "04 12:00", breaks=[{"start": at("11:00"), "end": at("10:30")}])], "break"),
        ([{"id": "t", "start": "2026-05-04T10:00"}], "with its offset"),
        ([{"id": "t", "start": 5}], "with its offset"),
    ],
)  # fmt: skip
def test_impossible_timesheets(sheets: list[dict[str, Any]], says: str) -> None:
    assert says in refusal(mia(sheets=sheets))


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        ({"hourly": -1}, "greater than or equal to 0"),
        ({"hourly": 12.5}, "valid integer"),
        ({"hourly": "12"}, "valid integer"),
        ({"hourly": True}, "valid integer"),
        ({"hourly": 10**16}, "less than or equal"),
        ({"currency": "EURO"}, "EURO is not a currency"),
        ({"night": 1.5}, 'such as "1.5"'),
        ({"night": "0.5"}, "greater than or equal to 10000"),
        ({"night": "1.00001"}, "too many decimals"),
        ({"night": "NaN"}, "too many decimals"),
        ({"night": "x"}, 'such as "1.5"'),
        ({"until": "2025-01-01"}, "ends before it starts"),
        ({"daily_overtime": [TIER, TIER]}, "twice"),
        ({"commission": [{"id": "r"}]}, "exactly one of percent, fixed, brackets"),
        ({"commission": [{"id": "r", "percent": "5", "fixed": 5}]}, "exactly one of"),
        ({"commission": [{"id": "r", "brackets": [{"above": 0, "percent": "5"}] * 2}]}, "twice"),
        ({"commission": [{"id": "r", "percent": "5"}] * 2}, "twice"),
        ({"commission": [{"id": "r", "percent": "-5"}]}, "greater than or equal"),
        ({"houry": 5}, "houry"),
    ],
)
def test_impossible_plans(plan: dict[str, Any], says: str) -> None:
    assert says in refusal(mia(plan))


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"reversed_gross": 1001}, "more was reversed than was sold"),
        ({"reversed_net": -5}, "greater than or equal to 0"),
        ({"currency": "BTC"}, "not a currency"),
        ({"at": "2026-05-10T10:00Z"}, "exactly one of day, at"),
        ({"day": None}, "exactly one of day, at"),
        ({"credits": [["mia", 1], ["mia", 2]]}, "twice"),
        ({"credits": [["mia", 0]]}, "greater than 0"),
        ({"count": 0}, "greater than or equal to 1"),
    ],
)
def test_impossible_sales(changed: dict[str, Any], says: str) -> None:
    assert says in refusal(mia(), sales=[sale("s", 1000, **changed)])


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"deductions": [{"id": "d", "reason": "", "currency": "EUR"}]}, "exactly one of amount, percent"),
        ({"advances": [{"id": "a", "currency": "EUR", "total": 5, "instalment": 1, "repaid": 6}]}, "more was repaid"),
        ({"clawbacks": [CLAWBACK | {"basis": 0}]}, "greater than 0"),
        ({"clawbacks": [CLAWBACK | {"already": 2}]}, "more was clawed back"),
        ({"carried": [{"run": "r", "currency": "EUR", "amount": 5}]}, "less than or equal to 0"),
        ({"carried": [{"run": "r", "currency": "", "amount": -5}]}, "not a currency"),
    ],
)  # fmt: skip
def test_impossible_settlements(facts: dict[str, Any], says: str) -> None:
    assert says in refusal(mia(**facts))


@pytest.mark.parametrize(
    ("period", "agency", "says"),
    [
        ({"first": "2026-05-01", "end": "2026-05-01"}, {}, "start before it ends"),
        ({"first": "2026-05-01", "end": "2027-06-01"}, {}, "start before it ends"),
        ({"first": "9999-01-01", "end": "9999-02-01"}, {}, "start before it ends"),
        ({"first": "2026-05-01", "end": "x"}, {}, "period.end"),
        (None, {"zone": "Europe/Atlantis"}, "There is no time zone Europe/Atlantis"),
        (None, {"night": ["22:00", "6"]}, "time of day"),
        (None, {"night": ["22:00", "25:00"]}, "less than or equal to 1440"),
        (None, {"weekend": ["sundae"]}, "weekday"),
        (None, {"rounding": {"step": 7}}, "0, 5 or 15"),
    ],
)
def test_impossible_periods_and_agencies(period: dict[str, str] | None, agency: dict[str, Any], says: str) -> None:
    assert says in refusal(mia(), period=period, **agency)


def test_two_people_or_plans_with_one_id() -> None:
    assert "people mia is in the case twice" in refusal(mia(), mia())
    assert "twice" in refusal({"id": "mia", "plans": [PLAN, PLAN | {"id": "other"}]})
