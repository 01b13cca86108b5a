"""The form of a pay plan: amounts, commission with brackets, overtime, premiums, leave. Rows are added as needed.

Fields are uncontrolled: adding or moving a row sends nothing of what was typed, and loses nothing of it either.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from onyx_app.components.buttons import button, icon_button
from onyx_app.components.forms import check_field, error_of, select_field, text_field
from onyx_app.components.text import t
from onyx_app.rules.leave import KINDS as LEAVE_KINDS
from onyx_app.rules.pay_plan_editor import KINDS
from onyx_app.rules.pay_plan_form import MOST_BRACKETS, MOST_RULES, MOST_TIERS
from onyx_app.rules.pay_plan_words import INCOMES

_PAIR = "grid gap-4 grid-cols-2 items-start"


@dataclass(frozen=True, slots=True)
class Sheet:
    """State vars the form is drawn from, and the handler `edit(what, row, value)` that changes its rows."""

    form: Any
    errors: Any
    creators: Any
    edit: Callable[..., Any]

    def number(self, name: Any, label: str, value: Any, **props: Any) -> rx.Component:
        """One figure."""
        props = {"input_mode": "decimal", "auto_complete": "off", "max_length": 16} | props
        return text_field(name, label, errors=self.errors, default_value=value, **props)


def amounts(sheet: Sheet) -> rx.Component:
    """Hourly rate, base and guarantee."""
    now = sheet.form
    return rx.el.div(
        sheet.number("hourly", t("pay_plans.hourly"), now.hourly),
        sheet.number("base", t("pay_plans.base"), now.base, help=t("pay_plans.base_help")),
        sheet.number("guarantee", t("pay_plans.guarantee"), now.guarantee, help=t("pay_plans.guarantee_help")),
        class_name=_PAIR,
    )


def commission(sheet: Sheet) -> rx.Component:
    """Rules from the top; the first that fits a sale counts."""
    rules = sheet.form.rules
    more = button(t("pay_plans.add_rule"), icon="plus", on_click=sheet.edit("add_rule", "", ""))
    return _group(
        "commission",
        rx.el.ol(rx.foreach(rules, lambda row, at: _rule(sheet, row, at)), class_name="flex flex-col gap-4 list-none"),
        error_of(sheet.errors, "commission"),
        rx.cond(rules.length() < MOST_RULES, rx.el.div(more)),
    )


def overtime(sheet: Sheet) -> rx.Component:
    """Steps by day and by week, and the US way of counting."""
    us = check_field("regular_rate", t("pay_plans.regular_rate"), default_checked=sheet.form.regular_rate, value="1")
    adds = [
        rx.cond(
            sheet.form.tiers.length() < 2 * MOST_TIERS,
            button(t(f"pay_plans.add_{per}"), icon="plus", on_click=sheet.edit("add_tier", "", per)),
        )
        for per in ("day", "week")
    ]
    return _group(
        "overtime",
        rx.el.ul(rx.foreach(sheet.form.tiers, lambda row: _tier(sheet, row)), class_name="flex flex-col gap-3"),
        rx.el.div(*adds, class_name="flex flex-wrap gap-3"),
        us,
    )


def premiums(sheet: Sheet) -> rx.Component:
    """Night, weekend and public holidays."""
    fields = [
        sheet.number(name, t(f"pay_plans.{name}"), sheet.form[name], placeholder="1.5")
        for name in ("night", "weekend", "holiday")
    ]
    return _group("premiums", rx.el.div(*fields, class_name="grid gap-4 grid-cols-3 items-end"))


def leave(sheet: Sheet) -> rx.Component:
    """How each kind of leave is paid."""
    words = [(kind, t(f"leave.kind.{kind}")) for kind in LEAVE_KINDS]

    def row(one: Any) -> rx.Component:
        name = f"leave_{one.kind}"
        return rx.el.div(
            rx.el.label(rx.match(one.kind, *words, one.kind), html_for=name, class_name="label"),
            rx.el.input(
                id=name, name=name, default_value=one.percent, input_mode="decimal", auto_complete="off",
                max_length=8, class_name="input", aria_describedby=f"{name}-error",
            ),
            error_of(sheet.errors, name),
            key=one.kind,
            class_name="flex flex-col gap-1",
        )  # fmt: skip

    return _group("leave", rx.el.div(rx.foreach(sheet.form.leave, row), class_name=_PAIR))


def _rule(sheet: Sheet, row: Any, at: Any) -> rx.Component:
    up = icon_button("arrow-up", t("pay_plans.raise_rule"), on_click=sheet.edit("raise_rule", row.id, ""))
    away = icon_button("trash-2", t("pay_plans.drop_rule"), on_click=sheet.edit("drop_rule", row.id, ""))
    head = rx.el.div(
        rx.el.h4(t("pay_plans.rule", number=at + 1), class_name="text-sm text-muted grow"),
        rx.cond(at > 0, up),
        away,
        class_name="flex items-center gap-1",
    )
    kinds = [(kind, t(f"pay_plans.kind.{kind}")) for kind in KINDS]
    kind = select_field(
        row.id + "_kind",
        t("pay_plans.rule_kind"),
        kinds,
        errors=sheet.errors,
        default_value=row.kind,
        on_change=lambda chosen: sheet.edit("kind", row.id, chosen),
    )
    value = sheet.number(row.id + "_value", t("pay_plans.rule_value"), row.value)
    return rx.el.li(
        head,
        rx.el.div(
            kind,
            rx.cond(row.kind == "brackets", rx.fragment(), value),
            *_about(sheet, row),
            class_name=_PAIR,
        ),
        rx.cond(row.kind == "brackets", _brackets(sheet, row)),
        key=row.id,
        class_name="flex flex-col gap-3 border-t border-line pt-3",
    )


def _about(sheet: Sheet, row: Any) -> list[rx.Component]:
    """Whose sales, of which type, and gross or net."""
    incomes = [("", t("pay_plans.any_income")), *((one, t(f"pay_plans.income.{one}")) for one in INCOMES)]
    bases = [(basis, t(f"pay_plans.basis.{basis}")) for basis in ("net", "gross")]
    creator = rx.el.div(
        rx.el.label(t("pay_plans.rule_creator"), html_for=row.id + "_creator", class_name="label"),
        rx.el.select(
            rx.el.option(t("pay_plans.any_creator"), value=""),
            rx.foreach(sheet.creators, lambda pair: rx.el.option(pair[1], value=pair[0])),
            id=row.id + "_creator",
            name=row.id + "_creator",
            default_value=row.creator,
            class_name="select",
        ),
        class_name="flex flex-col gap-1",
    )
    return [
        creator,
        select_field(row.id + "_income", t("pay_plans.rule_income"), incomes, default_value=row.income),
        rx.cond(
            row.kind == "fixed",
            rx.fragment(),
            select_field(row.id + "_basis", t("pay_plans.rule_basis"), bases, default_value=row.basis),
        ),
    ]


def _brackets(sheet: Sheet, row: Any) -> rx.Component:
    more = button(t("pay_plans.add_bracket"), icon="plus", on_click=sheet.edit("add_bracket", row.id, ""))

    def bracket(one: Any, at: Any) -> rx.Component:
        name = row.id + "_" + one.id
        away = icon_button("x", t("pay_plans.drop_bracket"), on_click=sheet.edit("drop_bracket", row.id, one.id))
        return rx.el.li(
            sheet.number(
                name + "_above", t("pay_plans.bracket_above"), one.above, placeholder=rx.cond(at == 0, "0", "")
            ),
            sheet.number(name + "_percent", t("pay_plans.bracket_percent"), one.percent),
            rx.el.div(away, class_name="pt-6"),
            key=one.id,
            class_name="grid grid-cols-[1fr_1fr_auto] gap-3 items-start",
        )

    return rx.el.fieldset(
        rx.el.legend(t("pay_plans.brackets"), class_name="label"),
        rx.el.p(t("pay_plans.brackets_help"), class_name="hint"),
        rx.el.ul(rx.foreach(row.brackets, bracket), class_name="flex flex-col gap-3 my-3"),
        rx.cond(row.brackets.length() < MOST_BRACKETS, more),
    )


def _tier(sheet: Sheet, row: Any) -> rx.Component:
    label = rx.cond(row.per == "day", t("pay_plans.overtime_day"), t("pay_plans.overtime_week"))
    away = icon_button("x", t("pay_plans.drop_tier"), on_click=sheet.edit("drop_tier", row.id, ""))
    return rx.el.li(
        sheet.number(row.id + "_after", label, row.after),
        sheet.number(row.id + "_factor", t("pay_plans.factor"), row.factor, placeholder="1.5"),
        rx.el.div(away, class_name="pt-6"),
        key=row.id,
        class_name="grid grid-cols-[1fr_1fr_auto] gap-3 items-start",
    )


def _group(name: str, *content: Any) -> rx.Component:
    return rx.el.section(
        rx.el.h3(t(f"pay_plans.{name}"), class_name="text-base"),
        rx.el.p(t(f"pay_plans.{name}_help"), class_name="hint"),
        *content,
        class_name="flex flex-col gap-3 border-t border-line pt-4",
    )
