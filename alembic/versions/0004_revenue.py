"""Connections, events as received, transactions and who earned them."""

from alembic import op
from row_security import look_up, protect

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _connections()
    _transactions()


def _connections() -> None:
    op.execute("""
        create table connections (
            agency_id uuid not null references agencies, id uuid not null default uuidv7(),
            kind text not null default 'fanvue' check (kind in ('fanvue')),
            name text not null check (length(name) between 1 and 80),
            endpoint_key text not null, secret_sealed bytea not null,
            currency text not null check (currency ~ '^[A-Z]{3}$'), created_by uuid,
            created_at timestamptz not null default now(), rotated_at timestamptz, last_event_at timestamptz,
            removed_at timestamptz,
            primary key (agency_id, id), unique (agency_id, endpoint_key),
            foreign key (agency_id, created_by) references profiles (agency_id, id))""")
    op.execute("create index connections_by_key on connections (endpoint_key)")
    protect("connections")
    look_up("lookup_endpoint", "wanted text", "table (agency_id uuid, connection_id uuid)",
            "select agency_id, id from connections where endpoint_key = wanted and removed_at is null",
            reads=["connections"])  # fmt: skip
    op.execute("""
        create table inbox_events (
            agency_id uuid not null, id uuid not null default uuidv7(), connection_id uuid not null,
            event text not null, digest bytea not null, body jsonb not null,
            state text not null default 'waiting' check (state in ('waiting', 'handled', 'unmatched', 'failed')),
            reason text not null default '', received_at timestamptz not null default now(), handled_at timestamptz,
            primary key (agency_id, id), unique (agency_id, connection_id, digest),
            foreign key (agency_id, connection_id) references connections (agency_id, id))""")
    op.execute("create index inbox_events_unhandled on inbox_events (agency_id, state, received_at)"
               " where state <> 'handled'")  # fmt: skip
    protect("inbox_events")


def _transactions() -> None:
    op.execute("""
        create table transactions (
            agency_id uuid not null, id uuid not null default uuidv7(), creator_id uuid not null,
            occurred_at timestamptz not null, type text not null check (length(type) between 1 and 40),
            gross bigint not null, fee bigint, net bigint,
            currency text not null check (currency ~ '^[A-Z]{3}$'),
            origin text not null check (origin in ('webhook', 'sync', 'import', 'manual')),
            state text not null check (state in ('provisional', 'settled')),
            fan text not null default '', sender_id uuid, external_id text not null default '',
            natural_key text not null, inbox_event_id uuid, recorded_at timestamptz not null default now(),
            primary key (agency_id, id), unique (agency_id, creator_id, natural_key),
            check (state = 'provisional' or net is not null),
            check (fee is null or net is null or gross - fee = net),
            foreign key (agency_id, creator_id) references creators (agency_id, id),
            foreign key (agency_id, sender_id) references profiles (agency_id, id),
            foreign key (agency_id, inbox_event_id) references inbox_events (agency_id, id))""")
    op.execute("create index transactions_by_time on transactions (agency_id, occurred_at)"
               " include (currency, gross, net, state, creator_id)")  # fmt: skip
    protect("transactions")
    op.execute("""
        create table attributions (
            agency_id uuid not null, id uuid not null default uuidv7(), transaction_id uuid not null,
            profile_id uuid, method text not null check (method in ('shift', 'assignment', 'none')),
            weight integer not null default 1 check (weight between 1 and 10000),
            decided_at timestamptz not null default now(),
            primary key (agency_id, id),
            unique nulls not distinct (agency_id, transaction_id, profile_id, method),
            check ((profile_id is null) = (method = 'none')),
            foreign key (agency_id, transaction_id) references transactions (agency_id, id),
            foreign key (agency_id, profile_id) references profiles (agency_id, id))""")
    op.execute("create index attributions_by_person on attributions (agency_id, profile_id)")
    protect("attributions")


def downgrade() -> None:
    op.execute("drop function lookup_endpoint(text)")
    for table in ("attributions", "transactions", "inbox_events", "connections"):
        op.execute(f"drop table {table}")
