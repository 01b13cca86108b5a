"""What the page's address says: filters, the row to open, the id of what the page is about."""

from datetime import date
from typing import Any

_LONGEST = 200


def asked(state: Any, name: str, default: str = "") -> str:
    """A filter of the address; the verbs decide what they make of a value they do not know."""
    return str(state.router.url.query_parameters.get(name, default))[:_LONGEST]


def read_filters(state: Any, **usual: str) -> None:
    """Put the address' filters into the state's variables of the same names; what is missing is as `usual`."""
    for name, value in usual.items():
        setattr(state, name, asked(state, name, value))
    state.errors = {field: sentence for field, sentence in state.errors.items() if field != "search"}


def page_asked(state: Any, name: str = "page") -> int:
    """The page of the list; anything that is no number is the first. A second list of the room has its own `name`."""
    page = asked(state, name)
    return int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1


def day_asked(state: Any, name: str) -> date | None:
    """A day of the address; None for none and for what is no day of our centuries."""
    try:
        day = date.fromisoformat(asked(state, name))
    except ValueError:
        return None
    return day if 2000 <= day.year < 2100 else None


def last_part(state: Any) -> str:
    """The end of the address' path: the id in /creators/<id>."""
    return str(state.router.url.path).rstrip("/").rpartition("/")[2][:_LONGEST]


def arriving(state: Any) -> bool:
    """Whether the page is being opened; false when its list is only asked for again (a filter, a live change).

    Reflex marks a page as not hydrated before it runs the page's loaders.
    """
    return not state.is_hydrated
