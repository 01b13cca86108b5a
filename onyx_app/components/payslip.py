"""Payslips line by line, each with the sum that gives it and what is behind it; and where a run stands."""

from typing import Any

import reflex as rx

from onyx_app.components.buttons import download
from onyx_app.components.cards import rows
from onyx_app.components.dialogs import drawer
from onyx_app.components.icons import icon
from onyx_app.components.pills import pill
from onyx_app.components.progress import progress
from onyx_app.components.text import t

_KINDS = {"draft": "", "reviewed": "watch", "approved": "good", "paid": "good", "reversed": "bad"}


def run_status(value: Any) -> rx.Component:
    """Where a run stands, as a word."""
    pills = [(name, pill(t(f"payroll.status.{name}"), kind)) for name, kind in _KINDS.items()]
    return rx.match(value, *pills, rx.fragment())


def calculating(now: Any) -> rx.Component:
    """How far a run is; `now` is a state var (`HowFar`)."""
    words = t("payroll.calculating_of", done=now.done, all=now.all)
    return progress(t("payroll.calculating"), now.done, now.all, words, t("payroll.calculating_why"))


def slip_drawer(slip: Any, behind: Any, open_line: Any, on_close: Any) -> rx.Component:
    """`slip` and `behind` are state vars (`SlipView`, `Behind`), `open_line` takes a line's position."""
    number = rx.cond(slip.number > 0, pill(t("payroll.slip_number", number=slip.number), "good"))
    return drawer(
        "payslip",
        slip.name,
        rx.el.div(rx.el.span(slip.days, class_name="text-muted"), number, class_name="flex flex-wrap gap-3"),
        amounts(slip.totals, big=True),
        rx.cond(slip.note, rx.el.p(slip.note, class_name="text-sm text-muted")),
        rx.cond(
            slip.lines.length() > 0,
            rx.el.ul(rx.foreach(slip.lines, lambda line: _line(line, behind, open_line))),
            rx.el.p(t("payroll.no_lines"), class_name="text-muted"),
        ),
        rx.cond(slip.carried.length() > 0, rows((t("payroll.carried_on"), amounts(slip.carried)))),
        rx.cond(slip.pdf, download(t("pay_files.download"), slip.pdf)),
        open=slip.id != "",
        on_close=on_close,
    )


def amounts(totals: Any, *, big: bool = False) -> rx.Component:
    """One amount per currency; they are never added."""
    one = rx.el.div(
        rx.foreach(totals, lambda amount: rx.el.span(amount, class_name="figure" if big else "whitespace-nowrap")),
        class_name="flex flex-wrap gap-x-4" + ("" if big else " justify-end"),
    )
    return rx.cond(totals.length() > 0, one, rx.el.span(t("payroll.nothing"), class_name="text-muted"))


def _line(line: Any, behind: Any, open_line: Any) -> rx.Component:
    open_ = behind.position == line.position
    words = rx.el.span(
        rx.el.span(line.title, class_name="block"),
        rx.cond(line.sum, rx.el.span(line.sum, class_name="block text-xs text-faint")),
        class_name="grow min-w-0",
    )
    face = rx.el.button(
        words,
        rx.el.b(line.amount, class_name="whitespace-nowrap"),
        rx.cond(open_, icon("chevron-down", 14), icon("chevron-right", 14)),
        type="button",
        on_click=open_line(line.position),
        title=t("payroll.behind"),
        custom_attrs={"aria-expanded": rx.cond(open_, "true", "false")},
        class_name="flex items-center gap-3 w-full text-start py-2 min-h-11",
    )
    return rx.el.li(face, rx.cond(open_, _behind(behind)), key=line.position, class_name="border-t border-line")


def _behind(behind: Any) -> rx.Component:
    facts = rx.el.ul(
        rx.foreach(behind.plans, rx.el.li),
        rx.foreach(behind.facts, rx.el.li),
        class_name="text-sm text-muted flex flex-col gap-1 pb-3 max-h-80 overflow-y-auto",
        tab_index=0,
        aria_label=t("payroll.behind"),
    )
    nothing = rx.el.p(t("payroll.behind_none"), class_name="text-sm text-muted pb-3")
    return rx.cond((behind.plans.length() > 0) | (behind.facts.length() > 0), facts, nothing)
