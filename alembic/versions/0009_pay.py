"""Pay plans, runs that cannot change once approved, slips, the ledger, bank accounts, imports."""

from alembic import op
from row_security import AGENCY, PROFILE, ROLE, own_rows_only, protect

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SEES_PAY = f"{ROLE} in ('owner', 'admin', 'system')"  # not managers: docs/rules.md §1


def upgrade() -> None:
    _plans_and_items()
    _runs()
    _frozen_runs()
    _slips()
    _ledger()
    _imports()


def _plans_and_items() -> None:
    op.execute("""
        create table pay_plans (
            agency_id uuid not null, id uuid not null default uuidv7(), profile_id uuid not null,
            since date not null, until_day date check (until_day > since),
            currency text not null check (currency ~ '^[A-Z]{3}$'), terms jsonb not null,
            made_by uuid, created_at timestamptz not null default now(), replaced_at timestamptz,
            primary key (agency_id, id),
            foreign key (agency_id, profile_id) references profiles (agency_id, id),
            foreign key (agency_id, made_by) references profiles (agency_id, id))""")
    op.execute("create unique index pay_plans_in_force on pay_plans (agency_id, profile_id, since)"
               " where replaced_at is null")  # fmt: skip
    protect("pay_plans", grants="select, insert, update (replaced_at, until_day)")
    own_rows_only("pay_plans", unless=SEES_PAY)
    op.execute("""
        create table pay_items (
            agency_id uuid not null, id uuid not null default uuidv7(), profile_id uuid not null,
            kind text not null check (kind in ('bonus', 'deduction', 'adjustment', 'advance', 'clawback', 'carried')),
            day date not null, currency text not null check (currency ~ '^[A-Z]{3}$'),
            amount bigint, percent integer check (percent between 0 and 10000), instalment bigint,
            repaid bigint not null default 0, promised boolean not null default false,
            reason text not null check (length(reason) between 1 and 300), source jsonb not null default '{}',
            made_by uuid, created_at timestamptz not null default now(), run_id uuid, cancelled_at timestamptz,
            cancelled_by uuid, cancel_reason text not null default '' check (length(cancel_reason) <= 300),
            primary key (agency_id, id), check (num_nonnulls(amount, percent) = 1),
            foreign key (agency_id, profile_id) references profiles (agency_id, id),
            foreign key (agency_id, made_by) references profiles (agency_id, id),
            foreign key (agency_id, cancelled_by) references profiles (agency_id, id))""")
    op.execute("create index pay_items_open on pay_items (agency_id, profile_id) where run_id is null")
    protect("pay_items")
    own_rows_only("pay_items", unless=SEES_PAY)
    op.execute("""
        create table bank_accounts (
            agency_id uuid not null references agencies, id uuid not null default uuidv7(), profile_id uuid,
            holder text not null check (length(holder) between 1 and 70), iban_sealed bytea not null,
            last_four text not null, bic text not null default ''
                check (bic ~ '^([A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?)?$'),
            made_by uuid, created_at timestamptz not null default now(),
            replaced_at timestamptz, primary key (agency_id, id),
            foreign key (agency_id, profile_id) references profiles (agency_id, id),
            foreign key (agency_id, made_by) references profiles (agency_id, id))""")
    op.execute("create unique index bank_accounts_in_force on bank_accounts (agency_id, profile_id)"
               " nulls not distinct where replaced_at is null")  # fmt: skip
    protect("bank_accounts", grants="select, insert, update (replaced_at)")
    own_rows_only("bank_accounts", unless=SEES_PAY)


def _runs() -> None:
    op.execute("""
        create table payroll_runs (
            agency_id uuid not null references agencies, id uuid not null default uuidv7(),
            first_day date not null, end_day date not null check (end_day > first_day),
            status text not null default 'draft'
                check (status in ('draft', 'reviewed', 'approved', 'paid', 'reversed')),
            fingerprint bytea, engine text not null default '', totals jsonb not null default '[]',
            attention jsonb not null default '[]', calculated_at timestamptz,
            prepared_by uuid, reviewed_by uuid, reviewed_at timestamptz, approved_by uuid, approved_at timestamptz,
            sole_owner boolean not null default false, paid_by uuid, paid_at timestamptz,
            reversed_by uuid, reversed_at timestamptz, reverse_reason text not null default '',
            created_at timestamptz not null default now(), primary key (agency_id, id),
            check (status in ('draft', 'reviewed') or (fingerprint is not null and approved_by is not null)),
            foreign key (agency_id, prepared_by) references profiles (agency_id, id),
            foreign key (agency_id, reviewed_by) references profiles (agency_id, id),
            foreign key (agency_id, approved_by) references profiles (agency_id, id),
            foreign key (agency_id, paid_by) references profiles (agency_id, id),
            foreign key (agency_id, reversed_by) references profiles (agency_id, id),
            constraint payroll_runs_no_overlap exclude using gist (
                agency_id with =, daterange(first_day, end_day) with &&) where (status <> 'reversed'))""")
    protect("payroll_runs", grants="select, insert, update, delete", rows=f"agency_id = {AGENCY} and {SEES_PAY}")
    op.execute("alter table pay_items add foreign key (agency_id, run_id) references payroll_runs (agency_id, id)")
    op.execute("alter table period_locks add foreign key (agency_id, run_id) references payroll_runs (agency_id, id)")


def _frozen_runs() -> None:
    """Approved is immutable here, whoever asks: only approved → paid → reversed, and only their own columns."""
    op.execute("""
        create function freeze_run() returns trigger language plpgsql set search_path = pg_catalog, public as $$
        declare steps text; touched text[];
        begin
            if tg_op = 'INSERT' then
                if new.status = 'draft' then return new; end if;
                raise exception 'a run begins as a draft' using errcode = 'ON002';
            end if;
            if tg_op = 'DELETE' then
                if old.status in ('draft', 'reviewed') then return old; end if;
                raise exception 'an approved run cannot be deleted' using errcode = 'ON002';
            end if;
            steps := old.status || ' ' || new.status;
            if old.status in ('draft', 'reviewed') then
                if steps = 'reviewed approved' and not new.sole_owner and (
                    new.approved_by = new.prepared_by
                    or exists (select 1 from payslips s where (s.agency_id, s.run_id) = (new.agency_id, new.id)
                               and s.profile_id = new.approved_by and s.approved_by is null
                               and exists (select 1 from payslip_lines l
                                           where (l.agency_id, l.slip_id) = (s.agency_id, s.id)))) then
                    raise exception 'a run is approved by four eyes' using errcode = 'ON002';
                end if;
                if new.status in ('draft', 'reviewed') or steps = 'reviewed approved' then return new; end if;
                raise exception 'a run goes from draft to reviewed to approved' using errcode = 'ON002';
            end if;
            touched := array(select n.key from jsonb_each(to_jsonb(new)) n
                             join jsonb_each(to_jsonb(old)) o on o.key = n.key where n.value is distinct from o.value);
            if (steps = 'approved paid' and touched <@ array['status', 'paid_by', 'paid_at'])
               or (steps in ('approved reversed', 'paid reversed')
                   and touched <@ array['status', 'reversed_by', 'reversed_at', 'reverse_reason'])
               or touched = '{}' then
                return new;
            end if;
            raise exception 'an approved run cannot be changed' using errcode = 'ON002';
        end $$""")
    op.execute("create trigger frozen before insert or update or delete on payroll_runs"
               " for each row execute function freeze_run()")  # fmt: skip
    op.execute("""
        create function freeze_part_of_run() returns trigger language plpgsql
        set search_path = pg_catalog, public as $$
        declare touched uuid[] := '{}'; run_status text;
        begin
            if tg_op <> 'INSERT' then touched := touched || old.run_id; end if;
            if tg_op <> 'DELETE' then touched := touched || new.run_id; end if;
            -- The share lock makes an approval under way wait for this writer, or this writer for it.
            for run_status in select r.status from payroll_runs r where r.id = any(touched) for share loop
                if run_status not in ('draft', 'reviewed') then
                    raise exception 'an approved run cannot be changed' using errcode = 'ON002';
                end if;
            end loop;
            if tg_op = 'DELETE' then return old; end if;
            return new;
        end $$""")


def _slips() -> None:
    own = f"({SEES_PAY} or profile_id = {PROFILE})"
    op.execute("""
        create table payslips (
            agency_id uuid not null, id uuid not null default uuidv7(), run_id uuid not null,
            profile_id uuid not null, number integer, totals jsonb not null, carried jsonb not null default '[]',
            days jsonb not null default '[]', open_weeks jsonb not null default '[]',
            note text not null default '',
            issued_at timestamptz, seal bytea, engine text not null default '',
            approved_by uuid check (approved_by <> profile_id), approved_at timestamptz,
            created_at timestamptz not null default now(),
            primary key (agency_id, id), unique (agency_id, run_id, profile_id), unique (agency_id, number),
            foreign key (agency_id, run_id) references payroll_runs (agency_id, id),
            foreign key (agency_id, profile_id) references profiles (agency_id, id),
            foreign key (agency_id, approved_by) references profiles (agency_id, id))""")
    op.execute("""
        create table payslip_lines (
            agency_id uuid not null, id uuid not null default uuidv7(), run_id uuid not null, slip_id uuid not null,
            profile_id uuid not null, position integer not null, kind text not null, currency text not null,
            amount bigint not null, quantity bigint not null, unit text not null, rate bigint not null,
            percent integer not null, per bigint not null, details jsonb not null default '{}',
            primary key (agency_id, id), unique (agency_id, slip_id, position),
            foreign key (agency_id, slip_id) references payslips (agency_id, id) on delete cascade,
            foreign key (agency_id, run_id) references payroll_runs (agency_id, id),
            foreign key (agency_id, profile_id) references profiles (agency_id, id))""")
    op.execute("create index payslip_lines_by_run on payslip_lines (agency_id, run_id, kind)")
    _cases()
    for table in ("payslips", "payslip_lines"):
        protect(table, grants="select, insert, update, delete", rows=f"agency_id = {AGENCY} and {own}")
        # Own slips are for reading; only those who prepare pay write them.
        for verb, clause in (("insert", "with check"), ("update", "using"), ("delete", "using")):
            op.execute(f"create policy preparers_{verb} on {table} as restrictive for {verb} {clause} ({SEES_PAY})")
        op.execute(f"create trigger frozen before insert or update or delete on {table}"
                   " for each row execute function freeze_part_of_run()")  # fmt: skip


def _cases() -> None:
    """What each slip was calculated from, deflated JSON with its own seal; without a person, what nobody earned."""
    op.execute("""
        create table payroll_cases (
            agency_id uuid not null, id uuid not null default uuidv7(), run_id uuid not null, profile_id uuid,
            facts bytea not null, fingerprint bytea not null,
            primary key (agency_id, id), unique nulls not distinct (agency_id, run_id, profile_id),
            foreign key (agency_id, run_id) references payroll_runs (agency_id, id),
            foreign key (agency_id, profile_id) references profiles (agency_id, id))""")
    op.execute("alter table payroll_cases alter column facts set storage external")
    protect("payroll_cases", grants="select, insert, update, delete", rows=f"agency_id = {AGENCY} and {SEES_PAY}")
    op.execute("create trigger frozen before insert or update or delete on payroll_cases"
               " for each row execute function freeze_part_of_run()")  # fmt: skip


def _ledger() -> None:
    op.execute("""
        create table ledger_journals (
            agency_id uuid not null references agencies, id uuid not null default uuidv7(),
            day date not null, kind text not null check (length(kind) between 1 and 40),
            about text not null default '' check (length(about) <= 200), source text not null,
            made_by uuid, created_at timestamptz not null default now(), primary key (agency_id, id),
            unique (agency_id, kind, source))""")
    op.execute("""
        create table ledger_entries (
            agency_id uuid not null, id uuid not null default uuidv7(), journal_id uuid not null,
            account text not null check (length(account) between 1 and 80),
            currency text not null check (currency ~ '^[A-Z]{3}$'), amount bigint not null check (amount <> 0),
            primary key (agency_id, id),
            foreign key (agency_id, journal_id) references ledger_journals (agency_id, id))""")
    op.execute("create index ledger_by_account on ledger_entries (agency_id, account, currency) include (amount)")
    for table in ("ledger_journals", "ledger_entries"):
        protect(table, grants="select, insert", rows=f"agency_id = {AGENCY} and {SEES_PAY}")
    op.execute("""
        create function balance_journal() returns trigger language plpgsql set search_path = pg_catalog, public as $$
        begin
            if exists (select 1 from ledger_entries e where e.agency_id = new.agency_id
                       and e.journal_id = new.journal_id group by e.currency having sum(e.amount) <> 0) then
                raise exception 'a journal must add up to zero in every currency' using errcode = 'ON003';
            end if;
            return null;
        end $$""")
    op.execute("create constraint trigger balanced after insert on ledger_entries deferrable initially deferred"
               " for each row execute function balance_journal()")  # fmt: skip


def _imports() -> None:
    op.execute("""
        create table revenue_imports (
            agency_id uuid not null references agencies, id uuid not null default uuidv7(),
            file_name text not null check (length(file_name) between 1 and 200), digest bytea not null,
            rows integer not null, made_by uuid, created_at timestamptz not null default now(),
            primary key (agency_id, id), unique (agency_id, digest),
            foreign key (agency_id, made_by) references profiles (agency_id, id))""")
    protect("revenue_imports", grants="select, insert")
    op.execute("alter table transactions add column reverses_id uuid, add column import_id uuid")
    op.execute("alter table transactions"
               " add foreign key (agency_id, reverses_id) references transactions (agency_id, id),"
               " add foreign key (agency_id, import_id) references revenue_imports (agency_id, id)")  # fmt: skip
    op.execute("create index transactions_reversals on transactions (agency_id, reverses_id)"
               " where reverses_id is not null")  # fmt: skip


def downgrade() -> None:
    op.execute("alter table transactions drop column reverses_id, drop column import_id")
    op.execute("alter table period_locks drop constraint period_locks_agency_id_run_id_fkey")
    for table in ("revenue_imports", "ledger_entries", "ledger_journals", "payroll_cases", "payslip_lines", "payslips",
                  "bank_accounts", "pay_items", "payroll_runs", "pay_plans"):  # fmt: skip
        op.execute(f"drop table {table}")
    for function in ("balance_journal()", "freeze_part_of_run()", "freeze_run()"):
        op.execute(f"drop function {function}")
