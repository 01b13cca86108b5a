"""Bringing a looked-at file into the books: one transaction, all of it or nothing."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import col

from onyx_app.errors import NotFound, OnyxError
from onyx_app.live import Topic
from onyx_app.roles import Action, Scope
from onyx_app.services import attribution, audit
from onyx_app.services.attribution import Sold
from onyx_app.services.revenue_import._judge import judge
from onyx_app.services.revenue_import._look import refuse_twice
from onyx_app.services.revenue_import._sums import counts_of, summary_of
from onyx_app.tables import RevenueImport
from onyx_app.work import Work

AT_ONCE = 5_000
Tell = Callable[[int, int], Awaitable[None]]
"""Told how many of how many rows are done, while it goes on."""


class NotWaiting(OnyxError):
    """It was imported or undone meanwhile."""

    key = "revenue_import.errors.not_waiting"


class RowsWrong(OnyxError):
    """Nothing is imported while a row is wrong."""

    key = "revenue_import.errors.rows_wrong"


class Overlaps(OnyxError):
    """Some of the rows are here already, from another file or from the platform."""

    key = "revenue_import.errors.overlaps"


class NothingNew(OnyxError):
    """Every row is here already."""

    key = "revenue_import.errors.nothing_new"


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows were added, hints settled and sales taken back."""

    added: int
    settled: int
    reversed: int


_LOCK = text("select pg_advisory_xact_lock(hashtextextended('revenue imports of ' || :agency, 0))")
# `recorded_at` is the database's clock, like the moment a pay run was calculated: the two are compared.
_ADD = text("""
    insert into transactions (agency_id, id, creator_id, occurred_at, type, gross, fee, net, currency, origin, state,
        fan, sender_id, external_id, natural_key, reverses_id, import_id, recorded_at)
    select agency_id, id, creator_id, occurred_at, type, gross, fee, net, currency, 'import', 'settled', fan,
        sender_id, external_id, 'import:' || id, target, import_id, now()
    from revenue_import_rows where import_id = :import and verdict = :verdict and line > :after and line <= :until
    returning id, creator_id, occurred_at""")
_SETTLE = text("""
    update transactions t set state = 'settled', fee = r.fee, net = r.net, type = r.type, occurred_at = r.occurred_at,
        fan = case when r.fan = '' then t.fan else r.fan end, external_id = r.external_id,
        sender_id = coalesce(r.sender_id, t.sender_id), import_id = r.import_id, recorded_at = now(),
        before_settled = jsonb_build_object('type', t.type, 'occurred_at', t.occurred_at, 'fan', t.fan,
            'external_id', t.external_id, 'sender_id', t.sender_id, 'recorded_at', t.recorded_at)
    from revenue_import_rows r
    where r.import_id = :import and r.verdict = 'settles' and t.id = r.target and t.state = 'provisional'
    returning t.id""")
_NEXT = text("""
    select max(line) from (select line from revenue_import_rows
        where import_id = :import and verdict = :verdict and line > :after order by line limit :most) as next""")


async def bring_in(work: Work, *, import_id: UUID, without_known: bool = False, tell: Tell | None = None) -> Imported:
    """Import a file that was looked at. Rows are judged anew first, so what counts is what is true at this moment.

    Args:
        without_known: leave out the rows that are here already, instead of refusing.
        tell: told how far it is; the transaction is still open, nobody else sees anything of it.

    Raises:
        NotAllowed, NotFound, NotWaiting, AlreadyImported, RowsWrong, Overlaps, NothingNew: nothing was imported.
    """
    work.actor.must(Action.CONNECT, at_least=Scope.AGENCY)
    one = await take(work, import_id)
    if one.state != "checked":
        raise NotWaiting
    await refuse_twice(work, one.digest)
    await judge(work, import_id)
    counts = await counts_of(work, import_id)
    _refuse(counts, without_known)
    summary = await summary_of(work, import_id)
    done = await _write(work, import_id, counts, tell)
    one.state, one.imported_at, one.imported_by, one.summary = "imported", work.now, work.actor.profile_id, summary
    await work.session.flush()
    await work.session.execute(text("delete from revenue_import_rows where import_id = :i"), {"i": import_id})
    audit.note(work, "revenue_imported", import_id, added=done.added, settled=done.settled, reversed=done.reversed)
    work.announce(Topic.REVENUE, import_id)
    work.announce(Topic.IMPORTS, import_id)
    return done


async def take(work: Work, import_id: UUID) -> RevenueImport:
    """The import, held by this transaction. Imports of an agency follow each other: each sees what the last brought.

    Raises:
        NotFound
    """
    await work.session.execute(_LOCK, {"agency": str(work.actor.agency_id)})
    query = select(RevenueImport).where(col(RevenueImport.id) == import_id).with_for_update()
    one = (await work.session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if one is None:
        raise NotFound
    return one


def _refuse(counts: Mapping[str, int], without_known: bool) -> None:
    fresh = counts["new"] + counts["settles"] + counts["reverses"]
    if counts["wrong"]:
        raise RowsWrong(count=counts["wrong"])
    if not fresh:
        raise NothingNew(count=counts["known"])
    if counts["known"] and not without_known:
        raise Overlaps(count=counts["known"], fresh=fresh)


async def _write(work: Work, import_id: UUID, counts: Mapping[str, int], tell: Tell | None) -> Imported:
    """Sales, then the hints they settle, then what takes sales back: a reversal needs its sale to be there.

    A reversal has no attribution of its own: who earned the sale loses it again.
    """
    total = counts["new"] + counts["settles"] + counts["reverses"]
    added = 0
    async for rows in _chunks(work, import_id, "new"):
        await attribution.attribute_many(work, [Sold(row.id, row.creator_id, row.occurred_at) for row in rows])
        added += len(rows)
        if tell:
            await tell(added, total)
    settled = len((await work.session.execute(_SETTLE, {"import": import_id})).all())
    back = 0
    async for rows in _chunks(work, import_id, "reverses"):
        back += len(rows)
        if tell:
            await tell(added + settled + back, total)
    return Imported(added, settled, back)


async def _chunks(work: Work, import_id: UUID, verdict: str) -> Any:
    """Write the rows of a verdict as transactions, some thousand at a time, and hand them out."""
    after = 0
    asked = {"import": import_id, "verdict": verdict, "most": AT_ONCE}
    while until := await work.session.scalar(_NEXT, asked | {"after": after}):
        window = {"import": import_id, "verdict": verdict, "after": after, "until": until}
        yield (await work.session.execute(_ADD, window)).all()
        after = until
