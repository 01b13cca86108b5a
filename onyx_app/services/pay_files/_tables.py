"""An approved run as CSV: a row for every line, and a row for every slip and currency (docs/pay-files.md)."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import text

from onyx_app.errors import NotFound
from onyx_app.roles import Action, Scope
from onyx_app.rules.pay.units import percent_text
from onyx_app.rules.pay_files.table import amount_of, csv_file
from onyx_app.services import audit
from onyx_app.work import Work

_LINE_TITLES = (
    "slip", "person", "line", "kind", "creator", "income", "day", "quantity", "unit", "rate", "percent", "per",
    "amount", "currency", "reason", "plan", "first_day", "last_day", "seal",
)  # fmt: skip
_SLIP_TITLES = (
    "slip", "person", "first_day", "last_day", "currency", "earned", "added", "taken", "to_pay", "carried", "minutes",
    "issued", "seal",
)  # fmt: skip
# Sources stay in the database: a month of them is many times the rest.
_LINES = text("""
    select s.number, p.name, l.position + 1 as line, l.kind, coalesce(c.name, '') as creator,
           coalesce(l.details->>'income', '') as income, l.quantity, l.unit, l.rate, l.percent, l.per, l.amount,
           l.currency, coalesce(l.details->>'reason', '') as reason,
           coalesce((select string_agg(each, ' ') from jsonb_array_elements_text(l.details->'plans') each), '') as plan,
           coalesce(l.details->>'week', case when l.kind = 'leave'
               then split_part(l.details->'sources'->0->>0, ':', 2) end, '') as day,
           r.first_day, r.end_day - 1 as last_day, encode(s.seal, 'hex') as seal
    from payslips s join profiles p on (p.agency_id, p.id) = (s.agency_id, s.profile_id)
         join payroll_runs r on (r.agency_id, r.id) = (s.agency_id, s.run_id)
         join payslip_lines l on (l.agency_id, l.slip_id) = (s.agency_id, s.id)
         left join creators c on c.agency_id = l.agency_id and c.id::text = l.details->>'creator'
    where s.run_id = :run and s.number is not null order by s.number, l.position""")
_SLIPS = text("""
    select s.number, p.name, r.first_day, r.end_day - 1 as last_day, l.currency,
           sum(l.amount) filter (where l.kind not in ('bonus', 'adjustment', 'clawback', 'carried', 'deduction',
               'advance', 'carry'))::bigint as earned,
           sum(l.amount) filter (where l.kind in ('bonus', 'adjustment'))::bigint as added,
           sum(l.amount) filter (where l.kind in ('clawback', 'carried', 'deduction', 'advance'))::bigint as taken,
           sum(l.amount) filter (where l.kind = 'carry')::bigint as carried, sum(l.amount)::bigint as to_pay,
           (select sum((d->>'paid')::bigint) from jsonb_array_elements(s.days) d
            where d->>'day' >= r.first_day::text and d->>'day' < r.end_day::text)::bigint as minutes,
           s.issued_at, encode(s.seal, 'hex') as seal
    from payslips s join profiles p on (p.agency_id, p.id) = (s.agency_id, s.profile_id)
         join payroll_runs r on (r.agency_id, r.id) = (s.agency_id, s.run_id)
         join payslip_lines l on (l.agency_id, l.slip_id) = (s.agency_id, s.id)
    where s.run_id = :run and s.number is not null
    group by s.agency_id, s.id, p.name, r.first_day, r.end_day, l.currency, s.number, s.days, s.issued_at, s.seal
    order by s.number, l.currency""")


async def lines_csv(work: Work, *, run_id: UUID) -> bytes:
    """Every line of an approved run.

    Raises:
        NotFound: unknown, or not approved.
    """
    return csv_file(_LINE_TITLES, [_line(row) for row in await _rows(work, _LINES, run_id)])


async def slips_csv(work: Work, *, run_id: UUID) -> bytes:
    """Every slip of an approved run, a row per currency.

    Raises:
        NotFound: unknown, or not approved.
    """
    return csv_file(_SLIP_TITLES, [_slip(row) for row in await _rows(work, _SLIPS, run_id)])


async def _rows(work: Work, query: Any, run_id: UUID) -> list[Any]:
    work.actor.must(Action.PREPARE_PAYROLL, at_least=Scope.AGENCY)
    rows = list(await work.session.execute(query, {"run": run_id}))
    if not rows:
        raise NotFound
    audit.note(work, "payroll_csv_downloaded", run_id, rows=len(rows))
    return rows


def _line(row: Any) -> Iterator[object]:
    """Money in units of its currency; minutes, days and sales as they are counted."""
    money = row.unit == "money"
    yield from (row.number, row.name, row.line, row.kind, row.creator, row.income, row.day)
    yield amount_of(row.quantity, row.currency) if money else row.quantity
    yield row.unit
    yield row.rate if money else amount_of(row.rate, row.currency)
    yield from (percent_text(row.percent), row.per, amount_of(row.amount, row.currency), row.currency, row.reason)
    yield from (row.plan, row.first_day, row.last_day, row.seal)


def _slip(row: Any) -> Iterator[object]:
    yield from (row.number, row.name, row.first_day, row.last_day, row.currency)
    for amount in (row.earned, row.added, row.taken, row.to_pay, -(row.carried or 0)):
        yield amount_of(amount or 0, row.currency)
    yield from (row.minutes or 0, row.issued_at.isoformat(), row.seal)
