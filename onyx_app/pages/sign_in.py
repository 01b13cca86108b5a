"""Sign in: e-mail and password, then a code or the picker where they are due."""

import reflex as rx

from onyx_app.components.buttons import link
from onyx_app.components.forms import form_error, native_form, send, text_field
from onyx_app.components.plain import plain_page
from onyx_app.components.text import t
from onyx_app.rooms import plain
from onyx_app.states.sign_in import PlaceLine, SignInState


@plain("/sign-in", "sign_in.title", SignInState.load)
def sign_in() -> rx.Component:
    return rx.match(
        SignInState.step,
        ("code", _code()),
        ("enrol", _enrol()),
        ("choose", _choose()),
        _password(),
    )


def _password() -> rx.Component:
    return plain_page(
        t("sign_in.title"),
        rx.cond(SignInState.done, rx.el.p(t("sign_in.done_reset"), class_name="text-good", role="status")),
        native_form(
            form_error(SignInState.errors["form"]),
            text_field(
                "email",
                t("sign_in.email"),
                errors=SignInState.errors,
                type="email",
                auto_complete="username",
                auto_focus=SignInState.email == "",
                required=True,
                default_value=SignInState.email,
            ),
            text_field(
                "password",
                t("sign_in.password"),
                errors=SignInState.errors,
                type="password",
                auto_complete="current-password",
                auto_focus=SignInState.email != "",
                key=SignInState.email,
                required=True,
            ),
            _next(),
            send(t("sign_in.enter")),
            rx.el.p(t("sign_in.forgot"), class_name="hint"),
            action="/auth/sign-in",
        ),
        why=t("sign_in.why"),
    )


def _code() -> rx.Component:
    return plain_page(
        t("sign_in.code.title"),
        native_form(
            form_error(SignInState.errors["form"]),
            _code_field(t("sign_in.code.code")),
            _next(),
            send(t("sign_in.code.enter")),
            action="/auth/totp",
        ),
        link(t("sign_in.code.again"), to="/sign-in"),
        why=t("sign_in.code.why"),
    )


def _enrol() -> rx.Component:
    return plain_page(
        t("sign_in.enrol.title"),
        rx.el.img(
            src=SignInState.picture,
            alt=t("sign_in.enrol.picture"),
            width="220",
            height="220",
            class_name="self-center bg-white rounded",
        ),
        rx.el.p(t("sign_in.enrol.secret"), class_name="label"),
        rx.el.code(SignInState.secret, class_name="break-all select-all", id="secret"),
        rx.el.p(t("sign_in.enrol.codes")),
        rx.el.ul(
            rx.foreach(SignInState.codes, lambda code: rx.el.li(rx.el.code(code), key=code)),
            class_name="grid grid-cols-2 gap-1 tabular-nums",
            id="recovery-codes",
        ),
        native_form(
            form_error(SignInState.errors["form"]),
            _code_field(t("sign_in.enrol.code")),
            _next(),
            send(t("sign_in.enrol.enter")),
            action="/auth/totp",
        ),
        why=t("sign_in.enrol.why"),
    )


def _next() -> rx.Component:
    """The room to go on to travels with each step; the door checks it again."""
    return rx.el.input(type="hidden", name="next", value=SignInState.next, read_only=True)


def _code_field(label: str) -> rx.Component:
    return text_field(
        "code",
        label,
        errors=SignInState.errors,
        auto_complete="one-time-code",
        required=True,
        max_length=24,
    )


def _choose() -> rx.Component:
    return plain_page(
        t("sign_in.choose.title"),
        rx.el.ul(rx.foreach(SignInState.places, _place), class_name="flex flex-col gap-2"),
        why=t("sign_in.choose.why"),
    )


def _place(place: rx.Var[PlaceLine]) -> rx.Component:
    return rx.el.li(
        native_form(
            rx.el.input(type="hidden", name="profile_id", default_value=place["profile_id"]),
            _next(),
            rx.el.button(
                rx.el.span(place["name"], class_name="grow text-start truncate"),
                rx.el.span(place["role"], class_name="text-sm text-muted"),
                type="submit",
                class_name="btn w-full",
            ),
            action="/auth/choose",
        ),
        key=place["profile_id"],
    )
