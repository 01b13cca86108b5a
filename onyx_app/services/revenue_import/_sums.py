"""Counts and sums of a file that is being looked at, by what would become of its rows."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import text

from onyx_app.work import Work

VERDICTS = ("new", "settles", "reverses", "known", "wrong")
_COUNTS = text("select verdict, count(*) as n from revenue_import_rows where import_id = :import group by verdict")
_MARKS = text(
    "select count(*) filter (where late) as late, count(*) filter (where without_fee) as without_fee,"
    " min(occurred_at) as first, max(occurred_at) as last"
    " from revenue_import_rows where import_id = :import and verdict in ('new', 'settles', 'reverses')"
)
_MONTHS = text("""
    select r.currency, c.name as creator, to_char(r.occurred_at at time zone a.zone, 'YYYY-MM') as month,
           count(*) filter (where r.gross >= 0) as sales, count(*) filter (where r.gross < 0) as reversals,
           sum(r.gross)::bigint as gross, sum(r.fee)::bigint as fee, sum(r.net)::bigint as net
    from revenue_import_rows r join creators c on c.id = r.creator_id join agencies a on a.id = r.agency_id
    where r.import_id = :import and r.verdict in ('new', 'settles', 'reverses')
    group by 1, 2, 3 order by 3 desc, 2, 1""")


async def counts_of(work: Work, import_id: UUID) -> dict[str, int]:
    """Rows by verdict; every verdict is named."""
    found = {row.verdict: row.n for row in await work.session.execute(_COUNTS, {"import": import_id})}
    return {verdict: found.get(verdict, 0) for verdict in VERDICTS}


async def marks_of(work: Work, import_id: UUID) -> Any:
    """How many rows are late or have no fee, and their first and last instant."""
    return (await work.session.execute(_MARKS, {"import": import_id})).one()


async def months_of(work: Work, import_id: UUID) -> list[dict[str, Any]]:
    """Sums of what would be imported, per currency, creator and business month, the latest first; minor units."""
    found = await work.session.execute(_MONTHS, {"import": import_id})
    return [dict(row) for row in found.mappings()]


async def summary_of(work: Work, import_id: UUID) -> dict[str, object]:
    """What is kept about an import when its rows have become transactions."""
    marks = await marks_of(work, import_id)
    return {
        "counts": await counts_of(work, import_id),
        "late": marks.late,
        "without_fee": marks.without_fee,
        "first": marks.first.isoformat(),
        "last": marks.last.isoformat(),
        "months": await months_of(work, import_id),
    }


def totals_of(months: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The months added up per currency, the larger first."""
    sums: dict[str, dict[str, Any]] = {}
    for month in months:
        sum_ = sums.setdefault(month["currency"], {"currency": month["currency"], **dict.fromkeys(_ADDED, 0)})
        for name in _ADDED:
            sum_[name] += month[name]
    return sorted(sums.values(), key=lambda one: (-one["gross"], one["currency"]))


_ADDED = ("sales", "reversals", "gross", "fee", "net")
