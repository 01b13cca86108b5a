"""The clock: in the header of every room, and as the big card of a person's own."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action
from onyx_app.rules import periods, wording
from onyx_app.rules.text import clean_id
from onyx_app.services import timeclock
from onyx_app.services.timeclock import ClockCard
from onyx_app.states._lateness import lateness
from onyx_app.strings import say
from onyx_app.work import Actor


@dataclass
class Clock:
    """`started_at` (without unpaid breaks) and `break_at` are ISO for the browser's own ticking; the rest is words.

    `shift` is the shift being worked, or today's next one ("12:00 – 20:00 · Evening"); `late` how late it was begun.
    """

    working: bool = False
    started_at: str = ""
    since: str = ""
    today: str = ""
    sheet_id: str = ""
    note: str = ""
    resting: bool = False
    break_at: str = ""
    break_since: str = ""
    break_paid: bool = False
    breaks: str = ""
    shift: str = ""
    late: str = ""
    on_time: bool = False
    asks: bool = False
    asks_until: str = ""


class TimeclockState(rx.State):
    """`card` is in the header; `noting` while the note of the running stretch is being written."""

    card: Clock = Clock()
    noting: bool = False
    errors: dict[str, str] = {}

    @guard.allow(guard.SIGNED_IN)
    async def load(self) -> None:
        """The header's clock, in every room; a creator has none."""
        if guard.actor(self).may(Action.CLOCK):
            async with guard.work(self) as work:
                self.card = clock_of(await timeclock.card(work), work.actor)

    @guard.allow(Action.CLOCK)
    async def clock_in(self) -> None:
        async with guard.work(self) as work:
            self.card = clock_of(await timeclock.clock_in(work, **_where(self)), work.actor)

    @guard.allow(Action.CLOCK)
    async def clock_out(self) -> None:
        async with guard.work(self) as work:
            self.card = clock_of(await timeclock.clock_out(work, **_where(self)), work.actor)

    @guard.allow(Action.CLOCK)
    async def start_break(self, paid: bool) -> None:
        async with guard.work(self) as work:
            self.card = clock_of(await timeclock.start_break(work, paid=paid), work.actor)

    @guard.allow(Action.CLOCK)
    async def end_break(self) -> None:
        async with guard.work(self) as work:
            self.card = clock_of(await timeclock.end_break(work), work.actor)

    @guard.allow(Action.CLOCK)
    async def still_here(self) -> None:
        """The answer to "Still working?"."""
        async with guard.work(self) as work:
            self.card = clock_of(await timeclock.still_here(work), work.actor)

    @guard.allow(Action.CLOCK)
    async def open_note(self) -> None:
        self.errors, self.noting = {}, True

    @guard.allow(Action.CLOCK)
    async def close_note(self) -> None:
        self.noting = False

    @guard.allow(Action.CLOCK)
    async def save_note(self, sheet_id: UUID, form: dict[str, Any]) -> None:
        """The note of the stretch that was running when the form was opened."""
        async with guard.work(self) as work:
            await timeclock.write_note(work, sheet_id=clean_id(sheet_id), note=str(form.get("note") or ""))
            self.card = clock_of(await timeclock.card(work), work.actor)
        self.noting = False


def clock_of(card: ClockCard, actor: Actor) -> Clock:
    """The card in the reader's words."""
    return Clock(
        working=card.working,
        started_at=(card.since + card.breaks).isoformat() if card.since else "",
        since=_clock(card.since, actor),
        today=wording.hours(card.today, actor.language) if card.today else "",
        sheet_id=str(card.sheet_id or ""),
        note=card.note,
        resting=card.on_break_since is not None,
        break_at=card.on_break_since.isoformat() if card.on_break_since else "",
        break_since=_clock(card.on_break_since, actor),
        break_paid=card.on_break_paid,
        breaks=wording.hours(card.breaks, actor.language) if card.breaks >= timedelta(minutes=1) else "",
        shift=_shift(card, actor),
        late=_late(card, actor),
        on_time=card.working and card.shift is not None and not card.late_minutes and not card.early_minutes,
        asks=card.asks,
        asks_until=_clock(card.asks_until, actor),
    )


def _shift(card: ClockCard, actor: Actor) -> str:
    """12:00 – 20:00, Luna; with its day when it has not begun."""
    if card.shift is None:
        return ""
    begins, ends = _clock(card.shift.start, actor), _clock(card.shift.end, actor)
    day = periods.business_date(card.shift.start, periods.zone(actor.zone))
    if not card.working and day != card.business_date:
        begins = f"{wording.weekday(day, actor.language)}, {begins}"
    return " · ".join(part for part in (f"{begins} – {ends}", card.shift.title) if part)


def _late(card: ClockCard, actor: Actor) -> str:
    if card.early_minutes:
        return say(actor.language, "my_time.early", minutes=card.early_minutes)
    return lateness(card.late_minutes, 0, actor)


def _clock(at: datetime | None, actor: Actor) -> str:
    return wording.clock(at, actor.zone, actor.language) if at else ""


def _where(state: rx.State) -> dict[str, str]:
    """From which address and device a button was pressed; kept with the punch."""
    return {"address": state.router.session.client_ip, "device": str(state.router.headers.user_agent)}
