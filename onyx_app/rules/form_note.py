"""What a refused form leaves behind for its page: the sentence, its field, and what was typed, never a secret.

It travels in a short-lived cookie, so that no address holds what somebody typed. Only the person's own browser can
write it, and only keys of the catalogue become sentences.
"""

import base64
import binascii
import dataclasses
import json
from dataclasses import asdict, dataclass
from typing import Any

KEPT = ("email", "name", "agency", "currency", "zone", "next")
_LARGEST = 3000  # bytes; browsers drop cookies above 4096


@dataclass(frozen=True, slots=True)
class Note:
    """`key` and `parameters` of the sentence, the `field` it belongs to ("" for the whole form), what was typed."""

    key: str = ""
    field: str = ""
    parameters: dict[str, Any] = dataclasses.field(default_factory=dict)
    kept: dict[str, str] = dataclasses.field(default_factory=dict)


def keep(typed: dict[str, str]) -> dict[str, str]:
    """Of a form, what may be shown again."""
    return {name: typed[name][:254] for name in KEPT if typed.get(name)}


def pack(note: Note) -> str:
    """As a cookie's value; without what was typed when that would be too large."""
    packed = _packed(note)
    return packed if len(packed) <= _LARGEST else _packed(Note(note.key, note.field, note.parameters))


def unpack(value: str) -> Note:
    """The note in a cookie; an empty one when it is not ours."""
    try:
        found = json.loads(base64.urlsafe_b64decode(value))
        note = Note(**found)
    except (binascii.Error, ValueError, TypeError, RecursionError):
        return Note()
    texts = [note.key, note.field]
    fits = isinstance(note.parameters, dict) and isinstance(note.kept, dict)
    if not fits or not all(isinstance(text, str) for text in [*texts, *note.kept.values()]):
        return Note()
    plain = {name: value for name, value in note.parameters.items() if isinstance(value, int)}
    return Note(note.key, note.field, plain, {name: note.kept[name] for name in KEPT if name in note.kept})


def cookie_in(header: str, name: str) -> str:
    """The value of cookie `name` in a Cookie header; "" when it is not there."""
    for part in header.split(";"):
        found, _, value = part.strip().partition("=")
        if found == name:
            return value
    return ""


def _packed(note: Note) -> str:
    text = json.dumps(asdict(note), ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode("utf-8", "replace")).decode()
