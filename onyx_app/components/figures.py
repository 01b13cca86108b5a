"""Money and moments on the screen. Both come formatted from the server; these say them well."""

from typing import Any

import reflex as rx


def money(shown: Any, *, big: bool = False) -> rx.Component:
    """An amount as the server wrote it for the reader, always with its currency; a minus is a sign, not a colour."""
    return rx.el.span(shown, class_name="figure" if big else "whitespace-nowrap font-semibold")


def moment(shown: Any, *, iso: Any, exact: Any = "", zone: Any = "") -> rx.Component:
    """A time: `shown` is what is read ("12 min late", "11:20"), `iso` what machines read.

    `exact` is the full time on hover and to screen readers; `zone` is shown when it is not the reader's own
    (the server leaves it empty when it is).
    """
    return rx.el.time(
        shown,
        rx.el.span(" ", zone, class_name="text-xs text-faint"),
        custom_attrs={"dateTime": iso},
        title=exact,
        class_name="whitespace-nowrap",
    )
