"""What reading a whole month needs: who earned a transaction beside it, and time as the first thing to look by.

A million sales are added up without looking at their attributions: `earner` is the one person credited, `shared` says
that there are several, and both follow the attributions by themselves. As everywhere, a shift decides before an
assignment.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_EVENTS = {"insert": "new", "update": "new", "delete": "old"}
_INDEXES = {
    "transactions_shared": "transactions (agency_id, occurred_at) where shared",
    "transactions_by_earner": "transactions (agency_id, earner, occurred_at) where earner is not null",
    "timesheets_by_date": "timesheets (agency_id, business_date)",
    "breaks_by_time": "breaks (agency_id, began_at)",
}


def upgrade() -> None:
    op.execute("alter table transactions add column earner uuid, add column shared boolean not null default false")
    for name, columns in _INDEXES.items():
        op.execute(f"create index {name} on {columns}")
    op.execute("""
        create function credit_transactions() returns trigger language plpgsql
        set search_path = pg_catalog, public, pg_temp as $$
        begin
            -- First the lock: of two writers to one sale the second then sees what the first one wrote.
            perform 1 from transactions t where (t.agency_id, t.id) in (select agency_id, transaction_id from changed)
                order by t.agency_id, t.id for no key update;
            update transactions t set earner = c.earner, shared = c.shared
            from (
                select x.agency_id, x.transaction_id, case when count(a.id) = 1 then min(a.profile_id::text)::uuid end
                       as earner, count(a.id) > 1 as shared
                from (select distinct agency_id, transaction_id from changed) x left join attributions a
                  on (a.agency_id, a.transaction_id) = (x.agency_id, x.transaction_id) and a.profile_id is not null
                 and (a.method = 'shift' or not exists (
                     select 1 from attributions s where s.method = 'shift'
                     and (s.agency_id, s.transaction_id) = (x.agency_id, x.transaction_id)))
                group by 1, 2) c
            where (t.agency_id, t.id) = (c.agency_id, c.transaction_id)
              and (t.earner is distinct from c.earner or t.shared <> c.shared);
            return null;
        end $$""")
    for event, rows in _EVENTS.items():
        op.execute(f"create trigger credited_{event} after {event} on attributions"
                   f" referencing {rows} table as changed for each statement"
                   " execute function credit_transactions()")  # fmt: skip


def downgrade() -> None:
    for event in _EVENTS:
        op.execute(f"drop trigger credited_{event} on attributions")
    op.execute("drop function credit_transactions()")
    for name in _INDEXES:
        op.execute(f"drop index {name}")
    op.execute("alter table transactions drop column earner, drop column shared")
