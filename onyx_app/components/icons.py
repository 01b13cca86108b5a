"""Icons: lucide, each imported by its own name, so that a page carries only those it shows."""

import reflex as rx


def icon(name: str, size: int = 16, class_name: str = "") -> rx.Component:
    """A decorative icon. It is hidden from screen readers: the words beside it, or the button's label, speak."""
    return rx.icon(name, size=size, class_name=f"shrink-0 {class_name}".strip(), custom_attrs={"aria-hidden": "true"})
