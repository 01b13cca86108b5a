"""Whether the login the product runs as could step around row security in any way; if so it must not run.

Row security is the wall between agencies. A superuser, an owner or a forgotten table makes it disappear without any
visible sign, so the web process and the worker ask here first, and `onyx doctor` says why they refuse.
"""

import time

import psycopg

from onyx_app import embedded

REFUSED = 78  # exit status (EX_CONFIG) of a process that must not run: starting it again would not help

# Tables without an agency's data; the queue's own come beside them.
EXEMPT = ("alembic_version", "pulses", "sign_in_attempts")
EXEMPT_PREFIX = "procrastinate_"
_KEYED = "current_setting('onyx."

# Roles the app's login is, or can become, directly or through others.
_REACHABLE = """
    with recursive reachable as (
        select oid from pg_roles where rolname = current_user
        union select m.roleid from pg_auth_members m join reachable r on m.member = r.oid)
"""
_POWERS = f"""{_REACHABLE}
    select rolname::text, rolname = current_user, array_remove(array[
        case when rolsuper then 'superuser' end, case when rolbypassrls then 'BYPASSRLS' end,
        case when rolcreaterole then 'CREATEROLE' end, case when rolreplication then 'REPLICATION' end,
        case when rolname in ('onyx_owner', 'onyx_lookup') then 'a role of the installation' end,
        case when rolname ~ '^pg_(read|write)_(all_data|server_files)$'
              or rolname in ('pg_execute_server_program', 'pg_maintain') then 'a role above row security' end], null)
    from reachable join pg_roles using (oid)"""  # noqa: S608 (both parts are written above)
_OWNED = f"""{_REACHABLE}
    select 'database ' || datname from pg_database
        where datdba in (select oid from reachable) and datname = current_database()
    union all select 'schema ' || nspname from pg_namespace
        where nspowner in (select oid from reachable) and nspname !~ '^pg_(toast_)?temp_'
    union all select 'relation ' || c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where relowner in (select oid from reachable) and relkind in ('r', 'p', 'v', 'm', 'f', 'S')
            and nspname !~ '^pg_(toast_)?temp_'
    union all select 'function ' || oid::regprocedure from pg_proc where proowner in (select oid from reachable)"""  # noqa: S608
_UNPROTECTED = """
    select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)
        and c.relname <> all(%(exempt)s) and not starts_with(c.relname, %(prefix)s)"""
_UNKEYED = """
    select tablename || '.' || policyname from pg_policies
    where schemaname = 'public' and permissive = 'PERMISSIVE' and (roles && array['public', current_user]::name[])
        and (strpos(coalesce(qual, with_check, ''), %(keyed)s) = 0
             or strpos(coalesce(with_check, qual, ''), %(keyed)s) = 0)"""
_LEAKS = """
    select 'view ' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        join pg_roles o on o.oid = c.relowner
    where n.nspname = 'public' and has_table_privilege(c.oid, 'select') and (c.relkind = 'm'
        or (c.relkind = 'v' and (o.rolsuper or o.rolbypassrls)
            and not coalesce(c.reloptions::text ~ 'security_invoker=(true|on|1)', false)))
    union all select 'function ' || p.oid::regprocedure from pg_proc p
        join pg_namespace n on n.oid = p.pronamespace join pg_roles o on o.oid = p.proowner
    where n.nspname = 'public' and p.prosecdef and has_function_privilege(p.oid, 'execute')
        and (o.rolsuper or o.rolbypassrls)"""


class NotSafe(embedded.PostgresProblem):
    """Row security would not hold; the message names every reason."""


def refuse_to_start(dsn: str | None = None, *, within: float = 30.0) -> None:
    """Return when row security binds the app's login; a database that is just starting gets `within` seconds.

    Raises:
        NotSafe: it does not; the message says why.
        PostgresProblem: the database cannot be asked.
    """
    deadline = time.monotonic() + within
    while True:
        try:
            found = weaknesses(dsn)
            break
        except embedded.PostgresProblem:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
    if found:
        raise NotSafe(f"OnyxOS does not start, because agencies would not be kept apart: {'; '.join(found)}.")


def weaknesses(dsn: str | None = None) -> list[str]:
    """Every way around row security open to the app's login, one sentence part each; empty when there is none."""
    try:
        with psycopg.connect(dsn or embedded.dsn("app"), connect_timeout=10) as link:
            return [*_powers(link), *_possessions(link), *_gaps(link)]
    except psycopg.OperationalError as error:
        reason = (str(error).strip().splitlines() or ["no reason given"])[0]
        raise embedded.PostgresProblem(f"The database does not let the app in: {reason}") from error


def _powers(link: psycopg.Connection[tuple[object, ...]]) -> list[str]:
    found = []
    for role, itself, powers in link.execute(_POWERS):
        for power in powers if isinstance(powers, list) else []:
            found.append(f"{role} is {power}" if itself else f"the app's login is a member of {role} ({power})")
    return found


def _possessions(link: psycopg.Connection[tuple[object, ...]]) -> list[str]:
    owned = [str(row[0]) for row in link.execute(_OWNED)]
    more = f" and {len(owned) - 3} more" if len(owned) > 3 else ""
    return [f"the app's login, or a role it belongs to, owns {', '.join(owned[:3])}{more}"] if owned else []


def _gaps(link: psycopg.Connection[tuple[object, ...]]) -> list[str]:
    values = {"exempt": list(EXEMPT), "prefix": EXEMPT_PREFIX, "keyed": _KEYED}
    bare = [f"table {row[0]} has no forced row security" for row in link.execute(_UNPROTECTED, values)]
    open_to_all = [f"policy {row[0]} does not ask for the agency" for row in link.execute(_UNKEYED, values)]
    leaks = [f"{row[0]} reads past row security" for row in link.execute(_LEAKS)]
    return bare + open_to_all + leaks
