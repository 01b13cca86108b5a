"""Charts drawn from numbers the server has prepared: no library, readable without seeing them, a table one press away.

The title of the panel around a chart is the finding ("Revenue is up 15 % on last week"), never "Revenue chart".
"""

from typing import Any

import reflex as rx

from onyx_app.components.text import t


def bars(data: Any, *, summary: Any, label: Any, value: Any) -> rx.Component:
    """Bars with their labels below.

    `data` is a state var: a list of objects with `label`, `shown` (the amount as text), `percent` (0-100 of the
    highest) and `kind` ("", "now" or "ahead"). `summary` is one sentence for people who cannot see it; `label` and
    `value` head the two columns of the table view.
    """
    return rx.el.figure(
        rx.el.ul(rx.foreach(data, _bar), class_name="bars mt-4", aria_hidden="true"),
        rx.el.figcaption(summary, class_name="sr-only"),
        _as_table(data, label, value),
    )


def _bar(bar: Any) -> rx.Component:
    return rx.el.li(
        # Of the room above the label: a percentage of the whole would be squeezed, and the highest bars look alike.
        rx.el.u(style={"height": "calc((100% - 20px) * " + bar["percent"].to(str) + " / 100)"}),
        bar["label"],
        title=bar["shown"],
        class_name=bar["kind"].to(str),
        key=bar["label"].to(str),
    )


def _as_table(data: Any, label: Any, value: Any) -> rx.Component:
    return rx.el.details(
        rx.el.summary(t("shell.as_table"), class_name="text-xs text-faint mt-3 w-fit min-h-6"),
        rx.el.table(
            rx.el.thead(rx.el.tr(rx.el.th(label, scope="col"), rx.el.th(value, scope="col", class_name="num"))),
            rx.el.tbody(
                rx.foreach(
                    data,
                    lambda bar: rx.el.tr(
                        rx.el.td(bar["label"]),
                        rx.el.td(bar["shown"], class_name="num"),
                        key=bar["label"].to(str),
                    ),
                )
            ),
            class_name="grid-table mt-2",
        ),
    )
