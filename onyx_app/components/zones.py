"""Choosing a time zone by its name."""

from typing import Any
from zoneinfo import available_timezones

import reflex as rx

from onyx_app.components.forms import select_field


def zone_field(label: Any, none: Any, **props: Any) -> rx.Component:
    """A select named `zone`; `none` is what the empty choice says."""
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return select_field("zone", label, [("", none), ("UTC", "UTC"), *((name, name) for name in names)], **props)
