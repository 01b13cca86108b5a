"""One's own pay and one's own paid days are for reading; nobody grants their own request.

The services decide the same. This is the second wall, as payslips have had it from the beginning: a forgotten question
in a service gives nobody a rate, a bonus, an open period or a day off.
"""

from alembic import op
from row_security import ROLE, SEES_OTHERS

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_SEES_PAY = f"{ROLE} in ('owner', 'admin', 'system')"
_PAY = ("pay_plans", "pay_items", "period_locks")
_REQUESTS = ("leave_requests", "correction_requests")


def upgrade() -> None:
    for table in _PAY:
        op.execute(f"create policy preparers_insert on {table} as restrictive for insert with check ({_SEES_PAY})")
        op.execute(f"create policy preparers_update on {table} as restrictive for update using ({_SEES_PAY})")
    for table in _REQUESTS:
        op.execute(f"create policy asked_only on {table} as restrictive for insert"
                   f" with check ({SEES_OTHERS} or status = 'waiting')")  # fmt: skip
        op.execute(f"create policy withdrawn_only on {table} as restrictive for update"
                   f" using ({SEES_OTHERS} or status = 'waiting')"
                   f" with check ({SEES_OTHERS} or status in ('waiting', 'withdrawn'))")  # fmt: skip


def downgrade() -> None:
    for table in _PAY:
        op.execute(f"drop policy preparers_insert on {table}")
        op.execute(f"drop policy preparers_update on {table}")
    for table in _REQUESTS:
        op.execute(f"drop policy asked_only on {table}")
        op.execute(f"drop policy withdrawn_only on {table}")
