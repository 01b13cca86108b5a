"""Bank accounts: where the agency pays from, and where everybody is paid to."""

import reflex as rx

from onyx_app.components import client_state, lists
from onyx_app.components.bank_account import account, account_form
from onyx_app.components.buttons import button
from onyx_app.components.cards import panel
from onyx_app.components.dialogs import confirm, drawer
from onyx_app.components.empty import empty
from onyx_app.components.pills import person, pill
from onyx_app.components.shell import shell
from onyx_app.components.tables import Column, controls, table
from onyx_app.components.tabs import tabs
from onyx_app.components.text import t
from onyx_app.live import Topic
from onyx_app.roles import Action
from onyx_app.rooms import room
from onyx_app.services.bank_account_list import AccountRow
from onyx_app.states.bank_accounts import BankAccountsState as State


@room(
    "/settings/bank-accounts",
    "bank_accounts.title",
    "landmark",
    State.load,
    who=Action.PREPARE_PAYROLL,
    group="settings",
    follows={Topic.PAYROLL, Topic.TEAM},
    listed=False,
)
def bank_accounts() -> rx.Component:
    people = State.people
    return shell(
        "bank_accounts",
        tabs("bank_accounts", t("settings.title"), "settings", "pay_plans", "bank_accounts", "connections", "me"),
        rx.el.p(t("bank_accounts.note"), class_name="text-muted"),
        _agency(),
        panel(
            t("bank_accounts.people"),
            _controls(),
            _list(),
            lists.pages(people.page, people.pages, State.load),
            note=people.missing,
        ),
        _drawer(),
        skeleton=lists.waiting(),
    )


def _agency() -> rx.Component:
    has = State.agency.ends != ""
    words = rx.cond(has, t("bank_accounts.change"), t("bank_accounts.enter"))
    fields = account_form(State.errors, State.save_agency, key=f"agency-{State.done}", holder=State.agency.holder)
    return panel(
        t("bank_accounts.agency"),
        account(State.agency, t("bank_accounts.agency_none")),
        rx.cond(State.editing, rx.el.div(fields, class_name="max-w-md mt-4")),
        action=button(rx.cond(State.editing, t("shell.close"), words), on_click=State.edit),
    )


def _controls() -> rx.Component:
    shown = [("", t("bank_accounts.show_all")), ("missing", t("bank_accounts.show_missing"))]
    return controls(
        lists.search(t("bank_accounts.search"), State.load, value=State.search, errors=State.errors),
        lists.choose("shown", t("bank_accounts.filter"), shown, State.load, value=State.shown),
    )


def _list() -> rx.Component:
    columns = [
        Column(t("bank_accounts.person"), _who),
        Column(t("bank_accounts.account"), _account),
        Column(
            t("bank_accounts.changed"), lambda row: rx.cond(row.changed, row.changed, "–"), phone=False, number=True
        ),
    ]
    nobody = empty(t("bank_accounts.nobody"), t("bank_accounts.nobody_why"), icon="users")
    return table(State.people.rows, columns, label=t("bank_accounts.people"), empty=nobody)


def _who(row: rx.Var[AccountRow]) -> rx.Component:
    return rx.el.button(
        person(row.name, row.initials),
        type="button",
        on_click=lists.opening(State.load, row.id),
        class_name="text-start w-full min-h-11",
    )


def _account(row: rx.Var[AccountRow]) -> rx.Component:
    return rx.cond(row.account, row.account, pill(t("bank_accounts.none"), "watch"))


def _drawer() -> rx.Component:
    one = State.person
    holder = rx.cond(one.holder, one.holder, one.name)
    remove = button(t("bank_accounts.remove"), look="quiet", on_click=client_state.show("remove-account"))
    ask = confirm(
        "remove-account",
        t("bank_accounts.remove_ask"),
        t("bank_accounts.remove_why"),
        t("bank_accounts.remove"),
        State.remove(one.id),
    )
    return rx.fragment(
        drawer(
            "bank-account",
            one.name,
            account(one, t("bank_accounts.none")),
            rx.cond(one.ends, rx.el.div(remove)),
            rx.el.h3(rx.cond(one.ends, t("bank_accounts.change"), t("bank_accounts.enter")), class_name="text-base"),
            account_form(
                State.errors,
                lambda typed: State.save_person(one.id, typed),
                key=f"{one.id}-{State.done}",
                holder=holder,
            ),
            open=one.id != "",
            on_close=lists.opening(State.load),
        ),
        ask,
    )
