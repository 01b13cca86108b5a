"""A planner's word: the shift goes over, or it does not. Both shifts of a swap at once, or neither."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from onyx_app.live import Topic
from onyx_app.roles import Action, Scope
from onyx_app.services import audit, shifts
from onyx_app.services.offers._checks import can_exchange
from onyx_app.services.offers._people import hold_offer
from onyx_app.services.offers._refusals import Gone
from onyx_app.tables import Shift, ShiftOffer
from onyx_app.work import Work


async def approve(work: Work, *, offer_id: UUID) -> None:
    """Give the shift to who took it, and theirs in return.

    1. Hold people, shifts, then the offer: the order everybody holds them in.
    2. Ask everything again: since it was taken somebody may have been planned, suspended, or clocked in.
    3. Both shifts are nobody's for a moment inside this transaction, so that neither is in the other's way.

    Raises:
        Gone, Begun, Draft, NotPlannable, Overlap, HasHours
    """
    work.actor.must(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    seen = await work.session.get(ShiftOffer, (work.actor.agency_id, offer_id))
    if seen is None or seen.taken_by is None:
        raise Gone
    await shifts.hold_people(work, [seen.taken_by, seen.offered_by])
    about = [each for each in (seen.shift_id, seen.in_return) if each is not None]
    rows = {row.id: row for row in await shifts.hold_shifts(work, about)}
    taker = seen.taken_by
    held = await hold_offer(work, offer_id)
    if held.status != "taken" or held.taken_by != taker:
        raise Gone
    await can_exchange(work, held, taker)
    await shifts.none_worked(work, list(rows.values()))
    await _exchange(work, held, rows)
    held.status, held.decided_by, held.decided_at = "approved", work.actor.profile_id, work.now
    audit.note(work, "shift_given_over", held.shift_id, offer=offer_id, to=taker, swapped=held.in_return or "")
    work.announce(Topic.SHIFTS)


async def refuse(work: Work, *, offer_id: UUID) -> None:
    """Say no to what two people agreed; the shift stays whose it was.

    Raises:
        Gone
    """
    work.actor.must(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    held = await hold_offer(work, offer_id)
    held.status, held.decided_by, held.decided_at = "refused", work.actor.profile_id, work.now
    audit.note(work, "shift_offer_refused", held.shift_id, offer=offer_id)
    work.announce(Topic.SHIFTS, held.shift_id)


async def _exchange(work: Work, held: ShiftOffer, rows: dict[UUID, Shift]) -> None:
    goes_to = {held.shift_id: held.taken_by}
    if held.in_return is not None:
        goes_to[held.in_return] = held.offered_by
    for row in rows.values():
        row.profile_id, row.detached = None, row.series_id is not None
        shifts.touch(row, work.now)
    with shifts.unless_overlapping():
        await work.session.flush()
        for shift_id, profile_id in goes_to.items():
            rows[shift_id].profile_id = profile_id
        await work.session.flush()
    await shifts.keep_versions(work, list(rows))


async def running_offers(work: Work) -> list[ShiftOffer]:
    """Every offer that is open or taken, the newest first."""
    query = select(ShiftOffer).where(col(ShiftOffer.status).in_(shifts.RUNNING))
    return list(await work.session.scalars(query.order_by(col(ShiftOffer.created_at).desc(), col(ShiftOffer.id))))
