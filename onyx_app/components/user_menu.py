"""Who you are here, your other agencies, the theme, and the way out."""

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from onyx_app.components import client_state
from onyx_app.components.icons import icon
from onyx_app.components.text import t
from onyx_app.rooms import ROOMS
from onyx_app.states.session import AgencyChoice, SessionState


def user_menu() -> rx.Component:
    """A native popover: opens with the keyboard, closes with Escape or a press beside it, needs no script."""
    return rx.fragment(
        rx.el.button(
            rx.el.span(SessionState.initials, class_name="avatar-dot"),
            type="button",
            aria_label=t("shell.you"),
            class_name="btn btn-quiet btn-icon",
            custom_attrs={"popoverTarget": "you"},
        ),
        rx.el.div(
            rx.el.p(SessionState.name, class_name="font-semibold px-2 truncate"),
            rx.el.p(SessionState.agency_name, class_name="text-xs text-muted px-2 pb-2 truncate"),
            rx.cond(SessionState.agencies.length() > 1, _agencies()),
            _themes(),
            _settings(),
            _native("/auth/sign-out", "log-out", t("shell.sign_out")),
            id="you",
            class_name="popover-menu",
            custom_attrs={"popover": "auto"},
        ),
    )


def _agencies() -> rx.Component:
    return rx.el.div(
        rx.el.h2(t("shell.switch_agency"), class_name="nav-group pt-2"),
        rx.foreach(SessionState.agencies, _agency),
        class_name="border-t border-line",
    )


def _agency(choice: rx.Var[AgencyChoice]) -> rx.Component:
    return rx.el.form(
        rx.el.input(type="hidden", name="profile_id", default_value=choice["profile_id"]),
        rx.el.button(
            icon("arrow-left-right"),
            rx.el.span(choice["name"]),
            type="submit",
            class_name="nav",
            disabled=choice["name"] == SessionState.agency_name,
        ),
        action="/auth/switch",
        method="post",
        on_submit=None,
        key=choice["profile_id"],
    )


def _themes() -> rx.Component:
    choices = (("dark", "moon"), ("light", "sun"), ("system", "monitor"))
    return rx.el.fieldset(
        rx.el.legend(t("shell.theme"), class_name="nav-group pt-2"),
        rx.el.div(
            *[
                rx.el.button(
                    icon(drawing),
                    t(f"shell.themes.{name}"),
                    type="button",
                    on_click=client_state.use_theme(name),
                    class_name="btn btn-quiet flex-col gap-1 text-xs font-normal grow",
                )
                for name, drawing in choices
            ],
            class_name="flex gap-1",
        ),
        class_name="border-t border-line pb-2",
    )


def _settings() -> rx.Component:
    mine = [room for room in ROOMS if room.name == "me"]
    return rx.el.div(
        *[
            ReactRouterLink.create(
                icon("settings-2"), rx.el.span(t("shell.my_settings")), to=room.route, class_name="nav"
            )
            for room in mine
        ],
        class_name="border-t border-line pt-2",
    )


def _native(action: str, drawing: str, words: str) -> rx.Component:
    """A form the browser posts itself, because the answer changes the cookie."""
    return rx.el.form(
        rx.el.button(icon(drawing), rx.el.span(words), type="submit", class_name="nav"),
        action=action,
        method="post",
        on_submit=None,
    )
