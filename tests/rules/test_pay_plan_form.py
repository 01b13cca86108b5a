"""A plan typed into a form and read back: nothing is lost, and every wrong field is named by its own name."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onyx_app.rules.leave import KINDS
from onyx_app.rules.pay_plan_form import BracketRow, PlanForm, RuleRow, TierRow, another, form_of, terms_from
from onyx_app.rules.pay_plans import TermsRefused, read_plan

FULL: dict[str, Any] = {
    "hourly": 1250, "base": 100000, "guarantee": 150000, "night": "1.25", "weekend": "1.5", "holiday": "2",
    "daily_overtime": [{"after_minutes": 480, "factor": "1.5"}, {"after_minutes": 630, "factor": "2"},
                       {"after_minutes": 720, "factor": "2.5"}],
    "weekly_overtime": [{"after_minutes": 2400, "factor": "1.5"}, {"after_minutes": 2880, "factor": "2"}],
    "commission": [{"id": "rule-1", "priority": 1, "creator": "luna", "percent": "12.5", "basis": "gross"},
                   {"id": "rule-2", "priority": 2, "income": "tip", "fixed": 150},
                   {"id": "rule-3", "priority": 3, "brackets": [{"above": 0, "percent": "5"},
                                                                {"above": 100000, "percent": "7.5"}], "basis": "net"}],
    "leave": [{"kind": "vacation", "percent": "100"}, {"kind": "unpaid", "percent": "0"},
              {"kind": "parental", "percent": "67"}],
    "regular_rate": True,
}  # fmt: skip


def sent(form: PlanForm) -> dict[str, str]:
    """What a browser sends when nothing is touched."""
    names = ("hourly", "base", "guarantee", "night", "weekend", "holiday")
    typed = {name: getattr(form, name) for name in names}
    for row in form.rules:
        typed |= {f"{row.id}_{name}": getattr(row, name) for name in ("kind", "value", "creator", "income", "basis")}
        for one in row.brackets:
            typed |= {f"{row.id}_{one.id}_above": one.above, f"{row.id}_{one.id}_percent": one.percent}
    for tier in form.tiers:
        typed |= {f"{tier.id}_after": tier.after, f"{tier.id}_factor": tier.factor}
    typed |= {f"leave_{row.kind}": row.percent for row in form.leave}
    return typed | ({"regular_rate": "1"} if form.regular_rate else {})


def test_a_form_sent_untouched_is_the_same_plan_with_all_its_elements() -> None:
    form = form_of(FULL, "EUR")

    assert terms_from(sent(form), "EUR", form) == FULL
    assert read_plan("p", date(2026, 3, 1), None, "EUR", FULL)


def test_an_empty_form_is_an_empty_plan_with_a_row_to_begin_with() -> None:
    form = form_of({}, "EUR")

    assert [row.id for row in form.rules] == ["r0"]
    assert [row.kind for row in form.leave] == list(KINDS)
    assert terms_from(sent(form), "EUR", form) == {}


def test_the_order_of_the_rows_is_the_priority_and_empty_rows_count_for_nothing() -> None:
    form = PlanForm(rules=[RuleRow("r3"), RuleRow("r1"), RuleRow("r0", "brackets", brackets=[BracketRow("b0")])])
    typed = {"r3_value": "3", "r1_value": "", "r0_kind": "brackets", "r0_b0_percent": "4"}

    assert [(rule["id"], rule["priority"]) for rule in terms_from(typed, "EUR", form)["commission"]] == [
        ("rule-1", 1), ("rule-2", 2),
    ]  # fmt: skip
    assert terms_from(typed, "EUR", form)["commission"][1]["brackets"] == [{"above": 0, "percent": "4"}]


def test_a_new_row_gets_an_id_of_its_own() -> None:
    assert another([RuleRow("r0"), RuleRow("r4")], "r") == "r5"
    assert another([], "b") == "b0"


@pytest.mark.parametrize(
    ("currency", "typed", "minor"), [("EUR", "12,5", 1250), ("JPY", "1500", 1500), ("KWD", "2.125", 2125)]
)
def test_amounts_are_in_the_smallest_unit_of_their_currency(currency: str, typed: str, minor: int) -> None:
    assert terms_from({"hourly": typed}, currency, PlanForm()) == {"hourly": minor}


def test_every_wrong_field_is_named_at_once() -> None:
    brackets = [BracketRow("b0"), BracketRow("b1"), BracketRow("b2")]
    form = PlanForm(
        rules=[RuleRow("r0"), RuleRow("r1"), RuleRow("r2", "brackets", brackets=brackets)],
        tiers=[TierRow("t0", "day"), TierRow("t1", "week"), TierRow("t2", "day"), TierRow("t3", "day")],
        leave=form_of({}, "EUR").leave,
    )
    typed = {"hourly": "-1", "base": "1.005", "night": "0.5", "t0_after": "8", "t1_after": "200", "t1_factor": "2",
             "t2_after": "9", "t2_factor": "2", "t3_after": "9.0", "t3_factor": "3", "leave_sick": "-5",
             "r0_value": "many", "r1_value": "-2", "r1_kind": "fixed", "r2_kind": "brackets",
             "r2_b0_above": "0", "r2_b0_percent": "-3", "r2_b1_above": "0.00", "r2_b1_percent": "5",
             "r2_b2_percent": "6"}  # fmt: skip

    with pytest.raises(TermsRefused) as refused:
        terms_from(typed, "EUR", form)

    assert {one.field: one.key.rpartition(".")[2] for one in refused.value.wrong} == {
        "hourly": "amount",
        "base": "amount",
        "night": "factor",
        "t0_factor": "required",
        "t1_after": "hours",
        "t3_after": "twice",
        "leave_sick": "percent",
        "r0_value": "percent",
        "r1_value": "amount",
        "r2_b0_percent": "percent",
        "r2_b1_above": "twice",
        "r2_b2_above": "required",
    }


@given(
    brackets=st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 1000)), min_size=1, max_size=6,
                      unique_by=lambda one: one[0]),
    tiers=st.lists(st.integers(0, 168), max_size=4, unique=True),
)  # fmt: skip
def test_whatever_brackets_and_tiers_a_plan_has_the_form_gives_them_back(
    brackets: list[tuple[int, int]], tiers: list[int]
) -> None:
    steps = [{"above": above, "percent": str(percent)} for above, percent in sorted(brackets)]
    terms: dict[str, Any] = {
        "commission": [{"id": "rule-1", "priority": 1, "brackets": steps, "basis": "gross"}],
        **({"weekly_overtime": [{"after_minutes": 60 * hours, "factor": "2"} for hours in tiers]} if tiers else {}),
    }
    form = replace(form_of(terms, "EUR"), currency="EUR")

    assert terms_from(sent(form), "EUR", form) == terms
