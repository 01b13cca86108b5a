"""Which week the page's address means."""

from datetime import date
from typing import Any

from onyx_app.states._address import day_asked


def week_asked(state: Any) -> date | None:
    """Any day of the week; what is missing, or no day of our centuries, is today's week."""
    return day_asked(state, "week")
