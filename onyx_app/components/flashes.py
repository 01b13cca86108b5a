"""Sentences that pass: what worked, what did not. Drawn from state, so that no script is ever sent to run."""

from typing import Any

import reflex as rx

from onyx_app.components import client_state
from onyx_app.components.buttons import icon_button
from onyx_app.components.pills import colour_dot
from onyx_app.components.text import t
from onyx_app.states.flash import Flash, FlashState


class _Fuse(rx.el.Span):
    """Burns down for the time a message stays; at its end the message is let go."""

    on_animation_end: rx.EventHandler[rx.event.no_args_event_spec]


def flashes() -> rx.Component:
    """A live region: read aloud when something arrives. Errors stay until dismissed; the rest leaves by itself.

    A popover, so that it also stands above a dialog: that is where most refusals happen.
    """
    region = rx.el.div(
        rx.el.ol(rx.foreach(FlashState.items, _flash), class_name="contents"),
        id="flashes",
        class_name="flashes",
        role="status",
        aria_live="polite",
        aria_label=t("shell.messages"),
        custom_attrs={"popover": "manual"},
    )
    return rx.fragment(region, client_state.Rise.create(count=FlashState.items.length(), target="flashes"))


def _flash(item: rx.Var[Flash]) -> rx.Component:
    gone: Any = FlashState.dismiss(item["id"])
    return rx.el.li(
        colour_dot(item["kind"]),
        rx.el.p(item["text"], class_name="grow py-1"),
        rx.cond(item["kind"] != "bad", _Fuse.create(class_name="fuse", on_animation_end=gone)),
        icon_button("x", t("shell.dismiss"), on_click=gone, size=16),
        class_name="flash",
        key=item["id"],
    )
