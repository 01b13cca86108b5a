"""A bonus, deduction or advance in a line: its kind in a word, its amount, how far it is repaid, where it stands."""

from typing import Any

import reflex as rx

from onyx_app.components.pills import pill
from onyx_app.components.text import t
from onyx_app.rules.pay_item_form import ItemKind

_STATES = {"open": "watch", "settled": "good", "withdrawn": ""}


def kind_words(kind: Any) -> Any:
    """The kind as a word."""
    return rx.match(kind, *((one.value, t(f"pay_items.kind.{one.value}")) for one in ItemKind), "")


def item_state(state: Any) -> rx.Component:
    """Where it stands, as a word."""
    pills = [(name, pill(t(f"pay_items.state.{name}"), look)) for name, look in _STATES.items()]
    return rx.match(state, *pills, rx.fragment())


def amount_of(row: Any) -> rx.Component:
    """The amount, and below it how much of an advance has come back."""
    rest = rx.cond(row.rest, rx.el.span(row.rest, class_name="block text-xs text-faint whitespace-normal"))
    return rx.el.div(rx.el.span(row.amount, class_name="whitespace-nowrap"), rest)
