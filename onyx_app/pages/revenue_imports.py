"""Choosing a file of sales, and the files that came before."""

import reflex as rx

from onyx_app.components import lists
from onyx_app.components.buttons import download
from onyx_app.components.buttons import link as text_link
from onyx_app.components.cards import panel
from onyx_app.components.empty import empty
from onyx_app.components.forms import error_of, native_form, send
from onyx_app.components.pills import pill
from onyx_app.components.shell import shell
from onyx_app.components.skeleton import forms_skeleton
from onyx_app.components.tables import Column, table
from onyx_app.components.tabs import tabs
from onyx_app.components.text import t
from onyx_app.components.zones import zone_field
from onyx_app.live import Topic
from onyx_app.roles import Action
from onyx_app.rooms import link, room
from onyx_app.rules.revenue_csv import COLUMNS, LARGEST_FILE, MOST_ROWS
from onyx_app.services.revenue_import import ImportRow
from onyx_app.states.revenue_imports import RevenueImportsState as State

_KINDS = {"checked": "watch", "imported": "good", "undone": ""}


@room(
    "/revenue/imports",
    "revenue_import.title",
    "upload",
    State.load,
    who=Action.CONNECT,
    group="money",
    follows={Topic.IMPORTS},
    listed=False,
)
def revenue_imports() -> rx.Component:
    both = rx.el.div(_choose(), _format(), class_name="grid gap-3 md:gap-5 lg:grid-cols-2 items-start")
    return shell(
        "revenue_imports",
        tabs("revenue_imports", t("revenue.title"), "revenue", "revenue_imports"),
        both,
        panel(t("revenue_import.list"), _list(), lists.pages(State.files.page, State.files.pages, State.load)),
        skeleton=forms_skeleton(),
    )


def _choose() -> rx.Component:
    limits = t("revenue_import.file_help", rows=f"{MOST_ROWS:,}", size=LARGEST_FILE // 1024**2)
    file = rx.el.div(
        rx.el.label(t("revenue_import.file"), html_for="file", class_name="label"),
        rx.el.input(
            type="file",
            name="file",
            id="file",
            accept=".csv,text/csv",
            required=True,
            aria_describedby="file-error file-help",
            class_name="block w-full text-sm text-muted",
        ),
        error_of(State.errors, "file"),
        rx.el.p(limits, id="file-help", class_name="hint"),
        class_name="flex flex-col gap-1",
    )
    zone = zone_field(
        t("revenue_import.zone"),
        t("revenue_import.zone_agency", zone=State.files.zone),
        help=t("revenue_import.zone_help"),
    )
    return panel(
        t("revenue_import.choose"),
        rx.el.p(t("revenue_import.choose_why"), class_name="text-sm text-muted max-w-prose mb-4"),
        native_form(
            file,
            zone,
            send(t("revenue_import.read"), class_name="self-start"),
            action="/revenue/upload",
            enc_type="multipart/form-data",
        ),
    )


def _format() -> rx.Component:
    columns = [
        rx.el.div(
            rx.el.dt(rx.el.code(name), class_name="shrink-0 w-28"),
            rx.el.dd(t(f"revenue_import.means.{name}"), class_name="text-muted"),
            class_name="flex gap-3 py-1.5 border-t border-line text-sm",
        )
        for name in COLUMNS
    ]
    sample = download(t("revenue_import.sample"), "/revenue/sample.csv", class_name="mt-4")
    return panel(
        t("revenue_import.format_title"),
        rx.el.p(t("revenue_import.format_why"), class_name="text-sm text-muted mb-2"),
        rx.el.dl(*columns),
        sample,
    )


def _list() -> rx.Component:
    columns = [
        Column(t("revenue_import.column_file"), _name),
        Column(t("revenue_import.column_state"), lambda row: import_state(row.state)),
        Column(t("revenue_import.column_rows"), lambda row: row.rows, number=True, phone=False),
        Column(t("revenue_import.column_amount"), _amounts, number=True, phone=False),
        Column(t("revenue_import.column_when"), _when, phone=False),
    ]
    nothing = empty(t("revenue_import.none"), t("revenue_import.none_why"), icon="upload")
    return table(State.files.rows, columns, label=t("revenue_import.list"), empty=nothing)


def _name(row: rx.Var[ImportRow]) -> rx.Component:
    return text_link(row.name, to=f"{link('revenue_imports')}/{row.id}", class_name="row-opens break-all")


def _amounts(row: rx.Var[ImportRow]) -> rx.Component:
    return rx.foreach(row.amounts, lambda amount: rx.el.span(amount, class_name="block"))


def _when(row: rx.Var[ImportRow]) -> rx.Component:
    by = rx.cond(row.by, rx.el.span(t("revenue_import.by", name=row.by), class_name="block text-xs text-faint"))
    return rx.fragment(row.at, by)


def import_state(value: rx.Var[str]) -> rx.Component:
    """Where an import stands, in a word."""
    pills = [(name, pill(t(f"revenue_import.state.{name}"), kind)) for name, kind in _KINDS.items()]
    return rx.match(value, *pills, rx.fragment())
