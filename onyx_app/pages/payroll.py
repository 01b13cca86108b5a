"""Pay runs: every period with where it stands, and the way to the next one."""

from typing import Any

import reflex as rx

from onyx_app.components import lists
from onyx_app.components.buttons import link
from onyx_app.components.cards import plain_panel
from onyx_app.components.empty import empty
from onyx_app.components.forms import error_of, form, send
from onyx_app.components.payslip import amounts, calculating, run_status
from onyx_app.components.shell import shell
from onyx_app.components.tables import Column, table
from onyx_app.components.tabs import tabs
from onyx_app.components.text import t
from onyx_app.live import Topic
from onyx_app.roles import Action
from onyx_app.rooms import room
from onyx_app.services.pay_runs import RunRow
from onyx_app.states.payroll import PayrollState as State


@room(
    "/payroll",
    "payroll.title",
    "banknote",
    State.load,
    who=Action.PREPARE_PAYROLL,
    group="money",
    follows={Topic.PAYROLL, Topic.SETTINGS},
    keys="y",
)
def payroll() -> rx.Component:
    return shell(
        "payroll",
        tabs("payroll", t("payroll.title"), "payroll", "pay_items"),
        rx.cond(State.progress.running, calculating(State.progress), _prepare()),
        plain_panel(_list(), lists.pages(State.runs.page, State.runs.pages, State.load)),
        skeleton=lists.waiting(),
    )


def _prepare() -> rx.Component:
    """The pay calendar: what has a run already or has not begun can be seen and not chosen."""
    runs = State.runs
    choose = rx.el.select(
        rx.foreach(runs.periods, lambda one: rx.el.option(one[1], value=one[0], disabled=~one[2].to(bool))),
        name="period",
        id="period",
        default_value=runs.proposed,
        key=runs.proposed,
        class_name="select grow sm:grow-0 sm:w-80 min-w-0",
        aria_describedby="period-error",
    )
    line = rx.el.div(choose, send(t("payroll.prepare")), class_name="flex flex-wrap items-center gap-3")
    full = form(
        rx.el.div(
            rx.el.label(t("payroll.prepare_for"), html_for="period", class_name="label"),
            line,
            error_of(State.errors, "period"),
            class_name="flex flex-col gap-1",
        ),
        on_submit=State.prepare,
    )
    return rx.cond(runs.proposed, full, rx.el.p(t("payroll.no_period"), class_name="text-muted"))


def _list() -> rx.Component:
    columns = [
        Column(t("payroll.period"), _days),
        Column(t("payroll.state"), lambda row: run_status(row.status)),
        Column(t("payroll.waiting"), _waiting, phone=False, number=True),
        Column(t("payroll.total"), lambda row: amounts(row.totals), number=True),
    ]
    first = empty(t("payroll.none"), t("payroll.none_why"), icon="banknote")
    return table(State.runs.rows, columns, label=t("payroll.runs"), empty=first)


def _days(row: rx.Var[RunRow]) -> rx.Component:
    return link(row.days, to=f"/payroll/{row.id}", class_name="underline inline-flex items-center min-h-11")


def _waiting(row: rx.Var[RunRow]) -> Any:
    return rx.cond((row.waiting > 0) & ((row.status == "draft") | (row.status == "reviewed")), row.waiting, "–")
