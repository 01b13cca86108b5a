"""The second wall, generated from the catalogue of the migrated database: the rival sees nothing and writes nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from tests import cast
from tests.conftest import House
from tests.tables.examples import example_id, examples, fill, write

# No agency in them, by decision (docs/rules.md §9); everything else must be protected.
HOUSE_TABLES = {
    "alembic_version",
    "pulses",
    "sign_in_attempts",
    "procrastinate_workers",
    "procrastinate_jobs",
    "procrastinate_events",
    "procrastinate_periodic_defers",
}
# Belong to a person across agencies: protected by who signs in, not by agency.
PERSONAL_TABLES = {"sign_ins", "credentials", "recovery_codes", "one_time_links"}
PROTECTED = sorted(examples(cast.NORTHLIGHT))
LOOK_UPS = {
    "lookup_agencies", "lookup_endpoint", "lookup_feed", "lookup_invitation", "lookup_link", "lookup_owner_exists",
    "lookup_profiles", "lookup_session", "lookup_sign_in", "lookup_slug",
}  # fmt: skip


@contextmanager
def as_person(house: House, person: cast.Person | None) -> Iterator[psycopg.Connection[Any]]:
    """A transaction of the app role in `person`'s context (None: in no context), rolled back at the end."""
    with psycopg.connect(house.dsn("app")) as connection:
        if person is not None:
            connection.execute(
                "select set_config('onyx.agency_id', %s, true), set_config('onyx.profile_id', %s, true),"
                " set_config('onyx.role', %s, true), set_config('onyx.sign_in_id', %s, true)",
                [str(v) for v in (person.agency_id, person.profile_id, person.role, person.sign_in_id)],
            )
        yield connection
        connection.rollback()


def _touch(connection: psycopg.Connection[Any], statement: sql.Composable, values: list[Any]) -> int:
    """Rows touched; a refusal by privilege counts as none."""
    connection.execute("savepoint attempt")
    try:
        return connection.execute(statement, values).rowcount
    except psycopg.errors.InsufficientPrivilege:
        connection.execute("rollback to attempt")
        return 0


def _belongs(table: str, agency: UUID) -> tuple[sql.Composable, list[Any]]:
    """The condition that finds `agency`'s example rows, whatever the policies say."""
    row = examples(agency)[table]
    if table in PERSONAL_TABLES:
        key = next(iter(row))
        return sql.SQL("{} = %s").format(sql.Identifier(key)), [row[key]]
    return sql.SQL("{} = %s").format(sql.Identifier("id" if table == "agencies" else "agency_id")), [agency]


@pytest.fixture
def filled(house: House) -> House:
    with house.admin() as connection:
        fill(connection)
    return house


def test_every_table_and_view_is_protected_or_on_the_short_list(house: House) -> None:
    found = house.rows(
        "select relname from pg_class where relnamespace = 'public'::regnamespace"
        " and relkind in ('r', 'p', 'v', 'm', 'f')"
    )

    assert {name for (name,) in found} == HOUSE_TABLES | set(PROTECTED)


def test_every_protected_table_enables_and_forces_row_security(house: House) -> None:
    loose = house.rows(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
        " and not (relrowsecurity and relforcerowsecurity) and relname <> all(%s)",
        list(HOUSE_TABLES),
    )

    assert loose == []


def test_every_policy_of_the_app_reads_the_settings_of_the_transaction(house: House) -> None:
    loose = house.rows(
        "select tablename, policyname from pg_policies where schemaname = 'public' and roles <> '{onyx_lookup}'"
        " and (coalesce(qual, '') || coalesce(with_check, '')) not like '%%current_setting(''onyx.%%'"
    )

    assert loose == []


def test_every_key_of_an_agency_table_leads_with_the_agency(house: House) -> None:
    loose = house.rows(
        """
        select c.conrelid::regclass::text, c.conname from pg_constraint c
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.connamespace = 'public'::regnamespace and c.contype in ('p', 'u', 'f', 'x')
          and a.attname <> 'agency_id' and c.conrelid::regclass::text <> all(%s)
          and not (c.contype = 'f' and c.confrelid in ('sign_ins'::regclass, 'agencies'::regclass))
        """,
        [*HOUSE_TABLES, *PERSONAL_TABLES, "agencies", "slugs"],
    )
    indexes = house.rows(
        """
        select i.indexrelid::regclass::text from pg_index i
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where i.indisunique and a.attname <> 'agency_id' and i.indrelid::regclass::text <> all(%s)
          and i.indrelid::regclass::text not like 'pg_%%'
        """,
        [*HOUSE_TABLES, *PERSONAL_TABLES, "agencies", "slugs"],
    )

    assert (loose, [name for (name,) in indexes if "pg_toast" not in name]) == ([], [])


@pytest.mark.parametrize("table", PROTECTED)
def test_the_rival_reads_changes_and_deletes_nothing(filled: House, table: str) -> None:
    condition, values = _belongs(table, cast.NORTHLIGHT)
    name = sql.Identifier(table)
    column = sql.Identifier(next(iter(examples(cast.NORTHLIGHT)[table])))
    with filled.admin() as connection:
        there = connection.execute(sql.SQL("select * from {} where {}").format(name, condition), values).fetchall()

    assert there, "the example is missing: this test would pass for nothing"
    for rival in (cast.RIVAL_OWNER, cast.ADA_AT_RIVAL, None):
        with as_person(filled, rival) as connection:
            reads = _touch(connection, sql.SQL("select 1 from {} where {}").format(name, condition), values)
            changes = _touch(
                connection, sql.SQL("update {} set {} = {} where {}").format(name, column, column, condition), values
            )
            deletes = _touch(connection, sql.SQL("delete from {} where {}").format(name, condition), values)

            assert (reads, changes, deletes) == (0, 0, 0)


@pytest.mark.parametrize("table", PROTECTED)
def test_the_rival_cannot_insert_into_or_move_rows_to_the_other_agency(filled: House, table: str) -> None:
    foreign = examples(cast.NORTHLIGHT, offset=3)[table]
    column = "id" if table == "agencies" else "agency_id" if table not in PERSONAL_TABLES else next(iter(foreign))
    own, values = _belongs(table, cast.RIVAL)

    with as_person(filled, cast.RIVAL_OWNER) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        write(connection, table, foreign)
    with as_person(filled, cast.RIVAL_OWNER) as connection:
        statement = sql.SQL("update {} set {} = %s where {}").format(sql.Identifier(table), sql.Identifier(column), own)
        assert _touch(connection, statement, [foreign[column], *values]) == 0


@pytest.mark.parametrize("table", ["timesheets", "punches"])
def test_a_chatter_sees_and_writes_own_time_only(filled: House, table: str) -> None:
    with as_person(filled, cast.CHATTER) as connection:
        theirs = connection.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(table))).fetchone()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            write(connection, table, examples(cast.NORTHLIGHT, offset=3)[table])
    with as_person(filled, cast.MANAGER) as connection:
        everyones = connection.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(table))).fetchone()

    assert (theirs, everyones) == ((0,), (1,))


@pytest.mark.parametrize("table", ["conversations", "utterances"])
def test_nobody_reads_anothers_conversation_with_alfred_not_even_the_owner(filled: House, table: str) -> None:
    query = sql.SQL("select count(*) from {}").format(sql.Identifier(table))
    with as_person(filled, cast.OWNER) as connection:
        own = connection.execute(query).fetchone()
    with as_person(filled, cast.ADMIN) as connection:
        others = connection.execute(query).fetchone()

    assert (own, others) == ((1,), (0,))


@pytest.mark.parametrize("table", ["punches", "audit_entries"])
def test_what_is_append_only_cannot_be_changed_by_the_app(filled: House, table: str) -> None:
    name = sql.Identifier(table)
    for statement in (
        sql.SQL("delete from {}"),
        sql.SQL("update {} set agency_id = agency_id"),
        sql.SQL("truncate {}"),
    ):
        with as_person(filled, cast.OWNER) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.format(name))


def test_definer_functions_are_few_powerless_elsewhere_and_pinned(house: House) -> None:
    found = house.rows(
        "select p.proname, r.rolname, coalesce(array_to_string(p.proconfig, ','), ''),"
        " has_function_privilege('public', p.oid, 'execute')"
        " from pg_proc p join pg_roles r on r.oid = p.proowner"
        " where p.prosecdef and p.pronamespace = 'public'::regnamespace"
    )

    assert {name for name, *_ in found} == LOOK_UPS
    assert {(owner, config, public) for _, owner, config, public in found} == {
        ("onyx_lookup", "search_path=pg_catalog, public, pg_temp", False)
    }


def test_a_look_up_does_not_run_the_callers_code_where_temporary_tables_are_allowed(house: House) -> None:
    with house.admin() as admin:
        admin.execute(sql.SQL("grant temporary on database {} to onyx_app").format(sql.Identifier(house.database)))
    seen: list[str] = []
    with as_person(house, cast.RIVAL_OWNER) as connection:
        connection.add_notice_handler(lambda notice: seen.append(notice.message_primary or ""))
        connection.execute(
            "create function pg_temp.peek() returns uuid language plpgsql as $$ begin"
            " raise warning '%: %', current_user, (select string_agg(email, ' ') from public.sign_ins);"
            " return null; end $$"
        )
        connection.execute("create temporary view sign_ins as select pg_temp.peek() as id, ''::text as email")
        connection.execute("grant select on pg_temp.sign_ins to public")
        connection.execute("select lookup_sign_in('')")

    assert seen == []


def test_look_ups_without_a_secret_answer_nothing_inside_an_agency(filled: House) -> None:
    with as_person(filled, cast.RIVAL_OWNER) as connection:
        agencies = connection.execute("select * from lookup_agencies()").fetchall()
        exists = connection.execute("select lookup_owner_exists()").fetchone()
        profiles = connection.execute("select agency_id, profile_id from lookup_profiles()").fetchall()

    assert agencies == []
    assert exists == (False,)
    assert profiles == [(cast.RIVAL, cast.RIVAL_OWNER.profile_id)]


def test_look_ups_by_secret_answer_nothing_to_a_guess(filled: House) -> None:
    guesses = {
        "lookup_session": b"\x00" * 32, "lookup_invitation": b"\x00" * 32, "lookup_link": b"\x00" * 32,
        "lookup_feed": b"\x00" * 32, "lookup_endpoint": "guess", "lookup_slug": "guess",
    }  # fmt: skip
    with as_person(filled, cast.RIVAL_OWNER) as connection:
        for name, guess in guesses.items():
            query = sql.SQL("select * from {}(%s)").format(sql.Identifier(name))
            assert connection.execute(query, [guess]).fetchall() == []


def test_a_person_in_two_agencies_reads_each_through_its_own_profile_only(filled: House) -> None:
    with as_person(filled, cast.ADA_AT_RIVAL) as connection:
        people = connection.execute("select name from profiles order by name").fetchall()
        emails = {email for (email,) in connection.execute("select email from sign_ins")}

    assert ("Mona Owner",) not in people
    assert cast.OWNER.email not in emails
    assert cast.CHATTER.email in emails
    assert example_id(cast.NORTHLIGHT) != example_id(cast.RIVAL)
