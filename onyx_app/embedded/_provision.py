"""The roles, the database and the grants: what has to stand before the first migration runs.

onyx_owner owns the tables and migrates; onyx_app is what the product runs as and can never step around row
security; onyx_lookup cannot log in: it owns the few definer functions that look across agencies.
Grants on tables are not given here: every migration names what the app may do with its table.
"""

from contextlib import suppress
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from onyx_app.embedded._addresses import DATABASE, LOGINS, dsn, is_outside
from onyx_app.embedded._problem import PostgresProblem
from onyx_app.security import derived_password

APP, OWNER, LOOKUP = LOGINS["app"], LOGINS["owner"], "onyx_lookup"
SUPPORTED = 18
_POWERLESS = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
_RIGHTS = """
    select has_database_privilege(%(app)s, %(database)s, 'connect'),
        has_schema_privilege(%(app)s, 'public', 'usage') and has_schema_privilege(%(lookup)s, 'public', 'usage')"""
_FOREIGN = """
    select 1 from pg_roles r where rolname = any(%(ours)s) and not exists (
        select from pg_auth_members m join pg_roles me on me.oid = m.member
        where m.roleid = r.oid and me.rolname = current_user and m.admin_option)"""
_MAY_BE_OWNER = "select 1 from pg_roles where rolname = %s and pg_has_role(current_user, oid, 'SET')"
Connection = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True)
class _Login:
    """What the login that provisions may do."""

    name: str
    superuser: bool
    makes_roles: bool


def provision(admin: str, database: str = DATABASE) -> None:
    """Bring roles, `database` and its grants to what they should be; run it at every start.

    Raises:
        PostgresProblem: the server is not PostgreSQL 18, or `admin` lacks the rights.
    """
    with _connect(admin) as link:
        _make_roles(link)
        _make_database(link, database)
    with _connect(make_conninfo(admin, dbname=database)) as link:
        _make_grants(link, database)


def provision_outside() -> None:
    """The same on the operator's own server: DATABASE_URL names the database, and its login does what it
    may.
    """
    address = dsn("admin")
    database = str(conninfo_to_dict(address).get("dbname") or "")
    if not database:
        raise PostgresProblem("DATABASE_URL names no database: add it at the end, like /onyx.")
    with _connect(address) as link:
        if _governs(link):
            _make_roles(link)
        else:
            _expect_roles(link)
        _make_grants(link, database)


def _connect(address: str) -> Connection:
    try:
        link = psycopg.connect(address, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        where = "DATABASE_URL" if is_outside() else "The embedded PostgreSQL"
        raise PostgresProblem(f"{where} cannot be reached: {_first_line(error)}") from error
    if link.info.server_version // 10_000 != SUPPORTED:
        found = link.info.server_version // 10_000
        link.close()
        raise PostgresProblem(f"OnyxOS needs PostgreSQL {SUPPORTED}; the server is PostgreSQL {found}.")
    return link


def _login(link: Connection) -> _Login:
    row = link.execute(
        "select rolname::text, rolsuper, rolcreaterole from pg_roles where rolname = current_user"
    ).fetchone()
    name, superuser, makes_roles = row or ("", False, False)
    return _Login(str(name), bool(superuser), bool(makes_roles))


def _governs(link: Connection) -> bool:
    """Whether this login may make the roles, and change those of them that somebody made before."""
    login = _login(link)
    foreign = link.execute(_FOREIGN, {"ours": [OWNER, APP, LOOKUP]}).fetchone()
    return login.superuser or (login.makes_roles and foreign is None)


def _expect_roles(link: Connection) -> None:
    found = {row[0] for row in link.execute("select rolname::text from pg_roles")}
    if missing := sorted({APP, LOOKUP} - found):
        raise PostgresProblem(
            f"The login of DATABASE_URL may not create roles, and {' and '.join(missing)} is missing. "
            "Use a login with CREATEROLE once."
        )


def _make_roles(link: Connection) -> None:
    for role, login in ((OWNER, True), (APP, True), (LOOKUP, False)):
        _make_role(link, role, login=login)
    _run(link, "grant {} to {} with set true, inherit false, admin false", LOOKUP, OWNER)
    me = _login(link)
    if not me.superuser:
        for role in (OWNER, LOOKUP):
            _run(link, "grant {} to {} with set true, inherit true", role, me.name)


def _make_role(link: Connection, role: str, *, login: bool) -> None:
    if not link.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
        with suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):  # somebody was faster
            _run(link, "create role {}", role)
    powers = _POWERLESS if _login(link).superuser else ""  # others may not even name these; new roles have none
    _run(link, f"alter role {{}} {'LOGIN' if login else 'NOLOGIN'} {powers}", role)
    if login:
        statement = sql.SQL("alter role {} password {}").format(
            sql.Identifier(role), sql.Literal(derived_password(role))
        )
        _may(link, statement)


def _make_database(link: Connection, database: str) -> None:
    exists = link.execute("select 1 from pg_database where datname = %s", [database]).fetchone()
    if not exists:
        with suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            _run(link, "create database {} owner {}", database, OWNER)
    _run(link, "alter database {} owner to {}", database, OWNER)
    for other in ("postgres", "template1"):  # the app has no business there
        _run(link, "revoke all on database {} from public", other)


def _make_grants(link: Connection, database: str) -> None:
    """Who may enter the database and its schema; nobody else may even connect."""
    has_owner = link.execute(_MAY_BE_OWNER, [OWNER]).fetchone()
    _run(link, "revoke all on database {} from public", database)
    _run(link, "grant connect on database {} to {}", database, APP)
    _run(link, "revoke all on schema public from public")
    _run(link, "grant usage on schema public to {}", APP)
    _run(link, "grant usage on schema public to {}", LOOKUP)
    rights = link.execute(_RIGHTS, {"app": APP, "lookup": LOOKUP, "database": database}).fetchone()
    if rights != (True, True):
        raise PostgresProblem(f"The login of DATABASE_URL must own the database {database} and its schema public.")
    if has_owner:
        _run(link, "grant connect, create, temporary on database {} to {}", database, OWNER)
        _run(link, "alter schema public owner to {}", OWNER)


def _run(link: Connection, statement: str, *names: str) -> None:
    _may(link, sql.SQL(statement).format(*map(sql.Identifier, names)))


def _may(link: Connection, statement: sql.Composed) -> None:
    try:
        link.execute(statement)
    except psycopg.errors.InsufficientPrivilege as error:
        raise PostgresProblem(
            f"The login of DATABASE_URL lacks a right needed to set up the database: {_first_line(error)}"
        ) from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0]
