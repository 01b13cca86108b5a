"""The durable queue (Procrastinate's own schema) and the pulses of processes."""

from importlib.resources import files

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql((files("procrastinate") / "sql" / "schema.sql").read_text().replace("%", "%%"))
    op.execute("grant select, insert, update, delete on procrastinate_workers, procrastinate_jobs,"
               " procrastinate_events, procrastinate_periodic_defers to onyx_app")  # fmt: skip
    op.execute("grant usage on all sequences in schema public to onyx_app")
    op.execute("""
        create table pulses (
            name text primary key, seen_at timestamptz not null default now(),
            details jsonb not null default '{}')""")
    op.execute("grant select, insert, update, delete on pulses to onyx_app")


def downgrade() -> None:
    op.execute("drop table pulses")
    op.execute("drop table procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs,"
               " procrastinate_workers cascade")  # fmt: skip
    op.execute("""
        do $$ declare made record; begin
            for made in select p.oid::regprocedure as signature from pg_proc p
                join pg_namespace n on n.oid = p.pronamespace
                where n.nspname = 'public' and p.proname like 'procrastinate%' loop
                execute 'drop function ' || made.signature || ' cascade';
            end loop; end $$""")
    op.execute("drop type if exists procrastinate_job_to_defer_v1")
    op.execute("drop type procrastinate_job_status, procrastinate_job_event_type")
