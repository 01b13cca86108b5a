"""Tables: numbers stand at the end of the line; who sorts, searches or turns pages is `components/lists.py`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from onyx_app.components.icons import icon

Words = str | rx.Var[str]


@dataclass(frozen=True, slots=True)
class Column:
    """`cell` draws a row's value from its var. `number` puts money and counts at the end of the line.

    `sort` is the name the state's sort handler knows; `phone=False` leaves the column out on narrow screens.
    """

    title: Words
    cell: Callable[[Any], Any]
    number: bool = False
    sort: str = ""
    phone: bool = True


def table(
    rows: Any,
    columns: Sequence[Column],
    *,
    label: Words,
    empty: rx.Component,
    key: str = "id",
    sorted_by: Any = None,
    on_sort: Any = None,
) -> rx.Component:
    """`rows` is a state var (a list of at most 100), `label` names the table, `empty` stands there without rows.

    `on_sort` is a handler taking a column's `sort` name; `sorted_by` the state var that holds it, "-name" when
    descending. Every row needs a stable `key`.
    """
    head = rx.el.thead(rx.el.tr(*[_heading(column, sorted_by, on_sort) for column in columns]))
    body = rx.el.tbody(rx.foreach(rows, lambda row: rx.el.tr(*[_cell(c, row) for c in columns], key=row[key])))
    grid = rx.el.table(rx.el.caption(label, class_name="sr-only"), head, body, class_name="grid-table")
    scroller = rx.el.div(grid, class_name="overflow-x-auto", tab_index=0, role="region", aria_label=label)
    return rx.cond(rows.length() > 0, scroller, empty)


def controls(*parts: Any) -> rx.Component:
    """The line above a list: search, filters, and at its end the list's main action."""
    return rx.el.div(*parts, class_name="flex flex-wrap items-center gap-3 mb-4")


def _heading(column: Column, sorted_by: Any, on_sort: Any) -> rx.Component:
    classes = _classes(column)
    if not column.sort or on_sort is None:
        return rx.el.th(column.title, scope="col", class_name=classes)
    up, down = sorted_by == column.sort, sorted_by == f"-{column.sort}"
    arrow = rx.cond(up, icon("arrow-up", 12), rx.cond(down, icon("arrow-down", 12), rx.fragment()))
    return rx.el.th(
        rx.el.button(column.title, arrow, type="button", class_name="sorter", on_click=on_sort(column.sort)),
        scope="col",
        class_name=classes,
        custom_attrs={"aria-sort": rx.cond(up, "ascending", rx.cond(down, "descending", "none"))},
    )


def _cell(column: Column, row: Any) -> rx.Component:
    return rx.el.td(column.cell(row), class_name=_classes(column))


def _classes(column: Column) -> str:
    return " ".join(part for part in ("num" if column.number else "", "" if column.phone else "max-md:hidden") if part)
