"""Arguments as the handler's own annotations describe them; what a browser sends is only a proposal.

Reflex's hints are not enforced: `x: int` may arrive as a list. Here every argument is validated and the validated
value is what the handler gets. A wrong one is refused as a whole, and its value is never logged.
"""

import inspect
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError
from reflex_base.utils.form import FORM_DATA_ENTRIES_KEY, transform_form_data

from onyx_app.errors import InvalidInput, OnyxError

_LONGEST_TEXT = 20_000
_DEEPEST = 8
_MOST_VALUES = 5_000


class WrongArguments(OnyxError):
    """Missing, unknown or of another type than the handler takes."""

    key = "errors.arguments"


@cache
def _shape_of(function: Callable[..., Any]) -> tuple[dict[str, TypeAdapter[Any]], dict[str, Any], frozenset[str]]:
    """The validators and annotations of a handler's arguments, and which of them it cannot do without."""
    hints = get_type_hints(function, include_extras=True)
    parameters = list(inspect.signature(function).parameters.values())[1:]
    adapters: dict[str, TypeAdapter[Any]] = {}
    for parameter in parameters:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD) or parameter.name not in hints:
            raise TypeError(f"{function.__qualname__}: annotate {parameter.name}; *args and **kwargs are not checked.")
        adapters[parameter.name] = TypeAdapter(hints[parameter.name])
    return adapters, hints, frozenset(p.name for p in parameters if p.default is p.empty)


def check_shape(function: Callable[..., Any]) -> None:
    """Fail at start instead of at the first click.

    Raises:
        TypeError: an argument has no annotation.
    """
    _shape_of(function)


def validated(function: Callable[..., Any], payload: dict[str, Any]) -> dict[str, Any]:
    """`payload` as the handler wants it.

    Raises:
        WrongArguments: missing, unknown or of the wrong type.
        InvalidInput: a text holds characters that cannot be stored, or is far too long; names its field.
    """
    adapters, hints, needed = _shape_of(function)
    if not needed <= payload.keys() or not payload.keys() <= adapters.keys():
        raise WrongArguments
    payload = {name: _unwrapped(value, hints[name]) for name, value in payload.items()}
    for budget, (field, text) in enumerate(_texts(payload)):
        if budget > _MOST_VALUES:
            raise WrongArguments
        _must_be_storable(field, text)
    try:
        return {name: adapters[name].validate_python(value) for name, value in payload.items()}
    except ValidationError:
        raise WrongArguments from None  # the cause quotes the value


def _unwrapped(value: Any, hint: Any) -> Any:
    """A form as its fields: Reflex sends one as a list of names and values, and would open it only after us.

    Elements with an id and no value send null; they are no fields.
    """
    if not isinstance(value, dict) or FORM_DATA_ENTRIES_KEY not in value:
        return value
    entries = value[FORM_DATA_ENTRIES_KEY]
    if len(value) > 1 or not isinstance(entries, list) or not all(map(_is_entry, entries)):
        raise WrongArguments
    fields = [[name, given] for name, given in entries if given is not None]
    return transform_form_data({FORM_DATA_ENTRIES_KEY: fields}, hint)


def _is_entry(entry: Any) -> bool:
    """A name and a value; never a form inside the form, which would be opened unchecked."""
    return (
        isinstance(entry, list) and len(entry) == 2 and isinstance(entry[0], str) and entry[0] != FORM_DATA_ENTRIES_KEY
    )


def _texts(value: Any, field: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Every text inside `value` with the key it is found under."""
    if depth > _DEEPEST:
        raise WrongArguments
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield field, key
            yield from _texts(inner, key, depth + 1)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner, field, depth + 1)


def _must_be_storable(field: str, text: str) -> None:
    """PostgreSQL stores neither NUL nor half a surrogate pair; no form of ours needs other control characters."""
    if len(text) > _LONGEST_TEXT:
        raise InvalidInput(field, "too_long", limit=_LONGEST_TEXT)
    if any((ord(c) < 32 and c not in "\t\n\r") or 0xD800 <= ord(c) <= 0xDFFF or c == "\x7f" for c in text):
        raise InvalidInput(field, "control")
