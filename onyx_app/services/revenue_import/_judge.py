"""What would become of each row of a file: new, already here, settles a hint, takes a sale back, or cannot be taken.

Rows without an `external_id` are compared by what they say. Equal sales in one second are different sales, so they
are counted: a file with three of them, when two are here, brings one.
"""

import asyncio
from collections.abc import Iterable
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import select, text
from sqlmodel import col

from onyx_app.rules.revenue import NEAR
from onyx_app.services.revenue_import import _originals
from onyx_app.tables import Agency
from onyx_app.work import Work

# A row that says nothing else is new, and one that takes something back has yet to find what: only what differs from
# that is written, so a long file of new sales is judged without touching its rows.
_AGAIN = text(
    "update revenue_import_rows set verdict = case when gross < 0 then '' else 'new' end, target = null, late = false,"
    " problems = '[]' where import_id = :import and creator_id is not null"
    " and (late or target is not null or verdict <> case when gross < 0 then '' else 'new' end)"
)
_NAMED = text("""
    update revenue_import_rows r set target = t.id,
        verdict = case when (t.gross, t.net, t.currency) = (r.gross, r.net, r.currency) then 'known' else 'wrong' end,
        problems = case when (t.gross, t.net, t.currency) = (r.gross, r.net, r.currency) then '[]'
            else jsonb_build_array(jsonb_build_array('external_id', 'differs',
                                                     jsonb_build_object('value', r.external_id))) end
    from transactions t
    where r.import_id = :import and r.verdict = 'new' and r.external_id <> ''
      and t.creator_id = r.creator_id and t.external_id = r.external_id and t.state = 'settled'
      and t.reverses_id is null""")
_SAME = "creator_id, occurred_at, type, gross, net, currency, fan"
_COUNTED = """
    with mine as (
        select id, {same}, row_number() over (partition by {same} order by line) as nth
        from revenue_import_rows
        where import_id = :import and verdict in ('', 'new') and target is null and {mine}
    ), theirs as (
        select t.id as there, {same}, row_number() over (partition by {same} order by t.id) as nth
        from transactions t
        where t.state = 'settled' and {theirs}
          and t.occurred_at >= (select min(occurred_at) from revenue_import_rows where import_id = :import)
          and t.occurred_at <= (select max(occurred_at) from revenue_import_rows where import_id = :import)
          and not exists (select 1 from revenue_import_rows x where x.import_id = :import and x.target = t.id)
    )
    update revenue_import_rows r set verdict = 'known', target = found.there
    from (select id, there from mine join theirs using ({same}, nth)) found
    where r.import_id = :import and r.id = found.id"""
_WITH_NAME = f"{_SAME}, external_id"
_PASSES = tuple(
    text(_COUNTED.format(same=same, mine=mine, theirs=theirs))
    for same, mine, theirs in (
        (_WITH_NAME, "true", "true"),
        (_SAME, "external_id = ''", "t.external_id <> ''"),
        (_SAME, "external_id <> ''", "t.external_id = ''"),
    )
)
_HINTS = text("""
    select r.id, t.id as hint
    from revenue_import_rows r join transactions t
      on (t.creator_id, t.currency, t.gross) = (r.creator_id, r.currency, r.gross)
     and t.occurred_at between r.occurred_at - :near and r.occurred_at + :near
    where r.import_id = :import and r.verdict = 'new' and r.gross > 0 and t.state = 'provisional'
      and (t.type = r.type or t.type = 'other' or (t.type = 'subscription' and r.type = 'renewal'))
      and (t.fan = '' or r.fan = '' or t.fan = r.fan or r.fan !~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$')
    order by t.type <> r.type, t.fan <> r.fan, greatest(t.occurred_at - r.occurred_at, r.occurred_at - t.occurred_at),
             r.line, t.id""")
_LOST = text("select id from revenue_import_rows where import_id = :import and verdict = ''")
_DECIDE = text("""
    update revenue_import_rows r set verdict = :verdict, target = d.target
    from unnest(cast(:rows as uuid[]), cast(:targets as uuid[])) as d (id, target)
    where r.import_id = :import and r.id = d.id""")
_REFUSE = text("""
    update revenue_import_rows r set verdict = 'wrong', problems = d.problems
    from unnest(cast(:rows as uuid[]), cast(:problems as jsonb[])) as d (id, problems)
    where r.import_id = :import and r.id = d.id""")
_CLOSED = """
    update revenue_import_rows r set late = true from ({sales}) s
    where r.import_id = :import and r.verdict = any(:verdicts) and s.id = {sale}
      and exists (select 1 from payroll_runs p where p.status in ('approved', 'paid')
                  and daterange(p.first_day, p.end_day) @> (s.occurred_at at time zone :zone)::date)"""
_ROWS = "select id, occurred_at from revenue_import_rows where import_id = :import"
_SALES = "{} union all select id, occurred_at from transactions"
_LATE = text(_CLOSED.format(sales=_ROWS, sale="r.id"))
_LATE_BACK = text(_CLOSED.format(sales=_SALES.format(_ROWS), sale="r.target"))


async def judge(work: Work, import_id: UUID) -> None:
    """Decide every row anew by what is in the books now. Set based: the same few statements however long the file."""
    which = {"import": import_id}
    # The rows were just written, so nothing is known about how many they are; a nested loop over them would take hours.
    await work.session.execute(text("select set_config('enable_nestloop', 'off', true)"))
    await work.session.execute(_AGAIN, which)
    await work.session.execute(_NAMED, which)
    for each in _PASSES:
        await work.session.execute(each, which)
    await _settle_hints(work, import_id)
    await _find_originals(work, import_id)
    zone = await work.session.scalar(select(col(Agency.zone)))
    for late, verdicts in ((_LATE, ["new", "settles"]), (_LATE_BACK, ["reverses"])):
        await work.session.execute(late, which | {"zone": zone, "verdicts": verdicts})
    await work.session.execute(text("select set_config('enable_nestloop', 'on', true)"))


async def _settle_hints(work: Work, import_id: UUID) -> None:
    """Each hint is settled by one row, the most alike first; the row never comes beside it."""
    settled: dict[UUID, UUID] = {}
    taken: set[UUID] = set()
    pairs = await work.session.stream(_HINTS, {"import": import_id, "near": NEAR})  # equal sales give a great many
    async for row, hint in pairs:
        if row not in settled and hint not in taken:
            settled[row] = hint
            taken.add(hint)
    await _decide(work, import_id, "settles", settled)


async def _find_originals(work: Work, import_id: UUID) -> None:
    """A reversal takes back one sale, never more of it than is left: by its name, else the latest that is alike."""
    backs, sales, left = await _originals.read(work, import_id)
    matched, tried = await asyncio.to_thread(_originals.match, backs, sales, left)
    await _decide(work, import_id, "reverses", matched)
    lost = await work.session.scalars(_LOST, {"import": import_id})
    await _refuse(work, import_id, {row: "more_than_left" if row in tried else "no_original" for row in lost})


async def _decide(work: Work, import_id: UUID, verdict: str, found: dict[UUID, UUID]) -> None:
    if found:
        decided = {"verdict": verdict, "rows": list(found), "targets": list(found.values())}
        await work.session.execute(_DECIDE, {"import": import_id} | decided)


async def _refuse(work: Work, import_id: UUID, reasons: dict[UUID, str]) -> None:
    if reasons:
        problems: Iterable[Jsonb] = [Jsonb([["gross", reason, {}]]) for reason in reasons.values()]
        await work.session.execute(_REFUSE, {"import": import_id, "rows": list(reasons), "problems": list(problems)})
