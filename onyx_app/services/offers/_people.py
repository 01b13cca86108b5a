"""What people agree among themselves: claim an open shift, offer one's own, take what is offered, take it back."""

from uuid import UUID

from sqlalchemy import or_, select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from onyx_app.live import Topic
from onyx_app.roles import Action
from onyx_app.rules.text import clean_text
from onyx_app.services.offers._checks import can_exchange, plannable, still_to_come
from onyx_app.services.offers._refusals import (
    Circular,
    Gone,
    NotForYou,
    NotTheirs,
    NotYours,
    OwnShift,
    Taken,
)
from onyx_app.services.shifts import RUNNING
from onyx_app.tables import ShiftOffer
from onyx_app.work import Work

LONGEST_NOTE = 300
# New offers of an agency are made one after the other: a shift that is wanted in return is in no unique index.
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('shift_offers:' || cast(:agency as text), 0))")


async def claim(work: Work, *, shift_id: UUID) -> UUID:
    """Ask for an open shift; a planner's word gives it. The offer's id.

    Raises:
        Taken: somebody claimed it.
        Gone, Draft, Begun, NotPlannable, Overlap
    """
    work.actor.must(Action.SEE_SHIFTS)
    offer = ShiftOffer(agency_id=work.actor.agency_id, shift_id=shift_id, status="taken", taken_by=work.actor.person())
    offer.created_at = work.now
    await _add(work, offer)
    await can_exchange(work, offer, work.actor.person())
    work.announce(Topic.SHIFTS, shift_id)
    return offer.id


async def offer(
    work: Work, *, shift_id: UUID, to: UUID | None = None, in_return: UUID | None = None, note: str = ""
) -> UUID:
    """Offer one's own shift to somebody, or to anybody; `in_return` for a shift of theirs. The offer's id.

    Raises:
        NotYours, OwnShift, NotTheirs, Circular, NotPlannable, Gone, Draft, Begun, InvalidInput
    """
    work.actor.must(Action.SEE_SHIFTS)
    me, kept = work.actor.person(), clean_text(note, "note", LONGEST_NOTE, required=False)
    if to == me:
        raise OwnShift(field="to")
    if in_return is not None and (to is None or in_return == shift_id):
        raise NotTheirs
    made = ShiftOffer(
        agency_id=work.actor.agency_id, shift_id=shift_id, offered_by=me, offered_to=to, in_return=in_return, note=kept
    )
    made.created_at = work.now
    await _add(work, made)
    if (await still_to_come(work, shift_id)).profile_id != me:
        raise NotYours
    if to is not None:
        await plannable(work, to)
    if in_return is not None and (await still_to_come(work, in_return)).profile_id != to:
        raise NotTheirs
    work.announce(Topic.SHIFTS, shift_id)
    return made.id


async def accept(work: Work, *, offer_id: UUID) -> None:
    """Take what is offered to the asker, or to anybody; a planner's word makes it so.

    Raises:
        Taken, Gone, OwnShift, NotForYou, NotPlannable, Overlap, Begun
    """
    work.actor.must(Action.SEE_SHIFTS)
    me, held = work.actor.person(), await hold_offer(work, offer_id)
    if held.offered_by == me:
        raise OwnShift
    if held.offered_to not in (None, me):
        raise NotForYou
    if held.status == "taken":
        raise Taken
    await can_exchange(work, held, me)
    held.status, held.taken_by = "taken", me
    work.announce(Topic.SHIFTS, held.shift_id)


async def turn_down(work: Work, *, offer_id: UUID) -> None:
    """Say no to an offer made to the asker.

    Raises:
        Gone, NotForYou
    """
    work.actor.must(Action.SEE_SHIFTS)
    held = await hold_offer(work, offer_id)
    if held.offered_to != work.actor.person():
        raise NotForYou
    _end(work, held, "refused")


async def withdraw(work: Work, *, offer_id: UUID) -> None:
    """Take an offer or a claim back; who had taken an offer leaves it open for others.

    Raises:
        Gone, NotYours
    """
    work.actor.must(Action.SEE_SHIFTS)
    me, held = work.actor.person(), await hold_offer(work, offer_id)
    if held.offered_by == me or (held.offered_by is None and held.taken_by == me):
        _end(work, held, "withdrawn")
    elif held.taken_by == me:
        held.status, held.taken_by = "open", None
        work.announce(Topic.SHIFTS, held.shift_id)
    else:
        raise NotYours


async def hold_offer(work: Work, offer_id: UUID) -> ShiftOffer:
    """A running offer, locked, fresh.

    Raises:
        Gone: not here, or not running any more.
    """
    query = select(ShiftOffer).where(col(ShiftOffer.id) == offer_id, col(ShiftOffer.status).in_(RUNNING))
    fresh = query.with_for_update().execution_options(populate_existing=True)
    held = (await work.session.scalars(fresh)).one_or_none()
    if held is None:
        raise Gone
    return held


async def _add(work: Work, made: ShiftOffer) -> None:
    """Write a new offer first and check it then: from here on whoever changes its shifts sees it, or is seen.

    Raises:
        Taken: another runs on this shift (of an open shift).
        Circular: one of its shifts is in another running offer.
        Gone: no such shift.
    """
    await work.session.execute(_ONE_AT_A_TIME, {"agency": work.actor.agency_id})
    if await _in_another(work, made):
        raise Circular if made.offered_by else Taken
    work.session.add(made)
    try:
        await work.session.flush()
    except IntegrityError as error:
        raise Gone from error  # no such shift or person: everything else was looked at under the lock


async def _in_another(work: Work, made: ShiftOffer) -> bool:
    about = [each for each in (made.shift_id, made.in_return) if each is not None]
    running = col(ShiftOffer.status).in_(RUNNING)
    same = or_(col(ShiftOffer.shift_id).in_(about), col(ShiftOffer.in_return).in_(about))
    return bool(await work.session.scalar(select(select(col(ShiftOffer.id)).where(running, same).exists())))


def _end(work: Work, held: ShiftOffer, status: str) -> None:
    held.status, held.decided_at = status, work.now
    work.announce(Topic.SHIFTS, held.shift_id)
