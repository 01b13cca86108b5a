"""The connection is gone: one quiet line at the top, which leaves by itself. Replaces Reflex's own overlay."""

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from onyx_app.components.icons import icon
from onyx_app.components.text import t


@rx.memo
def _strip() -> rx.Component:
    line = rx.el.div(icon("wifi-off", 14), t("shell.offline"), class_name="strip offline-strip", role="status")
    return rx.fragment(rx.cond(has_connection_errors, line))


def connection_banner() -> rx.Component:
    """For `app.app_wraps[(5, "Overlay")]`; shown only after a second, so that a blip stays invisible."""
    return rx.fragment(_strip())
