"""The audit trail: append-only, one hash chain per agency, computed by the database."""

from alembic import op
from row_security import protect

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        create table audit_entries (
            agency_id uuid not null references agencies, seq bigint not null,
            at timestamptz not null default now(), profile_id uuid,
            action text not null check (length(action) between 1 and 80),
            subject text not null default '' check (length(subject) <= 200),
            details jsonb not null default '{}', previous bytea not null, hash bytea not null,
            primary key (agency_id, seq))""")
    # The lock makes two commits of one agency queue up here, so that each row knows the one before it.
    op.execute("""
        create function chain_audit_entry() returns trigger language plpgsql set search_path = pg_catalog, public as $$
        declare latest record;
        begin
            perform pg_advisory_xact_lock(hashtextextended('audit ' || new.agency_id::text, 0));
            select seq, hash into latest from audit_entries
                where agency_id = new.agency_id order by seq desc limit 1;
            new.seq := coalesce(latest.seq, 0) + 1;
            new.previous := coalesce(latest.hash, '\\x'::bytea);
            new.hash := sha256(new.previous || convert_to(concat_ws(E'\\x1f', new.seq::text,
                to_char(new.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), coalesce(new.profile_id::text, ''),
                new.action, new.subject, new.details::text), 'UTF8'));
            return new;
        end $$""")
    op.execute("create trigger chain before insert on audit_entries"
               " for each row execute function chain_audit_entry()")  # fmt: skip
    protect("audit_entries", grants="select, insert")
    op.execute("create index audit_entries_by_subject on audit_entries (agency_id, subject)")


def downgrade() -> None:
    op.execute("drop table audit_entries")
    op.execute("drop function chain_audit_entry()")
