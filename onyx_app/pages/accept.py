"""An invitation: who invites, as what, and the password that is chosen or proven."""

import reflex as rx

from onyx_app.components.forms import form_error, native_form, send, text_field
from onyx_app.components.plain import plain_page, plain_waiting
from onyx_app.components.text import t
from onyx_app.rooms import plain
from onyx_app.rules.text import LONGEST_NAME
from onyx_app.states.accept import AcceptState


@plain("/accept", "sign_in.accept.page", AcceptState.load)
def accept() -> rx.Component:
    return rx.match(
        AcceptState.standing,
        ("open", _open()),
        ("spent", plain_page(t("sign_in.accept.spent_title"), why=t("sign_in.invitation_spent"))),
        plain_waiting(4),
    )


def _open() -> rx.Component:
    why = t("sign_in.accept.why", role=AcceptState.role, email=AcceptState.email)
    return plain_page(
        t("sign_in.accept.title", agency=AcceptState.agency),
        native_form(
            form_error(AcceptState.errors["form"]),
            rx.el.input(type="hidden", name="token", default_value=AcceptState.token),
            # Password managers want to know whose password it is.
            rx.el.input(type="hidden", name="email", auto_complete="username", default_value=AcceptState.email),
            text_field(
                "name",
                t("sign_in.accept.name"),
                errors=AcceptState.errors,
                auto_complete="name",
                required=True,
                max_length=LONGEST_NAME,
                default_value=AcceptState.name,
            ),
            rx.cond(AcceptState.has_sign_in, _own_password(), _new_password("password")),
            rx.cond(AcceptState.renews, _new_password("new", t("sign_in.accept.renew_help"))),
            send(t("sign_in.accept.enter")),
            action="/auth/accept",
        ),
        why=why,
        name=AcceptState.agency,
    )


def _new_password(field: str, help: str = "") -> rx.Component:
    return text_field(
        field,
        t("sign_in.accept.new_password"),
        errors=AcceptState.errors,
        help=help or t("sign_in.accept.new_password_help"),
        type="password",
        auto_complete="new-password",
        required=True,
    )


def _own_password() -> rx.Component:
    return text_field(
        "password",
        t("sign_in.accept.own_password"),
        errors=AcceptState.errors,
        help=t("sign_in.accept.own_password_help"),
        type="password",
        auto_complete="current-password",
        required=True,
    )
