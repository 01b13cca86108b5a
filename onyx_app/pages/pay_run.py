"""One pay run: what needs attention first, then everybody's pay, then what proves it."""

from typing import Any

import reflex as rx

from onyx_app.components import client_state, lists
from onyx_app.components.attention import attention
from onyx_app.components.buttons import button, download, link_button
from onyx_app.components.cards import panel
from onyx_app.components.dialogs import confirm, dialog
from onyx_app.components.forms import form, send, text_field
from onyx_app.components.pay_outgoing import outgoing, payment
from onyx_app.components.payslip import amounts, calculating, run_status, slip_drawer
from onyx_app.components.pills import person
from onyx_app.components.shell import shell
from onyx_app.components.skeleton import forms_skeleton
from onyx_app.components.tables import Column, controls, table
from onyx_app.components.text import t
from onyx_app.components.trouble import not_here
from onyx_app.live import Topic
from onyx_app.roles import Action
from onyx_app.rooms import link, room
from onyx_app.services.pay_runs import SlipRow
from onyx_app.states.pay_run import PayRunState as State


@room(
    "/payroll/[run_id]",
    "payroll.one_title",
    "banknote",
    State.load,
    who=Action.PREPARE_PAYROLL,
    group="money",
    follows={Topic.PAYROLL},
    listed=False,
)
def pay_run() -> rx.Component:
    return shell("pay_run", rx.cond(State.run.row.id != "", _page(), not_here()), skeleton=forms_skeleton())


def _page() -> rx.Component:
    row, load = State.run.row, State.load
    back = link_button(t("payroll.list"), link("payroll"), look="quiet", icon="arrow-left", class_name="ms-auto")
    head = rx.el.div(rx.el.h2(row.days, class_name="text-lg"), run_status(row.status), back, class_name=_LINE)
    waits = (row.status == "draft") | (row.status == "reviewed")
    return rx.fragment(
        head,
        rx.el.div(amounts(row.totals, big=True), _steps(), class_name="flex flex-wrap items-center gap-4"),
        rx.cond(State.progress.running, calculating(State.progress)),
        rx.cond(State.run.attention.length() > 0, attention(State.run.attention, row.waiting)),
        rx.cond(waits, _approvers()),
        payment(State.outgoing, row.status, State.errors, lambda typed: State.take_payments(row.id, typed)),
        panel(t("payroll.people"), _people(), lists.pages(State.slips.page, State.slips.pages, load)),
        outgoing(State.outgoing),
        _proof(),
        slip_drawer(State.slip, State.behind, State.open_line, lists.opening(load)),
        _asks(),
    )


_LINE = "flex flex-wrap items-center gap-3"


def _steps() -> rx.Component:
    """The next step first; what takes a step back is quiet."""
    run = State.run.row.id
    discard = button(t("payroll.discard"), look="quiet", on_click=client_state.show("discard"))
    reverse = button(t("payroll.reverse"), look="quiet", on_click=client_state.show("reverse"))
    draft = _line(
        button(t("payroll.review_of"), look="primary", on_click=State.review(run)),
        button(t("payroll.recalculate"), on_click=State.recalculate(run)),
        discard,
    )
    approve = button(t("payroll.approve"), look="primary", on_click=client_state.show("approve"))
    other = rx.el.p(t("payroll.waits_for_other"), class_name="text-sm text-muted max-w-prose")
    reviewed = _line(
        rx.cond(State.run.may_approve, approve, other),
        button(t("payroll.to_draft"), on_click=State.to_draft(run)),
        discard,
    )
    approved = _line(button(t("payroll.pay"), look="primary", on_click=client_state.show("pay")), reverse)
    steps = [("draft", draft), ("reviewed", reviewed), ("approved", approved), ("paid", reverse)]
    return rx.cond(State.progress.running, rx.fragment(), rx.match(State.run.row.status, *steps, rx.fragment()))


def _line(*parts: Any) -> rx.Component:
    return rx.el.div(*parts, class_name=_LINE)


def _approvers() -> rx.Component:
    """Who may approve, in words, and the slips that wait for the reader."""
    run = State.run
    said = rx.el.ul(rx.foreach(run.approvers, rx.el.li), class_name="text-sm flex flex-col gap-1")
    return panel(
        t("payroll.who_approves"),
        said,
        rx.el.div(rx.foreach(run.to_sign, _sign), class_name="flex flex-wrap gap-3 empty:hidden mt-3"),
    )


def _sign(one: Any) -> rx.Component:
    """Asked beside its button: the slip is one press away in the list below."""
    words = t("payroll.approve_slip", name=one[1])
    return rx.el.details(
        rx.el.summary(words, class_name="btn"),
        rx.el.p(t("payroll.approve_slip_why", name=one[1]), class_name="text-sm text-muted max-w-prose my-3"),
        button(t("payroll.approve_slip_yes"), look="primary", on_click=State.approve_slip(State.run.row.id, one[0])),
        key=one[0],
    )


def _people() -> rx.Component:
    columns = [
        Column(t("payroll.person"), _who),
        Column(t("payroll.lines"), lambda row: row.lines, phone=False, number=True),
        Column(t("payroll.total"), lambda row: amounts(row.totals), number=True),
        Column(t("pay_files.pdf"), _pdf, number=True, phone=False),
    ]
    none = rx.cond(State.search, t("payroll.nobody_found"), t("payroll.no_lines"))
    find = lists.search(t("payroll.search"), State.load, value=State.search, errors=State.errors)
    nobody = rx.el.p(none, class_name="text-muted")
    return rx.fragment(controls(find), table(State.slips.rows, columns, label=t("payroll.people"), empty=nobody))


def _who(row: rx.Var[SlipRow]) -> rx.Component:
    number = rx.cond(row.number > 0, t("payroll.slip_number", number=row.number), "")
    return rx.el.button(
        person(row.name, row.initials, number),
        type="button",
        on_click=lists.opening(State.load, row.id),
        class_name="text-start w-full min-h-11",
    )


def _pdf(row: rx.Var[SlipRow]) -> rx.Component:
    name = t("pay_files.download_of", name=row.name)
    address = f"{State.outgoing.base}/payslips/{row.id}.pdf"
    return rx.cond(
        row.number > 0, download(t("pay_files.pdf"), address, look="quiet", aria_label=name), rx.el.span("–")
    )


def _proof() -> rx.Component:
    """Who did what, and how anybody proves the figures."""
    run = State.run
    steps = rx.el.ol(rx.foreach(run.history, rx.el.li), class_name="text-sm text-muted flex flex-col gap-1")
    return panel(
        t("payroll.seal"),
        rx.el.code(run.seal, class_name="block text-xs break-all"),
        rx.el.p(t("payroll.seal_why"), class_name="text-sm text-muted mt-3"),
        rx.el.code("onyx verify-payroll ", run.row.id, class_name="block text-xs break-all mb-3"),
        steps,
        note=rx.fragment(t("payroll.engine"), " ", run.engine),
    )


def _asks() -> rx.Component:
    """Asked before what cannot be undone by pressing again."""
    row, errors = State.run.row, State.errors

    def ask(name: str, question: str, words: str, handler: Any) -> rx.Component:
        return confirm(name, t(question, days=row.days), t(f"payroll.{name}_why"), t(words), handler(row.id))

    why = form(
        rx.el.p(t("payroll.reverse_why"), class_name="text-muted"),
        text_field("reason", t("payroll.reverse_reason"), errors=errors, max_length=300, auto_complete="off"),
        send(t("payroll.reverse"), look="danger"),
        on_submit=lambda typed: State.reverse(row.id, typed),
    )
    return rx.fragment(
        ask("approve", "payroll.approve_ask", "payroll.approve", State.approve),
        ask("pay", "payroll.pay_ask", "payroll.pay", State.pay),
        ask("discard", "payroll.discard_ask", "payroll.discard", State.discard),
        rx.cond((row.status == "approved") | (row.status == "paid"), dialog("reverse", t("payroll.reverse"), why)),
    )
