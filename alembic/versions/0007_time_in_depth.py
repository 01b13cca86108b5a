"""Breaks, corrections, approval, locks, leave."""

from alembic import op
from row_security import own_rows_only, protect

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_COLUMNS = {
    "agencies": {
        "variance_minutes": "integer not null default 10 check (variance_minutes between 0 and 240)",
        "legal_breaks": "jsonb not null default '[]'",
        "weekend_days": "smallint[] not null default '{5,6}'",
        "minimum_rest_hours": "integer not null default 11 check (minimum_rest_hours between 0 and 24)",
        "prompt_after_minutes": "integer check (prompt_after_minutes between 10 and 720)",
    },
    "timesheets": {
        "shift_id": "uuid",
        "made_by": "uuid",
        "reason": "text not null default '' check (length(reason) <= 500)",
        "legal_break_waived": "text not null default '' check (length(legal_break_waived) <= 200)",
        "approval": "text not null default 'open' check (approval in ('open', 'review', 'approved'))",
        "approved_by": "uuid",
        "approved_at": "timestamptz",
    },
}


def upgrade() -> None:
    for table, columns in _COLUMNS.items():
        for name, definition in columns.items():
            op.execute(f"alter table {table} add column {name} {definition}")
    _breaks()
    _requests()
    _locks()


def _breaks() -> None:
    op.execute("""
        create table breaks (
            agency_id uuid not null, id uuid not null default uuidv7(), timesheet_id uuid not null,
            profile_id uuid not null, began_at timestamptz not null, ended_at timestamptz,
            paid boolean not null default false,
            primary key (agency_id, id), check (ended_at > began_at),
            foreign key (agency_id, timesheet_id) references timesheets (agency_id, id),
            foreign key (agency_id, profile_id) references profiles (agency_id, id),
            constraint breaks_no_overlap exclude using gist (
                agency_id with =, timesheet_id with =, tstzrange(began_at, ended_at) with &&))""")
    op.execute("create unique index breaks_one_open on breaks (agency_id, timesheet_id) where ended_at is null")
    protect("breaks")
    own_rows_only("breaks")


def _requests() -> None:
    op.execute("""
        create table correction_requests (
            agency_id uuid not null, id uuid not null default uuidv7(), profile_id uuid not null,
            sheet_id uuid, before jsonb not null default '{}', after jsonb not null,
            reason text not null check (length(reason) between 1 and 500),
            status text not null default 'waiting' check (status in ('waiting', 'approved', 'refused', 'withdrawn')),
            decided_by uuid, decided_at timestamptz, answer text not null default '' check (length(answer) <= 500),
            created_at timestamptz not null default now(), primary key (agency_id, id),
            foreign key (agency_id, profile_id) references profiles (agency_id, id),
            foreign key (agency_id, decided_by) references profiles (agency_id, id))""")
    op.execute("create index correction_requests_waiting on correction_requests (agency_id, created_at)"
               " where status = 'waiting'")  # fmt: skip
    protect("correction_requests")
    own_rows_only("correction_requests")
    op.execute("""
        create table week_confirmations (
            agency_id uuid not null, id uuid not null default uuidv7(), profile_id uuid not null,
            week_first date not null, confirmed_at timestamptz not null default now(),
            primary key (agency_id, id), unique (agency_id, profile_id, week_first),
            foreign key (agency_id, profile_id) references profiles (agency_id, id))""")
    protect("week_confirmations", grants="select, insert, delete")
    own_rows_only("week_confirmations")
    op.execute("""
        create table leave_requests (
            agency_id uuid not null, id uuid not null default uuidv7(), profile_id uuid not null,
            kind text not null check (length(kind) between 1 and 40), first_day date not null, last_day date not null,
            minutes_a_day integer check (minutes_a_day between 1 and 1440),
            reason text not null default '' check (length(reason) <= 500),
            status text not null default 'waiting' check (status in ('waiting', 'approved', 'refused', 'withdrawn')),
            decided_by uuid, decided_at timestamptz, answer text not null default '' check (length(answer) <= 500),
            created_at timestamptz not null default now(), primary key (agency_id, id),
            check (last_day >= first_day and last_day - first_day < 366),
            foreign key (agency_id, profile_id) references profiles (agency_id, id),
            foreign key (agency_id, decided_by) references profiles (agency_id, id),
            constraint leave_no_overlap exclude using gist (
                agency_id with =, profile_id with =, daterange(first_day, last_day, '[]') with &&)
                where (status in ('waiting', 'approved')))""")
    protect("leave_requests")
    own_rows_only("leave_requests")


def _locks() -> None:
    """Days of a person that an approved run has paid: nothing in them changes, not even by raw SQL."""
    op.execute("""
        create table period_locks (
            agency_id uuid not null, id uuid not null default uuidv7(), profile_id uuid not null,
            first_day date not null, end_day date not null check (end_day > first_day), run_id uuid,
            locked_at timestamptz not null default now(), unlocked_at timestamptz, unlocked_by uuid,
            unlock_reason text not null default '' check (length(unlock_reason) <= 500),
            run_paid_at timestamptz, run_reversed_at timestamptz, primary key (agency_id, id),
            check ((unlocked_at is null) = (unlock_reason = '')),
            foreign key (agency_id, profile_id) references profiles (agency_id, id),
            foreign key (agency_id, unlocked_by) references profiles (agency_id, id))""")
    op.execute("create index period_locks_in_force on period_locks (agency_id, profile_id, first_day)"
               " where unlocked_at is null")  # fmt: skip
    protect("period_locks", grants="select, insert, update"
            " (unlocked_at, unlocked_by, unlock_reason, run_paid_at, run_reversed_at)")  # fmt: skip
    own_rows_only("period_locks")
    op.execute("""
        create function day_is_locked(agency uuid, person uuid, day date) returns boolean
        language sql stable set search_path = pg_catalog, public as $$
            select exists (select 1 from period_locks l where l.agency_id = agency and l.profile_id = person
                           and l.unlocked_at is null and day >= l.first_day and day < l.end_day) $$""")
    # Whoever closes days takes this lock alone, before reading what is paid; whoever changes hours shares it. So a change
    # is either in the run or refused, never in between.
    op.execute("""
        create function days_being_closed(agency uuid) returns bigint
        language sql immutable set search_path = pg_catalog, public as $$
            select hashtextextended('days being closed ' || agency::text, 0) $$""")
    op.execute("""
        create function refuse_locked_day() returns trigger language plpgsql
        set search_path = pg_catalog, public as $$
        begin
            perform pg_advisory_xact_lock_shared(days_being_closed(coalesce(new.agency_id, old.agency_id)));
            if (tg_op <> 'INSERT' and day_is_locked(old.agency_id, old.profile_id, old.business_date))
               or (tg_op <> 'DELETE' and day_is_locked(new.agency_id, new.profile_id, new.business_date)) then
                raise exception 'the period of this day is locked' using errcode = 'ON001';
            end if;
            if tg_op = 'DELETE' then return old; end if;
            return new;
        end $$""")
    op.execute("""
        create function refuse_locked_break() returns trigger language plpgsql
        set search_path = pg_catalog, public as $$
        declare touched uuid[] := '{}';
        begin
            perform pg_advisory_xact_lock_shared(days_being_closed(coalesce(new.agency_id, old.agency_id)));
            if tg_op <> 'INSERT' then touched := touched || old.timesheet_id; end if;
            if tg_op <> 'DELETE' then touched := touched || new.timesheet_id; end if;
            if exists (select 1 from timesheets t where t.id = any(touched)
                       and day_is_locked(t.agency_id, t.profile_id, t.business_date)) then
                raise exception 'the period of this day is locked' using errcode = 'ON001';
            end if;
            if tg_op = 'DELETE' then return old; end if;
            return new;
        end $$""")
    for table, function in (("timesheets", "refuse_locked_day"), ("breaks", "refuse_locked_break")):
        op.execute(f"create trigger locked before insert or update or delete on {table}"
                   f" for each row execute function {function}()")  # fmt: skip


def downgrade() -> None:
    op.execute("drop trigger locked on timesheets")
    for table in ("period_locks", "leave_requests", "week_confirmations", "correction_requests", "breaks"):
        op.execute(f"drop table {table}")
    op.execute("drop function refuse_locked_day()")
    op.execute("drop function refuse_locked_break()")
    op.execute("drop function day_is_locked(uuid, uuid, date)")
    op.execute("drop function days_being_closed(uuid)")
    for table, columns in _COLUMNS.items():
        for name in columns:
            op.execute(f"alter table {table} drop column {name}")
