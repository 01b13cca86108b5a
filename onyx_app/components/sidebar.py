"""The rooms a person may enter, by group. The registry decides what exists, the session's role what is listed."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from onyx_app.components import client_state
from onyx_app.components.buttons import icon_button
from onyx_app.components.icons import icon
from onyx_app.components.text import t
from onyx_app.rooms import GROUPS, ROOMS, Room
from onyx_app.states.session import SessionState


def sidebar(current: str) -> rx.Component:
    """The left column; folds to icons and stays so (kept in the browser). Not drawn on a phone."""
    return rx.el.aside(
        brand(),
        rx.el.nav(
            *[_group(group, current) for group in GROUPS],
            aria_label=t("shell.main_menu"),
            class_name="grow w-full",
        ),
        icon_button("panel-left", t("shell.collapse"), on_click=client_state.flip("side", "icons"), class_name="mt-2"),
        class_name="side",
    )


def brand() -> rx.Component:
    """The agency's own name and mark: white label begins here."""
    logo = rx.el.img(src=SessionState.logo_url, alt="", class_name="mark", width="24", height="24")
    return rx.el.div(
        rx.cond(SessionState.logo_url, logo, rx.el.span(class_name="mark", aria_hidden="true")),
        rx.el.b(SessionState.agency_name),
        class_name="brand",
    )


def listed(group: str) -> list[Room]:
    rooms = [room for room in ROOMS if room.group == group and room.listed]
    return sorted(rooms, key=lambda room: room.route != "/")  # the first page stands first


def here(room: Room, current: str) -> dict[str, str]:
    """Marks the link to the room one is in, or to the listed room whose address that one is below."""
    if room.name == current:
        return {"aria-current": "page"}
    below = any(one.name == current and not one.listed and one.route.startswith(f"{room.route}/") for one in ROOMS)
    return {"aria-current": "true"} if below else {}


def may_enter(room: Room) -> Any:
    """Whether this person's session lists the room: looks only, the guard decides."""
    return SessionState.rooms.contains(room.name)


def _group(group: str, current: str) -> rx.Component:
    rooms = listed(group)
    if not rooms:
        return rx.fragment()
    some = may_enter(rooms[0])
    for room in rooms[1:]:
        some = some | may_enter(room)
    return rx.cond(
        some,
        rx.el.div(
            rx.el.h2(t(f"shell.group.{group}"), class_name="nav-group"),
            *[rx.cond(may_enter(room), _entry(room, current)) for room in rooms],
        ),
    )


def _entry(room: Room, current: str) -> rx.Component:
    marks: dict[str, Any] = {"data-go": room.keys} if room.keys else {}
    return ReactRouterLink.create(
        icon(room.icon),
        rx.el.span(t(room.title)),
        to=room.route,
        class_name="nav",
        title=t(room.title),
        custom_attrs=marks | here(room, current),
    )
