"""Bonuses, adjustments, clawbacks, deductions, advances, and what a slip carries to the next."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.pay.figures import amounts, concerns, lines, mia, run_of, sheet

TEN_HOURS = [sheet("t", "04 08:00", "04 18:00")]
EUR = {"currency": "EUR"}


def earning_200(**facts: Any) -> dict[str, Any]:
    return mia(sheets=TEN_HOURS, **facts)


def advance(**changed: Any) -> dict[str, Any]:
    return EUR | {"id": "a", "total": 50_000, "instalment": 15_000} | changed


def test_a_bonus_is_a_line_with_its_reason_in_the_period_of_its_day() -> None:
    bonuses = [
        EUR | {"id": day, "reason": "quest", "day": f"2026-{day}", "amount": 700} for day in ("05-31", "06-01", "04-30")
    ]

    run = run_of(mia(bonuses=bonuses))

    assert [(line.amount, line.reason, line.sources) for line in lines(run)] == [(700, "quest", (("05-31", 700),))]


def test_deductions_are_amounts_or_shares_of_gross_pay() -> None:
    deductions = [
        EUR | {"id": "a", "reason": "rent", "amount": 2_500},
        EUR | {"id": "b", "reason": "fee", "percent": "3.33"},
    ]

    run = run_of(earning_200(deductions=deductions))

    assert amounts(run, "deduction") == [-2_500, -666]
    assert run.totals == (("EUR", 16_834),)


@pytest.mark.parametrize(("repaid", "taken"), [(0, 15_000), (40_000, 10_000), (50_000, None)])
def test_an_advance_is_given_back_in_instalments_until_it_is_repaid(repaid: int, taken: int | None) -> None:
    run = run_of(earning_200(advances=[advance(repaid=repaid)]))

    assert amounts(run, "advance") == ([-taken] if taken else [])


def test_an_instalment_never_takes_more_than_the_slip_has() -> None:
    run = run_of(earning_200(advances=[advance(), advance(id="b")]))

    assert amounts(run, "advance") == [-15_000, -5_000]
    assert concerns(run) == ["advance_postponed"]
    assert run.totals == (("EUR", 0),)


def test_a_negative_balance_is_carried_and_the_next_slip_starts_with_it() -> None:
    claw = EUR | {"id": "c", "sale": "s", "paid": 23_000, "basis": 100, "reversed": 100}

    first = run_of(earning_200(clawbacks=[claw]))
    carried = [EUR | {"run": "may", "amount": amount} for _, amount in first.slips[0].carried]
    second = run_of(earning_200(carried=carried))

    assert (first.totals, first.slips[0].carried) == ((("EUR", 0),), (("EUR", -3_000),))
    assert amounts(second, "carried") == [-3_000]
    assert second.totals == (("EUR", 17_000),)


def test_a_negative_in_one_currency_does_not_touch_another() -> None:
    adjustment = {"id": "x", "reason": "late", "currency": "USD", "amount": -500}

    run = run_of(earning_200(adjustments=[adjustment]))

    assert run.totals == (("EUR", 20_000), ("USD", 0))
    assert run.slips[0].carried == (("USD", -500),)


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.lists(st.integers(0, 10**6), max_size=5))
def test_clawbacks_step_by_step_add_up_to_the_commission(paid: int, basis: int, steps: list[int]) -> None:
    already = 0
    for reversed_ in [*sorted(step % (basis + 1) for step in steps), basis]:
        claw = EUR | {"id": "c", "sale": "s", "paid": paid, "basis": basis, "reversed": reversed_, "already": already}
        taken = -sum(amounts(run_of(mia(clawbacks=[claw])), "clawback"))
        assert taken >= 0
        already += taken

    assert already == paid


def test_a_reversal_that_was_undone_gives_the_commission_back() -> None:
    claw = EUR | {"id": "c", "sale": "s", "paid": 100, "basis": 1000, "reversed": 0, "already": 100}

    assert amounts(run_of(mia(clawbacks=[claw])), "clawback") == [100]


def test_a_fixed_commission_is_lost_only_with_the_whole_sale() -> None:
    claw = EUR | {"id": "c", "sale": "s", "paid": 50, "basis": 1000, "reversed": 999, "whole_only": True}

    assert amounts(run_of(mia(clawbacks=[claw])), "clawback") == []
    assert amounts(run_of(mia(clawbacks=[claw | {"reversed": 1000}])), "clawback") == [-50]


@given(st.lists(st.integers(-50_000, 50_000), max_size=6))
def test_carrying_loses_no_cent_over_many_runs(late: list[int]) -> None:
    carried: list[dict[str, Any]] = []
    paid = 0
    for at, amount in enumerate(late):
        adjustment = EUR | {"id": "x", "reason": "late", "amount": amount}
        run = run_of(mia(adjustments=[adjustment], carried=carried))
        paid += sum(total for _, total in run.totals)
        carried = [EUR | {"run": f"r{at}", "amount": left} for _, left in run.slips[0].carried]

    assert paid + sum(each["amount"] for each in carried) == sum(late)
