"""The frame of every room: rooms on the left, the header with the clock, the page, Alfred at the bottom right.

Before the server has said who is here, only the frame's skeleton is drawn, in the same places: nothing of a page,
nothing that moves later.
"""

from typing import Any

import reflex as rx

from onyx_app.components import bottom_bar, client_state, header, palette, sidebar, theme
from onyx_app.components.flashes import flashes
from onyx_app.components.floating_chat import ROOM, floating_chat
from onyx_app.components.skeleton import bone, room_skeleton
from onyx_app.components.text import t
from onyx_app.components.trouble import not_here
from onyx_app.states.session import SessionState


def shell(room: str, *content: Any, as_of: Any = "", skeleton: rx.Component | None = None) -> rx.Component:
    """The page function of a room returns this; `room` is the room's name (its page function's name).

    `as_of` is a state var with the time the figures are from, shown beside the title. `skeleton` is what stands in
    the page until it is loaded; give one in the page's own shape when `room_skeleton()` is not it.
    """
    waiting = skeleton or room_skeleton()
    inside = client_state.once("inside", SessionState.signed_in)
    return rx.cond(inside, _frame(room, content, as_of, waiting), _waiting(room, waiting))


def _frame(room: str, content: tuple[Any, ...], as_of: Any, waiting: rx.Component) -> rx.Component:
    loaded = client_state.loaded()
    admitted = client_state.once("admitted", SessionState.rooms.contains(room))
    page = rx.el.main(
        rx.cond(loaded, rx.cond(admitted, rx.fragment(*content), not_here()), waiting),
        id="content",
        tab_index=-1,
        class_name="room outline-none",
        custom_attrs={"data-ready": rx.cond(loaded, "true", "false")},
    )
    return rx.el.div(
        rx.el.a(t("shell.skip"), href="#content", class_name="sr-only btn"),
        sidebar.sidebar(room),
        rx.el.div(header.header(room, as_of), page, class_name="min-w-0"),
        bottom_bar.bottom_bar(room),
        rx.fragment() if room == ROOM else floating_chat(),
        palette.palette(room),
        flashes(),
        class_name="house",
        style=theme.accent_style(SessionState.accent),
    )


def _waiting(room: str, page: rx.Component) -> rx.Component:
    """What the exported page shows until the socket has answered: the room's name and the places of the rest.

    The name is the first paint: without a word a browser on a slow line counts the page as blank until the script runs.
    """
    lines = [rx.el.div(bone("70%", "16px"), class_name="nav") for _ in range(8)]
    return rx.el.div(
        rx.el.div(
            rx.el.div(bone("24px", "24px"), bone("96px", "16px"), class_name="brand"),
            *lines,
            class_name="side",
        ),
        rx.el.div(
            rx.el.div(rx.el.p(t(header.title_of(room)), class_name="text-lg truncate"), class_name="bar"),
            rx.el.div(page, class_name="room"),
            class_name="min-w-0",
        ),
        rx.el.p(t("shell.loading"), class_name="sr-only", role="status"),
        class_name="house",
    )
