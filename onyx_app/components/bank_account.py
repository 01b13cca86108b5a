"""One bank account: how it ends, who entered it, the ones before, and the form that asks for the password again."""

from typing import Any

import reflex as rx

from onyx_app.components.forms import form, form_error, send, text_field
from onyx_app.components.text import t

_LONGEST_PASSWORD = 256


def account(view: Any, none: str) -> rx.Component:
    """`view` is a state var (`AccountView`); `none` stands there without an account."""
    number = rx.el.p(
        rx.el.b(view.holder), " ", rx.el.span("•••• ", view.ends, class_name="tabular-nums whitespace-nowrap")
    )
    earlier = rx.el.details(
        rx.el.summary(t("bank_accounts.earlier"), class_name="text-sm text-muted min-h-11 content-center"),
        rx.el.ul(rx.foreach(view.earlier, rx.el.li), class_name="text-sm text-muted flex flex-col gap-1"),
    )
    said = rx.el.p(view.said, class_name=rx.cond(view.foreign, "text-sm text-watch", "text-sm text-muted"))
    return rx.el.div(
        rx.cond(view.ends, rx.fragment(number, said), rx.el.p(none, class_name="text-muted")),
        rx.cond(view.earlier.length() > 0, earlier),
        class_name="flex flex-col gap-1",
    )


def account_form(errors: Any, on_submit: Any, *, key: Any, holder: Any = "") -> rx.Component:
    """Begins afresh with `key`, so that no number and no password stays in the page once it is kept."""

    def field(name: str, **props: Any) -> rx.Component:
        props = {"auto_complete": "off", "help": t(f"bank_accounts.{name}_help")} | props
        return text_field(name, t(f"bank_accounts.{name}"), errors=errors, **props)

    return form(
        field("holder", default_value=holder, max_length=70),
        field("iban", max_length=48, spell_check=False, class_name="tabular-nums"),
        field("bic", max_length=16, spell_check=False),
        field("password", type="password", auto_complete="current-password", max_length=_LONGEST_PASSWORD),
        form_error(errors["form"]),
        send(t("bank_accounts.save"), class_name="self-start"),
        on_submit=on_submit,
        key=key,
    )
