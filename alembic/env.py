"""Runs the migrations as the owner of the tables, one transaction for the whole chain, one migrator at a time.

An outside database is migrated by the operator's login, which takes the owner's role when it may: the tables belong
to `onyx_owner` wherever they live. The app may read the version, so that it can say whether it fits.
"""

from alembic import context
from sqlalchemy import create_engine, pool, text

from onyx_app import embedded
from onyx_app.db import url_of
from onyx_app.tables import METADATA

ADVISORY_LOCK = 7_263_501_942  # any fixed number: two processes that start together migrate one after the other
BECOME_OWNER = """
    select set_config('role', rolname, true) from pg_roles
    where rolname = 'onyx_owner' and current_user <> rolname and pg_has_role(current_user, oid, 'SET')"""


def run() -> None:
    dsn = context.config.attributes.get("dsn") or embedded.dsn("owner")
    engine = create_engine(url_of(dsn), poolclass=pool.NullPool)
    with engine.connect() as connection, connection.begin():
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK})
        connection.execute(text(BECOME_OWNER))
        context.configure(connection=connection, target_metadata=METADATA)
        context.run_migrations()
        connection.execute(text("grant select on alembic_version to onyx_app"))


run()
