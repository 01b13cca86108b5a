"""The week as the browser draws it: every text made, every place computed, nothing left to decide."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain

from onyx_app.rules import periods, week_grid, wording
from onyx_app.rules.leave import KINDS
from onyx_app.rules.week_grid import DAY_MINUTES
from onyx_app.services.shifts import LeaveDay, Row, ShiftCard, WeekPlan
from onyx_app.states.shifts.shapes import Block, Card, Day, Head, Line, Note, Stretch
from onyx_app.strings import say
from onyx_app.work import Actor

OPEN = "open"  # the row of shifts that are nobody's (by person) or name no creator (by creator)
_LOOKS = {"in_progress": "working", "completed": "done", "missed": "missed"}
_MOST_NOTES = 30
_HEIGHT = 42  # pixels of a lane, as in onyx.css


def cards_of(row: Row) -> list[ShiftCard]:
    """Every shift of a row that is still planned, in order of time; the night before the week first."""
    found = chain(row.before, *row.cells)
    return sorted((card for card in found if card.status != "cancelled"), key=lambda card: card.starts_local)


def head_of(plan: WeekPlan, actor: Actor, now: datetime) -> Head:
    language = actor.language
    distinct = {card.shift_id: card for row in plan.rows for card in cards_of(row)}
    drafts = [card for card in distinct.values() if not card.published and card.day in plan.days]
    week = timedelta(days=7)
    return Head(
        title=wording.days(periods.Period(plan.first, plan.first + week), language),
        zone="" if plan.zone == actor.zone else plan.zone,
        first=plan.first.isoformat(),
        before=(plan.first - week).isoformat(),
        after=(plan.first + week).isoformat(),
        this=plan.first <= plan.today < plan.first + week,
        days=[_day(day, plan, distinct.values(), language) for day in plan.days],
        now=_now(plan, now),
        may_plan=plan.may_plan,
        hours=_hours(plan.minutes, language),
        figures=_figures(plan, language),
        uncovered=_hours(plan.uncovered_minutes, language) if plan.uncovered_minutes else "",
        drafts=plan.drafts,
        ask=say(language, "shift_plan.publish_ask", count=plan.drafts),
        concerned=_concerned(drafts, plan.drafts, language),
        published=sum(card.published for card in distinct.values()),
        page=plan.page,
        pages=plan.pages,
        total=plan.total,
        shifts=len(distinct),
    )


def line_of(row: Row, plan: WeekPlan, language: str) -> Line:
    """A row with its shifts, what keeps the person away, and the hours nobody covers."""
    cards, key = cards_of(row), str(row.id or OPEN)
    spans = [_span(card, plan.first) for card in cards]
    taken = week_grid.lanes(spans)
    cover = row.cover
    missing = sum(gap.minutes for gap in cover.uncovered) if cover else 0
    if row.id is None:
        name = say(language, "shift_plan.nobody" if plan.by == "person" else "shift_plan.no_creator")
    else:
        name = row.name
    return Line(
        id=key,
        name=name,
        initials=wording.initials(name),
        hours=_hours(row.minutes, language),
        gap=say(language, "shift_plan.row_gap", hours=_hours(missing, language)) if missing else "",
        lanes=max([lane + 1 for lane in taken], default=1),
        blocks=[
            _block(card, span, lane, key, plan, language) for card, span, lane in zip(cards, spans, taken, strict=True)
        ],
        away=_aways(row, plan, language),
        gaps=[
            _stretch(gap.starts_local, gap.ends_local, plan.first, _between(gap.starts_local, gap.ends_local, language))
            for gap in (cover.uncovered if cover else ())
        ],
    )


def card_of(card: ShiftCard, plan: WeekPlan, actor: Actor, now: datetime) -> Card:
    """A shift in words, in the agency's time, and in the reader's own where that is another."""
    language = actor.language
    look, state = look_of(card), state_of(card, language)
    theirs = card.profile_id == actor.profile_id
    return Card(
        id=str(card.shift_id),
        day=_weekday(card.day, language),
        time=_between(card.starts_local, card.ends_local, language),
        zone_time=in_own_zone(card, plan.zone, actor),
        who=card.person or say(language, "shift_plan.open_shift"),
        creators=", ".join(card.creators),
        title=card.title,
        notes=card.notes,
        look=look,
        state=state if plan.may_plan or look else "",
        kind={"missed": "bad", "working": "good"}.get(look, "watch" if not card.person else ""),
        warn=" ".join(one.text for one in card.concerns),
        offer=say(language, f"shift_plan.offer_{card.offer}") if card.offer else "",
        may_offer=theirs and card.published and not card.offer and card.starts_at > now,
    )


def notes_of(plan: WeekPlan, language: str) -> list[Note]:
    """Rest, leave and hours that need a look, by shift in order of time; at most thirty."""
    cards = {card.shift_id: card for row in plan.rows for card in cards_of(row) if card.concerns}
    found = sorted(cards.values(), key=lambda card: card.starts_local)[:_MOST_NOTES]
    return [
        Note(
            str(card.shift_id),
            f"{card.person or say(language, 'shift_plan.open_shift')}, {_weekday(card.day, language)}",
            " ".join(one.text for one in card.concerns),
        )
        for card in found
    ]


def in_own_zone(card: ShiftCard, zone: str, actor: Actor) -> str:
    """The same time on the reader's wall, with its zone; "" when it is the agency's."""
    if actor.zone == zone:
        return ""
    since, until = (wording.moment(at, actor.zone, actor.language) for at in (card.starts_at, card.ends_at))
    return say(actor.language, "shift_plan.for_you", since=since, until=until, zone=actor.zone)


def look_of(card: ShiftCard) -> str:
    return _LOOKS.get(card.status) or ("" if card.published else "draft")


def state_of(card: ShiftCard, language: str) -> str:
    """What the colour says, in a word."""
    return say(language, f"shift_plan.state.{look_of(card) or 'published'}")


def _block(card: ShiftCard, span: tuple[int, int], lane: int, row: str, plan: WeekPlan, language: str) -> Block:
    spot = week_grid.place(*span, lane)
    first = (card.person.split() or [say(language, "shift_plan.state.open")])[
        0
    ]  # a block is narrow; its label says all
    who = ", ".join(card.creators) if plan.by == "person" else first
    warn = " ".join(one.text for one in card.concerns)
    parts = [
        card.person or say(language, "shift_plan.open_shift"),
        f"{_weekday(card.day, language)}, {_between(card.starts_local, card.ends_local, language)}",
        ", ".join(card.creators),
        card.title,
        state_of(card, language),
        say(language, f"shift_plan.offer_{card.offer}") if card.offer else "",
    ]
    return Block(
        id=str(card.shift_id),
        row=row,
        start=span[0],
        end=span[1],
        left=spot.left,
        width=spot.width,
        top=f"{5 + _HEIGHT * lane}px",
        look=f"{look_of(card)}{'' if card.person else ' open'}".strip(),
        since=week_grid.hour(card.starts_local, language),
        until=week_grid.hour(card.ends_local, language),
        who=card.title or who,
        label=f"{'; '.join(part for part in parts if part)}. {warn}".strip(),
        warn=warn,
        movable="1" if plan.may_plan and card.status == "scheduled" and not card.has_hours else "",
    )


def _day(day: date, plan: WeekPlan, cards: Iterable[ShiftCard], language: str) -> Day:
    number, count = (day - plan.first).days, sum(card.day == day for card in cards)
    return Day(
        iso=day.isoformat(),
        name=f"{wording.weekday_name(day, language)} {day.day}",
        label=say(language, "shift_plan.day_with", day=wording.weekday(day, language), count=count),
        left=week_grid.place(number * DAY_MINUTES, (number + 1) * DAY_MINUTES).left,
        today=day == plan.today,
        count=count,
    )


def _now(plan: WeekPlan, now: datetime) -> str:
    """Where this minute is on the line; "" in another week."""
    wall = now.astimezone(periods.zone(plan.zone)).replace(tzinfo=None)
    minute = week_grid.minute_of(wall, plan.first)
    return week_grid.place(minute, minute).left if 0 <= minute < 7 * DAY_MINUTES else ""


def _figures(plan: WeekPlan, language: str) -> str:
    """Open hours, and what the agency's hours budget leaves."""
    said = (
        [say(language, "shift_plan.open_hours", hours=_hours(plan.open_minutes, language))] if plan.open_minutes else []
    )
    if plan.budget_minutes is not None:
        left = plan.budget_minutes - plan.minutes
        key = "shift_plan.budget_left" if left >= 0 else "shift_plan.budget_over"
        said.append(say(language, key, hours=_hours(abs(left), language), budget=_hours(plan.budget_minutes, language)))
    return " · ".join(said)


def _concerned(drafts: list[ShiftCard], of: int, language: str) -> str:
    """Ada Chatter (2), Sam Chatter (1), and 3 more on other pages: whom publishing tells."""
    counts: dict[str, int] = {}
    for card in drafts:
        name = card.person or say(language, "shift_plan.nobody")
        counts[name] = counts.get(name, 0) + 1
    named = [f"{name} ({count})" for name, count in sorted(counts.items())]
    elsewhere = of - len(drafts)
    return ", ".join([*named, say(language, "shift_plan.elsewhere", count=elsewhere)] if elsewhere > 0 else named)


def _aways(row: Row, plan: WeekPlan, language: str) -> list[Stretch]:
    """Leave as the row shows it, days beside each other in one piece."""
    pieces: list[tuple[LeaveDay, int]] = []
    for leave in sorted(row.leave, key=lambda one: one.day):
        if leave.day not in plan.days:
            continue
        before, length = pieces[-1] if pieces else (leave, 0)
        same = (before.kind, before.status, before.day + timedelta(days=length))
        if pieces and same == (leave.kind, leave.status, leave.day):
            pieces[-1] = (before, length + 1)
        else:
            pieces.append((leave, 1))
    return [_away(leave, length, plan, language) for leave, length in pieces]


def _away(leave: LeaveDay, length: int, plan: WeekPlan, language: str) -> Stretch:
    start = (leave.day - plan.first).days * DAY_MINUTES
    spot = week_grid.place(start, start + length * DAY_MINUTES)
    words = say(language, f"leave.kind.{leave.kind if leave.kind in KINDS else 'other'}")
    sure = leave.status == "approved"
    return Stretch(spot.left, spot.width, words if sure else say(language, "shift_plan.asked_for", leave=words), sure)


def _stretch(since: datetime, until: datetime, first: date, words: str) -> Stretch:
    spot = week_grid.place(week_grid.minute_of(since, first), week_grid.minute_of(until, first))
    return Stretch(spot.left, spot.width, words)


def _span(card: ShiftCard, first: date) -> tuple[int, int]:
    start = week_grid.minute_of(card.starts_local, first)
    return start, start + card.minutes


def _between(since: datetime, until: datetime, language: str) -> str:
    """Two times of the agency's wall: 22:00 – 06:00."""
    return f"{_clock(since.time(), language)} – {_clock(until.time(), language)}"


@lru_cache(maxsize=4096)
def _clock(at: time, language: str) -> str:
    """A wall time in the language's way; a week of a hundred people says the same few hundreds of times."""
    return wording.clock(datetime.combine(date.min, at, UTC), "UTC", language)


@lru_cache(maxsize=1024)
def _weekday(day: date, language: str) -> str:
    return wording.weekday(day, language)


def _hours(minutes: int, language: str) -> str:
    """32h, 7h 30m: full hours without their zero minutes; a dash for none."""
    return wording.hours(timedelta(minutes=minutes), language).removesuffix(" 0m") if minutes else "–"
