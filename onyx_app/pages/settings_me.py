"""My settings: language and zone, password, e-mail, second step, sessions."""

import reflex as rx
from babel import Locale

from onyx_app import strings
from onyx_app.components.buttons import button
from onyx_app.components.cards import panel
from onyx_app.components.empty import empty
from onyx_app.components.forms import form, select_field, send, text_field
from onyx_app.components.shell import shell
from onyx_app.components.tables import Column, table
from onyx_app.components.tabs import tabs
from onyx_app.components.text import t
from onyx_app.components.zones import zone_field
from onyx_app.live import Topic
from onyx_app.rooms import room
from onyx_app.states.settings_me import MeState


@room(
    "/settings/me",
    "settings_me.title",
    "user-round-cog",
    MeState.load,
    group="settings",
    follows={Topic.SESSIONS},
    listed=False,
)
def me() -> rx.Component:
    return shell(
        "me",
        tabs("me", t("settings_me.title"), "settings", "pay_plans", "bank_accounts", "connections", "me"),
        rx.el.div(_you(), _password(), _email(), _second_step(), class_name="grid gap-5 md:grid-cols-2 items-start"),
        _sessions(),
    )


def _you() -> rx.Component:
    languages = [(tag, Locale.parse(tag, sep="-").get_display_name(tag)) for tag in strings.languages()]
    return panel(
        t("settings_me.you"),
        form(
            select_field(
                "language",
                t("settings_me.language"),
                [("", t("settings_me.as_agency")), *languages],
                errors=MeState.errors,
                default_value=MeState.language,
            ),
            zone_field(
                t("settings_me.zone"),
                t("settings_me.as_agency_zone", zone=MeState.agency_zone),
                errors=MeState.errors,
                default_value=MeState.zone,
            ),
            send(t("settings_me.save")),
            on_submit=MeState.save,
        ),
    )


def _password() -> rx.Component:
    return panel(
        t("settings_me.password"),
        form(
            _secret("current", t("settings_me.current"), "current-password"),
            _secret("new", t("settings_me.new"), "new-password", t("settings_me.new_help")),
            send(t("settings_me.change_password"), look=""),
            on_submit=MeState.change_password,
            key=MeState.done,
        ),
        note=t("settings_me.password_note"),
    )


def _email() -> rx.Component:
    return panel(
        t("settings_me.email"),
        form(
            text_field(
                "email",
                t("settings_me.new_email"),
                errors=MeState.errors,
                type="email",
                auto_complete="username",
                default_value=MeState.email,
            ),
            _secret("email_password", t("settings_me.your_password"), "current-password"),
            send(t("settings_me.change_email"), look=""),
            on_submit=MeState.change_email,
            key=MeState.done,
        ),
        note=t("settings_me.email_note"),
    )


def _second_step() -> rx.Component:
    return panel(
        t("settings_me.second_step"),
        rx.cond(
            MeState.second_step,
            _is_on(),
            rx.cond(MeState.secret, _set_up(), _is_off()),
        ),
    )


def _is_off() -> rx.Component:
    return form(
        rx.el.p(t("settings_me.second_step_note_off"), class_name="text-muted"),
        _secret("step_password", t("settings_me.your_password"), "current-password"),
        send(t("settings_me.set_up"), look=""),
        on_submit=MeState.begin_second_step,
        key=MeState.done,
    )


def _set_up() -> rx.Component:
    return rx.el.div(
        rx.el.p(t("settings_me.scan")),
        rx.el.img(
            src=MeState.picture,
            alt=t("settings_me.picture"),
            width="220",
            height="220",
            class_name="self-center bg-white rounded",
        ),
        rx.el.p(t("settings_me.secret"), class_name="label"),
        rx.el.code(MeState.secret, class_name="break-all select-all"),
        _codes(),
        form(
            text_field(
                "code", t("settings_me.code"), errors=MeState.errors, auto_complete="one-time-code", max_length=12
            ),
            send(t("settings_me.confirm")),
            button(t("settings_me.stop"), look="quiet", on_click=MeState.forget_secrets),
            on_submit=MeState.confirm_second_step,
        ),
        class_name="flex flex-col gap-4",
    )


def _is_on() -> rx.Component:
    shown = rx.el.div(
        _codes(), button(t("settings_me.codes_kept"), on_click=MeState.forget_secrets), class_name="grid gap-3"
    )
    return rx.el.div(
        rx.el.p(t("settings_me.second_step_note_on"), class_name="text-muted"),
        form(
            _secret("step_password", t("settings_me.your_password"), "current-password"),
            send(t("settings_me.turn_off"), look="danger"),
            on_submit=MeState.turn_off_second_step,
            key=MeState.done,
        ),
        rx.el.h3(t("settings_me.codes"), class_name="text-base"),
        rx.el.p(_codes_left(), " ", t("settings_me.new_codes_note"), class_name="text-muted"),
        rx.cond(
            MeState.codes.length() > 0,
            shown,
            form(
                _secret("codes_password", t("settings_me.your_password"), "current-password"),
                send(t("settings_me.new_codes"), look=""),
                on_submit=MeState.new_codes,
                key=MeState.done,
            ),
        ),
        class_name="flex flex-col gap-4",
    )


def _codes_left() -> rx.Component:
    one, other = t("settings_me.codes_left.one", count=1), t("settings_me.codes_left.other", count=MeState.codes_left)
    return rx.cond(MeState.codes_left == 1, rx.el.span(one), rx.el.span(other))


def _codes() -> rx.Component:
    return rx.el.div(
        rx.el.p(t("settings_me.codes_shown_once")),
        rx.el.ul(
            rx.foreach(MeState.codes, lambda code: rx.el.li(rx.el.code(code), key=code)),
            class_name="grid grid-cols-2 gap-1 tabular-nums mt-2",
        ),
    )


def _sessions() -> rx.Component:
    return panel(
        t("settings_me.sessions"),
        table(
            MeState.sessions,
            [
                Column(t("settings_me.device"), lambda row: row["device"]),
                Column(t("settings_me.agency"), lambda row: row["agency"], phone=False),
                Column(t("settings_me.seen"), lambda row: row["seen"]),
                Column(t("settings_me.address"), lambda row: row["address"], phone=False),
                Column("", _end, number=True),
            ],
            label=t("settings_me.sessions_label"),
            empty=empty(t("settings_me.sessions_none")),
        ),
    )


def _end(row: rx.Var) -> rx.Component:
    return rx.cond(
        row["is_this_one"],
        rx.el.span(t("settings_me.this_one"), class_name="text-sm text-muted"),
        button(
            t("settings_me.revoke"),
            on_click=MeState.revoke(row["id"]),
            aria_label=t("settings_me.revoke") + " " + row["device"],
        ),
    )


def _secret(name: str, label: str, complete: str, help: str = "") -> rx.Component:
    return text_field(
        name, label, errors=MeState.errors, type="password", auto_complete=complete, required=True, help=help
    )
