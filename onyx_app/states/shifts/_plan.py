"""The week grid: what it shows, and what a hand did on it."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import reflex as rx

from onyx_app import guard
from onyx_app.errors import OnyxError
from onyx_app.roles import Action, Scope
from onyx_app.rules import week_grid, wording
from onyx_app.rules.text import clean_id
from onyx_app.rules.week_grid import Gesture
from onyx_app.services import shifts
from onyx_app.services.shifts import ShiftCard, WeekPlan
from onyx_app.states._address import asked, page_asked, read_filters
from onyx_app.states.shifts._address import week_asked
from onyx_app.states.shifts._form import ShiftFormState
from onyx_app.states.shifts._shown import OPEN, card_of, cards_of, head_of, line_of, notes_of
from onyx_app.states.shifts.shapes import Card, Chip, Head, Line, Note
from onyx_app.work import Work


class PlanState(rx.State):
    """`head` and `lines` are the grid, `cards` the list below it on a phone (planners: one day; others: their week).

    `answered` counts what the grid asked of us: the browser's shadow of a moved shift goes when it changes.
    """

    head: Head = Head()
    lines: list[Line] = []
    cards: list[Card] = []
    chips: list[Chip] = []
    notes: list[Note] = []
    by: str = "person"
    search: str = ""
    day: str = ""
    undo: str = ""
    refused: list[str] = []
    answered: int = 0
    errors: dict[str, str] = {}
    _undo: tuple[str, Any] = ("", None)
    _zone: str = "UTC"

    @guard.allow(Action.SEE_SHIFTS)
    async def load(self) -> None:
        """The week the address asks for."""
        await self._read()

    @guard.allow(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    async def gesture(self, done: Gesture) -> None:
        """Do what the hand did; drawing on an empty stretch makes a draft at once."""
        self.answered += 1
        self.undo, self._undo = "", ("", None)
        if done["kind"] == "ask":
            form = await self.get_state(ShiftFormState)
            await form._begin(
                done["row"] if self.by == "person" else "", *self._span(done), self._creators(done["row"])
            )
            return
        try:
            async with guard.work(self) as work:
                if done["kind"] == "cancel":
                    await self._cancel(work, clean_id(done["shift"], "shift"))
                elif done["kind"] == "move":
                    await self._move(work, done)
                else:
                    await self._make(work, done)
        except OnyxError as refused:  # the grid has no fields to say it next to
            await self._refuse(refused)
        await self._read()  # the shadow on the grid gives way to the shift itself, not to its old place

    @guard.allow(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    async def cancel(self, shift_id: UUID) -> None:
        """From the form's button; the way back stands above the grid."""
        async with guard.work(self) as work:
            await self._cancel(work, shift_id)
        (await self.get_state(ShiftFormState)).shown = False

    @guard.allow(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    async def take_back(self) -> None:
        """Undo the last thing done here."""
        (kind, what), self.undo, self._undo = self._undo, "", ("", None)
        try:
            async with guard.work(self) as work:
                if kind == "cancelled":
                    await shifts.restore(work, shift_ids=[what])
                elif kind == "made":
                    await shifts.cancel(work, shift_ids=[what])
                elif kind == "moved":
                    await _put(work, what, what.starts_local, what.minutes, what.profile_id, list(what.creator_ids))
        except OnyxError as refused:
            await self._refuse(refused)
            return
        if kind:
            await guard.flash(self, guard.sentence("shift_plan.undone"))

    @guard.allow(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    async def keep(self) -> None:
        """The line that offers to undo is put away."""
        self.undo, self._undo = "", ("", None)

    @guard.allow(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    async def publish_week(self) -> None:
        async with guard.work(self) as work:
            count = await shifts.publish_week(work, day=date.fromisoformat(self.head.first))
        self.undo, self._undo = "", ("", None)
        await guard.flash(self, guard.sentence("shift_plan.published_now", count=count))

    @guard.allow(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    async def unpublish_week(self) -> None:
        """What has not begun becomes a draft again; people stop seeing it."""
        async with guard.work(self) as work:
            ahead = await _ahead(work, date.fromisoformat(self.head.first))
            count = await shifts.unpublish(work, shift_ids=sorted(ahead)) if ahead else 0
        await guard.flash(self, guard.sentence("shift_plan.unpublished_now", count=count))

    @guard.allow(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    async def copy_last_week(self) -> None:
        """The shifts of the week before, as drafts; what could not be copied is named with its reason."""
        first = date.fromisoformat(self.head.first)
        async with guard.work(self) as work:
            done = await shifts.copy_week(work, from_day=first - timedelta(days=7), to_day=first)
        self.refused = [
            f"{one.person}: {one.text}" if one.person and one.person not in one.text else one.text
            for one in done.refused
        ]
        await guard.flash(self, guard.sentence("shift_plan.copied", count=done.made))

    @guard.allow(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    async def understood(self) -> None:
        self.refused = []

    async def _refuse(self, refused: OnyxError) -> None:
        await guard.flash(self, guard.sentence(refused.key, **refused.parameters), "bad")

    async def _read(self) -> None:
        read_filters(self, search="", by="person")
        self.by = "creator" if self.by == "creator" else "person"
        async with guard.work(self) as work:
            plans = work.actor.may(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
            by = self.by if plans else "person"
            plan = await shifts.week(work, day=week_asked(self), by=by, search=self.search, page=page_asked(self))
            shapes = await shifts.templates(work) if plans else ()
            self.chips = [_chip(one, work.actor.language) for one in shapes]
            self._show(plan, work)

    def _show(self, plan: WeekPlan, work: Work) -> None:
        actor, self._zone = work.actor, plan.zone
        if self.head.first != plan.first.isoformat():
            self.undo, self._undo = "", ("", None)
        self.head = head_of(plan, actor, work.now)
        self.lines = [line_of(row, plan, actor.language) for row in plan.rows] if plan.may_plan else []
        self.notes = notes_of(plan, actor.language) if plan.may_plan else []
        every = {card.shift_id: card for row in plan.rows for card in cards_of(row)}
        if plan.may_plan:
            wanted = asked(self, "day")
            days = [day.iso for day in self.head.days]
            self.day = wanted if wanted in days else plan.today.isoformat() if self.head.this else days[0]
            chosen = [card for card in every.values() if card.day.isoformat() == self.day]
        else:
            chosen = [card for card in every.values() if card.profile_id == actor.profile_id]
        chosen.sort(key=lambda card: (card.starts_local, card.person))
        self.cards = [card_of(card, plan, actor, work.now) for card in chosen]

    def _span(self, done: Gesture) -> tuple[datetime, int]:
        start = week_grid.wall_clock(done["start"], date.fromisoformat(self.head.first))
        return start, done["end"] - done["start"]

    def _creators(self, row: str) -> list[UUID]:
        return [clean_id(row, "creators")] if self.by == "creator" and row != OPEN else []

    def _person(self, row: str) -> UUID | None:
        return clean_id(row, "person") if self.by == "person" and row != OPEN else None

    async def _make(self, work: Work, done: Gesture) -> None:
        (starts, minutes), title, creators = self._span(done), "", self._creators(done["row"])
        if done["kind"] == "place":
            wanted = [one for one in await shifts.templates(work) if str(one.template_id) == done["template"]]
            for shape in wanted:
                starts = datetime.combine(starts.date(), datetime.min.time()) + timedelta(minutes=shape.starts_minute)
                minutes, title, creators = shape.minutes, shape.title, creators or list(shape.creator_ids)
        made = await shifts.create(
            work,
            starts_local=starts,
            minutes=minutes,
            profile_id=self._person(done["row"]),
            creators=creators,
            title=title,
        )
        self._offer_undo("made", made.shift_id, made, work)

    async def _move(self, work: Work, done: Gesture) -> None:
        before = (await shifts.one(work, shift_id=clean_id(done["shift"], "shift"))).shift
        starts, minutes = self._span(done)
        creators, person = list(before.creator_ids), before.profile_id
        if done["row"] != done["came"]:
            if self.by == "person":
                person = self._person(done["row"])
            else:
                kept = [one for one in creators if str(one) != done["came"]]
                creators = [*kept, *(one for one in self._creators(done["row"]) if one not in kept)]
        after = await _put(work, before, starts, minutes, person, creators)
        self._offer_undo("moved", before, after, work)

    async def _cancel(self, work: Work, shift_id: UUID) -> None:
        card = (await shifts.one(work, shift_id=shift_id)).shift
        await shifts.cancel(work, shift_ids=[shift_id])
        self._offer_undo("cancelled", shift_id, card, work)

    def _offer_undo(self, kind: str, what: Any, card: ShiftCard, work: Work) -> None:
        language, zone = work.actor.language, self._zone
        times = [wording.clock(at, zone, language) for at in (card.starts_at, card.ends_at)]
        self._undo = (kind, what)
        self.undo = guard.sentence(
            f"shift_plan.did.{kind}",
            person=card.person or guard.sentence("shift_plan.open_shift"),
            time=f"{wording.weekday(card.day, language)}, {times[0]} – {times[1]}",
        )


async def _put(
    work: Work, card: ShiftCard, starts: datetime, minutes: int, person: UUID | None, creators: list[UUID]
) -> ShiftCard:
    return await shifts.edit(
        work,
        shift_id=card.shift_id,
        starts_local=starts,
        minutes=minutes,
        profile_id=person,
        creators=creators,
        title=card.title,
        notes=card.notes,
    )


def _chip(one: shifts.TemplateCard, language: str) -> Chip:
    monday = date(2024, 1, 1)
    since, until = (week_grid.wall_clock(one.starts_minute + add, monday) for add in (0, one.minutes))
    return Chip(str(one.template_id), one.name, week_grid.brief(since, until, language), one.starts_minute, one.minutes)


async def _ahead(work: Work, day: date) -> set[UUID]:
    """The published shifts of a week that have not begun, on every page of its rows."""
    found: set[UUID] = set()
    page, pages = 1, 1
    while page <= pages:
        plan = await shifts.week(work, day=day, page=page)
        cards = [card for row in plan.rows for card in cards_of(row)]
        found |= {card.shift_id for card in cards if card.published and card.starts_at > work.now}
        page, pages = page + 1, plan.pages
    return found
