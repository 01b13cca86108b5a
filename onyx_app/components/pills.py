"""Small marks: a state in a word, a person in two letters."""

from typing import Any

import reflex as rx


def pill(words: Any, kind: Any = "") -> rx.Component:
    """A short state. `kind` is "", good, watch or bad (or a state var holding one); the words carry the meaning."""
    classes = f"pill {kind}" if isinstance(kind, str) else rx.Var.create("pill ") + kind.to(str)
    return rx.el.span(words, class_name=classes)


def avatar(initials: Any) -> rx.Component:
    """Two letters in a circle; decorative, because the name stands beside it."""
    return rx.el.span(initials, class_name="avatar-dot", aria_hidden="true")


def person(name: Any, initials: Any, below: Any = "") -> rx.Component:
    """Initials, name, and a quiet second line (what they do, or with whom)."""
    given = isinstance(below, (rx.Var, rx.Component)) or bool(below)
    return rx.el.span(
        avatar(initials),
        rx.el.span(
            rx.el.span(name, class_name="block truncate"),
            rx.el.span(below, class_name="block truncate text-xs text-faint") if given else rx.fragment(),
            class_name="min-w-0",
        ),
        class_name="flex items-center gap-3 min-w-0",
    )


def colour_dot(kind: Any) -> rx.Component:
    """good, watch or bad as a dot beside words that say it."""
    classes = f"dot text-{kind}" if isinstance(kind, str) else rx.Var.create("dot text-") + kind.to(str)
    return rx.el.span(class_name=classes, aria_hidden="true")
