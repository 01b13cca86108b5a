"""Which week the page's address means."""

from datetime import date
from typing import Any

from onyx_app.states._address import asked


def week_asked(state: Any) -> date | None:
    """Any day of the week; what is missing or no date is today's week."""
    try:
        return date.fromisoformat(asked(state, "week"))
    except ValueError:
        return None
