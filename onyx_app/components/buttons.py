"""Buttons and links that look like them. One primary button per screen: the thing to do next."""

from typing import Any

import reflex as rx
from reflex_components_core.core.cond import cond
from reflex_components_core.react_router.dom import ReactRouterLink

from onyx_app.components.icons import icon as draw

Words = str | rx.Var[str]


def button(
    words: Words, *, look: str = "", icon: str = "", busy: Any = None, busy_words: Words = "", **props: Any
) -> rx.Component:
    """`look` is "" (plain), "primary", "quiet" or "danger"; `type` is "button" unless given.

    `busy` is a state var: while it is true the button is disabled and says `busy_words`.
    """
    classes = f"btn btn-{look}" if look else "btn"
    props["class_name"] = f"{classes} {props.get('class_name', '')}".strip()
    props.setdefault("type", "button")
    if busy is None:
        return rx.el.button(*_face(words, icon), **props)
    return rx.el.button(cond(busy, busy_words or words, rx.fragment(*_face(words, icon))), disabled=busy, **props)


def icon_button(name: str, label: Words, *, look: str = "quiet", size: int = 18, **props: Any) -> rx.Component:
    """A button that is only an icon; `label` is its name for screen readers and its hint on hover."""
    props["class_name"] = f"btn btn-{look} btn-icon {props.get('class_name', '')}".strip()
    props.setdefault("type", "button")
    return rx.el.button(draw(name, size), aria_label=label, title=label, **props)


def link_button(words: Words, to: Any, *, look: str = "", icon: str = "", **props: Any) -> rx.Component:
    """A link inside the app (no page load) that looks like a button; `to` is a route, from `rooms.link(…)`."""
    classes = f"btn btn-{look}" if look else "btn"
    props["class_name"] = f"{classes} {props.get('class_name', '')}".strip()
    return ReactRouterLink.create(*_face(words, icon), to=to, **props)


def download(words: Words, to: Any, *, look: str = "", icon: str = "download", **props: Any) -> rx.Component:
    """A file of ours to keep, from a route of `api/`: the browser fetches it by itself and stays where it is."""
    classes = f"btn btn-{look}" if look else "btn"
    props["class_name"] = f"{classes} {props.get('class_name', '')}".strip()
    return ReactRouterLink.create(*_face(words, icon), to=to, reload_document=True, download=True, **props)


def link(*children: Any, to: Any, **props: Any) -> rx.Component:
    """A link inside the app, in running text or around a row's name."""
    props.setdefault("class_name", "underline decoration-line underline-offset-4 hover:decoration-current")
    return ReactRouterLink.create(*children, to=to, **props)


def _face(words: Words, icon: str) -> list[Any]:
    return [draw(icon), words] if icon else [words]
