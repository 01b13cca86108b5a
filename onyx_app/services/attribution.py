"""Who earned a sale. Until shifts are planned: the people assigned to the creator at that moment, by their weights.

The answer is stored beside the sale as (sale, person, method, weight); money is only split when it is read, by largest
remainder, so that parts always add up to the whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import col

from onyx_app.errors import OnyxError
from onyx_app.live import Topic
from onyx_app.roles import Action, Scope
from onyx_app.services import audit
from onyx_app.tables import Attribution, CreatorAssignment, Transaction
from onyx_app.work import Work

_AT_ONCE = 1000


class NobodyToShareWith(OnyxError):
    """The creators of these sales still have nobody assigned."""

    key = "revenue.nobody_to_share_with"


async def attribute(work: Work, *, transaction_id: UUID, creator_id: UUID, at: datetime) -> None:
    """Keep who earned a new sale; when nobody was assigned, that it needs attention (method none)."""
    work.actor.must(Action.CONNECT, at_least=Scope.AGENCY)
    nobody: list[tuple[UUID | None, int]] = [(None, 1)]
    for profile_id, weight in (await _assigned(work, at, creator_id)).get(creator_id) or nobody:
        work.session.add(_row(work, transaction_id, profile_id, weight))


async def share_out(work: Work) -> int:
    """Give the sales that belong to nobody to the people who are assigned to their creators now; how many.

    Raises:
        NobodyToShareWith: there is nobody for any of them.
    """
    work.actor.must(Action.EDIT_CREATORS, at_least=Scope.AGENCY)
    people = await _assigned(work, work.now)
    query = (
        select(Attribution, col(Transaction.creator_id))
        .join(Transaction, col(Transaction.id) == col(Attribution.transaction_id))
        .where(col(Attribution.profile_id).is_(None), col(Transaction.creator_id).in_(people))
        .order_by(col(Attribution.id))
        .limit(_AT_ONCE)
        .with_for_update(of=Attribution)
    )
    found = (await work.session.execute(query)).all()
    if not found:
        raise NobodyToShareWith
    for open_one, creator_id in found:
        _share(work, open_one, people[creator_id])
    audit.note(work, "sales_shared_out", sales=len(found))
    work.announce(Topic.REVENUE)
    return len(found)


def _share(work: Work, open_one: Attribution, people: list[tuple[UUID, int]]) -> None:
    """The row that said "nobody" becomes the first person's; the others get their own."""
    (first, weight), *others = people
    open_one.profile_id, open_one.method, open_one.weight = first, "assignment", weight
    open_one.decided_at = work.now
    for profile_id, weight in others:
        work.session.add(_row(work, open_one.transaction_id, profile_id, weight))


async def _assigned(work: Work, at: datetime, creator_id: UUID | None = None) -> dict[UUID, list[tuple[UUID, int]]]:
    """People and weights by creator, at an instant; of every creator for None."""
    assignment = CreatorAssignment
    query = select(col(assignment.creator_id), col(assignment.profile_id), col(assignment.weight)).where(
        col(assignment.from_at) <= at,
        or_(col(assignment.until_at).is_(None), col(assignment.until_at) > at),
    )
    if creator_id is not None:
        query = query.where(col(assignment.creator_id) == creator_id)
    people: dict[UUID, dict[UUID, int]] = {}
    for creator_id, profile_id, weight in await work.session.execute(query):
        people.setdefault(creator_id, {})[profile_id] = weight
    return {creator_id: list(weights.items()) for creator_id, weights in people.items()}


def _row(work: Work, transaction_id: UUID, profile_id: UUID | None, weight: int) -> Attribution:
    return Attribution(
        agency_id=work.actor.agency_id,
        transaction_id=transaction_id,
        profile_id=profile_id,
        method="assignment" if profile_id else "none",
        weight=weight,
        decided_at=work.now,
    )


@dataclass(frozen=True, slots=True)
class Sold:
    """A new sale, whose creator and when."""

    transaction_id: UUID
    creator_id: UUID
    at: datetime


async def attribute_many(work: Work, sold: Sequence[Sold]) -> None:
    """`attribute` for many sales at once."""
    for one in sold:
        await attribute(work, transaction_id=one.transaction_id, creator_id=one.creator_id, at=one.at)
