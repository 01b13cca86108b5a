"""Three roles with exactly what they need, made again at every start without harm, or one sentence saying why not."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from onyx_app import migrations, tenancy
from onyx_app.config import settings
from onyx_app.embedded import PostgresProblem, Server, dsn, provision_outside


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("provision") / "home", durable=False).start()
    running.provision()
    yield running
    running.stop()


@pytest.fixture
def untouched(tmp_path: Path) -> Iterator[Server]:
    """A server that has never seen OnyxOS."""
    running = Server(tmp_path / "home", durable=False).start()
    yield running
    running.stop()


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the operator's own; DATABASE_URL is set to the login the test asks for."""
    name = "untouched" if "untouched" in request.fixturenames else "server"
    server: Server = request.getfixturevalue(name)
    rights, name = request.param, f"outside_{request.param}"
    with psycopg.connect(server.dsn("admin", "postgres"), autocommit=True) as admin:
        admin.execute(f"create role {name} login password 'operator' {rights}")
        admin.execute(f"create database {name} owner {name}")
    where = make_conninfo(server.dsn("admin", name))
    parts = psycopg.conninfo.conninfo_to_dict(where)
    monkeypatch.setenv("DATABASE_URL", f"postgres://{name}:operator@/{name}?host={parts['host']}&port={parts['port']}")
    settings.cache_clear()
    yield name
    settings.cache_clear()


def test_the_roles_have_no_power_over_row_security(server: Server) -> None:
    with psycopg.connect(server.dsn("admin")) as admin:
        found = admin.execute(
            "select rolname::text, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
            " from pg_roles where rolname in ('onyx_app', 'onyx_owner', 'onyx_lookup') order by rolname"
        ).fetchall()
        memberships = admin.execute(
            "select member::regrole::text, roleid::regrole::text, inherit_option, set_option from pg_auth_members"
            " where member::regrole::text like 'onyx\\_%'"
        ).fetchall()

    assert found == [
        ("onyx_app", True, False, False, False, False, False),
        ("onyx_lookup", False, False, False, False, False, False),
        ("onyx_owner", True, False, False, False, False, False),
    ]
    assert memberships == [("onyx_owner", "onyx_lookup", False, True)]


def test_provisioning_again_changes_nothing_and_keeps_the_rows(server: Server) -> None:
    with psycopg.connect(server.dsn("owner")) as owner:
        owner.execute("create table kept (number integer)")
        owner.execute("insert into kept values (1)")

    server.provision()

    with psycopg.connect(server.dsn("owner")) as owner:
        assert owner.execute("select number from kept").fetchall() == [(1,)]


@pytest.mark.parametrize(
    "statement",
    [
        "create table mine (number integer)",
        "create temporary table mine (number integer)",
        "create schema mine",
        "create role mine",
        "set role onyx_lookup",
        "set role onyx_owner",
    ],
)
def test_the_app_makes_and_becomes_nothing(server: Server, statement: str) -> None:
    with psycopg.connect(server.dsn("app")) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(statement)


def test_the_app_enters_no_other_database(server: Server) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(server.dsn("app", "postgres"))


@pytest.mark.parametrize("outside", ["superuser", "createrole"], indirect=True)
def test_an_outside_database_is_provisioned_by_its_own_login(server: Server, outside: str) -> None:
    provision_outside()
    provision_outside()

    with psycopg.connect(server.dsn("app", outside)) as app:
        assert app.execute("select current_user").fetchone() == ("onyx_app",)
    with psycopg.connect(dsn("owner")) as owner:
        owner.execute("create table made_here (number integer)")


@pytest.mark.parametrize("outside", ["createrole"], indirect=True)
def test_a_new_outside_server_gets_the_roles_from_a_login_that_may_make_them(untouched: Server, outside: str) -> None:
    provision_outside()
    provision_outside()
    migrations.upgrade()

    with psycopg.connect(dsn("app")) as app:
        assert app.execute("select current_user, version_num from alembic_version").fetchone() == (
            "onyx_app",
            migrations.newest(),
        )
    assert migrations.up_to_date()
    assert tenancy.weaknesses() == []


@pytest.mark.parametrize("outside", ["nocreaterole"], indirect=True)
def test_a_login_without_createrole_is_told_what_is_missing(untouched: Server, outside: str) -> None:
    with pytest.raises(PostgresProblem, match="onyx_app and onyx_lookup is missing"):
        provision_outside()


@pytest.mark.parametrize("outside", ["nocreaterole"], indirect=True)
def test_a_login_without_createrole_is_enough_once_the_roles_are_there(server: Server, outside: str) -> None:
    provision_outside()

    with psycopg.connect(server.dsn("app", outside)) as app:
        assert app.execute("select current_user").fetchone() == ("onyx_app",)


def test_a_server_that_does_not_answer_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://owner:secret@127.0.0.1:1/onyx")
    settings.cache_clear()

    with pytest.raises(PostgresProblem, match="DATABASE_URL cannot be reached") as told:
        provision_outside()

    settings.cache_clear()
    assert "secret" not in str(told.value)
