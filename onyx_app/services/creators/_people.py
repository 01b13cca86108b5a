"""Who works for a creator. An assignment is never changed: a new weight ends one and begins another."""

from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from onyx_app.errors import NotFound, OnyxError
from onyx_app.live import Topic
from onyx_app.roles import Action, Role, Scope
from onyx_app.rules.creators import HEAVIEST, Status
from onyx_app.rules.text import clean_number
from onyx_app.services import audit
from onyx_app.services.creators._card import seen
from onyx_app.tables import CreatorAssignment, Profile
from onyx_app.work import Work


class CannotBeAssigned(OnyxError):
    """Not an active person of the agency, a creator themselves, or the creator has left."""

    key = "creators.errors.cannot_be_assigned"
    field = "profile_id"


async def assign(work: Work, *, creator_id: UUID, profile_id: UUID, weight: str | int = 1) -> None:
    """Let a person work for a creator; assigned already, only a new weight changes something.

    Raises:
        NotFound: no such creator.
        CannotBeAssigned
        InvalidInput: a weight below 1 or above 100.
    """
    work.actor.must(Action.EDIT_CREATORS, at_least=Scope.AGENCY)
    share = clean_number(weight, "weight", 1, HEAVIEST)
    creator = await seen(work, creator_id)
    person = await _held_person(work, profile_id)
    if person is None or creator.status == Status.LEFT:
        raise CannotBeAssigned
    current = await _open_assignment(work, creator_id, profile_id)
    if current is not None and current.weight == share:
        return
    if current is not None:
        current.until_at = max(work.now, current.from_at)
        await work.session.flush()
    begun = CreatorAssignment(agency_id=work.actor.agency_id, creator_id=creator_id, profile_id=profile_id)
    begun.weight, begun.from_at = share, work.now
    work.session.add(begun)
    audit.note(work, "assigned", str(creator_id), profile_id=str(profile_id), weight=share)
    work.announce(Topic.CREATORS, creator_id)


async def end_assignment(work: Work, *, assignment_id: UUID) -> None:
    """The person stops working for the creator now; ended already, nothing happens.

    Raises:
        NotFound: no such assignment.
    """
    work.actor.must(Action.EDIT_CREATORS, at_least=Scope.AGENCY)
    locked = select(CreatorAssignment).where(col(CreatorAssignment.id) == assignment_id).with_for_update()
    assignment = (await work.session.scalars(locked)).one_or_none()
    if assignment is None:
        raise NotFound
    if assignment.until_at is not None:
        return
    assignment.until_at = max(work.now, assignment.from_at)
    ended = {"profile_id": str(assignment.profile_id)}
    audit.note(work, "assignment_ended", str(assignment.creator_id), **ended)
    work.announce(Topic.CREATORS, assignment.creator_id)


async def assignable(work: Work, *, creator_id: UUID) -> list[tuple[str, str]]:
    """Active people who do not work for the creator yet, as (id, name)."""
    work.actor.must(Action.EDIT_CREATORS, at_least=Scope.AGENCY)
    theirs = select(col(CreatorAssignment.profile_id)).where(
        col(CreatorAssignment.creator_id) == creator_id, col(CreatorAssignment.until_at).is_(None)
    )
    free = (col(Profile.status) == "active", col(Profile.role) != Role.CREATOR, col(Profile.id).not_in(theirs))
    found = await work.session.execute(
        select(col(Profile.id), col(Profile.name)).where(*free).order_by(func.lower(col(Profile.name)))
    )
    return [(str(profile_id), name) for profile_id, name in found]


async def _held_person(work: Work, profile_id: UUID) -> Profile | None:
    """The person, locked so that nobody off-boards them while they are assigned."""
    able = (col(Profile.id) == profile_id, col(Profile.status) == "active", col(Profile.role) != Role.CREATOR)
    query = select(Profile).where(*able).with_for_update(key_share=True)
    return (await work.session.scalars(query)).one_or_none()


async def _open_assignment(work: Work, creator_id: UUID, profile_id: UUID) -> CreatorAssignment | None:
    theirs = (col(CreatorAssignment.creator_id) == creator_id, col(CreatorAssignment.profile_id) == profile_id)
    query = select(CreatorAssignment).where(*theirs, col(CreatorAssignment.until_at).is_(None)).with_for_update()
    return (await work.session.scalars(query)).one_or_none()
