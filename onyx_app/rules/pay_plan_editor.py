"""Rows of the plan form added, taken away and moved. What is typed in a row stays with its id."""

from collections.abc import Callable
from dataclasses import replace

from onyx_app.errors import InvalidInput
from onyx_app.rules.pay_plan_form import (
    MOST_BRACKETS,
    MOST_RULES,
    MOST_TIERS,
    BracketRow,
    PlanForm,
    RuleRow,
    TierRow,
    another,
)

KINDS = ("percent", "fixed", "brackets")
_PER = ("day", "week")


def changed(form: PlanForm, what: str, row: str, value: str) -> PlanForm:
    """The form after one press; a row that is not there, or one too many, changes nothing.

    Raises:
        InvalidInput: no such change.
    """
    if what not in _CHANGES:
        raise InvalidInput("form", "choice")
    return _CHANGES[what](form, row, value)


def _add_rule(form: PlanForm, row: str, value: str) -> PlanForm:
    if len(form.rules) >= MOST_RULES:
        return form
    return replace(form, rules=[*form.rules, RuleRow(another(form.rules, "r"))])


def _drop_rule(form: PlanForm, row: str, value: str) -> PlanForm:
    return replace(form, rules=[one for one in form.rules if one.id != row])


def _raise_rule(form: PlanForm, row: str, value: str) -> PlanForm:
    """One place up: it is tried before the one it passes."""
    at = next((at for at, one in enumerate(form.rules) if one.id == row), 0)
    if at == 0:
        return form
    rules = [*form.rules[: at - 1], form.rules[at], form.rules[at - 1], *form.rules[at + 1 :]]
    return replace(form, rules=rules)


def _kind(form: PlanForm, row: str, value: str) -> PlanForm:
    """Brackets begin with two rows to fill in."""
    if value not in KINDS:
        return form
    begun = [BracketRow("b0"), BracketRow("b1")]

    def turn(rule: RuleRow) -> RuleRow:
        return replace(rule, kind=value, brackets=rule.brackets or (begun if value == "brackets" else []))

    return _with_rule(form, row, turn)


def _add_bracket(form: PlanForm, row: str, value: str) -> PlanForm:
    def add(rule: RuleRow) -> RuleRow:
        room = len(rule.brackets) < MOST_BRACKETS
        return replace(
            rule, brackets=[*rule.brackets, BracketRow(another(rule.brackets, "b"))] if room else rule.brackets
        )

    return _with_rule(form, row, add)


def _drop_bracket(form: PlanForm, row: str, value: str) -> PlanForm:
    def drop(rule: RuleRow) -> RuleRow:
        return replace(rule, brackets=[one for one in rule.brackets if one.id != value])

    return _with_rule(form, row, drop)


def _add_tier(form: PlanForm, row: str, value: str) -> PlanForm:
    if value not in _PER or sum(one.per == value for one in form.tiers) >= MOST_TIERS:
        return form
    return replace(form, tiers=[*form.tiers, TierRow(another(form.tiers, "t"), value)])


def _drop_tier(form: PlanForm, row: str, value: str) -> PlanForm:
    return replace(form, tiers=[one for one in form.tiers if one.id != row])


def _with_rule(form: PlanForm, row: str, turn: Callable[[RuleRow], RuleRow]) -> PlanForm:
    return replace(form, rules=[turn(one) if one.id == row else one for one in form.rules])


_CHANGES: dict[str, Callable[[PlanForm, str, str], PlanForm]] = {
    "add_rule": _add_rule,
    "drop_rule": _drop_rule,
    "raise_rule": _raise_rule,
    "kind": _kind,
    "add_bracket": _add_bracket,
    "drop_bracket": _drop_bracket,
    "add_tier": _add_tier,
    "drop_tier": _drop_tier,
}
