"""What a pay run waits for, one kind after the other, each with the way to where it is mended."""

from typing import Any

import reflex as rx

from onyx_app.components.buttons import link, link_button
from onyx_app.components.cards import panel
from onyx_app.components.text import t
from onyx_app.rooms import ROOMS

_ROOMS = {"plans": "pay_plans", "time": "review", "sales": "revenue", "items": "pay_items"}


def attention(groups: Any, count: Any) -> rx.Component:
    """`groups` is a state var (list of `Group`), `count` how many things there are in all."""
    return panel(t("payroll.needs"), rx.el.ul(rx.foreach(groups, _group)), note=count)


def _group(group: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(class_name="dot text-watch shrink-0 mt-1.5", aria_hidden="true"),
        rx.el.div(
            rx.el.p(group.says, " ", rx.el.span(group.count, class_name="pill")),
            rx.el.ul(
                rx.foreach(group.named, lambda one: _named(one, group.mended)),
                class_name="flex flex-wrap gap-x-4 text-sm text-muted",
            ),
            rx.cond(group.more, rx.el.p(group.more, class_name="text-sm text-muted")),
            class_name="grow min-w-0 basis-64",
        ),
        rx.match(group.mended, *_ways(group), rx.fragment()),
        key=group.id,
        class_name="flex flex-wrap sm:flex-nowrap items-start gap-3 py-3 border-t border-line first:border-0",
    )


def _named(one: Any, mended: Any) -> rx.Component:
    """A person and the days, with the way to that person's own plan or week."""
    ways = [
        (place, link(one.name, to=f"{_route(_ROOMS[place])}{query}"))
        for place, query in (
            ("plans", f"?open={one.person}"),
            ("time", f"?tab=week&who={one.person}&week={one.first}"),
        )
        if _route(_ROOMS[place])
    ]
    name = rx.el.b(one.name, class_name="font-semibold")
    days = rx.cond(one.days, rx.el.span(" ", one.days))
    return rx.el.li(
        rx.cond(one.person != "", rx.match(mended, *ways, name), name), days, key=one.id, class_name="min-h-6"
    )


def _ways(group: Any) -> list[tuple[str, rx.Component]]:
    """Where each kind is mended; a room that does not exist leads nowhere."""
    return [
        (place, link_button(t(f"payroll.to_{place}"), f"{_route(name)}{group.filters}"))
        for place, name in _ROOMS.items()
        if _route(name)
    ]


def _route(name: str) -> str:
    return next((room.route for room in ROOMS if room.name == name), "")
