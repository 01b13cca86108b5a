"""Mistakes we expected and can explain.

An error carries a key of the catalogue and its parameters; the door that shows it translates. `field` names the
input it belongs to, so that the sentence appears next to it.
"""

from typing import Any, ClassVar


class OnyxError(Exception):
    """Expected: shown as a sentence. Everything else is logged with an id and shown as "something went wrong"."""

    key: ClassVar[str] = "errors.unknown"
    field: str | None = None

    def __init__(self, *, field: str | None = None, **parameters: Any) -> None:
        super().__init__(self.key)
        self.field = field or self.field
        self.parameters = parameters

    def __str__(self) -> str:
        return f"{self.key} {self.parameters}" if self.parameters else self.key


class NotAllowed(OnyxError):
    """The asker's role does not include this."""

    key = "errors.not_allowed"


class NotFound(OnyxError):
    """Unknown, or of another agency: the asker cannot tell which."""

    key = "errors.not_found"


class InvalidInput(OnyxError):
    """A field holds something we cannot take; `reason` is a catalogue key below `errors.input`."""

    def __init__(self, field: str, reason: str, **parameters: Any) -> None:
        super().__init__(field=field, **parameters)
        self.key = f"errors.input.{reason}"  # type: ignore[misc]
