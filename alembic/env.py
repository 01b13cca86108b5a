"""Runs the migrations as the owner of the tables, one transaction for the whole chain, one migrator at a time."""

from alembic import context
from sqlalchemy import create_engine, pool, text

from onyx_app import embedded
from onyx_app.db import url_of
from onyx_app.tables import METADATA

ADVISORY_LOCK = 7_263_501_942  # any fixed number: two processes that start together migrate one after the other


def run() -> None:
    dsn = context.config.attributes.get("dsn") or embedded.dsn("owner")
    engine = create_engine(url_of(dsn), poolclass=pool.NullPool)
    with engine.connect() as connection, connection.begin():
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK})
        context.configure(connection=connection, target_metadata=METADATA)
        context.run_migrations()


run()
