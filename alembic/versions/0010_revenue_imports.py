"""Files of sales: looked at before they count, imported as a whole, undone as a whole."""

from alembic import op
from row_security import AGENCY, ROLE, protect

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

IMPORTS = f"{ROLE} in ('owner', 'admin', 'system')"


def upgrade() -> None:
    op.execute("""
        alter table revenue_imports
            drop constraint revenue_imports_agency_id_digest_key,
            add column zone text not null default 'UTC',
            add column state text not null default 'checked' check (state in ('checked', 'imported', 'undone')),
            add column summary jsonb not null default '{}',
            add column imported_at timestamptz, add column imported_by uuid,
            add column undone_at timestamptz, add column undone_by uuid,
            add foreign key (agency_id, imported_by) references profiles (agency_id, id),
            add foreign key (agency_id, undone_by) references profiles (agency_id, id)""")
    op.execute("create unique index revenue_imports_once on revenue_imports (agency_id, digest)"
               " where state = 'imported'")  # fmt: skip
    op.execute("grant update, delete on revenue_imports to onyx_app")
    op.execute("create policy not_yet on revenue_imports as restrictive for delete"
               f" using (agency_id = {AGENCY} and state = 'checked')")  # fmt: skip
    _rows()
    op.execute("alter table transactions add column before_settled jsonb")
    op.execute("create index transactions_by_import on transactions (agency_id, import_id) where import_id is not null")
    op.execute("create index transactions_by_name on transactions (agency_id, creator_id, external_id)"
               " where external_id <> ''")  # fmt: skip
    # What a platform told is never removed; what a file brought goes when its import is undone.
    op.execute("grant delete on transactions, attributions to onyx_app")
    op.execute("create policy imported on transactions as restrictive for delete"
               f" using (agency_id = {AGENCY} and import_id is not null and origin = 'import')")  # fmt: skip


def _rows() -> None:
    op.execute("""
        create table revenue_import_rows (
            agency_id uuid not null, id uuid not null default uuidv7(), import_id uuid not null,
            line integer not null, verdict text not null default ''
                check (verdict in ('', 'new', 'settles', 'reverses', 'known', 'wrong')),
            occurred_at timestamptz, creator_id uuid, type text, gross bigint, fee bigint, net bigint, currency text,
            fan text, external_id text, sender_id uuid, without_fee boolean not null default false,
            target uuid, late boolean not null default false, problems jsonb not null default '[]',
            primary key (agency_id, id), unique (agency_id, import_id, line),
            check (verdict = 'wrong' or num_nulls(occurred_at, creator_id, gross, fee, net, currency) = 0),
            foreign key (agency_id, import_id) references revenue_imports (agency_id, id) on delete cascade)""")
    protect("revenue_import_rows", grants="select, insert, update, delete",
            rows=f"agency_id = {AGENCY} and {IMPORTS}")  # fmt: skip


def downgrade() -> None:
    op.execute("drop policy imported on transactions")
    op.execute("revoke delete on transactions, attributions from onyx_app")
    op.execute("drop index transactions_by_name, transactions_by_import")
    op.execute("alter table transactions drop column before_settled")
    op.execute("drop table revenue_import_rows")
    op.execute("drop index revenue_imports_once")
    op.execute("drop policy not_yet on revenue_imports")
    op.execute("revoke update, delete on revenue_imports from onyx_app")
    op.execute("alter table revenue_imports drop column zone, drop column state, drop column summary,"
               " drop column imported_at, drop column imported_by, drop column undone_at, drop column undone_by,"
               " add constraint revenue_imports_agency_id_digest_key unique (agency_id, digest)")  # fmt: skip
