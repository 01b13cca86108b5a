"""Pay runs: every period with where it stands, and the way to the next one."""

import reflex as rx

from onyx_app.components import lists
from onyx_app.components.buttons import button, link
from onyx_app.components.cards import plain_panel
from onyx_app.components.empty import empty
from onyx_app.components.payslip import amounts, run_status
from onyx_app.components.shell import shell
from onyx_app.components.tables import Column, controls, table
from onyx_app.components.text import t
from onyx_app.live import Topic
from onyx_app.roles import Action
from onyx_app.rooms import room
from onyx_app.services.pay_reading import RunRow
from onyx_app.states.payroll import PayrollState as State


@room(
    "/payroll",
    "payroll.title",
    "banknote",
    State.load,
    who=Action.PREPARE_PAYROLL,
    group="money",
    follows={Topic.PAYROLL},
    keys="y",
)
def payroll() -> rx.Component:
    return shell("payroll", plain_panel(_list()), skeleton=lists.waiting(tabs=False))


def _list() -> rx.Component:
    columns = [
        Column(t("payroll.period"), lambda row: link(row.days, to=f"/payroll/{row.id}", class_name="underline")),
        Column(t("payroll.state"), lambda row: run_status(row.status)),
        Column(t("payroll.waiting"), _waiting, phone=False, number=True),
        Column(t("payroll.total"), lambda row: amounts(row.totals), number=True),
    ]
    begin = button(t("payroll.prepare"), look="primary", icon="plus", on_click=State.prepare)
    full = rx.cond(State.runs.length() > 0, controls(rx.el.span(class_name="grow"), begin))
    first = empty(t("payroll.none"), t("payroll.none_why"), icon="banknote", action=begin)
    return rx.fragment(full, table(State.runs, columns, label=t("payroll.runs"), empty=first))


def _waiting(row: rx.Var[RunRow]) -> rx.Component:
    return rx.cond((row.waiting > 0) & ((row.status == "draft") | (row.status == "reviewed")), row.waiting, "–")
