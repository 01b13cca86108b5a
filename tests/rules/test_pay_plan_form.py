"""A plan typed into a form and read back: nothing is lost, and every wrong field is named by its own name."""

from typing import Any

import pytest

from onyx_app.rules.pay_plan_form import form_of, terms_from
from onyx_app.rules.pay_plans import TermsRefused

FULL: dict[str, Any] = {
    "hourly": 1250, "base": 100000, "night": "1.25", "daily_overtime": [{"after_minutes": 480, "factor": "1.5"},
    {"after_minutes": 630, "factor": "2"}], "leave": [{"kind": "holiday", "percent": "100"}], "regular_rate": True,
    "commission": [{"id": "rule-1", "priority": 1, "creator": "luna", "percent": "12.5", "basis": "gross"},
                   {"id": "rule-2", "priority": 2, "income": "tip", "fixed": 150},
                   {"id": "big", "priority": 9, "brackets": [{"above": 0, "percent": "5"}]}],
}  # fmt: skip


def sent(terms: dict[str, Any], currency: str = "EUR") -> dict[str, str]:
    """What a browser sends when nothing is touched."""
    form = form_of(terms, currency)
    names = ("hourly", "base", "guarantee", "night", "weekend", "holiday")
    rules = {
        f"rule{at}_{name}": getattr(row, name)
        for at, row in enumerate(form.rules)
        for name in ("kind", "value", "creator", "income", "basis")
    }
    us = {"regular_rate": "1"} if form.regular_rate else {}
    return {name: getattr(form, name) for name in names} | form.tiers | rules | us


def test_a_form_sent_untouched_is_the_same_plan() -> None:
    assert terms_from(sent(FULL), "EUR", FULL) == FULL


def test_what_the_form_does_not_show_is_kept_when_the_rest_is_emptied() -> None:
    terms = terms_from({"hourly": "10"}, "EUR", FULL)

    assert terms == {"hourly": 1000, "leave": FULL["leave"], "commission": [FULL["commission"][2]]}


@pytest.mark.parametrize(
    ("currency", "typed", "minor"), [("EUR", "12,5", 1250), ("JPY", "1500", 1500), ("KWD", "2.125", 2125)]
)
def test_amounts_are_in_the_smallest_unit_of_their_currency(currency: str, typed: str, minor: int) -> None:
    assert terms_from({"hourly": typed}, currency, {}) == {"hourly": minor}


def test_every_wrong_field_is_named_at_once() -> None:
    typed = {"hourly": "-1", "base": "1.005", "night": "0.5", "day_after": "8", "week_after": "200", "week_factor": "2",
             "rule0_value": "many", "rule1_value": "-2", "rule1_kind": "fixed"}  # fmt: skip

    with pytest.raises(TermsRefused) as refused:
        terms_from(typed, "EUR", {})

    assert {one.field: one.key.rpartition(".")[2] for one in refused.value.wrong} == {
        "hourly": "amount",
        "base": "amount",
        "night": "factor",
        "day_factor": "required",
        "week_after": "hours",
        "rule0_value": "percent",
        "rule1_value": "amount",
    }
