"""Creators and their people; punches and timesheets."""

from alembic import op
from row_security import own_rows_only, protect

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _creators()
    _timeclock()


def _creators() -> None:
    op.execute("""
        create table creators (
            agency_id uuid not null references agencies, id uuid not null default uuidv7(),
            name text not null check (length(name) between 1 and 80),
            handle text not null default '' check (length(handle) <= 64),
            status text not null default 'active' check (status in ('active', 'paused', 'left')),
            profile_id uuid, fanvue_uuid uuid, created_at timestamptz not null default now(),
            primary key (agency_id, id), unique (agency_id, profile_id), unique (agency_id, fanvue_uuid),
            foreign key (agency_id, profile_id) references profiles (agency_id, id))""")
    protect("creators")
    op.execute("alter table invitations add foreign key (agency_id, creator_id) references creators (agency_id, id)")
    op.execute("""
        create table creator_splits (
            agency_id uuid not null, id uuid not null default uuidv7(), creator_id uuid not null,
            from_day date not null, creator_share_bp integer not null check (creator_share_bp between 0 and 10000),
            set_by uuid, created_at timestamptz not null default now(),
            primary key (agency_id, id), unique (agency_id, creator_id, from_day),
            foreign key (agency_id, creator_id) references creators (agency_id, id),
            foreign key (agency_id, set_by) references profiles (agency_id, id))""")
    protect("creator_splits")
    op.execute("""
        create table creator_assignments (
            agency_id uuid not null, id uuid not null default uuidv7(), creator_id uuid not null,
            profile_id uuid not null, weight integer not null default 1 check (weight between 1 and 100),
            from_at timestamptz not null default now(), until_at timestamptz check (until_at >= from_at),
            primary key (agency_id, id),
            foreign key (agency_id, creator_id) references creators (agency_id, id),
            foreign key (agency_id, profile_id) references profiles (agency_id, id))""")
    op.execute("create unique index creator_assignments_once on creator_assignments"
               " (agency_id, creator_id, profile_id) where until_at is null")  # fmt: skip
    protect("creator_assignments")


def _timeclock() -> None:
    op.execute("""
        create table timesheets (
            agency_id uuid not null references agencies, id uuid not null default uuidv7(),
            sheet_id uuid not null, version integer not null default 1 check (version >= 1),
            current boolean not null default true, void boolean not null default false,
            profile_id uuid not null, business_date date not null,
            clocked_in_at timestamptz not null, clocked_out_at timestamptz,
            source_in text not null check (source_in in ('web', 'pwa', 'telegram', 'manager', 'automatic')),
            source_out text not null default '', out_reason text not null default '',
            note text not null default '' check (length(note) <= 500),
            created_at timestamptz not null default now(),
            primary key (agency_id, id), unique (agency_id, sheet_id, version),
            check (clocked_out_at > clocked_in_at),
            foreign key (agency_id, profile_id) references profiles (agency_id, id),
            constraint timesheets_no_overlap exclude using gist (
                agency_id with =, profile_id with =, tstzrange(clocked_in_at, clocked_out_at) with &&)
                where (current and not void))""")
    op.execute("create unique index timesheets_one_open on timesheets (agency_id, profile_id)"
               " where clocked_out_at is null and current and not void")  # fmt: skip
    op.execute("create unique index timesheets_one_current on timesheets (agency_id, sheet_id) where current")
    op.execute("create index timesheets_by_day on timesheets (agency_id, profile_id, business_date)")
    protect("timesheets")
    own_rows_only("timesheets")
    op.execute("""
        create table punches (
            agency_id uuid not null references agencies, id uuid not null default uuidv7(),
            profile_id uuid not null, timesheet_id uuid not null,
            kind text not null check (kind in ('in', 'out', 'break_start', 'break_end', 'present')), at timestamptz not null,
            source text not null check (source in ('web', 'pwa', 'telegram', 'manager', 'automatic')),
            address text not null default '' check (length(address) <= 64),
            device text not null default '' check (length(device) <= 200),
            recorded_at timestamptz not null default now(),
            primary key (agency_id, id),
            foreign key (agency_id, profile_id) references profiles (agency_id, id))""")
    op.execute("create index punches_by_sheet on punches (agency_id, timesheet_id)")
    protect("punches", grants="select, insert")
    own_rows_only("punches")


def downgrade() -> None:
    op.execute("alter table invitations drop constraint invitations_agency_id_creator_id_fkey")
    for table in ("punches", "timesheets", "creator_assignments", "creator_splits", "creators"):
        op.execute(f"drop table {table}")
