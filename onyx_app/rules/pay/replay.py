"""Was this run really calculated from these inputs? Recalculate and name the first difference, to the cent."""

import json
from dataclasses import dataclass
from typing import Any

from onyx_app.rules.pay.canonical import case_json, read_case, run_json, seal
from onyx_app.rules.pay.engine import calculate

NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a stored run differs from its recalculation: `where` reads like slips › ana › hours › amount."""

    where: str
    stored: str
    recalculated: str


def replay(stored_case: str, stored_run: str, stored_seal: str) -> Difference | None:
    """None when inputs, rules, engine and every figure are what they were.

    Raises:
        CaseRefused: the stored inputs are not even a case any more.
    """
    case = read_case(stored_case)
    now = json.loads(run_json(calculate(case)))
    found = first_difference(json.loads(stored_run), now)
    if found:
        return found
    again = seal(case_json(case))
    return None if again == stored_seal else Difference("seal", stored_seal, again)


def first_difference(stored: Any, now: Any, where: str = "") -> Difference | None:
    """The first entry that differs, depth first; lists of slips and lines are named by person and kind."""
    if isinstance(stored, dict) and isinstance(now, dict):
        pairs = [(key, stored.get(key, NOTHING), now.get(key, NOTHING)) for key in _slips_first(stored, now)]
    elif isinstance(stored, list) and isinstance(now, list):
        pairs = [
            (
                _name(at, stored, now),
                stored[at] if at < len(stored) else NOTHING,
                now[at] if at < len(now) else NOTHING,
            )
            for at in range(max(len(stored), len(now)))
        ]
    else:
        same = type(stored) is type(now) and stored == now
        return None if same else Difference(where, _short(stored), _short(now))
    for name, one, other in pairs:
        found = first_difference(one, other, f"{where} › {name}" if where else str(name))
        if found:
            return found
    return None


def _slips_first(stored: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Lines before sums: a changed line is a better answer than the changed total it causes."""
    return sorted(stored.keys() | now.keys(), key=lambda key: (key not in ("slips", "lines"), key))


def _name(at: int, stored: list[Any], now: list[Any]) -> str:
    entry = stored[at] if at < len(stored) else now[at]
    if isinstance(entry, dict):
        for key in ("person", "kind", "sheet", "concern"):
            if key in entry:
                return f"{entry[key]}" if key in ("person", "sheet") else f"{entry[key]} ({at + 1})"
    return str(at + 1)


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:79]}…"
