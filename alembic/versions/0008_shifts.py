"""Shifts with their versions, series, templates, offers, and the secret feed of each person."""

from alembic import op
from row_security import SEES_OTHERS, look_up, own_rows_only, protect

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _series()
    _shifts()
    _offers_and_feeds()
    # The hours in which somebody shall be on a creator: {"days": [0..6], "since": minutes, "until": minutes}.
    op.execute("alter table creators add column cover jsonb not null default '[]'")


def _series() -> None:
    op.execute("""
        create table shift_series (
            agency_id uuid not null references agencies, id uuid not null default uuidv7(), profile_id uuid,
            rule text not null check (length(rule) between 1 and 500), starts_local timestamp not null,
            zone text not null, minutes integer not null check (minutes between 15 and 1440),
            creators uuid[] not null default '{}', title text not null default '' check (length(title) <= 80),
            notes text not null default '' check (length(notes) <= 500), until_day date, made_by uuid,
            created_at timestamptz not null default now(), ended_at timestamptz, primary key (agency_id, id),
            foreign key (agency_id, profile_id) references profiles (agency_id, id),
            foreign key (agency_id, made_by) references profiles (agency_id, id))""")
    protect("shift_series")
    op.execute("""
        create table shift_templates (
            agency_id uuid not null references agencies, id uuid not null default uuidv7(),
            name text not null check (length(name) between 1 and 80),
            starts_minute integer not null check (starts_minute between 0 and 1439),
            minutes integer not null check (minutes between 15 and 1440), creators uuid[] not null default '{}',
            title text not null default '' check (length(title) <= 80), created_at timestamptz not null default now(),
            primary key (agency_id, id), unique (agency_id, name))""")
    protect("shift_templates", grants="select, insert, update, delete")
    for table in ("shift_series", "shift_templates"):
        op.execute(f"create policy planners on {table} as restrictive using ({SEES_OTHERS}) with check ({SEES_OTHERS})")


def _shifts() -> None:
    op.execute("""
        create table shifts (
            agency_id uuid not null references agencies, id uuid not null default uuidv7(), profile_id uuid,
            starts_at timestamptz not null, ends_at timestamptz not null,
            creators uuid[] not null default '{}', title text not null default '' check (length(title) <= 80),
            notes text not null default '' check (length(notes) <= 500), published_at timestamptz,
            status text not null default 'scheduled'
                check (status in ('scheduled', 'in_progress', 'completed', 'missed', 'cancelled')),
            series_id uuid, series_start timestamp, detached boolean not null default false,
            version integer not null default 1, made_by uuid, created_at timestamptz not null default now(),
            changed_at timestamptz not null default now(), primary key (agency_id, id),
            check (ends_at > starts_at and ends_at - starts_at <= interval '24 hours'),
            unique (agency_id, series_id, series_start),
            foreign key (agency_id, profile_id) references profiles (agency_id, id),
            foreign key (agency_id, series_id) references shift_series (agency_id, id),
            foreign key (agency_id, made_by) references profiles (agency_id, id),
            constraint shifts_no_overlap exclude using gist (
                agency_id with =, profile_id with =, tstzrange(starts_at, ends_at) with &&)
                where (status <> 'cancelled' and profile_id is not null))""")
    op.execute("create index shifts_by_time on shifts (agency_id, starts_at)")
    protect("shifts")
    # Colleagues' shifts are not secret once published; drafts are the planner's.
    op.execute(f"create policy published on shifts as restrictive for select"
               f" using ({SEES_OTHERS} or published_at is not null)")  # fmt: skip
    op.execute(f"create policy planners_insert on shifts as restrictive for insert with check ({SEES_OTHERS})")
    op.execute(f"create policy planners_update on shifts as restrictive for update using ({SEES_OTHERS})")
    op.execute("alter table timesheets add foreign key (agency_id, shift_id) references shifts (agency_id, id)")
    op.execute("create index timesheets_by_shift on timesheets (agency_id, shift_id) where shift_id is not null")
    op.execute("""
        create table shift_versions (
            agency_id uuid not null, id uuid not null default uuidv7(), shift_id uuid not null,
            version integer not null, profile_id uuid, starts_at timestamptz not null, ends_at timestamptz not null,
            creators uuid[] not null default '{}', status text not null, published boolean not null,
            valid_from timestamptz not null default now(), changed_by uuid,
            primary key (agency_id, id), unique (agency_id, shift_id, version),
            foreign key (agency_id, shift_id) references shifts (agency_id, id))""")
    protect("shift_versions", grants="select, insert")
    op.execute(f"create policy published on shift_versions as restrictive for select"
               f" using ({SEES_OTHERS} or published)")  # fmt: skip
    op.execute(f"create policy planners_insert on shift_versions as restrictive for insert with check ({SEES_OTHERS})")


def _offers_and_feeds() -> None:
    op.execute("""
        create table shift_offers (
            agency_id uuid not null, id uuid not null default uuidv7(), shift_id uuid not null, offered_by uuid,
            offered_to uuid, taken_by uuid, in_return uuid,
            status text not null default 'open'
                check (status in ('open', 'taken', 'approved', 'refused', 'withdrawn')),
            note text not null default '' check (length(note) <= 300), decided_by uuid, decided_at timestamptz,
            created_at timestamptz not null default now(), primary key (agency_id, id),
            check (offered_by is distinct from taken_by or taken_by is null),
            foreign key (agency_id, shift_id) references shifts (agency_id, id),
            foreign key (agency_id, in_return) references shifts (agency_id, id),
            foreign key (agency_id, offered_by) references profiles (agency_id, id),
            foreign key (agency_id, offered_to) references profiles (agency_id, id),
            foreign key (agency_id, taken_by) references profiles (agency_id, id),
            foreign key (agency_id, decided_by) references profiles (agency_id, id))""")
    op.execute("create unique index shift_offers_one_open on shift_offers (agency_id, shift_id)"
               " where status in ('open', 'taken')")  # fmt: skip
    op.execute("create index shift_offers_running_return on shift_offers (agency_id, in_return)"
               " where status in ('open', 'taken')")  # fmt: skip
    protect("shift_offers")
    # Two people agree among themselves; that it happens is a planner's word.
    op.execute(f"create policy planners_approve on shift_offers as restrictive for update"
               f" using ({SEES_OTHERS} or status in ('open', 'taken'))"
               f" with check ({SEES_OTHERS} or status <> 'approved')")  # fmt: skip
    op.execute(f"create policy planners_make on shift_offers as restrictive for insert"
               f" with check ({SEES_OTHERS} or status in ('open', 'taken'))")  # fmt: skip
    op.execute("""
        create table calendar_feeds (
            agency_id uuid not null, id uuid not null default uuidv7(), profile_id uuid not null,
            token_hash bytea not null, created_at timestamptz not null default now(), revoked_at timestamptz,
            primary key (agency_id, id), unique (agency_id, token_hash),
            foreign key (agency_id, profile_id) references profiles (agency_id, id))""")
    op.execute("create index calendar_feeds_by_token on calendar_feeds (token_hash)")
    protect("calendar_feeds")
    own_rows_only("calendar_feeds")
    op.execute("alter policy own on calendar_feeds to onyx_app")  # whoever looks up a secret address is nobody yet
    look_up("lookup_feed", "wanted bytea", "table (agency_id uuid, profile_id uuid)",
            "select f.agency_id, f.profile_id from calendar_feeds f join profiles p"
            " on (p.agency_id, p.id) = (f.agency_id, f.profile_id)"
            " where f.token_hash = wanted and f.revoked_at is null and p.status = 'active'",
            reads=["calendar_feeds", "profiles"])  # fmt: skip


def downgrade() -> None:
    op.execute("alter table creators drop column cover")
    op.execute("drop function lookup_feed(bytea)")
    op.execute("drop index timesheets_by_shift")
    op.execute("alter table timesheets drop constraint timesheets_agency_id_shift_id_fkey")
    for table in ("calendar_feeds", "shift_offers", "shift_versions", "shifts", "shift_templates", "shift_series"):
        op.execute(f"drop table {table}")
