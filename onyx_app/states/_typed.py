"""What a form sent: an empty box arrives as False, an element without a value as null."""

from typing import Any


def texts(form: dict[str, Any], *names: str) -> dict[str, str]:
    """These fields as texts; what the browser left out is empty."""
    return {name: value if isinstance(value := form.get(name), str) else "" for name in names}
