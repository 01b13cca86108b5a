"""The clock in the header of every room, and the time clock's own page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action, Scope
from onyx_app.rules import wording
from onyx_app.rules.text import clean_id
from onyx_app.services import timeclock
from onyx_app.services.timeclock import ClockCard, Sheet, Week
from onyx_app.states._on_now import Person, people_of
from onyx_app.strings import say
from onyx_app.work import Actor

_REASONS = ("suspended", "off_boarded")


@dataclass
class Clock:
    """`started_at` is ISO for the browser's own ticking; `since` is on the reader's wall."""

    working: bool = False
    started_at: str = ""
    since: str = ""
    today: str = ""
    sheet_id: str = ""
    note: str = ""


@dataclass
class Line:
    """One stretch in the history. `running` ones tick from `started_at`."""

    id: str = ""
    day: str = ""
    since: str = ""
    until: str = ""
    worked: str = ""
    running: bool = False
    started_at: str = ""
    note: str = ""
    why: str = ""


class TimeclockState(rx.State):
    """`card` is in the header; the rest belongs to the page. `page` 1 is this week."""

    card: Clock = Clock()
    page: int = 1
    has_older: bool = False
    week: str = ""
    total: str = ""
    lines: list[Line] = []
    sees_others: bool = False
    people: list[Person] = []
    noting: Line = Line()
    errors: dict[str, str] = {}

    @guard.allow(guard.SIGNED_IN)
    async def load(self) -> None:
        """The header's clock, in every room; a creator has none."""
        if guard.actor(self).may(Action.CLOCK):
            async with guard.work(self) as work:
                self.card = clock_of(await timeclock.card(work), work.actor)

    @guard.allow(Action.CLOCK)
    async def load_page(self) -> None:
        async with guard.work(self) as work:
            self._show(await timeclock.history(work, page=self.page), work.actor)
            self.sees_others = work.actor.may(Action.SEE_TIMESHEETS, at_least=Scope.AGENCY)
            if self.sees_others:
                self.people = people_of(await timeclock.who_is_on(work), work.actor)

    @guard.allow(Action.CLOCK)
    async def clock_in(self) -> None:
        async with guard.work(self) as work:
            self.card = clock_of(await timeclock.clock_in(work, **_where(self)), work.actor)

    @guard.allow(Action.CLOCK)
    async def clock_out(self) -> None:
        async with guard.work(self) as work:
            self.card = clock_of(await timeclock.clock_out(work, **_where(self)), work.actor)

    @guard.allow(Action.CLOCK)
    async def turn_to(self, page: int) -> None:
        """Another week of the history."""
        async with guard.work(self) as work:
            self._show(await timeclock.history(work, page=page), work.actor)

    @guard.allow(Action.CLOCK)
    async def open_note(self, id: UUID) -> None:
        self.errors = {}
        self.noting = next((line for line in self.lines if line.id == str(id)), Line())

    @guard.allow(Action.CLOCK)
    async def close_note(self) -> None:
        self.noting = Line()

    @guard.allow(Action.CLOCK)
    async def save_note(self, form: dict[str, str | None]) -> Any:
        self.errors = {}
        async with guard.work(self) as work:
            await timeclock.write_note(work, sheet_id=clean_id(self.noting.id, "note"), note=form.get("note") or "")
        self.noting = Line()
        return TimeclockState.load_page

    def _show(self, week: Week, actor: Actor) -> None:
        self.page, self.has_older = week.page, week.has_older
        self.week = wording.days(week.period, actor.language)
        self.total = wording.hours(week.worked, actor.language)
        self.lines = [line_of(sheet, actor) for sheet in week.sheets]


def clock_of(card: ClockCard, actor: Actor) -> Clock:
    return Clock(
        working=card.working,
        started_at=card.since.isoformat() if card.since else "",
        since=_clock(card.since, actor),
        today=wording.hours(card.today, actor.language) if card.today else "",
        sheet_id=str(card.sheet_id or ""),
        note=card.note,
    )


def line_of(sheet: Sheet, actor: Actor) -> Line:
    return Line(
        id=str(sheet.sheet_id),
        day=wording.weekday(sheet.business_date, actor.language),
        since=_clock(sheet.since, actor),
        until=_clock(sheet.until, actor),
        worked=wording.hours(sheet.worked, actor.language),
        running=sheet.until is None,
        started_at=sheet.since.isoformat(),
        note=sheet.note,
        why=say(actor.language, f"timeclock.reason.{sheet.out_reason}") if sheet.out_reason in _REASONS else "",
    )


def _clock(at: datetime | None, actor: Actor) -> str:
    return wording.clock(at, actor.zone, actor.language) if at else ""


def _where(state: rx.State) -> dict[str, str]:
    """From which address and device a button was pressed; kept with the punch."""
    return {"address": state.router.session.client_ip, "device": str(state.router.headers.user_agent)}
