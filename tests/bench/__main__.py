"""Run every bench (or those named) and write `bench.json`: name → {value, unit, goal, met, size}."""

import json
import sys
from collections.abc import Callable

from onyx_app.config import PROJECT
from tests.bench import live, pages, row_security, sockets, starts, webhooks
from tests.bench.figure import Figure

BENCHES: dict[str, Callable[[], list[Figure]]] = {
    "row_security": row_security.run,
    "starts": starts.run,
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
    path.write_text(json.dumps(dict(sorted(kept.items())), indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
