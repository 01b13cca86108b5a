"""How a table is protected: row security enabled and forced, one policy keyed on the transaction's settings.

`current_setting(…, true)` is an empty string on a reused connection, and a bare cast of it raises; the sub-select makes
PostgreSQL read the setting once per statement instead of once per row.
"""

from alembic import op

AGENCY = "(select nullif(current_setting('onyx.agency_id', true), '')::uuid)"
PROFILE = "(select nullif(current_setting('onyx.profile_id', true), '')::uuid)"
SIGN_IN = "(select nullif(current_setting('onyx.sign_in_id', true), '')::uuid)"
ROLE = "(select current_setting('onyx.role', true))"
SEES_OTHERS = f"{ROLE} in ('owner', 'admin', 'manager', 'system')"


def protect(table: str, *, grants: str = "select, insert, update", rows: str = f"agency_id = {AGENCY}") -> None:
    """Only `rows` exist for the app, for reading and for writing; `grants` is what it may do with them at all."""
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy tenancy on {table} using ({rows}) with check ({rows})")
    op.execute(f"grant {grants} on {table} to onyx_app")


def own_rows_only(table: str, *, unless: str = SEES_OTHERS) -> None:
    """On top of the tenancy: people who may not see others' rows see their own (`profile_id`)."""
    rows = f"profile_id = {PROFILE}" if unless == "false" else f"({unless} or profile_id = {PROFILE})"
    op.execute(f"create policy own on {table} as restrictive using ({rows}) with check ({rows})")


def look_up(name: str, arguments: str, returns: str, body: str, *, reads: list[str]) -> None:
    """A narrow definer function that sees across agencies: owned by `onyx_lookup`, which may only read `reads`.

    With forced row security a definer owned by the table owner would see nothing, so `onyx_lookup` gets a policy of
    its own on just these tables. It cannot log in. `pg_temp` is named last: left out it is searched first, and a
    temporary view of the caller would run the caller's code as `onyx_lookup`.
    """
    for table in reads:
        op.execute(f"grant select on {table} to onyx_lookup")
        op.execute(f"drop policy if exists looked_up on {table}")
        op.execute(f"create policy looked_up on {table} for select to onyx_lookup using (true)")
    op.execute(
        f"create function {name}({arguments}) returns {returns} language sql stable security definer"
        f" set search_path = pg_catalog, public, pg_temp as $${body}$$"
    )
    # Before it changes hands: afterwards a revoke by us would only warn.
    op.execute(f"revoke all on function {name} from public")
    op.execute(f"grant execute on function {name} to onyx_app")
    op.execute("grant create on schema public to onyx_lookup")
    op.execute(f"alter function {name} owner to onyx_lookup")
    op.execute("revoke create on schema public from onyx_lookup")
