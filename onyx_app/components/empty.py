"""Nothing here yet: says why, and what to do about it."""

from typing import Any

import reflex as rx

from onyx_app.components.icons import icon as draw


def empty(title: Any, why: Any = "", *, icon: str = "inbox", action: rx.Component | None = None) -> rx.Component:
    """An empty list with its next action; `title` is a short sentence, `why` one more."""
    return rx.el.div(
        draw(icon, 24, "text-faint"),
        rx.el.p(title, class_name="font-semibold"),
        rx.el.p(why, class_name="text-sm text-muted max-w-prose") if not isinstance(why, str) or why else rx.fragment(),
        rx.el.div(action, class_name="mt-2") if action is not None else rx.fragment(),
        class_name="flex flex-col items-center text-center gap-2 py-8 px-4",
    )
