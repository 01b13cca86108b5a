"""Shifts that change hands: open ones, offers, swaps, decisions; and the address of one's own calendar."""

from typing import Any
from uuid import UUID

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action, Scope
from onyx_app.rules import periods, wording
from onyx_app.rules.text import clean_id
from onyx_app.services import feeds, offers
from onyx_app.services.offers import OfferCard, OfferedShift, SwapChoice
from onyx_app.states._address import arriving
from onyx_app.states.shifts.shapes import Deal, Mate
from onyx_app.work import Actor

_ANYBODY = "anybody"


class OffersState(rx.State):
    """`giving` is the shift whose drawer is open; `address` is shown once."""

    open: list[Deal] = []
    to_me: list[Deal] = []
    mine: list[Deal] = []
    waiting: list[Deal] = []
    giving: str = ""
    giving_words: str = ""
    mates: list[Mate] = []
    mate: str = _ANYBODY
    feed_since: str = ""
    address: str = ""
    errors: dict[str, str] = {}

    @guard.allow(Action.SEE_SHIFTS)
    async def load(self) -> None:
        if arriving(self):
            self.address, self.giving = "", ""
        async with guard.work(self) as work:
            actor, board, card = work.actor, await offers.board(work), await feeds.card(work)
        self.open, self.to_me, self.mine, self.waiting = (
            [_deal(one, actor) for one in found] for found in (board.open, board.to_me, board.mine, board.waiting)
        )
        self.feed_since = wording.day_of(card.made_at, actor.zone, actor.language)

    @guard.allow(Action.SEE_SHIFTS)
    async def take(self, id: UUID, claimable: bool) -> None:
        """An open shift or one offered to me; a manager says yes or no."""
        async with guard.work(self) as work:
            if claimable:
                await offers.claim(work, shift_id=id)
            else:
                await offers.accept(work, offer_id=id)
        await guard.flash(self, guard.sentence("shift_plan.taken"))

    @guard.allow(Action.SEE_SHIFTS)
    async def turn_down(self, id: UUID) -> None:
        async with guard.work(self) as work:
            await offers.turn_down(work, offer_id=id)

    @guard.allow(Action.SEE_SHIFTS)
    async def withdraw(self, id: UUID) -> None:
        async with guard.work(self) as work:
            await offers.withdraw(work, offer_id=id)
        await guard.flash(self, guard.sentence("shift_plan.withdrawn"))

    @guard.allow(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    async def approve(self, id: UUID) -> None:
        async with guard.work(self) as work:
            await offers.approve(work, offer_id=id)
        await guard.flash(self, guard.sentence("shift_plan.approved"))

    @guard.allow(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    async def refuse(self, id: UUID) -> None:
        async with guard.work(self) as work:
            await offers.refuse(work, offer_id=id)
        await guard.flash(self, guard.sentence("shift_plan.refused"), "watch")

    @guard.allow(Action.SEE_SHIFTS)
    async def begin_offer(self, shift_id: UUID, words: str) -> None:
        """Who could take it, and what they could give in return."""
        async with guard.work(self) as work:
            found = await offers.swap_choices(work, shift_id=shift_id)
            self.mates = [_mate(one, work.actor) for one in found]
        self.giving, self.giving_words, self.mate, self.errors = str(shift_id), words, _ANYBODY, {}

    @guard.allow(Action.SEE_SHIFTS)
    async def give_up(self) -> None:
        self.giving = ""

    @guard.allow(Action.SEE_SHIFTS)
    async def choose_mate(self, who: str) -> None:
        self.mate = who

    @guard.allow(Action.SEE_SHIFTS)
    async def offer(self, form: dict[str, Any]) -> None:
        """To everybody, to one colleague, or against a shift of theirs."""
        self.errors = {}
        to, back = str(form.get("to") or _ANYBODY), str(form.get("back") or "")
        async with guard.work(self) as work:
            await offers.offer(
                work,
                shift_id=clean_id(self.giving),
                to=None if to == _ANYBODY else clean_id(to, "to"),
                in_return=clean_id(back, "back") if back and to != _ANYBODY else None,
                note=str(form.get("note") or ""),
            )
        self.giving = ""
        await guard.flash(self, guard.sentence("shift_plan.offered"))

    @guard.allow(Action.SEE_SHIFTS)
    async def make_address(self) -> None:
        """A new secret address; the one before stops working."""
        async with guard.work(self) as work:
            self.address = await feeds.make(work)
            self.feed_since = wording.day_of(work.now, work.actor.zone, work.actor.language)

    @guard.allow(Action.SEE_SHIFTS)
    async def forget_address(self) -> None:
        self.address = ""

    @guard.allow(Action.SEE_SHIFTS)
    async def revoke_address(self) -> None:
        async with guard.work(self) as work:
            await feeds.revoke(work)
        self.feed_since, self.address = "", ""
        await guard.flash(self, guard.sentence("shift_plan.feed_revoked"))


def _deal(one: OfferCard, actor: Actor) -> Deal:
    back = f"{_when(one.in_return, actor)} ({one.in_return.person})" if one.in_return else ""
    giver = one.offered_by or guard.sentence("shift_plan.open_shift")
    return Deal(
        id=str(one.offer_id or one.shift.shift_id),
        shift_id=str(one.shift.shift_id),
        words=guard.sentence("shift_plan.taker_wants", taker=one.taken_by, giver=giver) if one.taken_by else giver,
        when=_when(one.shift, actor),
        about=", ".join(part for part in (*one.shift.creators, one.shift.title) if part),
        back=guard.sentence("shift_plan.in_return", shift=back) if back else "",
        state=_state(one),
        note=one.note,
        warn=" ".join(concern.text for concern in one.concerns),
        claimable=one.offer_id is None,
        takeable=one.takeable,
    )


def _state(one: OfferCard) -> str:
    if one.status == "taken":
        return guard.sentence("shift_plan.waits_for_approval", taker=one.taken_by)
    if one.offered_to:
        return guard.sentence("shift_plan.waits_for", person=one.offered_to)
    return guard.sentence("shift_plan.waits_for_anybody")


def _mate(one: SwapChoice, actor: Actor) -> Mate:
    return Mate(str(one.profile_id), one.name, [(str(each.shift_id), _when(each, actor)) for each in one.shifts])


def _when(shift: OfferedShift, actor: Actor) -> str:
    """Tue, 17 Nov, 22:00 – 06:00, on the reader's own wall."""
    since, until = (wording.clock(at, actor.zone, actor.language) for at in (shift.starts_at, shift.ends_at))
    day = wording.weekday(periods.business_date(shift.starts_at, periods.zone(actor.zone)), actor.language)
    return f"{day}, {since} – {until}"
