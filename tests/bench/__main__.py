"""Run every bench (or those named) and write `bench.json`: name → {value, unit, goal, met, size}."""

import json
import sys
from collections.abc import Callable
from typing import Any

from onyx_app.config import PROJECT
from tests.bench import live, pages, payroll, row_security, shifts, sockets, starts, webhooks
from tests.bench.figure import Figure

BENCHES: dict[str, Callable[[], list[Figure]]] = {
    "row_security": row_security.run,
    "starts": starts.run,
    "shifts": shifts.run,
    "payroll": payroll.run,
    "sockets": sockets.run,
    "live": live.run,
    "webhooks": webhooks.run,
    "pages": pages.run,
}


def main(names: list[str]) -> None:
    path = PROJECT / "bench.json"
    kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
    for name in names or list(BENCHES):
        for figure in BENCHES[name]():
            kept[figure.name] = figure.row()
            print(figure.line(), flush=True)
    kept = dict(sorted(kept.items()))
    path.write_text(json.dumps(kept, indent=2) + "\n", "utf-8")
    _tell(kept)


def _tell(kept: dict[str, dict[str, Any]]) -> None:
    """Put the figures into the document, so that it cannot say anything else."""
    rows = ["| Figure | Value | Goal | Of |", "|---|---|---|---|"]
    for name, row in kept.items():
        goal = "" if row["goal"] is None else f"≤ {row['goal']:g} {'✔' if row['met'] else '✘'}"
        rows.append(f"| {name} | {row['value']:g} {row['unit']} | {goal} | {row['size']} |")
    document = PROJECT / "docs" / "performance.md"
    text = document.read_text("utf-8")
    before, after = text.split("<!-- figures -->")[0], text.split("<!-- end -->")[1]
    document.write_text(f"{before}<!-- figures -->\n" + "\n".join(rows) + f"\n<!-- end -->{after}", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
