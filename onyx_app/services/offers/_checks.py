"""What must hold for a shift to go from one person to another, asked when it is offered, taken and approved."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from onyx_app.roles import Role
from onyx_app.rules.periods import Window
from onyx_app.services import shifts
from onyx_app.services.offers._refusals import Begun, Draft, Gone, NotPlannable, Overlap
from onyx_app.tables import Profile, Shift, ShiftOffer
from onyx_app.work import Work


async def still_to_come(work: Work, shift_id: UUID) -> Shift:
    """The shift as it is in this moment.

    Raises:
        Gone: cancelled, or not here (a draft, for who does not plan).
        Draft, Begun
    """
    query = select(Shift).where(col(Shift.id) == shift_id).execution_options(populate_existing=True)
    row = (await work.session.scalars(query)).one_or_none()
    if row is None:
        raise Gone
    must_be_to_come(work, row)
    return row


def must_be_to_come(work: Work, row: Shift) -> None:
    """
    Raises:
        Gone, Draft, Begun
    """
    if row.published_at is None:
        raise Draft
    if row.status == "in_progress" or row.starts_at <= work.now:
        raise Begun
    if row.status != "scheduled":
        raise Gone


async def plannable(work: Work, profile_id: UUID) -> str:
    """The person's name.

    Raises:
        Gone: nobody here.
        NotPlannable
    """
    query = select(col(Profile.name), col(Profile.status), col(Profile.role)).where(col(Profile.id) == profile_id)
    row = (await work.session.execute(query)).one_or_none()
    if row is None:
        raise Gone
    if row.status != "active" or row.role == Role.CREATOR:
        raise NotPlannable(person=row.name)
    return str(row.name)


async def free(work: Work, profile_id: UUID, name: str, row: Shift, *, but: Sequence[UUID] = ()) -> None:
    """That somebody has nothing else while this shift lasts.

    Raises:
        Overlap
    """
    window = Window(row.starts_at, row.ends_at)
    taken = await shifts.taken_by(work, profile_id, window, but=[row.id, *but])
    if taken is not None:
        time = shifts.when(taken, await shifts.agency_zone(work), work.actor.language)
        raise Overlap(person=name, time=time)


async def can_exchange(work: Work, offer: ShiftOffer, taker: UUID) -> None:
    """That the taker can take the shift, and who offers it what they get in return.

    Raises:
        Gone, Draft, Begun, NotPlannable, Overlap
    """
    row = await still_to_come(work, offer.shift_id)
    if row.profile_id != offer.offered_by:
        raise Gone
    back = await still_to_come(work, offer.in_return) if offer.in_return else None
    name = await plannable(work, taker)
    await free(work, taker, name, row, but=[back.id] if back else [])
    if back is not None and offer.offered_by is not None:
        if back.profile_id != taker:
            raise Gone
        await free(work, offer.offered_by, await plannable(work, offer.offered_by), back, but=[row.id])
