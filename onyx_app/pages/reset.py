"""A new password, through a link that works once."""

import reflex as rx

from onyx_app.components.forms import form_error, native_form, send, text_field
from onyx_app.components.plain import plain_page, plain_waiting
from onyx_app.components.text import t
from onyx_app.rooms import plain
from onyx_app.states.reset import ResetState


@plain("/reset", "sign_in.reset.title", ResetState.load)
def reset() -> rx.Component:
    return rx.match(
        ResetState.standing,
        ("open", _open()),
        ("spent", plain_page(t("sign_in.reset.spent_title"), why=t("sign_in.link_spent"))),
        plain_waiting(3),
    )


def _open() -> rx.Component:
    return plain_page(
        t("sign_in.reset.title"),
        native_form(
            form_error(ResetState.errors["form"]),
            rx.el.input(type="hidden", name="token", default_value=ResetState.token),
            rx.el.input(type="hidden", name="email", auto_complete="username", default_value=ResetState.email),
            text_field(
                "password",
                t("sign_in.accept.new_password"),
                errors=ResetState.errors,
                help=t("sign_in.accept.new_password_help"),
                type="password",
                auto_complete="new-password",
                auto_focus=True,
                required=True,
            ),
            rx.cond(ResetState.signs_in, send(t("sign_in.reset.enter_owner")), send(t("sign_in.reset.enter"))),
            action="/auth/reset",
        ),
        why=t("sign_in.reset.why", email=ResetState.email),
    )
