"""What is offered: to me, to anybody, by me, and what waits for a planner."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from onyx_app.roles import Action, Role, Scope
from onyx_app.services import shifts
from onyx_app.services.offers._checks import still_to_come
from onyx_app.services.offers._decide import running_offers
from onyx_app.services.offers._refusals import NotYours
from onyx_app.services.shifts import Around, Concern, PlannedShift, ShiftCard
from onyx_app.tables import Profile, Shift, ShiftOffer
from onyx_app.work import Work

_MOST = 200
_AROUND = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class OfferedShift:
    """A shift that goes from one to another; local times are the agency's."""

    shift_id: UUID
    person: str
    starts_at: datetime
    ends_at: datetime
    starts_local: datetime
    ends_local: datetime
    creators: tuple[str, ...]
    title: str


@dataclass(frozen=True, slots=True)
class OfferCard:
    """One offer. No `offer_id`: an open shift nobody has claimed. `takeable`: the asker has nothing else then."""

    offer_id: UUID | None
    shift: OfferedShift
    in_return: OfferedShift | None
    offered_by: str
    offered_to: str
    taken_by: str
    status: str
    note: str
    at: datetime
    concerns: tuple[Concern, ...]
    takeable: bool


@dataclass(frozen=True, slots=True)
class Board:
    """`open`: for anybody; `to_me`; `mine`: I offered or took it; `waiting`: taken, for who plans."""

    open: tuple[OfferCard, ...]
    to_me: tuple[OfferCard, ...]
    mine: tuple[OfferCard, ...]
    waiting: tuple[OfferCard, ...]


@dataclass(frozen=True, slots=True)
class SwapChoice:
    """A colleague, and their shifts that one could get in return."""

    profile_id: UUID
    name: str
    shifts: tuple[OfferedShift, ...]


async def board(work: Work) -> Board:
    """Everything that is offered as far as it concerns the asker; shifts that have begun are left out."""
    work.actor.must(Action.SEE_SHIFTS)
    me = work.actor.person()
    offers = await running_offers(work)
    cards = await _cards_of(work, offers)
    offers = [each for each in offers if _runs(work, each, cards)]
    names = await _names(work)
    about = await shifts.around(work, {me, *(each.taken_by for each in offers if each.taken_by)}, list(cards.values()))
    shown = {each.id: _card(each, cards, names, about, me) for each in offers}
    in_offers = {each.shift_id for each in offers}
    unclaimed = [
        _unclaimed(card, about, me)
        for card in sorted(cards.values(), key=lambda card: card.starts_at)
        if card.profile_id is None and card.shift_id not in in_offers
    ]
    plans = work.actor.may(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    return Board(
        (*unclaimed, *_these(shown, offers, lambda o: o.status == "open" and not o.offered_to and o.offered_by != me)),
        _these(shown, offers, lambda o: o.status == "open" and o.offered_to == me),
        _these(shown, offers, lambda o: me in (o.offered_by, o.taken_by)),
        _these(shown, offers, lambda o: plans and o.status == "taken"),
    )


async def swap_choices(work: Work, *, shift_id: UUID) -> tuple[SwapChoice, ...]:
    """Colleagues, with the shifts two weeks around that fit both sides; shifts in running offers are left out.

    Raises:
        NotYours, Gone, Draft, Begun
    """
    work.actor.must(Action.SEE_SHIFTS)
    me, row = work.actor.person(), await still_to_come(work, shift_id)
    if row.profile_id != me:
        raise NotYours
    around = await shifts.planned_between(work, row.starts_at - _AROUND, row.ends_at + _AROUND)
    busy = {each for offer in await running_offers(work) for each in (offer.shift_id, offer.in_return)}
    people = select(col(Profile.id), col(Profile.name)).where(
        col(Profile.status) == "active", col(Profile.role) != Role.CREATOR, col(Profile.id) != me
    )
    found = []
    for person in (await work.session.execute(people.order_by(func.lower(col(Profile.name))))).all():
        theirs = [each for each in around if each.profile_id == person.id]
        mine = [each for each in around if each.profile_id == me and each.shift_id != shift_id]
        fit = [each.shift_id for each in theirs if each.shift_id not in busy and _fits(work, each, row, theirs, mine)]
        found.append((person, fit))
    cards = {card.shift_id: card for card in await shifts.cards(work, [each for _, fit in found for each in fit])}
    return tuple(
        SwapChoice(person.id, person.name, tuple(_shift(cards[each]) for each in fit)) for person, fit in found
    )


def _fits(
    work: Work, wanted: PlannedShift, given: Shift, theirs: Iterable[PlannedShift], mine: Iterable[PlannedShift]
) -> bool:
    others = (each for each in theirs if each.shift_id != wanted.shift_id)
    return (
        wanted.status == "scheduled"
        and wanted.starts_at > work.now
        and not any(_meet(each, given) for each in others)
        and not any(_meet(each, wanted) for each in mine)
    )


def _meet(one: PlannedShift, other: PlannedShift | Shift) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


async def _cards_of(work: Work, offers: Sequence[ShiftOffer]) -> dict[UUID, ShiftCard]:
    """Of every shift in an offer and every open one that is to come."""
    to_come = (col(Shift.status) == "scheduled", col(Shift.starts_at) > work.now)
    nobodys = (col(Shift.profile_id).is_(None), col(Shift.published_at).is_not(None))
    query = select(col(Shift.id)).where(*to_come, *nobodys).order_by(col(Shift.starts_at)).limit(_MOST)
    wanted = set(await work.session.scalars(query))
    wanted |= {each for offer in offers for each in (offer.shift_id, offer.in_return) if each is not None}
    return {card.shift_id: card for card in await shifts.cards(work, list(wanted))}


def _runs(work: Work, offer: ShiftOffer, cards: Mapping[UUID, ShiftCard]) -> bool:
    about = [cards.get(each) for each in (offer.shift_id, offer.in_return) if each is not None]
    return all(card and card.published and card.status == "scheduled" and card.starts_at > work.now for card in about)


async def _names(work: Work) -> dict[UUID | None, str]:
    return {row.id: row.name for row in await work.session.execute(select(col(Profile.id), col(Profile.name)))}


def _these(
    shown: Mapping[UUID, OfferCard], offers: Sequence[ShiftOffer], wanted: Callable[[ShiftOffer], bool]
) -> tuple[OfferCard, ...]:
    return tuple(shown[each.id] for each in offers if wanted(each))


def _card(
    offer: ShiftOffer,
    cards: Mapping[UUID, ShiftCard],
    names: Mapping[UUID | None, str],
    about: Around,
    me: UUID,
) -> OfferCard:
    shift, back = cards[offer.shift_id], cards[offer.in_return] if offer.in_return else None
    free = about.free(me, shift, offer.in_return)
    return OfferCard(
        offer_id=offer.id,
        shift=_shift(shift),
        in_return=_shift(back) if back else None,
        offered_by=names.get(offer.offered_by, ""),
        offered_to=names.get(offer.offered_to, ""),
        taken_by=names.get(offer.taken_by, ""),
        status=offer.status,
        note=offer.note,
        at=offer.created_at,
        concerns=about.concerns(offer.taken_by or me, shift, offer.in_return),
        takeable=offer.status == "open" and offer.offered_by != me and offer.offered_to in (None, me) and free,
    )


def _unclaimed(card: ShiftCard, about: Around, me: UUID) -> OfferCard:
    concerns, free = about.concerns(me, card), about.free(me, card)
    return OfferCard(None, _shift(card), None, "", "", "", "open", card.notes, card.starts_at, concerns, free)


def _shift(card: ShiftCard) -> OfferedShift:
    return OfferedShift(
        card.shift_id,
        card.person,
        card.starts_at,
        card.ends_at,
        card.starts_local,
        card.ends_local,
        card.creators,
        card.title,
    )
