"""My pay: one's own payslips, line by line."""

import reflex as rx

from onyx_app.components import lists
from onyx_app.components.cards import plain_panel
from onyx_app.components.empty import empty
from onyx_app.components.payslip import amounts, slip_drawer
from onyx_app.components.shell import shell
from onyx_app.components.tables import Column, table
from onyx_app.components.text import t
from onyx_app.live import Topic
from onyx_app.roles import Action
from onyx_app.rooms import room
from onyx_app.services.pay_reading import SlipView
from onyx_app.states.my_pay import MyPayState as State


@room(
    "/me/pay",
    "payroll.mine_title",
    "wallet",
    State.load,
    who=Action.SEE_OWN_PAY,
    group="money",
    follows={Topic.PAYROLL},
    keys="m",
)
def my_pay() -> rx.Component:
    columns = [
        Column(t("payroll.period"), _period),
        Column(t("payroll.lines"), lambda row: row.lines.length(), phone=False, number=True),
        Column(t("payroll.total"), lambda row: amounts(row.totals), number=True),
    ]
    none = empty(t("payroll.mine_none"), t("payroll.mine_none_why"), icon="wallet")
    latest = State.slips[0]
    return shell(
        "my_pay",
        rx.cond(
            State.slips.length() > 0,
            rx.el.div(
                amounts(latest.totals, big=True),
                rx.el.p(t("payroll.latest", days=latest.days), class_name="text-sm text-muted"),
            ),
        ),
        plain_panel(table(State.slips, columns, label=t("payroll.mine"), empty=none)),
        slip_drawer(State.slip, State.behind, State.open_line, lists.opening(State.load)),
        skeleton=lists.waiting(tabs=False),
    )


def _period(row: rx.Var[SlipView]) -> rx.Component:
    return rx.el.button(
        rx.el.span(row.days, class_name="block"),
        rx.el.span(t("payroll.slip_number", number=row.number), class_name="block text-xs text-faint"),
        type="button",
        on_click=lists.opening(State.load, row.id),
        class_name="text-start w-full min-h-11",
    )
