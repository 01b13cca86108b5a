"""Pay plans: everybody's plan in force, and one person's plan as a form with its history."""

from typing import Any

import reflex as rx

from onyx_app.components import lists
from onyx_app.components import pay_plan_form as fields
from onyx_app.components.buttons import button, link_button
from onyx_app.components.cards import plain_panel, rows, stat
from onyx_app.components.dialogs import dialog, drawer
from onyx_app.components.empty import empty
from onyx_app.components.forms import form, form_error, send, text_field
from onyx_app.components.pay_plan_form import Sheet
from onyx_app.components.pills import person, pill
from onyx_app.components.roles import role_words
from onyx_app.components.shell import shell
from onyx_app.components.tables import Column, controls, table
from onyx_app.components.tabs import tabs
from onyx_app.components.text import t
from onyx_app.live import Topic
from onyx_app.roles import Action
from onyx_app.rooms import link, room
from onyx_app.services.pay_people import Cost, PaidPerson, Version
from onyx_app.states.pay_plans import PayPlansState as State


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
            State.people.without > 0,
            stat(State.people.without, below=rx.fragment(t("pay_plans.no_plan"), ": ", t("pay_plans.no_plan_why"))),
            rx.el.p(t("pay_plans.note"), class_name="text-muted"),
        ),
        plain_panel(
            controls(lists.search(t("pay_plans.search"), State.load, value=State.search, errors=State.errors)),
            _list(),
            lists.pages(State.people.page, State.people.pages, State.load),
        ),
        _drawer(),
        _withdraw(),
        skeleton=lists.waiting(),
    )


def _list() -> rx.Component:
    columns = [
        Column(t("pay_plans.person"), _who),
        Column(t("pay_plans.pays"), _pays),
        Column(t("pay_plans.since"), lambda row: rx.cond(row.since, row.since, "–"), phone=False, number=True),
    ]
    return table(
        State.people.rows,
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
        rx.el.div(
            link_button(t("pay_items.of_person"), f"{link('pay_items')}?search={one.name}", look="quiet", icon="coins"),
            link_button(
                t("pay_items.add_for"), f"{link('pay_items')}?new=1&person={one.id}", look="quiet", icon="plus"
            ),
            class_name="flex flex-wrap gap-1 -mx-3",
        ),
        rx.cond(State.weighed, _change()),
        rx.el.div(_form(), hidden=State.weighed, key=f"{one.id}-{one.versions.length()}"),
        _history(),
        open=one.id != "",
        on_close=lists.opening(State.load),
    )


def _form() -> rx.Component:
    sheet = Sheet(State.form, State.errors, State.person.creators, State.edit_rows)
    dates = rx.el.div(
        _text("since", "pay_plans.from_day", State.person.today, type="date"),
        _text("until", "pay_plans.until", "", type="date", help=t("pay_plans.until_help")),
        _text("currency", "pay_plans.currency", State.form.currency, max_length=3, auto_complete="off"),
        class_name="grid gap-4 grid-cols-2 items-start",
    )
    return form(
        dates,
        rx.el.p(t("pay_plans.from_day_help"), class_name="hint"),
        fields.amounts(sheet),
        fields.commission(sheet),
        fields.overtime(sheet),
        fields.premiums(sheet),
        fields.leave(sheet),
        form_error(State.errors["form"]),
        send(t("pay_plans.weigh")),
        on_submit=lambda typed: State.weigh(State.person.id, typed),
    )


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
        rx.el.h3(change.since, class_name="text-base"),
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
    away = button(
        t("pay_plans.withdraw"),
        look="quiet",
        on_click=State.ask_withdraw(one.id),
        custom_attrs={"aria-label": t("pay_plans.withdraw_of", day=one.since)},
    )
    return rx.el.li(
        rx.el.p(
            rx.el.b(when),
            rx.match(one.state, *states, rx.fragment()),
            by,
            rx.cond(one.state == "later", away),
            class_name="flex flex-wrap items-center gap-2",
        ),
        _lines(one.lines),
        key=one.id,
    )


def _withdraw() -> rx.Component:
    """Asks, and names the version; the drawer stays open behind it."""
    return dialog(
        "withdraw-plan",
        t("pay_plans.withdraw_ask"),
        rx.el.p(State.person.name, ": ", State.leaving_words, class_name="font-semibold"),
        rx.el.p(t("pay_plans.withdraw_why"), class_name="text-muted"),
        rx.el.div(
            button(t("shell.keep"), on_click=State.keep),
            button(t("pay_plans.withdraw"), look="danger", on_click=State.withdraw(State.leaving)),
            class_name="flex justify-end gap-3",
        ),
        open=State.leaving != "",
        on_close=State.keep,
    )
