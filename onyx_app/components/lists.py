"""Lists whose search, filters, order and page live in the page's address; `load` is the state's one loader.

Every control writes the address in the browser and asks for the list again: what is shown is what the address says,
after a reload, after a restart of the server, and in a link somebody shares.
"""

from typing import Any

import reflex as rx

from onyx_app.components import client_state
from onyx_app.components.buttons import icon_button
from onyx_app.components.forms import error_of
from onyx_app.components.icons import icon
from onyx_app.components.skeleton import bone, table_skeleton
from onyx_app.components.tables import Words
from onyx_app.components.text import t
from onyx_app.rules.text import LONGEST_NAME

_WIDE, _NARROW = (f"grow basis-32 sm:grow-0 sm:{basis}" for basis in ("basis-48", "basis-36"))


def search(label: Words, load: Any, *, value: Any, errors: Any) -> rx.Component:
    """Search while typing; the server is asked 300 ms after the last key. `value` is the state var of `search`."""
    return rx.el.div(_search_field(label, load, value), error_of(errors, "search"), class_name="w-full md:w-72")


def _search_field(label: Words, load: Any, value: Any) -> rx.Component:
    return rx.el.label(
        rx.el.span(label, class_name="sr-only"),
        icon("search", 16, "absolute start-3 z-10 text-faint pointer-events-none"),
        rx.el.input(
            type="search",
            placeholder=label,
            default_value=value,
            on_change=[client_state.address("search"), load.debounce(300)],
            class_name="input ps-9",
            auto_complete="off",
            max_length=LONGEST_NAME,
            aria_describedby="search-error",
        ),
        class_name="relative flex items-center w-full",
    )


def choose(
    name: str, label: Words, choices: list[tuple[str, Words]], load: Any, *, value: Any, narrow: bool = False
) -> rx.Component:
    """A filter: one of `choices` as (value, words). `value` is the state var of `name`; `narrow` among many."""
    return rx.el.label(
        rx.el.span(label, class_name="sr-only"),
        rx.el.select(
            *[rx.el.option(words, value=given) for given, words in choices],
            value=value,
            on_change=[client_state.address(name), load],
            class_name="select",
        ),
        class_name=_NARROW if narrow else _WIDE,
    )


def choose_from(name: str, label: Words, every: Words, choices: Any, load: Any, *, value: Any) -> rx.Component:
    """A filter over a state var of [value, words] pairs; `every` is the choice that filters nothing."""
    return rx.el.label(
        rx.el.span(label, class_name="sr-only"),
        rx.el.select(
            rx.el.option(every, value=""),
            rx.foreach(choices, lambda pair: rx.el.option(pair[1], value=pair[0])),
            value=value,
            on_change=[client_state.address(name), load],
            class_name="select",
        ),
        class_name=_NARROW,
    )


def waiting(*, tabs: bool = True) -> rx.Component:
    """A list's page before it is loaded: the same boxes in the same places."""
    return rx.el.div(
        rx.el.div(bone("192px", "44px"), class_name="border-b border-line") if tabs else rx.fragment(),
        rx.el.div(bone("48px", "40px"), bone("176px", "16px", "mt-1")),
        rx.el.div(
            rx.el.div(bone("288px", "40px"), bone("128px", "40px", "max-md:hidden"), class_name="flex gap-3 mb-4"),
            table_skeleton(),
            class_name="panel",
        ),
        class_name="flex flex-col gap-5",
        aria_hidden="true",
    )


def sorting(sorted_by: Any, load: Any) -> Any:
    """For a table's `on_sort`: the column's name, or `-name` when it is sorted upwards already."""
    return lambda name: [client_state.address("sort", rx.cond(sorted_by == name, f"-{name}", name)), load]


def opening(load: Any, value: Any = "") -> list[Any]:
    """For a press on a row: show the row with this id in its drawer; "" closes the drawer."""
    return [client_state.address("open", value), load]


def turning(load: Any, page: Any, name: str = "page") -> list[Any]:
    """To another page of the list."""
    return [client_state.address(name, page), load]


def pages(page: Any, of: Any, load: Any, *, name: str = "page") -> rx.Component:
    """Which page of how many, and the way to its neighbours; nothing when everything fits on one.

    `name` is "asked" for the second list of a room, a list of requests.
    """
    before = icon_button(
        "chevron-left", t("shell.page_before"), on_click=turning(load, page - 1, name), disabled=page <= 1
    )
    after = icon_button(
        "chevron-right", t("shell.page_after"), on_click=turning(load, page + 1, name), disabled=page >= of
    )
    words = rx.el.span(t("shell.page_of", page=page, pages=of), class_name="text-sm text-muted")
    line = rx.el.nav(
        before,
        words,
        after,
        class_name="flex items-center justify-end gap-2 pt-3",
        aria_label=t("shell.pages"),
    )
    return rx.cond(of > 1, line)
