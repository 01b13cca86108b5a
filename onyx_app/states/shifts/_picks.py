"""Boxes to tick in the forms of the plan, and what a form typed."""

from typing import Any
from uuid import UUID

from onyx_app.rules.text import clean_id

CREATOR = "creator-"  # the name of a creator's box, before the id


def typed_in(form: dict[str, Any]) -> dict[str, str]:
    """A form as texts: an empty box arrives as False, a field left out as None."""
    return {str(key): str(value or "") for key, value in form.items()}


def ticked(typed: dict[str, str]) -> list[UUID]:
    """The creators whose boxes are ticked."""
    return [
        clean_id(key.removeprefix(CREATOR), "creators") for key, on in typed.items() if key.startswith(CREATOR) and on
    ]
