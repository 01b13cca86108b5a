"""Pay plans: everybody's plan in force, and one person's plan as a form with its history."""

from typing import Any

import reflex as rx

from onyx_app.components import lists
from onyx_app.components.buttons import button
from onyx_app.components.cards import plain_panel, rows, stat
from onyx_app.components.dialogs import drawer
from onyx_app.components.empty import empty
from onyx_app.components.forms import check_field, form, form_error, select_field, send, text_field
from onyx_app.components.pills import person, pill
from onyx_app.components.roles import role_words
from onyx_app.components.shell import shell
from onyx_app.components.tables import Column, table
from onyx_app.components.tabs import tabs
from onyx_app.components.text import t
from onyx_app.live import Topic
from onyx_app.roles import Action
from onyx_app.rooms import room
from onyx_app.rules.pay_plan_form import MOST_RULES
from onyx_app.rules.pay_plan_words import INCOMES
from onyx_app.services.pay_people import Cost, PaidPerson, Version
from onyx_app.states.pay_plans import PayPlansState as State

_PAIR = "grid gap-4 grid-cols-2 items-start"


@room(
    "/settings/pay-plans",
    "pay_plans.title",
    "coins",
    State.load,
    who=Action.EDIT_PAY_PLANS,
    group="settings",
    follows={Topic.PAYROLL, Topic.TEAM, Topic.CREATORS},
    listed=False,
)
def pay_plans() -> rx.Component:
    return shell(
        "pay_plans",
        tabs("pay_plans", t("settings.title"), "settings", "pay_plans", "bank_accounts", "connections", "me"),
        rx.cond(
            State.without > 0,
            stat(State.without, below=rx.fragment(t("pay_plans.no_plan"), ": ", t("pay_plans.no_plan_why"))),
            rx.el.p(t("pay_plans.note"), class_name="text-muted"),
        ),
        plain_panel(_list()),
        _drawer(),
        skeleton=lists.waiting(),
    )


def _list() -> rx.Component:
    columns = [
        Column(t("pay_plans.person"), _who),
        Column(t("pay_plans.pays"), _pays),
        Column(t("pay_plans.since"), lambda row: rx.cond(row.since, row.since, "–"), phone=False, number=True),
    ]
    return table(
        State.people,
        columns,
        label=t("pay_plans.people"),
        empty=empty(t("pay_plans.nobody"), t("pay_plans.nobody_why"), icon="users"),
    )


def _who(row: rx.Var[PaidPerson]) -> rx.Component:
    return rx.el.button(
        person(row.name, row.initials, role_words(row.role)),
        type="button",
        on_click=lists.opening(State.load, row.id),
        class_name="text-start w-full min-h-11",
    )


def _pays(row: rx.Var[PaidPerson]) -> rx.Component:
    return rx.cond(row.lines.length() > 0, _lines(row.lines), pill(t("pay_plans.no_plan"), "watch"))


def _lines(lines: Any) -> rx.Component:
    return rx.el.ul(rx.foreach(lines, lambda line: rx.el.li(line)), class_name="text-sm")


def _drawer() -> rx.Component:
    one = State.person
    return drawer(
        "pay-plan",
        one.name,
        rx.cond(State.weighed, _change()),
        rx.el.div(_form(), hidden=State.weighed, key=f"{one.id}-{one.versions.length()}"),
        _history(),
        open=one.id != "",
        on_close=lists.opening(State.load),
    )


def _form() -> rx.Component:
    now = State.person.form
    dates = rx.el.div(
        _text("since", "pay_plans.from_day", State.person.today, type="date"),
        _text("currency", "pay_plans.currency", now.currency, max_length=3, auto_complete="off"),
        class_name=_PAIR,
    )
    amounts = rx.el.div(
        _number("hourly", "pay_plans.hourly", now.hourly),
        _number("base", "pay_plans.base", now.base),
        _number("guarantee", "pay_plans.guarantee", now.guarantee, help=t("pay_plans.guarantee_help")),
        class_name="grid gap-4 grid-cols-2 items-start",
    )
    return form(
        dates,
        rx.el.p(t("pay_plans.from_day_help"), class_name="hint"),
        amounts,
        _commission(),
        _overtime(),
        _premiums(),
        form_error(State.errors["form"]),
        send(t("pay_plans.weigh")),
        on_submit=lambda typed: State.weigh(State.person.id, typed),
    )


def _premiums() -> rx.Component:
    now = State.person.form
    fields = [_number(name, f"pay_plans.{name}", now[name]) for name in ("night", "weekend", "holiday")]
    return _group(
        "premiums", rx.el.div(*fields, class_name="grid gap-4 grid-cols-3 items-end"), note="pay_plans.premiums_help"
    )


def _overtime() -> rx.Component:
    tiers = State.person.form.tiers
    pairs = [
        rx.el.div(
            _number(f"{name}_after", f"pay_plans.{name}_after", tiers[f"{name}_after"]),
            _number(f"{name}_factor", "pay_plans.factor", tiers[f"{name}_factor"]),
            class_name=_PAIR,
        )
        for name in ("day", "day2", "week")
    ]
    us = check_field(
        "regular_rate", t("pay_plans.regular_rate"), default_checked=State.person.form.regular_rate, value="1"
    )
    return _group("overtime", *pairs, us, note="pay_plans.overtime_help")


def _commission() -> rx.Component:
    more = button(t("pay_plans.add_rule"), icon="plus", on_click=State.add_rule)
    return _group(
        "commission",
        *[rx.el.div(_rule(at), hidden=State.rules <= at) for at in range(MOST_RULES)],
        rx.cond(State.rules < MOST_RULES, rx.el.div(more)),
        note="pay_plans.commission_help",
    )


def _rule(at: int) -> rx.Component:
    row, errors = State.person.form.rules[at], State.errors
    kinds = [(kind, t(f"pay_plans.kind.{kind}")) for kind in ("percent", "fixed")]
    bases = [(basis, t(f"pay_plans.basis.{basis}")) for basis in ("net", "gross")]
    incomes = [("", t("pay_plans.any_income")), *((one, t(f"pay_plans.income.{one}")) for one in INCOMES)]
    creators = rx.el.div(
        rx.el.label(t("pay_plans.rule_creator"), html_for=f"rule{at}_creator", class_name="label"),
        rx.el.select(
            rx.el.option(t("pay_plans.any_creator"), value=""),
            rx.foreach(State.person.creators, lambda pair: rx.el.option(pair[1], value=pair[0])),
            id=f"rule{at}_creator",
            name=f"rule{at}_creator",
            default_value=row.creator,
            class_name="select",
        ),
        class_name="flex flex-col gap-1",
    )
    return rx.el.fieldset(
        rx.el.legend(t("pay_plans.rule", number=at + 1), class_name="text-sm text-faint mb-1"),
        rx.el.div(
            _number(f"rule{at}_value", "pay_plans.rule_value", row.value),
            select_field(f"rule{at}_kind", t("pay_plans.rule_kind"), kinds, errors=errors, default_value=row.kind),
            creators,
            select_field(
                f"rule{at}_income", t("pay_plans.rule_income"), incomes, errors=errors, default_value=row.income
            ),
            select_field(f"rule{at}_basis", t("pay_plans.rule_basis"), bases, errors=errors, default_value=row.basis),
            class_name=_PAIR,
        ),
        class_name="border-t border-line pt-3",
    )


def _group(name: str, *content: Any, note: str) -> rx.Component:
    return rx.el.section(
        rx.el.h3(t(f"pay_plans.{name}"), class_name="text-base"),
        rx.el.p(t(note), class_name="hint"),
        *content,
        class_name="flex flex-col gap-3 border-t border-line pt-4",
    )


def _number(name: str, label: str, value: Any, **props: Any) -> rx.Component:
    return _text(name, label, value, input_mode="decimal", auto_complete="off", max_length=16, **props)


def _text(name: str, label: str, value: Any, **props: Any) -> rx.Component:
    return text_field(name, t(label), errors=State.errors, default_value=value, **props)


def _change() -> rx.Component:
    change = State.change
    costs = rx.cond(
        change.costs.length() > 0,
        rx.el.div(rx.foreach(change.costs, _cost)),
        rx.el.p(t("pay_plans.cost_nothing"), class_name="text-sm text-muted"),
    )
    compared = rx.fragment(costs, rx.el.p(t("pay_plans.cost_days", days=change.days), class_name="hint"))
    return rx.el.section(
        rx.el.h3(t("pay_plans.about_to", day=change.since), class_name="text-base"),
        _lines(change.lines),
        rx.el.h3(t("pay_plans.cost"), class_name="text-base"),
        rx.cond(change.days, compared, rx.el.p(t("pay_plans.nothing_to_preview"), class_name="text-sm text-muted")),
        rx.el.div(
            button(t("pay_plans.save"), look="primary", on_click=State.save(State.person.id)),
            button(t("pay_plans.change_more"), on_click=State.change_more),
            class_name="flex flex-wrap gap-3",
        ),
        class_name="flex flex-col gap-3",
        aria_live="polite",
    )


def _cost(cost: rx.Var[Cost]) -> rx.Component:
    return rows(
        (t("pay_plans.cost_now"), cost.now),
        (t("pay_plans.cost_changed"), cost.changed),
        (t("pay_plans.cost_more"), rx.el.b(cost.more)),
    )


def _history() -> rx.Component:
    found = State.person.versions
    return rx.el.section(
        rx.el.h3(t("pay_plans.history"), class_name="text-base"),
        rx.cond(
            found.length() > 0,
            rx.el.ol(rx.foreach(found, _version), class_name="flex flex-col gap-3"),
            rx.el.p(t("pay_plans.no_history"), class_name="text-sm text-muted"),
        ),
        class_name="flex flex-col gap-3 border-t border-line pt-4",
    )


def _version(one: rx.Var[Version]) -> rx.Component:
    kinds = {"now": "good", "later": "watch", "ended": "", "replaced": ""}
    states = [(state, pill(t(f"pay_plans.state.{state}"), kind)) for state, kind in kinds.items()]
    ended = t("pay_plans.from_until", since=one.since, until=one.until)
    when = rx.cond(one.until, ended, t("pay_plans.from_on", since=one.since))
    by = rx.cond(one.by, rx.el.span(t("pay_plans.by", name=one.by), class_name="text-xs text-faint"))
    return rx.el.li(
        rx.el.p(rx.el.b(when), rx.match(one.state, *states, rx.fragment()), by, class_name="flex flex-wrap gap-2"),
        _lines(one.lines),
        key=one.id,
    )
