"""Pages without the frame: sign-in, invitation, reset. One card, one question, the mark above it."""

from typing import Any

import reflex as rx

from onyx_app.components.flashes import flashes
from onyx_app.components.skeleton import panel_skeleton
from onyx_app.components.text import t


def plain_page(title: Any, *content: Any, why: Any = "", name: Any = "OnyxOS") -> rx.Component:
    """A centred card with its heading (h1). `why` is one quiet sentence below it.

    `name` is the agency's own where the page knows it (an invitation does), else the product's.
    """
    given = isinstance(why, (rx.Var, rx.Component)) or bool(why)
    return rx.el.div(
        rx.el.main(
            rx.el.div(rx.el.span(class_name="mark", aria_hidden="true"), rx.el.b(name), class_name="brand mb-4"),
            rx.el.div(
                rx.el.h1(title, class_name="text-lg"),
                rx.el.p(why, class_name="text-sm text-muted mt-1") if given else rx.fragment(),
                rx.el.div(*content, class_name="mt-5 flex flex-col gap-4"),
                class_name="panel p-6",
            ),
            class_name="w-full max-w-sm",
            custom_attrs={"data-plain": "true"},
        ),
        flashes(),
        class_name="paper",
    )


def plain_waiting(lines: int = 4) -> rx.Component:
    """The card's place until the server has said what belongs there; what keeps it from saying so is shown too."""
    return rx.el.div(
        rx.el.p(t("shell.loading"), class_name="sr-only", role="status"),
        panel_skeleton(lines, "w-full max-w-sm"),
        flashes(),
        class_name="paper",
    )
