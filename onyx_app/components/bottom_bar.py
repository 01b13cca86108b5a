"""The phone's way around: the four rooms used most, and Alfred."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from onyx_app.components import floating_chat
from onyx_app.components.icons import icon
from onyx_app.components.sidebar import here, may_enter
from onyx_app.components.text import t
from onyx_app.rooms import ROOMS, Room

# By name, most used first; the first four that exist and that the person may enter are shown.
MOST_USED = ("dashboard", "review", "shifts", "payroll", "timeclock", "my_pay", "team", "creators", "settings", "me")
_SHOWN = 4


def bottom_bar(current: str) -> rx.Component:
    """Drawn on phones only."""
    by_name = {room.name: room for room in ROOMS}
    rooms = [by_name[name] for name in MOST_USED if name in by_name]
    return rx.el.nav(
        *[_tab(room, rooms[:place], current) for place, room in enumerate(rooms)],
        _alfred(current),
        class_name="tabs-below",
        aria_label=t("shell.main_menu"),
    )


def _alfred(current: str) -> rx.Component:
    """Opens Alfred over the page; in his own room he is there already, and the tab says so."""
    return rx.el.button(
        icon("sparkles", 20),
        t("alfred.name"),
        type="button",
        class_name="tab",
        on_click=floating_chat.show(current),
        custom_attrs={"aria-current": "page"} if current == floating_chat.ROOM else {},
    )


def _tab(room: Room, before: list[Room], current: str) -> rx.Component:
    """One room, unless four before it are already there for this person."""
    shown: Any = may_enter(room)
    if len(before) >= _SHOWN:
        taken = rx.Var.create([rx.cond(may_enter(other), 1, 0) for other in before])
        shown = shown & (
            rx.Var(f"{taken!s}.reduce((a, b) => a + b, 0)", _var_data=taken._get_all_var_data()).to(int) < _SHOWN
        )
    link = ReactRouterLink.create(
        icon(room.icon, 20),
        t(room.title),
        to=room.route,
        class_name="tab",
        custom_attrs=here(room, current),
    )
    return rx.cond(shown, link)
