"""One measured figure, and a house to measure in."""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Figure:
    """`goal` is the most it may be; None: no goal, a fact. `size` says what was measured."""

    name: str
    value: float
    unit: str
    goal: float | None
    size: str

    def row(self) -> dict[str, Any]:
        met = None if self.goal is None else self.value <= self.goal
        return {"value": round(self.value, 3), "unit": self.unit, "goal": self.goal, "met": met, "size": self.size}

    def line(self) -> str:
        verdict = (
            "" if self.goal is None else f"  (goal ≤ {self.goal:g}: {'met' if self.value <= self.goal else 'MISSED'})"
        )
        return f"{self.name:44} {self.value:10.2f} {self.unit}{verdict}  · {self.size}"


def at(values: list[float], share: float) -> float:
    """The percentile of `values`, nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


@contextmanager
def bench_house() -> Iterator[Any]:
    """The tests' cluster and cast, in this process's settings."""
    os.environ.setdefault("ONYX_TEST_HOME", tempfile.mkdtemp(prefix="onyx-bench-"))
    from onyx_app import db, security
    from onyx_app.config import settings
    from tests import cast, conftest

    server = conftest._server
    server.start()
    try:
        server.provision("bench")
        alembic = conftest.Config(conftest.PROJECT / "alembic.ini")
        alembic.attributes["dsn"] = server.dsn("owner", "bench")
        conftest.command.upgrade(alembic, "head")
        cast.seat(server.dsn("admin", "bench"), asyncio.run(security.hash_password(cast.PASSWORD)))
        os.environ |= {"DATABASE_URL": server.dsn("owner", "bench"), "DATABASE_APP_URL": server.dsn("app", "bench")}
        settings.cache_clear()
        db.engine.cache_clear()
        yield conftest.House("bench")
    finally:
        server.stop()


def exported_pages() -> Path:
    from onyx_app import frontend

    return frontend.export()
