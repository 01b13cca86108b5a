"""Agencies, people, signing in."""

from alembic import op
from row_security import AGENCY, SIGN_IN, look_up, protect

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create extension if not exists btree_gist")
    _agencies()
    _sign_ins()
    _profiles()
    _sessions()
    _look_ups()


def _agencies() -> None:
    op.execute("""
        create table agencies (
            id uuid primary key default uuidv7(),
            name text not null check (length(name) between 1 and 80),
            currency text not null check (currency ~ '^[A-Z]{3}$'),
            zone text not null check (length(zone) between 1 and 64),
            locale text not null default 'en',
            accent text not null default '' check (accent = '' or accent ~ '^#[0-9a-f]{6}$'),
            logo_id uuid,
            week_start smallint not null default 0 check (week_start between 0 and 6),
            country text not null default '', region text not null default '',
            early_window_minutes integer not null default 15 check (early_window_minutes between 0 and 240),
            grace_minutes integer not null default 5 check (grace_minutes between 0 and 120),
            rounding_minutes integer not null default 0 check (rounding_minutes in (0, 5, 15)),
            rounding_favour text not null default 'nearest' check (rounding_favour in ('nearest', 'worker')),
            auto_clock_out_hours integer not null default 14 check (auto_clock_out_hours between 1 and 24),
            night_from integer not null default 1320 check (night_from between 0 and 1439),
            night_until integer not null default 360 check (night_until between 0 and 1439),
            pay_frequency text not null default 'monthly'
                check (pay_frequency in ('weekly', 'fortnightly', 'semi_monthly', 'monthly')),
            pay_anchor date not null,
            hours_budget integer check (hours_budget between 0 and 100000),
            totp_roles text[] not null default '{}',
            sample boolean not null default false,
            created_at timestamptz not null default now())""")
    protect("agencies", rows=f"id = {AGENCY}")
    op.execute("""
        create table logos (
            agency_id uuid not null references agencies, id uuid not null default uuidv7(),
            png bytea not null check (length(png) <= 262144), created_at timestamptz not null default now(),
            primary key (agency_id, id))""")
    protect("logos", grants="select, insert, delete")
    op.execute("alter table agencies add foreign key (id, logo_id) references logos (agency_id, id)")


def _sign_ins() -> None:
    op.execute("""
        create table sign_ins (
            id uuid primary key default uuidv7(),
            email text not null unique check (length(email) between 3 and 254),
            created_at timestamptz not null default now())""")
    op.execute("""
        create table credentials (
            sign_in_id uuid primary key references sign_ins on delete cascade,
            password_hash text not null,
            password_changed_at timestamptz not null default now(), lent boolean not null default false,
            totp_sealed bytea, totp_since timestamptz, totp_last_step bigint)""")
    op.execute("""
        create table recovery_codes (
            sign_in_id uuid not null references sign_ins on delete cascade, code_hash bytea not null,
            used_at timestamptz, primary key (sign_in_id, code_hash))""")
    op.execute("""
        create table one_time_links (
            token_hash bytea primary key,
            purpose text not null
                check (purpose in ('first_owner', 'owner_sign_in', 'password_reset', 'second_step')),
            sign_in_id uuid references sign_ins on delete cascade, made_by uuid,
            created_at timestamptz not null default now(), expires_at timestamptz not null, used_at timestamptz)""")
    op.execute("""
        create table sign_in_attempts (
            key bytea primary key, failures integer not null,
            window_started_at timestamptz not null default now(), blocked_until timestamptz)""")
    protect("credentials", rows=f"sign_in_id = {SIGN_IN}")
    protect("recovery_codes", rows=f"sign_in_id = {SIGN_IN}", grants="select, insert, update, delete")
    protect(
        "one_time_links",
        rows=f"sign_in_id is not distinct from {SIGN_IN} and {AGENCY} is null",
        grants="select, insert, update, delete",
    )
    op.execute("grant select, insert, update, delete on sign_in_attempts to onyx_app")


def _profiles() -> None:
    op.execute("""
        create table profiles (
            agency_id uuid not null references agencies, id uuid not null default uuidv7(),
            sign_in_id uuid not null references sign_ins,
            name text not null check (length(name) between 1 and 80),
            role text not null check (role in ('owner', 'admin', 'manager', 'chatter', 'content', 'creator')),
            status text not null default 'active' check (status in ('active', 'suspended', 'left')),
            zone text not null default '', locale text not null default '',
            created_at timestamptz not null default now(), left_at timestamptz,
            primary key (agency_id, id), unique (agency_id, sign_in_id))""")
    op.execute("create index profiles_by_sign_in on profiles (sign_in_id)")
    protect("profiles")
    known_here = "exists (select 1 from profiles p where p.sign_in_id = sign_ins.id)"
    protect("sign_ins", grants="select, insert, update", rows=f"id = {SIGN_IN}")
    op.execute(f"create policy known_here on sign_ins for select using ({AGENCY} is not null and {known_here})")
    op.execute("""
        create table invitations (
            agency_id uuid not null references agencies, id uuid not null default uuidv7(),
            email text not null check (length(email) between 3 and 254),
            name text not null default '' check (length(name) <= 80),
            role text not null check (role in ('owner', 'admin', 'manager', 'chatter', 'content', 'creator')),
            creator_id uuid, token_hash bytea not null, invited_by uuid,
            created_at timestamptz not null default now(), expires_at timestamptz not null,
            accepted_at timestamptz, accepted_by uuid, revoked_at timestamptz,
            primary key (agency_id, id), unique (agency_id, token_hash),
            foreign key (agency_id, invited_by) references profiles (agency_id, id),
            foreign key (agency_id, accepted_by) references profiles (agency_id, id))""")
    op.execute("create index invitations_by_token on invitations (token_hash)")
    op.execute("create unique index invitations_one_open on invitations (agency_id, email)"
               " where accepted_at is null and revoked_at is null")  # fmt: skip
    protect("invitations")


def _sessions() -> None:
    op.execute("""
        create table sessions (
            agency_id uuid not null references agencies, id uuid not null default uuidv7(),
            profile_id uuid not null, sign_in_id uuid not null references sign_ins,
            token_hash bytea not null,
            device text not null default '' check (length(device) <= 200),
            address text not null default '' check (length(address) <= 64),
            created_at timestamptz not null default now(), seen_at timestamptz not null default now(),
            expires_at timestamptz not null, ended_at timestamptz, ended_because text not null default '',
            primary key (agency_id, id), unique (agency_id, token_hash),
            foreign key (agency_id, profile_id) references profiles (agency_id, id))""")
    op.execute("create index sessions_by_token on sessions (token_hash)")
    op.execute("create index sessions_of_profile on sessions (agency_id, profile_id) where ended_at is null")
    op.execute("create index sessions_of_sign_in on sessions (sign_in_id) where ended_at is null")
    protect("sessions", grants="select, insert, update (seen_at, ended_at, ended_because)")
    # A person lists and ends their own sessions wherever they are; making one takes the agency's context.
    op.execute(f"create policy own_sessions_seen on sessions for select using (sign_in_id = {SIGN_IN})")
    op.execute(f"create policy own_sessions_ended on sessions for update using (sign_in_id = {SIGN_IN})"
               f" with check (sign_in_id = {SIGN_IN})")  # fmt: skip


def _look_ups() -> None:
    # Whether somebody has a second step, never the secrets themselves.
    op.execute("grant select (sign_in_id, totp_since) on credentials to onyx_lookup")
    op.execute("create policy looked_up on credentials for select to onyx_lookup using (true)")
    look_up("lookup_session", "wanted bytea",
            "table (session_id uuid, agency_id uuid, profile_id uuid, sign_in_id uuid, role text, name text,"
            " language text, zone text, seen_at timestamptz, expires_at timestamptz)",
            "select s.id, s.agency_id, s.profile_id, s.sign_in_id, p.role, p.name,"
            " coalesce(nullif(p.locale, ''), a.locale), coalesce(nullif(p.zone, ''), a.zone), s.seen_at, s.expires_at"
            " from sessions s join profiles p on (p.agency_id, p.id) = (s.agency_id, s.profile_id)"
            " join agencies a on a.id = s.agency_id"
            " where s.token_hash = wanted and s.ended_at is null and p.status = 'active'"
            # Who must prove a second step and has none is led to set it up first: such a session does not count.
            " and (p.role <> all(a.totp_roles) or exists (select 1 from credentials c"
            " where c.sign_in_id = s.sign_in_id and c.totp_since is not null))",
            reads=["sessions", "profiles", "agencies"])  # fmt: skip
    look_up("lookup_sign_in", "wanted text", "uuid",
            "select id from sign_ins where email = wanted", reads=["sign_ins"])  # fmt: skip
    look_up("lookup_profiles", "",
            "table (agency_id uuid, agency_name text, profile_id uuid, name text, role text, status text,"
            " needs_totp boolean)",
            "select p.agency_id, a.name, p.id, p.name, p.role, p.status, p.role = any(a.totp_roles) from profiles p"
            f" join agencies a on a.id = p.agency_id where p.sign_in_id = {SIGN_IN} order by a.name",
            reads=["profiles", "agencies"])  # fmt: skip
    look_up("lookup_invitation", "wanted bytea",
            "table (agency_id uuid, agency_name text, invitation_id uuid, email text, name text, role text,"
            " expires_at timestamptz, accepted_at timestamptz, revoked_at timestamptz)",
            "select i.agency_id, a.name, i.id, i.email, i.name, i.role, i.expires_at, i.accepted_at, i.revoked_at"
            " from invitations i join agencies a on a.id = i.agency_id where i.token_hash = wanted",
            reads=["invitations", "agencies"])  # fmt: skip
    look_up("lookup_link", "wanted bytea",
            "table (purpose text, sign_in_id uuid, expires_at timestamptz, used_at timestamptz)",
            "select purpose, sign_in_id, expires_at, used_at from one_time_links where token_hash = wanted",
            reads=["one_time_links"])  # fmt: skip
    # The two that need no secret answer only a transaction without an agency (`db.house_session`).
    look_up("lookup_agencies", "", "table (agency_id uuid, sample boolean, zone text)",
            f"select id, sample, zone from agencies where {AGENCY} is null order by id", reads=["agencies"])  # fmt: skip
    look_up("lookup_owner_exists", "", "boolean",
            f"select {AGENCY} is null and exists (select 1 from profiles where role = 'owner')", reads=["profiles"])  # fmt: skip


def downgrade() -> None:
    for function in ("lookup_session(bytea)", "lookup_sign_in(text)", "lookup_profiles()", "lookup_invitation(bytea)",
                     "lookup_link(bytea)", "lookup_agencies()", "lookup_owner_exists()"):  # fmt: skip
        op.execute(f"drop function {function}")
    op.execute("alter table agencies drop constraint agencies_id_logo_id_fkey")
    op.execute("drop policy known_here on sign_ins")
    for table in ("sessions", "invitations", "profiles", "sign_in_attempts", "one_time_links", "recovery_codes",
                  "credentials", "sign_ins", "logos", "agencies"):  # fmt: skip
        op.execute(f"drop table {table}")
    op.execute("drop extension btree_gist")
