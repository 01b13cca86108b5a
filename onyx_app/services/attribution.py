"""Who earned a sale. Until shifts are planned: the people assigned to the creator at that moment, by their weights.

The answer is stored beside the sale as (sale, person, method, weight); money is only split when it is read, by largest
remainder, so that parts always add up to the whole.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import col

from onyx_app.roles import Action, Scope
from onyx_app.tables import Attribution, CreatorAssignment
from onyx_app.work import Work


async def attribute(work: Work, *, transaction_id: UUID, creator_id: UUID, at: datetime) -> None:
    """Keep who earned a new sale; when nobody was assigned, that it needs attention (method none)."""
    work.actor.must(Action.CONNECT, at_least=Scope.AGENCY)
    query = select(col(CreatorAssignment.profile_id), col(CreatorAssignment.weight)).where(
        col(CreatorAssignment.creator_id) == creator_id,
        col(CreatorAssignment.from_at) <= at,
        or_(col(CreatorAssignment.until_at).is_(None), col(CreatorAssignment.until_at) > at),
    )
    shares = {row.profile_id: row.weight for row in await work.session.execute(query)}
    method = "assignment" if shares else "none"
    for profile_id, weight in shares.items() or [(None, 1)]:
        work.session.add(
            Attribution(
                agency_id=work.actor.agency_id,
                transaction_id=transaction_id,
                profile_id=profile_id,
                method=method,
                weight=weight,
                decided_at=work.now,
            )
        )
