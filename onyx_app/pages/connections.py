"""Connections: where platforms send what happens, and the secret that proves it."""

from typing import Any

import reflex as rx

from onyx_app.components import client_state
from onyx_app.components.buttons import button, icon_button, link_button
from onyx_app.components.cards import needs, panel, rows
from onyx_app.components.dialogs import confirm, confirm_by_name, dialog
from onyx_app.components.empty import empty
from onyx_app.components.forms import form, send, text_field
from onyx_app.components.pills import pill
from onyx_app.components.shell import shell
from onyx_app.components.skeleton import forms_skeleton
from onyx_app.components.tabs import tabs
from onyx_app.components.text import t
from onyx_app.live import Topic
from onyx_app.roles import Action
from onyx_app.rooms import link, room
from onyx_app.rules.text import LONGEST_NAME
from onyx_app.services.connections import EVENTS, Address, ConnectionCard
from onyx_app.states.connections import ConnectionsState as State


@room(
    "/settings/connections",
    "settings.connections",
    "plug",
    State.load,
    who=Action.CONNECT,
    group="settings",
    follows={Topic.CONNECTIONS, Topic.REVENUE},
    listed=False,
)
def connections() -> rx.Component:
    nothing = empty(t("settings.none"), t("settings.none_why"), icon="plug", action=_connect())
    return shell(
        "connections",
        tabs("connections", t("settings.title"), "settings", "pay_plans", "bank_accounts", "connections", "me"),
        rx.el.div(
            rx.el.p(t("settings.connections_why"), class_name="text-muted grow basis-72"),
            rx.cond(State.connections.length() > 0, _connect()),
            class_name="flex flex-wrap items-center gap-3",
        ),
        rx.cond(
            State.connections.length() > 0,
            rx.el.div(rx.foreach(State.connections, _connection), class_name="grid gap-5 lg:grid-cols-2 items-start"),
            rx.el.div(nothing, class_name="panel"),
        ),
        _form(),
        _secret(),
        _rotate(),
        _remove(),
        skeleton=forms_skeleton(),
    )


def _connect() -> rx.Component:
    return button(t("settings.connect"), look="primary", icon="plug", on_click=State.begin)


def _connection(one: rx.Var[ConnectionCard]) -> rx.Component:
    heard = rx.cond(one.last_event, rx.el.span(one.last_event, title=one.last_event_at), t("settings.never"))
    facts = rows(
        (t("settings.currency"), one.currency),
        (t("settings.last_event"), heard),
        (t("settings.made"), one.made),
        (t("settings.rotated"), rx.cond(one.rotated, one.rotated, "–")),
    )
    where = rx.el.details(
        rx.el.summary(t("settings.addresses"), class_name="text-sm text-muted min-h-11 content-center"),
        rx.foreach(one.addresses, _address),
    )
    target = [_target("id").set_value(one.id), _target("name").set_value(one.name)]
    return panel(
        one.name,
        facts,
        rx.cond(one.unmatched > 0, _unmatched(one)),
        where,
        rx.el.div(
            button(t("settings.rotate"), icon="refresh-cw", on_click=[*target, client_state.show("rotate")]),
            button(t("settings.remove"), look="danger", on_click=[*target, client_state.show("remove-connection")]),
            class_name="flex flex-wrap gap-3 mt-3",
        ),
        key=one.id,
    )


def _unmatched(one: rx.Var[ConnectionCard]) -> rx.Component:
    open_creators = link_button(t("creators.title"), link("creators"))
    return needs(t("settings.unmatched", count=one.unmatched), why=t("settings.unmatched_why"), action=open_creators)


def _address(one: rx.Var[Address]) -> rx.Component:
    words = rx.match(one.event, *[(event, t(f"settings.event.{event}")) for event in EVENTS], one.event)
    return rx.el.div(
        rx.el.div(
            rx.el.p(words, class_name="text-xs text-muted"),
            rx.el.code(one.url, class_name="break-all select-all text-xs"),
            class_name="grow min-w-0",
        ),
        icon_button("copy", t("settings.copy"), on_click=client_state.copy(one.url)),
        key=one.event,
        class_name="flex items-center gap-2 py-2 border-t border-line",
    )


def _form() -> rx.Component:
    return dialog(
        "connect",
        t("settings.connect_title"),
        form(
            text_field(
                "name",
                t("settings.connection_name"),
                errors=State.errors,
                help=t("settings.connection_name_help"),
                default_value="Fanvue",
                max_length=LONGEST_NAME,
            ),
            text_field(
                "currency",
                t("settings.currency"),
                errors=State.errors,
                help=t("settings.connection_currency_help"),
                default_value=State.currency,
                max_length=3,
            ),
            send(t("settings.make_endpoint")),
            on_submit=State.connect,
        ),
        open=State.connecting,
        on_close=State.give_up,
    )


def _secret() -> rx.Component:
    shown = State.shown
    return dialog(
        "secret",
        t("settings.secret_title", name=shown.name),
        pill(t("team.shown_once"), "watch"),
        rx.el.p(t("settings.secret_why"), class_name="text-muted"),
        rx.el.div(
            rx.el.div(
                rx.el.p(t("settings.secret"), class_name="label"),
                rx.el.code(shown.secret, id="secret-value", class_name="break-all select-all"),
                class_name="grow min-w-0",
            ),
            icon_button("copy", t("settings.copy"), on_click=client_state.copy(shown.secret)),
            class_name="flex items-center gap-2",
        ),
        rx.el.div(rx.foreach(shown.addresses, _address)),
        button(t("settings.done"), look="primary", on_click=client_state.hide("secret")),
        open=shown.secret != "",
        on_close=State.forget,
    )


def _rotate() -> rx.Component:
    return confirm(
        "rotate",
        t("settings.rotate_question", name=_target("name").value),
        t("settings.rotate_why"),
        t("settings.rotate"),
        State.rotate(_target("id").value),
    )


def _remove() -> rx.Component:
    return confirm_by_name(
        "remove-connection",
        t("settings.remove_question", name=_target("name").value),
        t("settings.remove_why"),
        t("settings.remove"),
        _target("name").value,
        [State.remove(_target("id").value), client_state.hide("remove-connection")],
    )


def _target(part: str) -> Any:
    """Which connection the question is about; only this browser knows."""
    return client_state.flag(f"connection_{part}", "")
