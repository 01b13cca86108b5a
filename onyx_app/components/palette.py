"""⌘K: one field for every room, person, creator and action, and Alfred for the rest. And `?`: the list of keys."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from onyx_app.components import client_state, floating_chat
from onyx_app.components.dialogs import dialog
from onyx_app.components.header import PALETTE
from onyx_app.components.icons import icon
from onyx_app.components.sidebar import may_enter
from onyx_app.components.text import t
from onyx_app.rooms import ROOMS, Room
from onyx_app.rules.text import LONGEST_NAME
from onyx_app.states.alfred import AlfredState
from onyx_app.states.palette import Found, PaletteState
from onyx_app.states.session import SessionState

KEYS = "keys"
FIELD = "palette-field"


def palette(room: str) -> rx.Component:
    """The palette, the list of keys, and the keyboard that opens both."""
    return rx.fragment(_palette(room), _keys(), client_state.Keys.create(palette=PALETTE, help=KEYS))


def _query() -> Any:
    return client_state.flag("palette_query", "")


def _palette(room: str) -> rx.Component:
    query = _query()
    field = rx.el.input(
        id=FIELD,
        type="text",
        placeholder=t("shell.search"),
        aria_label=t("shell.search_open"),
        auto_complete="off",
        auto_focus=True,
        default_value="",
        on_change=[query.set_value(), PaletteState.search.debounce(200)],
        max_length=LONGEST_NAME,
        class_name="grow bg-transparent min-h-11 text-lg outline-none",
    )
    return client_state.Dialog.create(
        rx.el.div(
            rx.el.div(
                icon("search", 18, "text-faint"),
                field,
                class_name="flex items-center gap-3 px-4 py-1 border-b border-line",
            ),
            rx.el.div(
                _rooms(query),
                _found("person", "shell.search_people"),
                _found("creator", "shell.search_creators"),
                _actions(query),
                _alfred(query, room),
                class_name="p-2 overflow-y-auto",
            ),
        ),
        id=PALETTE,
        on_key_down=client_state.walk(".choice"),
        on_close=[query.set_value(""), client_state.empty(FIELD)],
        class_name="sheet palette",
        aria_label=t("shell.search_open"),
        on_click=client_state.hide_on_backdrop(),
    )


def _rooms(query: Any) -> rx.Component:
    return _section(
        "shell.search_rooms",
        *[
            rx.cond(may_enter(room) & _fits(t(room.title), query), _room(room))
            for room in ROOMS
            if "[" not in room.route
        ],
    )


def _room(room: Room) -> rx.Component:
    hint = rx.el.kbd(f"g {room.keys}", class_name="ms-auto") if room.keys else rx.fragment()
    return ReactRouterLink.create(
        icon(room.icon),
        rx.el.span(t(room.title)),
        hint,
        to=room.route,
        class_name="choice",
        on_click=client_state.hide(PALETTE),
    )


def _found(kind: str, title: str) -> rx.Component:
    """What the server found; it hears the letters a moment after they were typed."""
    icons = {"person": "user", "creator": "star"}

    def one(hit: rx.Var[Found]) -> rx.Component:
        link = ReactRouterLink.create(
            icon(icons[kind]),
            rx.el.span(hit["label"]),
            rx.el.span(hit["hint"], class_name="ms-auto text-xs text-faint"),
            to=hit["to"],
            class_name="choice",
            on_click=client_state.hide(PALETTE),
            key=hit["id"],
        )
        return rx.cond(hit["kind"] == kind, link)

    return _section(title, rx.foreach(PaletteState.hits, one))


def _actions(query: Any) -> rx.Component:
    clock = rx.cond(
        SessionState.rooms.contains("timeclock") & _fits(f"{t('shell.clock_in')} {t('shell.clock_out')}", query),
        _action(
            "clock",
            f"{t('shell.clock_in')} / {t('shell.clock_out')}",
            client_state.press('[data-do="clock"]'),
        ),
    )
    themes = [
        rx.cond(
            _fits(f"{t('shell.theme')} {t(f'shell.themes.{name}')}", query),
            _action(drawing, f"{t('shell.theme')}: {t(f'shell.themes.{name}')}", client_state.use_theme(name)),
        )
        for name, drawing in (("dark", "moon"), ("light", "sun"))
    ]
    keys = rx.cond(
        _fits(t("shell.keys_open"), query), _action("keyboard", t("shell.keys_open"), client_state.show(KEYS))
    )
    return _section("shell.search_actions", clock, *themes, keys)


def _alfred(query: Any, room: str) -> rx.Component:
    """Opens Alfred; with words in the field, asks him these."""
    chat = floating_chat.show(room)
    words = query.value.to(str)
    asking = rx.el.button(
        icon("sparkles"),
        rx.el.span(t("shell.ask_alfred_about", question=words), class_name="truncate"),
        type="button",
        class_name="choice",
        on_click=[client_state.hide(PALETTE), chat, AlfredState.ask({"text": words})],
    )
    return rx.cond(words, asking, _action("sparkles", t("shell.ask_alfred"), chat))


def _action(drawing: str, words: Any, event: Any) -> rx.Component:
    return rx.el.button(
        icon(drawing),
        rx.el.span(words),
        type="button",
        class_name="choice",
        on_click=[client_state.hide(PALETTE), event],
    )


def _section(title: str, *choices: Any) -> rx.Component:
    return rx.el.section(
        rx.el.h2(t(title), class_name="nav-group pt-2"), *choices, class_name="pb-1 not-has-[.choice]:hidden"
    )


def _fits(words: str, query: Any) -> Any:
    return rx.Var.create(words.lower()).contains(query.value.to(str).lower())


def _keys() -> rx.Component:
    lines = [("⌘K", t("shell.keys_palette")), ("?", t("shell.keys_help")), ("Esc", t("shell.keys_close"))]
    fixed = [_key(keys, rx.fragment(words)) for keys, words in lines]
    rooms = [
        rx.cond(may_enter(room), _key(f"g {room.keys}", rx.fragment(t("shell.keys_go", room=t(room.title)))))
        for room in ROOMS
        if room.keys
    ]
    return dialog(KEYS, t("shell.keys"), rx.el.dl(*fixed, *rooms))


def _key(keys: str, words: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.dt(words),
        rx.el.dd(rx.el.kbd(keys)),
        class_name="flex justify-between gap-4 py-2 border-b border-line",
    )
