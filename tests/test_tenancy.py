"""Every way around row security is found and named, and stops the product from starting."""

import uuid
from collections.abc import Iterator

import psycopg
import pytest

from onyx_app import migrations
from onyx_app.embedded import PostgresProblem, Server
from onyx_app.tenancy import NotSafe, refuse_to_start, weaknesses

WEAKENED = {
    "alter role onyx_app bypassrls": "onyx_app is BYPASSRLS",
    "alter role onyx_app superuser": "onyx_app is superuser",
    "alter role onyx_app createrole": "onyx_app is CREATEROLE",
    "alter role onyx_app replication": "onyx_app is REPLICATION",
    "grant onyx_lookup to onyx_app": "a member of onyx_lookup",
    "create role middle; grant onyx_owner to middle; grant middle to onyx_app": "a member of onyx_owner",
    "create role strong bypassrls; grant strong to onyx_app with inherit false": "a member of strong (BYPASSRLS)",
    "grant pg_read_all_data to onyx_app": "a member of pg_read_all_data",
}
UNDO = """
    alter role onyx_app nosuperuser nobypassrls nocreaterole noreplication;
    revoke onyx_lookup, pg_read_all_data from onyx_app;
    drop role if exists middle; drop role if exists strong"""
OPENED = {
    "alter table agencies no force row level security": "table agencies has no forced row security",
    "alter table profiles disable row level security": "table profiles has no forced row security",
    "create table forgotten (number integer)": "table forgotten has no forced row security",
    "create policy everybody on agencies using (true)": "policy agencies.everybody does not ask",
    "create policy writers on agencies for insert to onyx_app with check (true)": "policy agencies.writers",
    "create view everyone as select * from sign_ins; grant select on everyone to onyx_app": "view everyone reads past",
    "create materialized view copied as select * from agencies; grant select on copied to onyx_app": "view copied",
    "create function all_of_it() returns bigint language sql security definer as 'select count(*) from agencies'":
        "function all_of_it() reads past",
    "create table owned (n integer); alter table owned enable row level security, force row level security,"
    " owner to onyx_app": "owns relation owned",
    "alter schema public owner to onyx_app": "owns schema public",
}  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A cluster of its own, because roles belong to a whole cluster and other tests rely on theirs."""
    running = Server(tmp_path_factory.mktemp("tenancy") / "home", durable=False).start()
    running.provision()
    migrations.upgrade(running.dsn("owner"))
    yield running
    running.stop()


@pytest.fixture
def database(server: Server) -> str:
    """A migrated database of this test alone."""
    name = f"t_{uuid.uuid4().hex[:12]}"
    _run(server, f"create database {name} template onyx owner onyx_owner", "postgres")
    return name


def test_a_database_as_the_migrations_make_it_has_no_weakness(server: Server, database: str) -> None:
    assert weaknesses(server.dsn("app", database)) == []
    refuse_to_start(server.dsn("app", database))


@pytest.mark.parametrize(("statement", "named"), WEAKENED.items())
def test_a_login_above_row_security_is_refused(server: Server, database: str, statement: str, named: str) -> None:
    _run(server, statement, database)
    try:
        found = weaknesses(server.dsn("app", database))
    finally:
        _run(server, UNDO, database)

    assert any(named in weakness for weakness in found), found


@pytest.mark.parametrize(("statement", "named"), OPENED.items())
def test_a_gap_in_the_tables_is_refused(server: Server, database: str, statement: str, named: str) -> None:
    _run(server, statement, database)

    assert any(named in weakness for weakness in weaknesses(server.dsn("app", database)))
    with pytest.raises(NotSafe, match="does not start, because agencies would not be kept apart"):
        refuse_to_start(server.dsn("app", database))


def test_the_owner_is_no_login_for_the_app(server: Server, database: str) -> None:
    with pytest.raises(NotSafe, match="onyx_owner is a role of the installation"):
        refuse_to_start(server.dsn("owner", database))


def test_a_database_that_lets_nobody_in_is_one_sentence(server: Server, database: str) -> None:
    _run(server, f"alter database {database} allow_connections false", "postgres")

    with pytest.raises(PostgresProblem, match="does not let the app in"):
        refuse_to_start(server.dsn("app", database), within=0.1)


def _run(server: Server, statement: str, database: str) -> None:
    with psycopg.connect(server.dsn("admin", database), autocommit=True) as admin:
        admin.execute(statement)
