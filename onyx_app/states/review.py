"""The manager's room of the time clock: today, what needs a look, and the week of everybody."""

from typing import Any
from uuid import UUID

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action, Scope
from onyx_app.rules.text import clean_id
from onyx_app.services import timeclock
from onyx_app.services.timeclock import Approved, PersonWeek, SheetDetail, Times
from onyx_app.states._address import arriving, asked, day_asked, page_asked
from onyx_app.states._review_views import (
    BoardView,
    GridView,
    PersonView,
    Queue,
    board_of,
    grid_of,
    person_of,
    queue_of,
)
from onyx_app.states._sheets import SheetView, view_of
from onyx_app.states._times import Typed, one_more_break, read_form, typed_of
from onyx_app.work import Work


class ReviewState(rx.State):
    """`tab` is "" (now) or "week"; `person` and `sheet` are in the drawer, `typed` in its dialog while it is open."""

    tab: str = ""
    search: str = ""
    board: BoardView = BoardView()
    queue: Queue = Queue()
    grid: GridView = GridView()
    person: PersonView = PersonView()
    sheet: SheetView = SheetView()
    typed: Typed = Typed()
    errors: dict[str, str] = {}
    _zone: str = "UTC"
    _kept: Times | None = None

    @guard.allow(Action.SEE_TIMESHEETS, at_least=Scope.AGENCY)
    async def load(self) -> None:
        """The tab of the address, and the person or stretch it opens."""
        if arriving(self):
            self.typed, self.errors = Typed(), {}
        self.tab, self.search = asked(self, "tab"), asked(self, "search")
        async with guard.work(self) as work:
            if self.tab == "week":
                first = day_asked(self, "week")
                grid = await timeclock.week_grid(work, first=first, page=page_asked(self), find=self.search)
                self.grid = grid_of(grid, work.actor)
                await self._open_person(work)
            else:
                self.board = board_of(await timeclock.today(work), work.actor)
                found = await timeclock.needs_review(work, page=page_asked(self))
                self.queue = queue_of(found, work.actor)
                await self._open(work, found.rows, found.zone, alone=found.alone)

    async def _open_person(self, work: Work) -> None:
        """`?who=`: a person's week, the one of `?week=`."""
        self.person, self.sheet = PersonView(), SheetView()
        if asked(self, "who"):
            found = await self._week_of(work, asked(self, "who"))
            own = found.profile_id == work.actor.profile_id
            alone = own and not await timeclock.somebody_else_may(work)
            self.person = person_of(found, work.actor, alone=alone)
            await self._open(work, found.sheets, found.zone)

    async def _open(self, work: Work, sheets: tuple[SheetDetail, ...], zone: str, *, alone: bool = False) -> None:
        """`?open=`: one of these stretches, with what it said before."""
        sheet = next((one for one in sheets if str(one.sheet_id) == asked(self, "open")), None)
        past = await timeclock.versions(work, sheet_id=sheet.sheet_id) if sheet else ()
        self.sheet = view_of(sheet, past, zone, work.actor, alone=alone) if sheet else SheetView()

    async def _week_of(self, work: Work, profile_id: str) -> PersonWeek:
        return await timeclock.person_week(work, profile_id=clean_id(profile_id), first=day_asked(self, "week"))

    @guard.allow(Action.CORRECT_TIMESHEETS, at_least=Scope.AGENCY)
    async def approve(self, form: dict[str, Any]) -> Any:
        """The ticked rows; a row's box carries the id of the version that was on the screen."""
        ids = [clean_id(name) for name, ticked in form.items() if ticked and len(name) == 36]
        return await self._approve(ids)

    @guard.allow(Action.CORRECT_TIMESHEETS, at_least=Scope.AGENCY)
    async def approve_one(self, id: UUID) -> Any:
        return await self._approve([id])

    async def _approve(self, ids: list[UUID]) -> Any:
        if not ids:
            await guard.flash(self, guard.sentence("review.none_ticked"), "watch")
            return None
        async with guard.work(self) as work:
            done = await timeclock.approve(work, ids=ids)
        words, kind = approved_words(done)
        await guard.flash(self, words, kind)
        return ReviewState.load

    @guard.allow(Action.CORRECT_TIMESHEETS, at_least=Scope.AGENCY)
    async def begin(self, profile_id: UUID, sheet_id: str) -> None:
        """Open the form for a stretch of somebody; "" for a missing one."""
        self.errors = {}
        async with guard.work(self) as work:
            zone, name, sheet = await self._find(work, profile_id, sheet_id)
        self._zone, self._kept = zone, sheet.times if sheet else None
        self.typed = typed_of(sheet, zone, profile_id=str(profile_id), name=name)

    async def _find(self, work: Work, profile_id: UUID, sheet_id: str) -> tuple[str, str, SheetDetail | None]:
        """The stretch as it is now: on the page of what needs a look, or in the week on the screen."""
        found = await self._week_of(work, str(profile_id))
        sheets = found.sheets
        if sheet_id and not any(str(one.sheet_id) == sheet_id for one in sheets):
            sheets = (await timeclock.needs_review(work, page=page_asked(self))).rows
        return found.zone, found.name, next((one for one in sheets if str(one.sheet_id) == sheet_id), None)

    @guard.allow(Action.CORRECT_TIMESHEETS, at_least=Scope.AGENCY)
    async def add_break(self) -> None:
        self.typed.breaks = one_more_break(self.typed)

    @guard.allow(Action.CORRECT_TIMESHEETS, at_least=Scope.AGENCY)
    async def give_up(self) -> None:
        self.typed = Typed()

    @guard.allow(Action.CORRECT_TIMESHEETS, at_least=Scope.AGENCY)
    async def correct(self, form: dict[str, Any]) -> Any:
        """Write what the form says as a new version, or the missing stretch, with its reason."""
        times, reason = read_form(form, self._zone, self._kept), str(form.get("reason") or "")
        async with guard.work(self) as work:
            if self.typed.sheet_id:
                await timeclock.correct(work, sheet_id=clean_id(self.typed.sheet_id), times=times, reason=reason)
            elif times is not None:
                await timeclock.add(work, profile_id=clean_id(self.typed.profile_id), times=times, reason=reason)
        await guard.flash(self, guard.sentence("review.corrected", name=self.typed.name))
        self.typed = Typed()
        return ReviewState.load


def approved_words(done: Approved) -> tuple[str, str]:
    """What came of it, and what did not and why."""
    said = [guard.sentence("review.approved", count=done.done)] if done.done else []
    left = [(name, count) for name, count in (("own", done.own), ("changed", done.changed), ("locked", done.locked))]
    said += [guard.sentence(f"review.skipped.{name}", count=count) for name, count in left if count]
    return " ".join(said), "good" if done.done else "watch"
