"""The line above every room: where you are, how fresh it is, search, the clock, and you."""

from typing import Any

import reflex as rx

from onyx_app.components import client_state
from onyx_app.components.clock import header_clock
from onyx_app.components.icons import icon
from onyx_app.components.text import t
from onyx_app.components.user_menu import user_menu
from onyx_app.rooms import ROOMS

PALETTE = "palette"


def header(room: str, as_of: Any = "") -> rx.Component:
    """`as_of` is the time the figures are from (a state var, or empty where nothing ages)."""
    return rx.el.header(
        rx.el.h1(t(title_of(room)), class_name="text-lg truncate"),
        _fresh(as_of),
        rx.el.span(class_name="grow"),
        _find(),
        header_clock(),
        user_menu(),
        class_name="bar",
    )


def title_of(room: str) -> str:
    return next(one.title for one in ROOMS if one.name == room)


def _fresh(as_of: Any) -> rx.Component:
    if isinstance(as_of, str) and not as_of:
        return rx.fragment()
    words = rx.el.span(t("shell.as_of", time=as_of), class_name="text-xs text-faint truncate max-md:hidden")
    return rx.cond(as_of, words)


def _find() -> rx.Component:
    """Looks like a field, is a button: the palette is the one place to search."""
    return rx.el.button(
        icon("search", 16),
        rx.el.span(t("shell.search"), class_name="grow text-start max-lg:hidden"),
        rx.el.kbd("⌘K", class_name="max-lg:hidden", aria_hidden="true"),
        type="button",
        aria_label=t("shell.search_open"),
        on_click=client_state.show(PALETTE),
        class_name="btn btn-quiet md:border-line font-normal lg:w-56 text-faint",
    )
