"""How far something is that takes a while; the page stays usable beside it."""

from typing import Any

import reflex as rx

Words = str | rx.Var[str]


def progress(title: Words, done: Any, of: Any, words: Words, why: Words = "") -> rx.Component:
    """A bar of `done` of `of` (state vars), said in `words`; while `of` is 0 it only says that something goes on."""
    known = of > 0
    bar = (
        "appearance-none block w-full h-2 mt-2 rounded overflow-hidden bg-raised [&::-webkit-progress-bar]:bg-raised"
        " [&::-webkit-progress-value]:bg-accent [&::-moz-progress-bar]:bg-accent"
    )
    return rx.el.div(
        rx.el.p(
            rx.el.b(title),
            rx.cond(known, rx.el.span(words, class_name="text-muted ms-auto tabular-nums")),
            class_name="flex flex-wrap gap-3",
        ),
        rx.cond(
            known,
            rx.el.progress(value=done, max=of, aria_label=title, class_name=bar),
            rx.el.progress(aria_label=title, class_name=bar),
        ),
        rx.el.p(why, class_name="hint mt-2") if why else rx.fragment(),
        class_name="panel",
        role="status",
    )
