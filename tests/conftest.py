"""One PostgreSQL for the whole run, a database of its own for every test that asks for one.

The controller starts the cluster and migrates a template once; a test gets a copy (tens of milliseconds). Async tests
run in a loop of their own, and the pool is closed in the loop that opened it.
"""

import asyncio
import inspect
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

_HOME = "ONYX_TEST_HOME"
if _HOME not in os.environ:  # the controller, or a run without workers
    os.environ[_HOME] = tempfile.mkdtemp(prefix="onyx-test-")
os.environ["ONYX_HOME"] = os.environ[_HOME]
os.environ["ONYX_ENV"] = "development"
os.environ["REFLEX_TELEMETRY_ENABLED"] = "false"
for _key in ("GROQ_API_KEY", "SENTRY_DSN", "DATABASE_URL", "DATABASE_APP_URL", "ONYX_BASE_URL"):
    os.environ[_key] = ""

import hypothesis  # noqa: E402
import psycopg  # noqa: E402
from alembic import command  # noqa: E402
from alembic.config import Config  # noqa: E402

from onyx_app import db, security  # noqa: E402
from onyx_app.config import PROJECT, settings  # noqa: E402
from onyx_app.embedded import Server  # noqa: E402
from tests import cast  # noqa: E402

# The same examples every run, so that what is red stays red; and no example is judged by the clock of a busy machine.
hypothesis.settings.register_profile("house", deadline=None, derandomize=True)
hypothesis.settings.load_profile("house")

TEMPLATE = "onyx_template"
EMPTY = "onyx_empty"  # migrated, nobody in it
_server = Server(Path(os.environ[_HOME]), durable=False)


@dataclass(frozen=True)
class House:
    """A migrated database with the cast in it, all this process's own."""

    database: str

    def dsn(self, role: str = "app") -> str:
        return _server.dsn(role, self.database)  # type: ignore[arg-type]

    def admin(self) -> psycopg.Connection[Any]:
        """As the database's admin, past row security: to look at what was really written."""
        return psycopg.connect(self.dsn("admin"), autocommit=True)

    def shut(self) -> None:
        """Nobody gets in any more, as when PostgreSQL is gone."""
        with psycopg.connect(_server.dsn("admin", "postgres"), autocommit=True) as connection:
            connection.execute(f"alter database {self.database} allow_connections false")
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [self.database]
            )

    def open(self) -> None:
        """It is back."""
        with psycopg.connect(_server.dsn("admin", "postgres"), autocommit=True) as connection:
            connection.execute(f"alter database {self.database} allow_connections true")

    def rows(self, query: str, *parameters: Any) -> list[Any]:
        with self.admin() as connection:
            return connection.execute(query, parameters).fetchall()


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    _server.start()
    for name in (EMPTY, TEMPLATE):
        _server.provision(name)
        alembic = Config(PROJECT / "alembic.ini")
        alembic.attributes["dsn"] = _server.dsn("owner", name)
        command.upgrade(alembic, "head")
    cast.seat(_server.dsn("admin", TEMPLATE), asyncio.run(security.hash_password(cast.PASSWORD)))


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        _server.stop()
        shutil.rmtree(os.environ[_HOME], ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run `async def` tests, each in its own loop."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = pyfuncitem._fixtureinfo.argnames
    asyncio.run(_then_close(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names})))
    return True


async def _then_close(test: Any) -> None:
    try:
        await test
    finally:
        if db.engine.cache_info().currsize:
            await db.engine().dispose()
            db.engine.cache_clear()


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A copy of the template with the cast; this process's settings point at it."""
    yield from _copy_of(TEMPLATE, monkeypatch)


@pytest.fixture
def empty_house(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A migrated database with nobody in it: before the first owner."""
    yield from _copy_of(EMPTY, monkeypatch)


def _copy_of(template: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    name = f"t_{uuid.uuid4().hex[:16]}"
    with psycopg.connect(_server.dsn("admin", "postgres"), autocommit=True) as connection:
        connection.execute(f"create database {name} template {template} owner onyx_owner")
        connection.execute(f"grant connect on database {name} to onyx_app")
        connection.execute(f"revoke all on database {name} from public")
    monkeypatch.setenv("DATABASE_URL", _server.dsn("owner", name))
    monkeypatch.setenv("DATABASE_APP_URL", _server.dsn("app", name))
    settings.cache_clear()
    db.engine.cache_clear()
    yield House(name)
    monkeypatch.undo()
    settings.cache_clear()
    db.engine.cache_clear()
    with psycopg.connect(_server.dsn("admin", "postgres"), autocommit=True) as connection:
        connection.execute(f"drop database if exists {name} with (force)")
