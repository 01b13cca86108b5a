"""Bonuses, deductions, advances and corrections: what waits for the next run, and what became of the others."""

from typing import Any

import reflex as rx

from onyx_app.components import lists
from onyx_app.components.buttons import button, link_button
from onyx_app.components.cards import plain_panel
from onyx_app.components.dialogs import dialog, drawer
from onyx_app.components.empty import empty
from onyx_app.components.forms import (
    area_field,
    check_field,
    error_of,
    form,
    form_error,
    select_field,
    send,
    text_field,
)
from onyx_app.components.pay_items import amount_of, item_state, kind_words
from onyx_app.components.pills import person
from onyx_app.components.shell import shell
from onyx_app.components.tables import Column, controls, table
from onyx_app.components.tabs import tabs
from onyx_app.components.text import t
from onyx_app.live import Topic
from onyx_app.roles import Action
from onyx_app.rooms import link, room
from onyx_app.rules.pay_item_form import LONGEST_REASON, ItemKind
from onyx_app.services.pay_item_list import ItemRow
from onyx_app.states.pay_items import PayItemsState as State

_KINDS = [(kind.value, t(f"pay_items.kind.{kind.value}")) for kind in ItemKind]
_PAIR = "grid gap-4 sm:grid-cols-2 items-start"


@room(
    "/payroll/items",
    "pay_items.title",
    "coins",
    State.load,
    who=Action.PREPARE_PAYROLL,
    group="money",
    follows={Topic.PAYROLL},
    listed=False,
)
def pay_items() -> rx.Component:
    items = State.items
    return shell(
        "pay_items",
        tabs("pay_items", t("payroll.title"), "payroll", "pay_items"),
        rx.el.p(t("pay_items.note"), class_name="text-muted"),
        plain_panel(_controls(), _list(), lists.pages(items.page, items.pages, State.load)),
        drawer("new-item", t("pay_items.add_title"), rx.cond(State.adding, _form()), open=State.adding,
               on_close=[*lists.opening(State.load), State.give_up]),
        _withdraw(),
        skeleton=lists.waiting(),
    )  # fmt: skip


def _controls() -> rx.Component:
    states = [(one, t(f"pay_items.state.{one}")) for one in ("open", "settled", "withdrawn", "all")]
    kinds = [("", t("pay_items.all_kinds")), *_KINDS]
    load = State.load
    return controls(
        lists.search(t("pay_items.search"), load, value=State.search, errors=State.errors),
        lists.choose("state", t("pay_items.filter_state"), states, load, value=State.state_shown),
        lists.choose("kind", t("pay_items.filter_kind"), kinds, load, value=State.kind_shown),
        rx.el.span(class_name="grow"),
        button(t("pay_items.add"), look="primary", icon="plus", on_click=State.begin),
    )


def _list() -> rx.Component:
    columns = [
        Column(t("pay_items.person"), _who),
        Column(t("pay_items.reason"), _reason, phone=False),
        Column(t("pay_items.day"), lambda row: row.day, phone=False, number=True),
        Column(t("pay_items.amount"), _amount_and_end, number=True),
        Column(t("pay_items.filter_state"), _end, phone=False, number=True),
    ]
    clear = link_button(t("team.clear"), link("pay_items"))
    filtered = (State.search != "") | (State.kind_shown != "") | (State.state_shown != "open")
    none = empty(t("pay_items.none"), t("pay_items.none_why"), icon="coins", action=rx.cond(filtered, clear))
    return table(State.items.rows, columns, label=t("pay_items.list"), empty=none)


def _who(row: rx.Var[ItemRow]) -> rx.Component:
    """On a phone the reason stands below the person, where there is room for it."""
    reason = rx.el.div(_reason(row), class_name="md:hidden text-sm mt-1 break-words")
    return rx.el.div(person(row.name, row.initials, kind_words(row.kind)), reason)


def _amount_and_end(row: rx.Var[ItemRow]) -> rx.Component:
    """On a phone what can be done stands below the amount."""
    return rx.el.div(amount_of(row), rx.el.div(_end(row), class_name="md:hidden mt-1"))


def _reason(row: rx.Var[ItemRow]) -> rx.Component:
    by = rx.cond(row.by, rx.el.span(" ", t("pay_items.added_by", name=row.by), class_name="text-xs text-faint"))
    return rx.el.div(row.reason, by, rx.cond(row.why, rx.el.p(row.why, class_name="text-xs text-faint")))


def _end(row: rx.Var[ItemRow]) -> rx.Component:
    words = t("pay_items.withdraw_of", kind=kind_words(row.kind), name=row.name)
    press = button(
        t("pay_items.withdraw"), look="quiet", on_click=State.ask_withdraw(row.id), custom_attrs={"aria-label": words}
    )
    return rx.cond(row.may_withdraw, press, item_state(row.state))


def _form() -> rx.Component:
    errors, kind = State.errors, State.kind
    bonus, advance = kind == ItemKind.BONUS.value, kind == ItemKind.ADVANCE.value
    return form(
        _people(),
        select_field("kind", t("pay_items.kind_of"), _KINDS, errors=errors, value=kind, on_change=State.choose_kind),
        rx.el.div(_amount(), _text("currency", value=State.start.currency, max_length=3), class_name=_PAIR),
        rx.cond(kind == ItemKind.ADJUSTMENT.value, rx.el.p(t("pay_items.adjustment_help"), class_name="hint")),
        rx.cond(kind == ItemKind.DEDUCTION.value, _by()),
        rx.cond(advance, _text("instalment", help=t("pay_items.instalment_help"), input_mode="decimal")),
        _text("day", value=State.start.today, help=t("pay_items.day_help"), type="date"),
        area_field("reason", t("pay_items.reason"), errors=errors, help=t("pay_items.reason_help"),
                   max_length=LONGEST_REASON, rows=2),
        rx.cond(bonus, check_field("promised", t("pay_items.promised"), help=t("pay_items.promised_help"), value="1")),
        form_error(errors["form"]),
        send(t("pay_items.save")),
        on_submit=State.add,
    )  # fmt: skip


def _people() -> rx.Component:
    return rx.el.div(
        rx.el.label(t("pay_items.person"), html_for="profile_id", class_name="label"),
        rx.el.select(
            rx.el.option(t("pay_items.choose_person"), value=""),
            rx.foreach(State.start.people, lambda pair: rx.el.option(pair[1], value=pair[0])),
            id="profile_id",
            name="profile_id",
            default_value=State.person,
            class_name="select",
            aria_describedby="profile_id-error",
        ),
        error_of(State.errors, "profile_id"),
        class_name="flex flex-col gap-1",
    )


def _amount() -> rx.Component:
    return _text("amount", input_mode="decimal", auto_complete="off", max_length=20)


def _by() -> rx.Component:
    ways = [(way, t(f"pay_items.by_{way}")) for way in ("amount", "percent")]
    return select_field("by", t("pay_items.by"), ways, errors=State.errors)


def _text(name: str, *, value: Any = "", **props: Any) -> rx.Component:
    return text_field(name, t(f"pay_items.{name}"), errors=State.errors, default_value=value, **props)


def _withdraw() -> rx.Component:
    ask = form(
        rx.el.p(State.leaving_words, class_name="font-semibold"),
        rx.el.p(t("pay_items.withdraw_why"), class_name="text-muted"),
        text_field("reason", t("pay_items.withdraw_reason"), id="withdraw-reason", errors=State.errors,
                   max_length=LONGEST_REASON, auto_complete="off"),
        send(t("pay_items.withdraw"), look="danger"),
        on_submit=lambda typed: State.withdraw(State.leaving, typed),
        key=State.leaving,
    )  # fmt: skip
    return dialog("withdraw", t("pay_items.withdraw_title"), ask, open=State.leaving != "", on_close=State.give_up)
