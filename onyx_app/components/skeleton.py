"""Waiting, in the shape of what comes: the same boxes in the same places, so that nothing moves when it arrives."""

import reflex as rx


def bone(width: str = "100%", height: str = "16px", class_name: str = "") -> rx.Component:
    """One grey shape."""
    return rx.el.span(class_name=f"bone {class_name}".strip(), style={"width": width, "height": height})


def panel_skeleton(lines: int = 3, class_name: str = "") -> rx.Component:
    """A card: heading, then `lines` lines."""
    return rx.el.div(
        bone("40%", "16px", "mb-4"),
        *[bone(f"{95 - 12 * (line % 3)}%", "20px", "mb-3") for line in range(lines)],
        class_name=f"panel {class_name}".strip(),
    )


def table_skeleton() -> rx.Component:
    """A table with a heading line and rows of the real height."""
    return rx.el.div(
        bone("30%", "16px", "mb-3"),
        *[rx.el.div(bone("70%", "20px"), class_name="py-3 border-t border-line") for _ in range(6)],
    )


def forms_skeleton() -> rx.Component:
    """A page of cards with forms in two columns."""
    columns = [rx.el.div(panel_skeleton(6), panel_skeleton(3), class_name="flex flex-col gap-5") for _ in range(2)]
    return rx.el.div(*columns, class_name="grid gap-5 lg:grid-cols-2", aria_hidden="true")


def room_skeleton() -> rx.Component:
    """What a room shows until it is loaded: two cards beside each other, then a list."""
    return rx.el.div(
        rx.el.div(
            panel_skeleton(5, "basis-96 grow"),
            panel_skeleton(5, "basis-72 grow"),
            class_name="flex flex-wrap gap-5",
        ),
        rx.el.div(table_skeleton(), class_name="panel"),
        class_name="flex flex-col gap-5",
        aria_hidden="true",
    )
