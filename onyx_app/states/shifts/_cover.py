"""The hours a creator wants somebody there; what is missing is red on the grid."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action, Scope
from onyx_app.rules import week_grid, wording
from onyx_app.rules.shifts import CoverWindow
from onyx_app.rules.text import clean_clock
from onyx_app.services import shifts
from onyx_app.states.shifts.shapes import Wanted
from onyx_app.work import Work

_MONDAY = date(2024, 1, 1)
DAYS = [f"day-{number}" for number in range(7)]


class CoverState(rx.State):
    """`creator_id` is set while its drawer is open."""

    creator_id: str = ""
    name: str = ""
    wanted: list[Wanted] = []
    errors: dict[str, str] = {}
    _windows: list[CoverWindow] = []

    @guard.allow(Action.EDIT_CREATORS, at_least=Scope.AGENCY)
    async def open(self, creator_id: UUID, name: str) -> None:
        async with guard.work(self) as work:
            await self._read(work, creator_id)
        self.creator_id, self.name, self.errors = str(creator_id), name, {}

    @guard.allow(Action.EDIT_CREATORS, at_least=Scope.AGENCY)
    async def close(self) -> None:
        self.creator_id = ""

    @guard.allow(Action.EDIT_CREATORS, at_least=Scope.AGENCY)
    async def add(self, creator_id: UUID, form: dict[str, Any]) -> None:
        """More hours: on the ticked days, every day when none is ticked."""
        self.errors = {}
        since, until = clean_clock(str(form.get("from") or ""), "from"), clean_clock(str(form.get("to") or ""), "to")
        days = tuple(number for number, name in enumerate(DAYS) if form.get(name)) or tuple(range(7))
        await self._write(creator_id, [*self._windows, CoverWindow(days, since, until)])

    @guard.allow(Action.EDIT_CREATORS, at_least=Scope.AGENCY)
    async def drop(self, creator_id: UUID, place: int) -> None:
        await self._write(creator_id, [one for number, one in enumerate(self._windows) if number != place])

    async def _write(self, creator_id: UUID, windows: list[CoverWindow]) -> None:
        async with guard.work(self) as work:
            await shifts.set_cover(work, creator_id=creator_id, windows=windows)
            await self._read(work, creator_id)

    async def _read(self, work: Work, creator_id: UUID) -> None:
        self._windows = list(await shifts.cover_of(work, creator_id=creator_id))
        self.wanted = [_wanted(one, work.actor.language) for one in self._windows]


def _wanted(one: CoverWindow, language: str) -> Wanted:
    names = [wording.weekday_name(_MONDAY + timedelta(days=number), language) for number in one.days]
    since, until = (week_grid.wall_clock(minute, _MONDAY) for minute in (one.since, one.until))
    every = guard.sentence("shift_plan.every_day") if len(names) == 7 else ", ".join(names)
    whole = one.since == one.until
    return Wanted(
        every, guard.sentence("shift_plan.around_the_clock") if whole else week_grid.brief(since, until, language)
    )
