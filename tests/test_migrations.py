"""The chain of migrations: from nothing to head, back to nothing, and head is what the tables say."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from onyx_app.config import PROJECT
from onyx_app.tables import METADATA
from tests.conftest import House, _server


@pytest.fixture
def nothing() -> Iterator[Config]:
    """A provisioned database without a single table."""
    with fresh("t_chain") as config:
        yield config


@contextmanager
def fresh(name: str) -> Iterator[Config]:
    _server.provision(name)
    config = Config(PROJECT / "alembic.ini")
    config.attributes["dsn"] = _server.dsn("owner", name)
    yield config
    with psycopg.connect(_server.dsn("admin", "postgres"), autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")


def _objects(dsn: str) -> set[str]:
    with psycopg.connect(dsn) as connection:
        return {
            name
            for (name,) in connection.execute("""
                select relname from pg_class where relnamespace = 'public'::regnamespace
                union select proname from pg_proc where pronamespace = 'public'::regnamespace
                union select typname from pg_type where typnamespace = 'public'::regnamespace""")
        }


def test_the_chain_goes_up_down_to_nothing_and_up_again(nothing: Config) -> None:
    dsn = nothing.attributes["dsn"]

    command.upgrade(nothing, "head")
    first = _objects(dsn)
    command.downgrade(nothing, "base")
    left = _objects(dsn)
    command.upgrade(nothing, "head")

    assert {name for name in left if not name.startswith(("alembic_version", "_alembic"))} == set()
    assert _objects(dsn) == first


def test_there_is_one_chain_without_branches() -> None:
    script = ScriptDirectory.from_config(Config(PROJECT / "alembic.ini"))

    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1


def test_the_migrated_columns_are_the_ones_the_tables_declare(house: House) -> None:
    found = house.rows(
        "select table_name, column_name, is_nullable = 'YES' from information_schema.columns"
        " where table_schema = 'public'"
    )
    declared = {
        (table.name, column.name, bool(column.nullable))
        for table in METADATA.tables.values()
        for column in table.columns
    }
    ours = {row for row in found if row[0] in METADATA.tables}

    assert ours == declared


def test_no_package_marker_shadows_the_library() -> None:
    assert not Path(PROJECT / "alembic" / "__init__.py").exists()
