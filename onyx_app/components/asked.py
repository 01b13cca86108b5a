"""Requests: what was asked, before and after, why, and what came of it."""

from typing import Any

import reflex as rx

from onyx_app.components.pills import pill
from onyx_app.components.text import t


def ask(one: Any, *actions: Any, who: bool = False) -> rx.Component:
    """One request in a list; `who` shows whose it is (a manager's list), `actions` stand at its end."""
    name = rx.fragment(rx.el.span(one.name, class_name="font-semibold"), " · ") if who else rx.fragment()
    state = rx.fragment() if who else pill(one.status_words, one.kind)
    return rx.el.li(
        rx.el.div(
            rx.el.div(name, one.title, " ", state, class_name="flex flex-wrap gap-x-2 items-center"),
            rx.cond(
                one.before,
                rx.el.div(rx.el.s(one.before), class_name="text-sm text-muted"),
            ),
            rx.el.div(one.after, class_name="text-sm"),
            rx.cond(one.reason, rx.el.div("“", one.reason, "”", class_name="text-sm text-muted break-words")),
            rx.cond(
                one.answer,
                rx.el.div(t("my_time.answer", answer=one.answer), class_name="text-sm text-watch break-words"),
            ),
            rx.el.div(one.at, class_name="text-xs text-faint"),
            class_name="min-w-0 grow basis-56",
        ),
        rx.el.div(*actions, class_name="flex gap-2 shrink-0"),
        key=one.id,
        class_name="flex flex-wrap items-center gap-3 py-3 border-t border-line",
    )
