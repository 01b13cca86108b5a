"""Was this run really calculated from these inputs? Recalculate and name the first difference, to the cent."""

import json
from dataclasses import dataclass
from typing import Any

from onyx_app.rules.pay.canonical import run_json, seal_of_parts
from onyx_app.rules.pay.parts import Whole, calculate_part
from onyx_app.rules.periods import Period

NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a stored run differs from its recalculation: `where` reads like slips › ana › hours › amount."""

    where: str
    stored: str
    recalculated: str


class Replay:
    """Proves a run case by case, so that only one of them is in memory."""

    def __init__(self, period: Period) -> None:
        self._whole = Whole(period)
        self._seals: list[str] = []

    def case(self, written: str, slips: list[dict[str, Any]], sealed: str) -> Difference | None:
        """None when a stored case gives exactly its stored slips, and nothing in it was changed.

        Raises:
            CaseRefused: the stored inputs are not even a case any more.
        """
        part = calculate_part(written)
        self._whole.add(part.run)
        self._seals.append(part.seal)
        found = first_difference({"slips": slips}, {"slips": json.loads(part.result)["slips"]})
        if found or part.seal == sealed:
            return found
        where = " › ".join(slip["person"] for slip in slips)
        return Difference(f"{where} › seal" if where else "seal", sealed, part.seal)

    def run(self, stored: dict[str, Any], sealed: str) -> Difference | None:
        """None when sums, attention and seal follow from the cases; `stored` is the run without its slips."""
        now = {key: value for key, value in json.loads(run_json(self._whole.run())).items() if key != "slips"}
        again = seal_of_parts(self._seals)
        found = first_difference(stored, now)
        return found or (None if again == sealed else Difference("seal", sealed, again))


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
