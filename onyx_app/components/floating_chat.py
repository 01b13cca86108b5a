"""Alfred, bottom right; the whole screen on a phone. Open or closed is the browser's business."""

from typing import Any

import reflex as rx

from onyx_app.components import client_state
from onyx_app.components.buttons import icon_button
from onyx_app.components.icons import icon
from onyx_app.components.text import t
from onyx_app.states.alfred import AlfredState


def opened() -> Any:
    """Whether the chat is open: the same value on every page of this tab."""
    return client_state.flag("alfred_open", False)


def floating_chat() -> rx.Component:
    """The button that opens Alfred, or Alfred."""
    state = opened()
    return rx.cond(state.value, _chat(state), _knob(state))


def _knob(state: Any) -> rx.Component:
    return rx.el.button(
        icon("sparkles", 16, "text-accent"),
        t("shell.alfred.title"),
        type="button",
        on_click=state.set_value(True),
        class_name="btn alfred-open",
        custom_attrs={"data-do": "alfred"},
    )


def _chat(state: Any) -> rx.Component:
    head = rx.el.div(
        rx.el.span(class_name="mark", aria_hidden="true"),
        rx.el.h2(t("shell.alfred.title"), class_name="grow"),
        rx.el.span(t("shell.alfred.commands"), class_name="text-xs text-faint"),
        icon_button("square-pen", t("shell.alfred.new"), on_click=AlfredState.new, size=16),
        icon_button("x", t("shell.close"), on_click=state.set_value(False)),
        class_name="flex items-center gap-2 px-3 py-1 border-b border-line",
    )
    return rx.el.aside(head, _conversation(), _ask(), class_name="alfred", aria_label=t("shell.alfred.title"))


def _conversation() -> rx.Component:
    """What was said, and the answer as it arrives; read aloud politely, kept at its end by the browser."""
    return rx.el.div(
        rx.el.div(
            rx.cond(AlfredState.messages.length() == 0, rx.el.p(t("shell.alfred.hello"), class_name="text-muted")),
            rx.foreach(AlfredState.messages, _message),
            rx.cond(AlfredState.draft, rx.el.div(AlfredState.draft, class_name="said")),
            rx.cond(
                AlfredState.busy & ~AlfredState.draft.bool(),
                rx.el.p(t("shell.alfred.thinking"), class_name="text-faint"),
            ),
            class_name="grid gap-3",
            aria_live="polite",
            aria_busy=AlfredState.busy,
        ),
        class_name="grow overflow-y-auto p-4 flex flex-col-reverse",
        tab_index=0,
        role="log",
        aria_label=t("shell.alfred.conversation"),
    )


def _message(message: Any) -> rx.Component:
    proofs = rx.el.div(
        rx.foreach(
            message["proofs"].to(list[dict[str, str]]),
            lambda proof: rx.el.span(icon("table-2", 12), proof["label"], class_name="chip"),
        ),
        class_name="flex flex-wrap gap-2 mt-2",
    )
    return rx.el.div(
        message["text"],
        rx.cond(message["proofs"].to(list).length() > 0, proofs),
        class_name=rx.cond(message["who"] == "me", "said mine", "said"),
        key=message["id"],
    )


def _ask() -> rx.Component:
    return rx.el.form(
        rx.el.label(t("shell.alfred.ask"), html_for="alfred-text", class_name="sr-only"),
        rx.el.input(
            id="alfred-text",
            name="text",
            placeholder=t("shell.alfred.ask"),
            auto_complete="off",
            max_length=2000,
            class_name="grow bg-transparent min-h-11 px-2 outline-offset-0 rounded",
        ),
        rx.cond(
            AlfredState.busy,
            icon_button("square", t("shell.alfred.stop"), on_click=AlfredState.stop),
            icon_button("corner-down-left", t("shell.alfred.send"), type="submit"),
        ),
        on_submit=AlfredState.ask,
        reset_on_submit=True,
        class_name="flex items-center gap-2 border-t border-line px-2 py-1",
    )
