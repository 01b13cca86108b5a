"""Templates: shapes a shift is made from with one drag, kept in a drawer."""

from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action, Scope
from onyx_app.rules import week_grid
from onyx_app.rules.shifts import wall_minutes
from onyx_app.rules.text import clean_clock
from onyx_app.services import shifts
from onyx_app.states.shifts._picks import ticked, typed_in
from onyx_app.states.shifts.shapes import Pick, Shape
from onyx_app.work import Work


class TemplatesState(rx.State):
    """`shown` opens the drawer."""

    shown: bool = False
    shapes: list[Shape] = []
    creators: list[Pick] = []
    errors: dict[str, str] = {}

    @guard.allow(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    async def open(self) -> None:
        async with guard.work(self) as work:
            self.creators = [Pick(str(one.id), one.name) for one in (await shifts.choices(work)).creators]
            await self._read(work)
        self.errors, self.shown = {}, True

    @guard.allow(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    async def close(self) -> None:
        self.shown = False

    @guard.allow(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    async def save(self, form: dict[str, Any]) -> None:
        """Keep a new template."""
        self.errors = {}
        typed = typed_in(form)
        since, until = clean_clock(typed.get("from", ""), "from"), clean_clock(typed.get("to", ""), "to")
        async with guard.work(self) as work:
            await shifts.save_template(
                work,
                name=typed.get("name", ""),
                starts_minute=since,
                minutes=wall_minutes(since, until),
                creators=ticked(typed),
            )
            await self._read(work)
        await guard.flash(self, guard.sentence("shift_plan.template_saved"))

    @guard.allow(Action.PLAN_SHIFTS, at_least=Scope.AGENCY)
    async def drop(self, template_id: UUID) -> None:
        """Shifts made from it stay."""
        async with guard.work(self) as work:
            await shifts.delete_template(work, template_id=template_id)
            await self._read(work)

    async def _read(self, work: Work) -> None:
        language = work.actor.language
        self.shapes = [_shape(one, language) for one in await shifts.templates(work)]


def _shape(one: shifts.TemplateCard, language: str) -> Shape:
    since, until = (week_grid.wall_clock(one.starts_minute + more, date(2024, 1, 1)) for more in (0, one.minutes))
    return Shape(str(one.template_id), one.name, ", ".join([week_grid.brief(since, until, language), *one.creators]))
