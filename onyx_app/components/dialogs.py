"""Dialogs on the native `<dialog>`: the browser keeps the focus inside, closes on Escape and gives the focus back."""

from typing import Any

import reflex as rx

from onyx_app.components import client_state
from onyx_app.components.buttons import button, icon_button
from onyx_app.components.forms import form, send, text_field
from onyx_app.components.text import t

Words = str | rx.Var[str]


def dialog(
    name: str, title: Any, *content: Any, open: Any = None, on_close: Any = None, look: str = "", **props: Any
) -> rx.Component:
    """A dialog in the middle. Open it with `client_state.show(name)`, or let the state var `open` do it.

    With `open`, give `on_close` the handler that sets it back: Escape and the cross close it too.
    """
    if on_close is not None:
        props["on_close"] = on_close
    frame = client_state.Dialog.create(
        rx.el.div(
            rx.el.h2(title, id=f"{name}-title", class_name="grow text-lg"),
            icon_button("x", t("shell.close"), on_click=client_state.hide(name)),
            class_name="sheet-head",
        ),
        rx.el.div(*content, class_name="p-5 flex flex-col gap-4"),
        id=name,
        class_name=f"sheet {look}".strip(),
        aria_labelledby=f"{name}-title",
        on_click=client_state.hide_on_backdrop(),
        **props,
    )
    if open is None:
        return frame
    return rx.fragment(frame, client_state.Follow.create(open=open, target=name))


def drawer(name: str, title: Any, *content: Any, open: Any = None, on_close: Any = None) -> rx.Component:
    """The detail of a row, at the right edge; the full screen on a phone. Opens like `dialog`."""
    return dialog(name, title, *content, open=open, on_close=on_close, look="drawer-sheet")


def confirm(name: str, question: Any, consequence: Any, words: Words, on_confirm: Any) -> rx.Component:
    """Asks before something is removed. `question` names the thing; open it with `client_state.show(name)`."""
    return dialog(
        name,
        question,
        rx.el.p(consequence, class_name="text-muted"),
        rx.el.div(
            button(t("shell.keep"), on_click=client_state.hide(name), auto_focus=True),
            button(words, look="danger", on_click=[on_confirm, client_state.hide(name)]),
            class_name="flex justify-end gap-3",
        ),
    )


def confirm_by_name(
    name: str, question: Any, consequence: Any, words: Words, thing: Any, on_submit: Any, errors: Any = None
) -> rx.Component:
    """For what cannot be undone: the name of the thing has to be typed.

    The handler gets the form's `typed` and compares it on the server; until it agrees the button stays off.
    """
    typed = client_state.flag(f"{name.replace('-', '_')}_typed", "")
    return dialog(
        name,
        question,
        rx.el.p(consequence, class_name="text-muted"),
        form(
            text_field(
                "typed",
                t("shell.type_name", name=thing),
                id=f"{name}-typed",
                errors=errors,
                on_change=typed.set_value,
                auto_complete="off",
            ),
            send(words, look="danger", disabled=typed.value != thing),
            on_submit=on_submit,
        ),
    )
