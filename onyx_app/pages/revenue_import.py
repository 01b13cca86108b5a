"""One file: what it would change, the question, how far it is, what became of it."""

from typing import Any

import reflex as rx

from onyx_app.components import client_state, lists
from onyx_app.components.buttons import button, download, link_button
from onyx_app.components.cards import needs, panel, stat
from onyx_app.components.dialogs import confirm
from onyx_app.components.pills import pill
from onyx_app.components.progress import progress
from onyx_app.components.shell import shell
from onyx_app.components.skeleton import forms_skeleton
from onyx_app.components.tables import Column, table
from onyx_app.components.text import t
from onyx_app.components.trouble import not_here
from onyx_app.live import Topic
from onyx_app.roles import Action
from onyx_app.rooms import link, room
from onyx_app.services.revenue_import import Line
from onyx_app.states.revenue_import import Concern
from onyx_app.states.revenue_import import RevenueImportState as State

_VERDICTS = {"new": "good", "settles": "good", "reverses": "", "known": "watch", "wrong": "bad"}
_LINE = "flex flex-wrap items-center gap-3"


@room(
    "/revenue/imports/[import_id]",
    "revenue_import.one_title",
    "upload",
    State.load,
    who=Action.CONNECT,
    group="money",
    follows={Topic.IMPORTS},
    listed=False,
)
def revenue_import() -> rx.Component:
    return shell("revenue_import", rx.cond(State.file.id != "", _page(), not_here()), skeleton=forms_skeleton())


def _page() -> rx.Component:
    file = State.file
    back = link_button(t("revenue_import.back"), link("revenue_imports"), look="quiet", icon="arrow-left")
    head = rx.el.div(rx.el.h2(file.name, class_name="text-lg break-all grow"), back, class_name=_LINE)
    steps = rx.match(file.state, ("checked", _waiting()), ("imported", _done()), _undone())
    return rx.fragment(
        head,
        rx.cond(State.progress.running, _progress(), steps),
        rx.cond(file.sums.length() > 0, _sums()),
        rx.cond(file.state == "checked", panel(t("revenue_import.rows"), _which(), _rows(), _pages())),
        _asks(),
    )


def _progress() -> rx.Component:
    now = State.progress
    words = t("revenue_import.importing_of", done=now.done, all=now.all)
    return progress(t("revenue_import.importing"), now.done, now.all, words, t("revenue_import.importing_why"))


def _waiting() -> rx.Component:
    """What would happen, then what stands in the way, then the one button."""
    file = State.file
    when = rx.cond(file.fresh > 0, t("revenue_import.between", first=file.first, last=file.last, zone=file.zone), "")
    return rx.fragment(
        stat(State.said.title, below=when),
        rx.el.div(rx.foreach(State.said.concerns, _concern), class_name="flex flex-wrap gap-3"),
        rx.el.div(_buttons(), class_name=_LINE),
    )


def _concern(one: rx.Var[Concern]) -> rx.Component:
    return needs(one.title, why=one.why, kind=one.kind)


def _buttons() -> rx.Component:
    file = State.file
    again = link_button(t("revenue_import.again"), link("revenue_imports"), look="primary", icon="upload")
    go = button(State.said.button, look="primary", on_click=State.bring_in(file.id, file.known > 0))
    check = button(t("revenue_import.check_again"), look="quiet", on_click=State.check_again(file.id))
    discard = button(t("revenue_import.discard"), look="quiet", on_click=State.discard(file.id))
    problems = download(t("revenue_import.download_problems"), f"/revenue/imports/{file.id}/problems.csv")
    return rx.fragment(rx.cond(State.said.button, go, again), rx.cond(file.wrong > 0, problems), check, discard)


def _done() -> rx.Component:
    file = State.file
    sales = f"{link('revenue')}?span=all&brought_by={file.id}"
    return rx.fragment(
        stat(State.said.title, below=_who_when()),
        rx.el.p(t("revenue_import.done_why"), class_name="text-sm text-muted max-w-prose"),
        rx.el.div(rx.foreach(State.said.concerns, _concern), class_name="flex flex-wrap gap-3"),
        rx.el.div(
            link_button(t("revenue_import.show_sales"), sales, look="primary"),
            button(t("revenue_import.undo"), look="quiet", icon="undo-2", on_click=client_state.show("undo")),
            class_name=_LINE,
        ),
    )


def _undone() -> rx.Component:
    again = link_button(t("revenue_import.again"), link("revenue_imports"), look="primary", icon="upload")
    return rx.fragment(
        stat(t("revenue_import.undone"), below=_who_when()),
        rx.el.p(t("revenue_import.undone_why"), class_name="text-sm text-muted max-w-prose"),
        rx.el.div(again, class_name=_LINE),
    )


def _who_when() -> rx.Component:
    by = rx.cond(State.file.by, rx.fragment(", ", t("revenue_import.by", name=State.file.by)))
    return rx.fragment(State.file.at, by)


def _sums() -> rx.Component:
    """Per currency, then by creator and month: what the owner compares with the platform's own page."""
    file = State.file
    title = rx.cond(file.state == "checked", t("revenue_import.sums"), t("revenue_import.sums_done"))
    months = rx.el.details(
        rx.el.summary(t("revenue_import.by_month"), class_name="py-3 cursor-pointer text-muted"),
        _sum_table(file.months, t("revenue_import.by_month"), t("revenue_import.column_month"), lambda row: row.about),
        class_name="mt-2",
    )
    currency = _sum_table(file.sums, title, t("revenue_import.column_currency"), lambda row: row.currency)
    return panel(title, currency, months)


def _sum_table(found: Any, label: Any, first: str, name: Any) -> rx.Component:
    columns = [
        Column(first, name),
        Column(t("revenue_import.column_sales"), lambda row: row.sales, number=True),
        Column(t("revenue_import.column_reversals"), lambda row: row.reversals, number=True, phone=False),
        Column(t("revenue_import.column_amount"), lambda row: row.gross, number=True),
        Column(t("revenue_import.column_fee"), lambda row: row.fee, number=True, phone=False),
        Column(t("revenue_import.column_net"), lambda row: row.net, number=True, phone=False),
    ]
    return table(found, columns, label=label, empty=rx.fragment())


def _which() -> rx.Component:
    shown = [
        ("all", t("revenue_import.verdict.all")),
        *((one, t(f"revenue_import.verdict.{one}")) for one in _VERDICTS),
    ]
    choose = lists.choose("show", t("revenue_import.show_rows"), shown, State.load, value=State.file.show)
    return rx.el.div(choose, class_name="flex mb-4")


def _rows() -> rx.Component:
    columns = [
        Column(t("revenue_import.column_line"), lambda row: row.line),
        Column(t("revenue_import.column_verdict"), _verdict),
        Column(t("revenue_import.column_date"), lambda row: row.at, phone=False),
        Column(t("revenue_import.column_creator"), _sale, phone=False),
        Column(t("revenue_import.column_fan"), lambda row: row.fan, phone=False),
        Column(t("revenue_import.column_amount"), lambda row: row.gross, number=True),
        Column(t("revenue_import.column_net"), lambda row: row.net, number=True, phone=False),
    ]
    nothing = rx.el.p(t("revenue_import.none_of_these"), class_name="text-muted py-4")
    return table(State.file.rows, columns, label=t("revenue_import.rows"), empty=nothing)


def _sale(row: rx.Var[Line]) -> rx.Component:
    return rx.fragment(row.creator, rx.el.span(row.type, class_name="block text-xs text-faint"))


def _verdict(row: rx.Var[Line]) -> rx.Component:
    """What happens to the row; of a wrong one, everything that is wrong with it."""
    pills = [(name, pill(t(f"revenue_import.verdict.{name}"), kind)) for name, kind in _VERDICTS.items()]
    problems = rx.el.ul(
        rx.foreach(row.problems, lambda said: rx.el.li(said, class_name="break-words")),
        class_name="text-sm mt-1 max-w-prose whitespace-normal",
    )
    return rx.fragment(
        rx.match(row.verdict, *pills, rx.fragment()),
        rx.cond(row.late, rx.el.span(t("revenue_import.in_closed_run"), class_name="block text-xs text-faint")),
        rx.cond(row.problems.length() > 0, problems),
    )


def _pages() -> rx.Component:
    return lists.pages(State.file.page, State.file.pages, State.load)


def _asks() -> rx.Component:
    file = State.file
    question = t("revenue_import.undo_ask", name=file.name)
    return confirm("undo", question, t("revenue_import.undo_why"), t("revenue_import.undo"), State.undo(file.id))
