"""Who earned a sale: the people on the creator's shift at that moment, else the people assigned to the creator.

By shift everybody on it has the same weight, by assignment their agreed one; nobody at all means that the sale needs
attention. The answer is stored beside the sale as (sale, person, method, weight) when it becomes known and stays when
the plan changes later; money is only split when it is read, by largest remainder, so that parts always add up to the
whole. A sale of a closed period that finds its people later is paid by the next run, the closed one stays.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import col

from onyx_app.errors import OnyxError
from onyx_app.live import Topic
from onyx_app.roles import Action, Scope
from onyx_app.services import audit, shifts
from onyx_app.tables import Attribution, CreatorAssignment, Transaction
from onyx_app.work import Work

_AT_ONCE = 1000
_KEEP = text(
    "insert into attributions (agency_id, transaction_id, profile_id, method, weight, decided_at)"
    " select :agency, e.sale, e.who, e.method, e.weight, :now from unnest(cast(:sales as uuid[]),"
    " cast(:people as uuid[]), cast(:methods as text[]), cast(:weights as integer[])) as e (sale, who, method, weight)"
)


class NobodyToShareWith(OnyxError):
    """The creators of these sales had nobody on shift and have nobody assigned."""

    key = "revenue.nobody_to_share_with"


@dataclass(frozen=True, slots=True)
class Sold:
    """A new sale, whose creator and when."""

    transaction_id: UUID
    creator_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class _Earned:
    """Who earned a sale, by which method; one entry without a person for nobody."""

    method: str
    parts: tuple[tuple[UUID | None, int], ...]


_NOBODY = _Earned("none", ((None, 1),))


async def attribute(work: Work, *, transaction_id: UUID, creator_id: UUID, at: datetime) -> None:
    """Keep who earned a new sale; when nobody did, that it needs attention (method none)."""
    await attribute_many(work, [Sold(transaction_id, creator_id, at)])


async def attribute_many(work: Work, sold: Sequence[Sold]) -> None:
    """`attribute` for many sales at once, in three statements."""
    work.actor.must(Action.CONNECT, at_least=Scope.AGENCY)
    parts = [
        (one.transaction_id, earned.method, who, weight)
        for one, earned in zip(sold, await _earned(work, sold), strict=True)
        for who, weight in earned.parts
    ]
    columns: list[list[Any]] = [list(each) for each in zip(*parts, strict=True)] if parts else [[], [], [], []]
    given = dict(zip(("sales", "methods", "people", "weights"), columns, strict=True))
    await work.session.execute(_KEEP, given | {"agency": work.actor.agency_id, "now": work.now})


async def share_out(work: Work) -> int:
    """Give the sales that belong to nobody to their people: who was on shift by today's plan, else who is assigned now.

    How many; at most some thousand at once.

    Raises:
        NobodyToShareWith: there is nobody for any of them.
    """
    work.actor.must(Action.EDIT_CREATORS, at_least=Scope.AGENCY)
    shared, after = 0, None
    while shared < _AT_ONCE:
        found = await _open_ones(work, after)
        if not found:
            break
        shared += await _share(work, found)
        after = found[-1][0].id
    if not shared:
        raise NobodyToShareWith
    audit.note(work, "sales_shared_out", sales=shared)
    work.announce(Topic.REVENUE)
    return shared


async def _open_ones(work: Work, after: UUID | None) -> list[tuple[Attribution, UUID, datetime]]:
    """Rows that say "nobody", held, with the creator and the instant of their sale."""
    query = (
        select(Attribution, col(Transaction.creator_id), col(Transaction.occurred_at))
        .join(Transaction, col(Transaction.id) == col(Attribution.transaction_id))
        .where(col(Attribution.profile_id).is_(None))
        .order_by(col(Attribution.id))
        .limit(_AT_ONCE)
        .with_for_update(of=Attribution)
    )
    if after is not None:
        query = query.where(col(Attribution.id) > after)
    return [(row[0], row[1], row[2]) for row in await work.session.execute(query)]


async def _share(work: Work, found: Sequence[tuple[Attribution, UUID, datetime]]) -> int:
    """The row that said "nobody" becomes the first person's; the others get their own."""
    sold = [Sold(row.transaction_id, creator_id, at) for row, creator_id, at in found]
    shared = 0
    for (row, _, _), earned in zip(found, await _earned(work, sold, assigned_at=work.now), strict=True):
        if earned is _NOBODY:
            continue
        (row.profile_id, row.weight), *others = earned.parts
        row.method, row.decided_at = earned.method, work.now
        for part in others:
            work.session.add(Attribution(**_values(work, row.transaction_id, earned.method, part)))
        shared += 1
    return shared


async def _earned(work: Work, sold: Sequence[Sold], *, assigned_at: datetime | None = None) -> list[_Earned]:
    """For each sale; assignments as of the sale, or of `assigned_at`."""
    moments = sorted({(one.creator_id, one.at) for one in sold}, key=str)
    on_shift = dict(zip(moments, await shifts.on_shifts(work, moments), strict=True))
    assigned = await _assignments(work, {one.creator_id for one in sold})
    found = []
    for one in sold:
        if people := on_shift[one.creator_id, one.at]:
            found.append(_Earned("shift", tuple((who, 1) for who in people)))
        elif weights := _at(assigned[one.creator_id], assigned_at or one.at):
            found.append(_Earned("assignment", tuple(weights.items())))
        else:
            found.append(_NOBODY)
    return found


async def _assignments(work: Work, creators: set[UUID]) -> dict[UUID, list[CreatorAssignment]]:
    query = select(CreatorAssignment).where(col(CreatorAssignment.creator_id).in_(creators))
    by_creator: dict[UUID, list[CreatorAssignment]] = defaultdict(list)
    for row in await work.session.scalars(query.order_by(col(CreatorAssignment.id))):
        by_creator[row.creator_id].append(row)
    return by_creator


def _at(assignments: Sequence[CreatorAssignment], at: datetime) -> dict[UUID | None, int]:
    """People and weights at an instant."""
    return {
        row.profile_id: row.weight
        for row in assignments
        if row.from_at <= at and (row.until_at is None or row.until_at > at)
    }


def _values(work: Work, transaction_id: UUID, method: str, part: tuple[UUID | None, int]) -> dict[str, Any]:
    return {
        "agency_id": work.actor.agency_id,
        "transaction_id": transaction_id,
        "profile_id": part[0],
        "method": method,
        "weight": part[1],
        "decided_at": work.now,
    }
