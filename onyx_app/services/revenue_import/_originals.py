"""Which sale a negative row takes back: the one it names, else the latest that is alike, never more than is left.

Alike sales are kept by what they say and in their order, so that a file of a hundred thousand equal sales, all of them
taken back, costs one look each: rows are never paired with every sale they could mean.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from onyx_app.work import Work

TAKEN_BACK_WITHIN = timedelta(days=180)

_BACK = text("""
    select id, -gross as back, creator_id, currency, type, fan, external_id, occurred_at from revenue_import_rows
    where import_id = :import and verdict = '' and gross < 0 order by line""")
_SALES = text("""
    with back as (
        select creator_id, currency, -gross as gross, type, fan, external_id, occurred_at from revenue_import_rows
        where import_id = :import and verdict = '' and gross < 0
    ), sold as (
        select t.id, t.creator_id, t.currency, t.type, t.gross, t.fan, t.external_id, t.occurred_at
        from transactions t where t.state = 'settled' and t.reverses_id is null and t.gross > 0
          and t.creator_id in (select creator_id from back)
        union all
        select case f.verdict when 'settles' then f.target else f.id end, f.creator_id, f.currency, f.type, f.gross,
               f.fan, f.external_id, f.occurred_at
        from revenue_import_rows f where f.import_id = :import and f.verdict in ('new', 'settles')
    )
    select s.* from sold s where s.external_id <> '' and exists (
        select 1 from back r
        where (r.creator_id, r.currency, r.external_id) = (s.creator_id, s.currency, s.external_id))
    union
    select s.* from sold s where s.occurred_at > (select min(occurred_at) from back) - :within
        and s.occurred_at <= (select max(occurred_at) from back) and exists (
        select 1 from back r where (r.creator_id, r.currency, r.gross, r.type, r.fan)
                                 = (s.creator_id, s.currency, s.gross, s.type, s.fan))""")
_TAKEN_BACK = text(
    "select reverses_id, -sum(gross)::bigint from transactions where reverses_id = any(:sales) group by reverses_id"
)
Left = dict[UUID, int]


async def read(work: Work, import_id: UUID) -> tuple[Sequence[Any], Sequence[Any], Left]:
    """The rows that take something back, every sale one of them could mean, and how much of each is left."""
    asked = {"import": import_id}
    backs = (await work.session.execute(_BACK, asked)).all()
    if not backs:
        return (), (), {}
    sales = (await work.session.execute(_SALES, asked | {"within": TAKEN_BACK_WITHIN})).all()
    left = {sale.id: sale.gross for sale in sales}
    for sale, gone in await work.session.execute(_TAKEN_BACK, {"sales": list(left)}):
        left[sale] -= gone
    return backs, sales, left


def match(backs: Iterable[Any], sales: Sequence[Any], left: Left) -> tuple[dict[UUID, UUID], set[UUID]]:
    """The sale of each row that finds one; and the rows for which there are some, with too little left or not."""
    named, alike = _by_name(sales), _by_kind(sales)
    matched: dict[UUID, UUID] = {}
    tried: set[UUID] = set()
    for row in backs:
        choices = named.get((row.creator_id, row.currency, row.external_id), []) if row.external_id else []
        kind = alike.get((row.creator_id, row.currency, row.back, row.type, row.fan))
        if choices or (kind and kind.ever(row)):
            tried.add(row.id)
        fits = next((one for one in choices if left[one.id] >= row.back), None)
        fits = fits or (kind.take(row, left) if kind else None)
        if fits:
            left[fits.id] -= row.back
            matched[row.id] = fits.id
    return matched, tried


class _Alike:
    """Sales that say the same but for their instant; what is used up leaves."""

    def __init__(self, sales: Iterable[Any]) -> None:
        self._sales = sorted(sales, key=_latest)
        self._at = [one.occurred_at for one in self._sales]
        self._all = tuple(self._at)

    def ever(self, row: Any) -> bool:
        since, until = _span(self._all, row)
        return since < until

    def take(self, row: Any, left: Left) -> Any:
        """The latest of which enough is left; all have the amount of the row, so one that has less is used up."""
        since, until = _span(self._at, row)
        for place in range(until - 1, since - 1, -1):
            sale = self._sales.pop(place)
            del self._at[place]
            if left[sale.id] >= row.back:
                return sale
        return None


def _span(at: Sequence[datetime], row: Any) -> tuple[int, int]:
    """Without a fan only the same instant is alike."""
    if not row.fan:
        return bisect_left(at, row.occurred_at), bisect_right(at, row.occurred_at)
    return bisect_right(at, row.occurred_at - TAKEN_BACK_WITHIN), bisect_right(at, row.occurred_at)


def _latest(sale: Any) -> tuple[datetime, int]:
    """The latest last; of one instant the smallest id."""
    return sale.occurred_at, -sale.id.int


def _by_name(sales: Iterable[Any]) -> dict[tuple[UUID, str, str], list[Any]]:
    found: dict[tuple[UUID, str, str], list[Any]] = defaultdict(list)
    for one in sorted(sales, key=_latest, reverse=True):
        if one.external_id:
            found[one.creator_id, one.currency, one.external_id].append(one)
    return found


def _by_kind(sales: Iterable[Any]) -> dict[tuple[UUID, str, int, str, str], _Alike]:
    found: dict[tuple[UUID, str, int, str, str], list[Any]] = defaultdict(list)
    for one in sales:
        found[one.creator_id, one.currency, one.gross, one.type, one.fan].append(one)
    return {kind: _Alike(some) for kind, some in found.items()}
