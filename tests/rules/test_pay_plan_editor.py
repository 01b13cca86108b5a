"""Rows of the plan form: added, moved and taken away one at a time; what is not there changes nothing."""

import pytest

from onyx_app.errors import InvalidInput
from onyx_app.rules.pay_plan_editor import changed
from onyx_app.rules.pay_plan_form import MOST_BRACKETS, MOST_TIERS, PlanForm, RuleRow

START = PlanForm(rules=[RuleRow("r0", value="10"), RuleRow("r1", "fixed", "1.50")])


def after(form: PlanForm, *presses: tuple[str, str, str]) -> PlanForm:
    for press in presses:
        form = changed(form, *press)
    return form


def test_a_rule_moves_up_one_place_and_keeps_what_it_was_drawn_with() -> None:
    form = after(START, ("add_rule", "", ""), ("raise_rule", "r2", ""), ("raise_rule", "r0", ""))

    assert [row.id for row in form.rules] == ["r0", "r2", "r1"]
    assert form.rules[2].value == "1.50"


def test_brackets_begin_with_two_rows_and_come_back_when_the_kind_is_changed_twice() -> None:
    form = after(START, ("kind", "r0", "brackets"), ("add_bracket", "r0", ""), ("drop_bracket", "r0", "b0"))
    again = after(form, ("kind", "r0", "percent"), ("kind", "r0", "brackets"))

    assert [one.id for one in form.rules[0].brackets] == ["b1", "b2"]
    assert again.rules[0] == form.rules[0]


def test_there_is_an_end_to_rows() -> None:
    form = after(START, ("kind", "r0", "brackets"), *[("add_bracket", "r0", "")] * 20, *[("add_tier", "", "day")] * 9)

    assert len(form.rules[0].brackets) == MOST_BRACKETS
    assert len(form.tiers) == MOST_TIERS
    assert len(after(form, ("add_tier", "", "week")).tiers) == MOST_TIERS + 1


@pytest.mark.parametrize(
    "press",
    [("drop_rule", "r9", ""), ("raise_rule", "r9", ""), ("kind", "r0", "gift"), ("add_tier", "", "month"),
     ("drop_tier", "t0", ""), ("drop_bracket", "r0", "b0")],
)  # fmt: skip
def test_what_is_not_there_changes_nothing(press: tuple[str, str, str]) -> None:
    assert changed(START, *press) == START


def test_no_other_change_is_known() -> None:
    with pytest.raises(InvalidInput):
        changed(START, "explode", "r0", "")
