"""My pay: one's own payslips line by line, what comes with the next one, and the account it is paid to."""

import reflex as rx

from onyx_app.components import lists
from onyx_app.components.bank_account import account, account_form
from onyx_app.components.buttons import button, download
from onyx_app.components.cards import panel, plain_panel
from onyx_app.components.empty import empty
from onyx_app.components.pay_items import amount_of, item_state, kind_words
from onyx_app.components.payslip import amounts, slip_drawer
from onyx_app.components.shell import shell
from onyx_app.components.tables import Column, table
from onyx_app.components.text import t
from onyx_app.live import Topic
from onyx_app.roles import Action
from onyx_app.rooms import room
from onyx_app.services.pay_item_list import ItemRow
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
    return shell(
        "my_pay",
        rx.cond(State.slips.length() > 0, _latest()),
        plain_panel(_slips()),
        rx.el.div(
            rx.el.div(_items(), class_name="min-w-0"),
            rx.el.div(_account(), _plan(), class_name="flex flex-col gap-5 min-w-0"),
            class_name="grid gap-5 lg:grid-cols-2 items-start",
        ),
        slip_drawer(State.slip, State.behind, State.open_line, lists.opening(State.load)),
        skeleton=lists.waiting(tabs=False),
    )


def _latest() -> rx.Component:
    """What was earned last, in the largest type, and the way to why."""
    latest = State.slips[0]
    return rx.el.div(
        amounts(latest.totals, big=True),
        rx.el.p(t("payroll.latest", days=latest.days), class_name="text-sm text-muted"),
        rx.el.div(
            button(t("payroll.why"), on_click=lists.opening(State.load, latest.id)),
            download(t("pay_files.download"), latest.pdf),
            class_name="flex flex-wrap gap-3 mt-3",
        ),
    )


def _slips() -> rx.Component:
    columns = [
        Column(t("payroll.period"), _period),
        Column(t("payroll.lines"), lambda row: row.lines.length(), phone=False, number=True),
        Column(t("payroll.total"), lambda row: amounts(row.totals), number=True),
    ]
    none = empty(t("payroll.mine_none"), t("payroll.mine_none_why"), icon="wallet")
    return table(State.slips, columns, label=t("payroll.mine"), empty=none)


def _period(row: rx.Var[SlipView]) -> rx.Component:
    return rx.el.button(
        rx.el.span(row.days, class_name="block"),
        rx.el.span(t("payroll.slip_number", number=row.number), class_name="block text-xs text-faint"),
        type="button",
        on_click=lists.opening(State.load, row.id),
        class_name="text-start w-full min-h-11",
    )


def _items() -> rx.Component:
    none = rx.el.p(t("pay_items.mine_none"), class_name="text-sm text-muted")
    rows = rx.el.ul(rx.foreach(State.items, _item))
    return panel(t("pay_items.mine"), rx.cond(State.items.length() > 0, rows, none))


def _item(row: rx.Var[ItemRow]) -> rx.Component:
    about = rx.fragment(kind_words(row.kind), " · ", row.day)
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.reason, class_name="break-words"),
            rx.el.p(about, class_name="text-xs text-faint"),
            rx.cond(row.why, rx.el.p(row.why, class_name="text-xs text-faint")),
            class_name="grow min-w-0",
        ),
        rx.el.div(amount_of(row), item_state(row.state), class_name="text-end flex flex-col items-end gap-1"),
        key=row.id,
        class_name="flex items-start gap-3 py-2 border-t border-line first:border-0",
    )


def _account() -> rx.Component:
    one = State.account
    words = rx.cond(one.ends, t("bank_accounts.change"), t("bank_accounts.enter"))
    fields = account_form(
        State.errors, State.save_account, key=f"mine-{State.done}", holder=rx.cond(one.holder, one.holder, one.name)
    )
    return panel(
        t("bank_accounts.mine"),
        account(one, t("bank_accounts.mine_none")),
        rx.cond(State.editing, rx.el.div(fields, class_name="mt-4")),
        rx.el.div(
            button(rx.cond(State.editing, t("shell.close"), words), on_click=State.edit_account), class_name="mt-3"
        ),
    )


def _plan() -> rx.Component:
    none = rx.el.p(t("payroll.my_plan_none"), class_name="text-sm text-muted")
    said = rx.el.ul(rx.foreach(State.plan, rx.el.li), class_name="flex flex-col gap-1")
    return panel(t("payroll.my_plan"), rx.cond(State.plan.length() > 0, said, none))
