"""Base salary, leave and guarantee: by calendar days, rounded once, no cent lost where plans change."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.pay.figures import amounts, concerns, lines, mia, run_of, sale, sheet

SALARIED = {"hourly": None, "base": 310_000}


def with_plans(*plans: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return {"id": "mia", "plans": [{"currency": "EUR", **plan} for plan in plans], **facts}


@pytest.mark.parametrize(
    ("since", "until", "days", "amount"),
    [
        ("2026-01-01", None, 31, 310_000),
        ("2026-05-01", None, 31, 310_000),
        ("2026-05-11", None, 21, 210_000),
        ("2026-01-01", "2026-05-04", 3, 30_000),
        ("2026-05-31", None, 1, 10_000),
    ],
)
def test_a_base_salary_is_pro_rated_by_calendar_days(since: str, until: str | None, days: int, amount: int) -> None:
    run = run_of(mia(SALARIED | {"since": since, "until": until}))

    assert [(line.quantity, line.per, line.amount) for line in lines(run, "base")] == [(days, 31, amount)]


def test_a_base_salary_of_a_plan_that_begins_after_the_period_pays_nothing() -> None:
    assert lines(run_of(mia(SALARIED | {"since": "2026-06-01"}))) == []


def test_a_raise_in_the_middle_makes_two_lines() -> None:
    person = with_plans(
        {"id": "old", "since": "2026-01-01", "base": 310_000}, {"id": "new", "since": "2026-05-21", "base": 341_000}
    )

    assert amounts(run_of(person), "base") == [121_000, 200_000]


@given(st.integers(0, 10**9), st.integers(2, 31))
def test_a_new_plan_with_the_same_base_loses_no_cent(base: int, day: int) -> None:
    person = with_plans(
        {"id": "old", "since": "2026-01-01", "base": base},
        {"id": "new", "since": f"2026-05-{day:02}", "base": base, "hourly": 100},
    )

    run = run_of(person)

    assert amounts(run, "base") == [base]
    assert lines(run)[0].plans == ("old", "new")


def test_whole_days_of_unpaid_leave_are_taken_out() -> None:
    unpaid = SALARIED | {"leave": [{"kind": "unpaid", "percent": "0"}]}
    leave = [
        {"id": name, "kind": "unpaid", "day": f"2026-05-{day}", "whole_day": True}
        for name, day in (("a", "06"), ("b", "07"), ("twice", "07"))
    ]

    assert amounts(run_of(mia(unpaid, leave=leave)), "base") == [290_000]


def test_paid_leave_is_paid_at_its_share_of_the_hourly_rate() -> None:
    sick = {"leave": [{"kind": "sick", "percent": "80"}]}

    run = run_of(mia(sick, leave=[{"id": "l", "kind": "sick", "day": "2026-05-06", "minutes": 480}]))

    assert [(line.quantity, line.percent, line.amount) for line in lines(run)] == [(480, 8_000, 12_800)]


def test_leave_the_plan_does_not_know_is_named() -> None:
    assert concerns(run_of(mia(leave=[{"id": "l", "kind": "x", "day": "2026-05-06"}]))) == ["leave_without_rule"]


def test_leave_never_makes_overtime() -> None:
    plan = {"leave": [{"kind": "sick", "percent": "100"}], "daily_overtime": [{"after_minutes": 480, "factor": "2"}]}
    leave = [{"id": "l", "kind": "sick", "day": "2026-05-04", "minutes": 300}]

    assert amounts(run_of(mia(plan, leave=leave, sheets=[sheet("t", "04 08:00", "04 14:00")])), "daily_overtime") == []


@pytest.mark.parametrize(("sold", "top"), [(0, 100_000), (60_000, 40_000), (100_000, None), (150_000, None)])
def test_the_guarantee_fills_up_what_was_earned(sold: int, top: int | None) -> None:
    plan = {"hourly": None, "guarantee": 100_000, "commission": [{"id": "r", "percent": "100"}]}

    run = run_of(mia(plan), sales=[sale("s", sold)])

    assert amounts(run, "guarantee") == ([top] if top else [])


def test_bonuses_come_on_top_of_the_guarantee_and_clawbacks_do_not_lower_it() -> None:
    bonus = {"id": "b", "reason": "quest", "day": "2026-05-06", "currency": "EUR", "amount": 5_000}
    claw = {"id": "c", "sale": "s", "currency": "EUR", "paid": 700, "basis": 7000, "reversed": 7000}

    run = run_of(mia({"hourly": None, "guarantee": 100_000}, bonuses=[bonus], clawbacks=[claw]))

    assert amounts(run, "guarantee") == [100_000]
    assert run.totals == (("EUR", 104_300),)


def test_the_guarantee_is_pro_rated_and_says_what_it_compared() -> None:
    run = run_of(mia({"hourly": None, "guarantee": 310_000, "since": "2026-05-29"}))

    assert [(line.amount, line.parts) for line in lines(run)] == [(30_000, (("guaranteed", 30_000), ("earned", 0)))]


def test_pay_in_another_currency_does_not_count_towards_the_guarantee() -> None:
    plan = {"hourly": None, "guarantee": 1_000, "commission": [{"id": "r", "percent": "100"}]}

    run = run_of(mia(plan), sales=[sale("s", 900_000, currency="USD")])

    assert amounts(run, "guarantee") == [1_000]
