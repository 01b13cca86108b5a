"""What stands in place of a page: not found, not yours, broken."""

import reflex as rx
from reflex_base.vars.base import Var
from reflex_components_core.base.error_boundary import ErrorBoundary

from onyx_app.components.empty import empty
from onyx_app.components.icons import icon
from onyx_app.components.text import t

# The start of the tab's name: the log carries the same beside what the page reported.
_ID = Var(_js_expr='(sessionStorage.getItem("token") ?? "").slice(0, 8)', _var_type=str)


def not_here() -> rx.Component:
    """Inside the shell: the page does not exist, or not for this person; they cannot tell which."""
    return empty(t("trouble.not_found"), t("trouble.not_found_why"), icon="search", action=_home())


def not_found_page() -> rx.Component:
    """The whole page for an unknown address; no state, so it also stands when nothing else does."""
    return rx.el.main(
        rx.el.h1(t("trouble.not_found"), class_name="text-lg font-semibold"),
        rx.el.p(t("trouble.not_found_why"), class_name="text-muted max-w-prose"),
        _home(),
        class_name="min-h-dvh flex flex-col items-center justify-center text-center gap-3 p-6",
    )


def boundary(*children: rx.Component) -> rx.Component:
    """Catches what breaks while drawing a page and shows an id instead of the framework's stack trace."""
    return ErrorBoundary.create(*children, fallback_render=Var.create(_broken()))


def _broken() -> rx.Component:
    return rx.el.main(
        icon("circle-alert", 24),
        rx.el.h1(t("trouble.broken"), class_name="text-lg font-semibold"),
        rx.el.p(t("trouble.broken_why"), class_name="text-muted max-w-prose"),
        rx.el.p(t("trouble.broken_id"), " ", rx.el.code(_ID), class_name="text-sm text-muted"),
        rx.el.a(t("shell.reload"), href="", class_name="btn"),
        role="alert",
        class_name="min-h-dvh flex flex-col items-center justify-center text-center gap-3 p-6",
    )


def _home() -> rx.Component:
    return rx.el.a(t("shell.back_home"), href="/", class_name="btn")
