"""What an approved run gives: its files, the payments for the bank, and how it stands in the books."""

from typing import Any

import reflex as rx

from onyx_app.components.buttons import download, link_button
from onyx_app.components.cards import panel
from onyx_app.components.forms import form, send, text_field
from onyx_app.components.tables import Column, table
from onyx_app.components.text import t
from onyx_app.rooms import link


def payment(found: Any, status: Any, errors: Any, take: Any) -> rx.Component:
    """`found` is a state var (`Outgoing`); nothing while the run is not to be paid. `take` answers the form."""
    return rx.cond((status == "approved") | (status == "paid"), _payment(found, errors, take))


def outgoing(found: Any) -> rx.Component:
    """Files and books; nothing while the run is not approved."""
    return rx.cond(found.base, rx.fragment(_files(found), _books(found)))


def _files(found: Any) -> rx.Component:
    base = found.base
    return panel(
        t("pay_files.files"),
        rx.el.div(
            download(t("pay_files.all_pdf"), f"{base}/payslips.zip"),
            download(t("pay_files.csv_lines"), f"{base}/lines.csv"),
            download(t("pay_files.csv_slips"), f"{base}/slips.csv"),
            class_name="flex flex-wrap gap-3",
        ),
    )


def _payment(found: Any, errors: Any, take: Any) -> rx.Component:
    """What is in the way first, then the sum and the file."""
    accounts = link_button(t("pay_files.to_accounts"), link("bank_accounts"))
    stuck = rx.el.div(_sentences(found.missing, "text-watch"), rx.el.div(accounts), class_name="flex flex-col gap-3")
    without = download(t("pay_files.sepa_without"), f"{found.base}/sepa.xml?without=incomplete", look="quiet")
    none = rx.el.p(t("pay_files.nobody_to_pay"), class_name="text-muted")
    held = rx.el.p(found.pays, class_name="font-semibold")
    said = rx.el.div(
        rx.cond(found.pays, held, rx.cond(found.missing.length() == 0, none)),
        _sentences(found.before, "text-watch"),
        _sentences(found.left_out, ""),
        rx.cond(found.missing.length() > 0, rx.fragment(stuck, rx.cond(found.incomplete, rx.el.div(without)))),
        rx.cond((found.missing.length() == 0) & (found.pays != ""), _order(found, errors, take)),
        class_name="flex flex-col gap-3",
    )
    return panel(t("pay_files.payment"), said)


def _order(found: Any, errors: Any, take: Any) -> rx.Component:
    day = text_field(
        "on", t("pay_files.pay_on"), errors=errors, help=t("pay_files.pay_on_help"), type="date",
        default_value=found.soonest, min=found.soonest, key=found.soonest,
    )  # fmt: skip
    why = rx.el.p(t("pay_files.sepa_why"), class_name="hint")
    line = rx.el.div(
        day, send(t("pay_files.sepa"), look=""), class_name="flex flex-wrap items-start gap-3 sm:[&>button]:mt-6"
    )
    return form(line, why, on_submit=take)


def _books(found: Any) -> rx.Component:
    columns = [
        Column(t("pay_files.entry"), _entry),
        Column(t("pay_files.debit"), lambda row: row.debit, number=True),
        Column(t("pay_files.credit"), lambda row: row.credit, number=True),
    ]
    nothing = rx.el.p(t("payroll.nothing"), class_name="text-muted")
    entries = table(found.bookings, columns, label=t("pay_files.books"), empty=nothing)
    return panel(t("pay_files.books"), entries, rx.el.p(found.balance, class_name="text-sm text-muted mt-3"))


def _entry(row: Any) -> rx.Component:
    return rx.el.span(rx.cond(row.when, rx.el.span(row.when, class_name="block text-xs text-faint")), row.account)


def _sentences(said: Any, colour: str) -> rx.Component:
    lines = rx.el.ul(rx.foreach(said, rx.el.li), class_name=f"text-sm flex flex-col gap-1 {colour or 'text-muted'}")
    return rx.cond(said.length() > 0, lines)
