"""The first page of a new house: the agency, its owner and their password."""

from typing import Any

import reflex as rx

from onyx_app.components.forms import form_error, native_form, send, text_field
from onyx_app.components.plain import plain_page, plain_waiting
from onyx_app.components.text import t
from onyx_app.components.zones import zone_field
from onyx_app.rooms import plain
from onyx_app.rules.text import LONGEST_NAME
from onyx_app.states.first_owner import FirstOwnerState


@plain("/first-owner", "sign_in.first_owner.title", FirstOwnerState.load)
def first_owner() -> rx.Component:
    return rx.match(
        FirstOwnerState.standing,
        ("open", _open()),
        ("spent", plain_page(t("sign_in.first_owner.spent_title"), why=t("sign_in.link_spent"))),
        plain_waiting(6),
    )


def _open() -> rx.Component:
    return plain_page(
        t("sign_in.first_owner.title"),
        native_form(
            form_error(FirstOwnerState.errors["form"]),
            rx.el.input(type="hidden", name="token", default_value=FirstOwnerState.token),
            _field("agency", auto_complete="organization", max_length=LONGEST_NAME),
            _field("currency", help=t("sign_in.first_owner.currency_help"), max_length=3, auto_complete="off"),
            zone_field(
                t("sign_in.first_owner.zone"),
                t("sign_in.first_owner.zone_choose"),
                errors=FirstOwnerState.errors,
                required=True,
                default_value=FirstOwnerState.typed["zone"],
            ),
            _field("name", auto_complete="name", max_length=LONGEST_NAME),
            _field("email", label=t("sign_in.email"), type="email", auto_complete="username"),
            text_field(
                "password",
                t("sign_in.accept.new_password"),
                errors=FirstOwnerState.errors,
                help=t("sign_in.accept.new_password_help"),
                type="password",
                auto_complete="new-password",
                required=True,
            ),
            send(t("sign_in.first_owner.enter")),
            action="/auth/first-owner",
        ),
        why=t("sign_in.first_owner.why"),
    )


def _field(name: str, *, label: str = "", **props: Any) -> rx.Component:
    return text_field(
        name,
        label or t(f"sign_in.first_owner.{name}"),
        errors=FirstOwnerState.errors,
        required=True,
        default_value=FirstOwnerState.typed[name],
        **props,
    )
