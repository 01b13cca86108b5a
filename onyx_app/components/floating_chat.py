"""Alfred, bottom right; the whole screen on a phone. Open or closed is the browser's business."""

from typing import Any

import reflex as rx

from onyx_app.components import client_state
from onyx_app.components.buttons import icon_button
from onyx_app.components.conversation import FLOATING, IN_ROOM, conversation
from onyx_app.components.icons import icon
from onyx_app.components.text import t
from onyx_app.states.alfred import AlfredState

ROOM = "alfred"  # where the floating chat would be a second Alfred


def opened() -> Any:
    """Whether the chat is open: the same value on every page of this tab. An installed shortcut begins with it open."""
    asked = rx.Var("(typeof location !== 'undefined' && location.search.includes('alfred=open'))").to(bool)
    return client_state.flag("alfred_open", asked)


def show(current: str) -> Any:
    """The event that brings Alfred: the chat over a page, the field in his own room."""
    return client_state.focus(IN_ROOM) if current == ROOM else opened().set_value(True)


def floating_chat() -> rx.Component:
    """The button that opens Alfred, or Alfred."""
    state = opened()
    return rx.cond(state.value, _chat(state), _knob(state))


def _knob(state: Any) -> rx.Component:
    return rx.el.button(
        icon("sparkles", 20, "text-accent"),
        type="button",
        aria_label=t("shell.ask_alfred"),
        title=t("shell.ask_alfred"),
        on_click=state.set_value(True),
        class_name="btn alfred-open",
        custom_attrs={"data-do": "alfred"},
    )


def _chat(state: Any) -> rx.Component:
    head = rx.el.div(
        rx.el.span(class_name="mark", aria_hidden="true"),
        rx.el.h2(t("alfred.name"), class_name="grow"),
        rx.el.span(t("alfred.commands"), class_name="text-xs text-faint"),
        icon_button("square-pen", t("alfred.new"), on_click=AlfredState.new, size=16),
        icon_button("x", t("shell.close"), on_click=state.set_value(False)),
        class_name="flex items-center gap-2 px-3 py-1 border-b border-line",
    )
    return rx.el.aside(head, conversation(FLOATING), class_name="alfred", aria_label=t("alfred.name"))
