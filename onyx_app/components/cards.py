"""Surfaces: a panel with a heading, the big number of a page, the line of things that need somebody."""

from typing import Any

import reflex as rx

Words = str | rx.Var[str]


def panel(
    title: Words, *content: Any, note: Words = "", action: rx.Component | None = None, **props: Any
) -> rx.Component:
    """A card with its heading (h2); `note` stands small beside it, `action` at the end of the line."""
    props["class_name"] = f"panel {props.get('class_name', '')}".strip()
    head = rx.el.div(
        rx.el.h2(title, rx.el.small(note) if _given(note) else rx.fragment(), class_name="panel-head grow"),
        action or rx.fragment(),
        class_name="flex items-start gap-3 mb-2",
    )
    return rx.el.section(head, *content, **props)


def plain_panel(*content: Any, **props: Any) -> rx.Component:
    """A card without a heading, for content that brings its own."""
    props["class_name"] = f"panel {props.get('class_name', '')}".strip()
    return rx.el.div(*content, **props)


def stat(value: Any, *, below: Any = "", change: Any = None, good: Any = None) -> rx.Component:
    """The page's answer in the largest type.

    `below` is the sentence under it; `change` a short difference before that sentence ("▲ €305.02"), which says its
    direction in words or sign; `good` (state var or bool) only adds the colour.
    """
    line: list[Any] = []
    if change is not None:
        colour: Any = "" if good is None else rx.cond(good, "text-good", "text-bad")
        line.append(rx.el.b(change, " ", class_name=rx.Var.create(colour)))
    if _given(below):
        line.append(below)
    return rx.el.div(
        rx.el.p(value, class_name="figure"),
        rx.el.p(*line, class_name="text-sm text-muted") if line else rx.fragment(),
    )


def needs(sentence: Any, *, why: Any = "", kind: Any = "watch", action: rx.Component | None = None) -> rx.Component:
    """One thing that waits for somebody: what, why it matters, and the one button. `kind` is good, watch or bad."""
    return rx.el.article(
        rx.el.span(class_name=rx.Var.create(f"dot text-{kind}"), aria_hidden="true"),
        rx.el.div(
            rx.el.h3(sentence, class_name="text-base"),
            rx.el.p(why, class_name="text-sm text-muted") if _given(why) else rx.fragment(),
            class_name="grow min-w-0 basis-48 break-words",
        ),
        rx.el.div(action, class_name="self-center shrink-0") if action is not None else rx.fragment(),
        class_name="panel flex flex-wrap sm:flex-nowrap gap-3 items-start grow basis-72",
    )


def rows(*pairs: tuple[Any, Any]) -> rx.Component:
    """Facts as label and value, the value at the end of the line: hours, rates, dates."""
    lines = [
        rx.el.div(
            rx.el.dt(label, class_name="text-muted"),
            rx.el.dd(value, class_name="text-end"),
            class_name="flex justify-between gap-4 py-2 border-t border-line",
        )
        for label, value in pairs
    ]
    return rx.el.dl(*lines, class_name="mt-2")


def _given(words: Any) -> bool:
    return isinstance(words, (rx.Var, rx.Component)) or bool(words)
