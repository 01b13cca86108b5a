"""Alfred's conversation: what was said, the answer as it grows with its proof below it, and the field to ask in.

Used by the floating chat and by Alfred's own room. New lines stay at the lower end without any script: the column
runs from the bottom up.
"""

from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from onyx_app.components.buttons import button, icon_button
from onyx_app.components.icons import icon
from onyx_app.components.text import t
from onyx_app.states.alfred import FIELDS, AlfredState, Chip, Message, Part

FLOATING, IN_ROOM = FIELDS


def conversation(name: str) -> rx.Component:
    """The lines and the field below them, for a column that gives them its height.

    `name` is the field's id: two conversations may be on one page.
    """
    return rx.fragment(_lines(), _ask(name))


def _lines() -> rx.Component:
    """A screen reader hears an answer once it is whole."""
    return rx.el.div(
        rx.el.div(
            rx.cond(AlfredState.messages.length() == 0, _welcome()),
            rx.foreach(AlfredState.messages, _message),
            rx.cond(AlfredState.streaming, _growing()),
            class_name="grid gap-3",
        ),
        role="log",
        aria_live="polite",
        aria_busy=AlfredState.streaming,
        aria_label=t("alfred.conversation"),
        tab_index=0,
        class_name="grow min-h-0 overflow-y-auto p-4 flex flex-col-reverse",
    )


def _ask(name: str) -> rx.Component:
    """One line to ask in, Send, and Stop while an answer grows.

    The server empties the field once the question is kept; a refused one stays, with the reason above it.
    """
    field = rx.el.input(
        id=name,
        name="text",
        placeholder=t("alfred.ask"),
        auto_complete="off",
        auto_focus=name == FLOATING,
        enter_key_hint="send",
        max_length=4000,
        aria_describedby=f"{name}-error",
        class_name="grow min-w-0 bg-transparent min-h-11 px-2 rounded",
    )
    answering = icon_button("square", t("alfred.stop"), on_click=AlfredState.stop, size=16)
    sending = icon_button("corner-down-left", t("alfred.send"), type="submit", size=16)
    return rx.el.form(
        rx.el.p(AlfredState.errors["text"], id=f"{name}-error", role="alert", class_name="wrong px-2 empty:hidden"),
        rx.el.label(t("alfred.ask"), html_for=name, class_name="sr-only"),
        rx.el.div(field, rx.cond(AlfredState.streaming, answering, sending), class_name="flex items-center gap-2"),
        on_submit=AlfredState.ask,
        reset_on_submit=False,
        class_name="border-t border-line px-2 py-1",
    )


def _welcome() -> rx.Component:
    """What can be asked here: in words when the conversation is connected, else by the command that needs no llm."""
    return rx.el.div(
        rx.cond(
            AlfredState.connected,
            rx.fragment(rx.el.p(t("alfred.hello"), class_name="text-muted"), _suggestion(t("alfred.suggestion"))),
            rx.fragment(rx.el.p(t("alfred.not_connected"), class_name="text-muted"), _suggestion("/week")),
        ),
    )


def _suggestion(words: str) -> rx.Component:
    ask: Any = AlfredState.ask({"text": words})
    return rx.el.button(words, type="button", on_click=ask, disabled=AlfredState.streaming, class_name="chip mt-3")


def _message(message: rx.Var[Message]) -> rx.Component:
    chips = rx.el.div(rx.foreach(message.chips, _chip), class_name="flex flex-wrap gap-2 mt-2")
    return rx.el.div(
        rx.el.p(rx.foreach(message.parts, _part)),
        rx.cond(message.chips.length() > 0, chips),
        rx.cond(message.note, rx.el.p(message.note, class_name="text-xs text-faint mt-2")),
        rx.match(
            message.again,
            ("continue", button(t("alfred.go_on"), on_click=AlfredState.go_on, class_name="mt-2")),
            ("retry", button(t("alfred.retry"), on_click=AlfredState.retry, class_name="mt-2")),
            rx.fragment(),
        ),
        class_name=rx.cond(message.mine, "said mine", "said"),
        key=message.id,
    )


def _growing() -> rx.Component:
    activity = rx.el.p(
        icon("loader-circle", 14, "motion-safe:animate-spin"),
        rx.cond(AlfredState.activity, AlfredState.activity, t("alfred.thinking")),
        class_name="flex items-center gap-2 text-faint",
    )
    waiting = (AlfredState.parts.length() == 0) | (AlfredState.activity != "")
    return rx.el.div(
        rx.el.p(rx.foreach(AlfredState.parts, _part)),
        rx.cond(waiting, activity),
        class_name="said",
    )


def _part(part: rx.Var[Part]) -> rx.Component:
    return rx.cond(part.bold, rx.el.b(part.text), rx.el.span(part.text))


def _chip(chip: rx.Var[Chip]) -> rx.Component:
    """The proof under a figure: leads to the room that shows it, says as of when."""
    return ReactRouterLink.create(icon("table-2", 12), chip.label, to=chip.href, title=chip.hint, class_name="chip")
