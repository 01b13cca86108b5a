"""A person's own time: their weeks, what they asked for, and that a week is complete."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action
from onyx_app.rules import wording
from onyx_app.rules.agency import clean_day
from onyx_app.rules.text import clean_clock, clean_id
from onyx_app.services import leave, timeclock
from onyx_app.services.timeclock import PersonWeek, Times
from onyx_app.states._address import arriving, asked, page_asked
from onyx_app.states._requests import Asked, leave_of, on_page, request_of
from onyx_app.states._sheets import SheetLine, SheetView, line_of, shown_minutes, view_of, zone_of
from onyx_app.states._times import Typed, one_more_break, read_form, typed_of
from onyx_app.work import Actor, Work


@dataclass
class Day:
    """A day of the week and its paid time as 7:30."""

    id: str = ""
    name: str = ""
    paid: str = ""


@dataclass
class WeekView:
    """`first` names the week; `zone` is set when its times are not on the reader's wall; `page` 1 is this week."""

    first: str = ""
    days: str = ""
    zone: str = ""
    page: int = 1
    has_older: bool = False
    raw: str = ""
    paid: str = ""
    differs: bool = False
    rounding: int = 0
    confirmed_at: str = ""
    may_confirm: bool = False
    by_day: list[Day] = field(default_factory=list)
    sheets: list[SheetLine] = field(default_factory=list)


class MyTimeState(rx.State):
    """`sheet` is in the drawer while its line has an id, `typed` in its dialog while it is open.

    `page` of `pages` is of the requests; the week has its own.
    """

    week: WeekView = WeekView()
    requests: list[Asked] = []
    leaves: list[Asked] = []
    page: int = 1
    pages: int = 1
    sheet: SheetView = SheetView()
    typed: Typed = Typed()
    leaving: bool = False
    errors: dict[str, str] = {}
    _zone: str = "UTC"
    _kept: Times | None = None

    @guard.allow(Action.CLOCK)
    async def load(self) -> None:
        """The week and the stretch the address names, and what was asked for."""
        if arriving(self):
            self.typed, self.leaving, self.errors = Typed(), False, {}
        async with guard.work(self) as work:
            found = await timeclock.person_week(work, page=page_asked(self))
            self.week, self._zone = week_of(found, work.actor), found.zone
            opened = asked(self, "open")
            sheet = next((one for one in found.sheets if str(one.sheet_id) == opened), None)
            past = await timeclock.versions(work, sheet_id=sheet.sheet_id) if sheet else ()
            self.sheet = view_of(sheet, past, found.zone, work.actor) if sheet else SheetView()
            await self._show_requests(work)

    async def _show_requests(self, work: Work) -> None:
        page = page_asked(self, "asked")
        changes, away = await timeclock.my_requests(work, page=page), await leave.mine(work, page=page)
        self.pages = max(changes.pages, away.pages)
        self.page = min(page, self.pages)
        self.requests = [request_of(one, changes.zone, work.actor) for one in on_page(changes, self.page)]
        self.leaves = [leave_of(one, work.actor) for one in on_page(away, self.page)]

    @guard.allow(Action.CLOCK)
    async def begin(self, sheet_id: str) -> None:
        """Open the form for a stretch of the week on the screen; "" for a missing one."""
        self.errors = {}
        async with guard.work(self) as work:
            found = await timeclock.person_week(work, page=page_asked(self))
        sheet = next((one for one in found.sheets if str(one.sheet_id) == sheet_id), None)
        self.typed, self._kept, self._zone = typed_of(sheet, found.zone), sheet.times if sheet else None, found.zone

    @guard.allow(Action.CLOCK)
    async def add_break(self) -> None:
        self.typed.breaks = one_more_break(self.typed)

    @guard.allow(Action.CLOCK)
    async def give_up(self) -> None:
        self.typed = Typed()

    @guard.allow(Action.CLOCK)
    async def ask(self, form: dict[str, Any]) -> Any:
        """Ask a manager for what the form says."""
        times = read_form(form, self._zone, self._kept)
        sheet_id = clean_id(self.typed.sheet_id) if self.typed.sheet_id else None
        async with guard.work(self) as work:
            await timeclock.ask(work, sheet_id=sheet_id, times=times, reason=str(form.get("reason") or ""))
        self.typed = Typed()
        await guard.flash(self, guard.sentence("my_time.asked_for"))
        return MyTimeState.load

    @guard.allow(Action.CLOCK)
    async def withdraw(self, id: UUID) -> Any:
        async with guard.work(self) as work:
            await timeclock.withdraw(work, request_id=id)
        return MyTimeState.load

    @guard.allow(Action.CLOCK)
    async def save_note(self, sheet_id: UUID, form: dict[str, Any]) -> Any:
        async with guard.work(self) as work:
            await timeclock.write_note(work, sheet_id=sheet_id, note=str(form.get("note") or ""))
        await guard.flash(self, guard.sentence("my_time.note_saved"))
        return MyTimeState.load

    @guard.allow(Action.CLOCK)
    async def confirm(self, first: date) -> Any:
        """Say that the week of this day is complete."""
        async with guard.work(self) as work:
            await timeclock.confirm_week(work, first=first)
        return MyTimeState.load

    @guard.allow(Action.CLOCK)
    async def reopen(self, first: date) -> Any:
        async with guard.work(self) as work:
            await timeclock.withdraw_week(work, first=first)
        return MyTimeState.load

    @guard.allow(Action.CLOCK)
    async def begin_leave(self) -> None:
        self.errors, self.leaving = {}, True

    @guard.allow(Action.CLOCK)
    async def give_up_leave(self) -> None:
        self.leaving = False

    @guard.allow(Action.CLOCK)
    async def ask_leave(self, form: dict[str, Any]) -> Any:
        """Days off from `first` to `last`, both included; only `first` given means that day."""
        typed = {str(key): str(value or "") for key, value in form.items()}
        first = clean_day(typed.get("first", ""), "first")
        last = clean_day(typed["last"], "last") if typed.get("last") else first
        part = clean_clock(typed["minutes_a_day"], "minutes_a_day") if typed.get("minutes_a_day") else None
        said = {"kind": typed.get("kind", ""), "reason": typed.get("reason", "")}
        async with guard.work(self) as work:
            await leave.ask(work, first=first, last=last, minutes_a_day=part, **said)
        self.leaving = False
        await guard.flash(self, guard.sentence("my_time.asked_for"))
        return MyTimeState.load

    @guard.allow(Action.CLOCK)
    async def withdraw_leave(self, id: UUID) -> Any:
        async with guard.work(self) as work:
            await leave.withdraw(work, leave_id=id)
        return MyTimeState.load


def week_of(found: PersonWeek, actor: Actor) -> WeekView:
    """A person's week in the reader's words."""
    return WeekView(
        first=found.period.first.isoformat(),
        days=wording.days(found.period, actor.language),
        zone=zone_of(found.zone, actor),
        page=found.page,
        has_older=found.has_older,
        raw=shown_minutes(found.raw, actor),
        paid=shown_minutes(found.paid, actor),
        differs=found.raw != found.paid,
        rounding=found.rounding,
        confirmed_at=wording.moment(found.confirmed_at, actor.zone, actor.language),
        may_confirm=found.may_confirm,
        by_day=[
            Day(
                day.day.isoformat(),
                wording.weekday_name(day.day, actor.language),
                f"{day.paid // 60}:{day.paid % 60:02d}" if day.paid else "–",
            )
            for day in found.days
        ],
        sheets=[line_of(sheet, found.zone, actor) for sheet in found.sheets],
    )
