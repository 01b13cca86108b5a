"""The pages of one subject side by side: Team and its invitations, the agency's settings and yours."""

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from onyx_app.components.sidebar import may_enter
from onyx_app.components.text import t
from onyx_app.rooms import ROOMS, Room

_ROW = "flex gap-1 border-b border-line overflow-x-auto shrink-0"
_LINK = "inline-flex items-center min-h-11 px-3 -mb-px border-b-2 text-sm whitespace-nowrap hover:text-text"


def tabs(current: str, label: str, *names: str) -> rx.Component:
    """Links to the rooms of these names that exist and that this person may enter; `current` is marked."""
    rooms = [room for name in names for room in ROOMS if room.name == name]
    return rx.el.nav(*[_tab(room, current) for room in rooms], class_name=_ROW, aria_label=label)


def _tab(room: Room, current: str) -> rx.Component:
    here = room.name == current
    link = ReactRouterLink.create(
        t(room.title),
        to=room.route,
        class_name=f"{_LINK} text-text border-accent" if here else f"{_LINK} text-muted border-transparent",
        custom_attrs={"aria-current": "page"} if here else {},
    )
    return rx.cond(may_enter(room), link)
