"""The catalogue: every sentence people read, by key, one TOML file per column and language.

`say("en", "timeclock.late", minutes=12)`. A value with `one` and `other` below it is chosen by `count`.
"""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale

LOCALES = Path(__file__).parent / "locales"
DEFAULT = "en"


def languages() -> list[str]:
    """The languages that ship, the default first."""
    return sorted((p.name for p in LOCALES.iterdir() if p.is_dir()), key=lambda name: (name != DEFAULT, name))


@lru_cache
def catalogue(language: str) -> dict[str, str]:
    """All sentences of a language as `column.key` → text."""
    return {
        f"{file.stem}.{key}": text
        for file in sorted((LOCALES / language).glob("*.toml"))
        for key, text in _flat(tomllib.loads(file.read_text("utf-8")))
    }


def say(language: str, key: str, **parameters: Any) -> str:
    """The sentence for `key`; falls back to English.

    Raises:
        KeyError: the key is in no catalogue (a bug: a test walks all keys used).
    """
    texts = catalogue(language if (LOCALES / language).is_dir() else DEFAULT)
    if key not in texts and "count" in parameters:
        key = f"{key}.{Locale.parse(language, sep='-').plural_form(parameters['count'])}"
    text = texts.get(key) or catalogue(DEFAULT)[key]
    return text.format(**parameters) if parameters else text


def _flat(node: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in node.items():
        path = f"{prefix}{key}"
        found += _flat(value, f"{path}.") if isinstance(value, dict) else [(path, value)]
    return found
