"""What a planner should know about a week: too little rest, leave, too many hours, somebody who is not here."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import text

from onyx_app.rules import periods, wording
from onyx_app.rules import shifts as rules
from onyx_app.rules.periods import Period
from onyx_app.rules.shifts import Stint
from onyx_app.services.shifts._cards import Concern, ShiftCard
from onyx_app.strings import say
from onyx_app.tables import Agency
from onyx_app.work import Work

LEAVE = text(
    "select profile_id, kind, first_day, last_day, minutes_a_day, status from leave_requests"
    " where status in ('approved', 'waiting') and profile_id = any(:whom)"
    " and first_day < :end and last_day >= :first order by first_day"
)


@dataclass(frozen=True, slots=True)
class LeaveDay:
    """A day somebody has off (approved) or has asked for (waiting)."""

    day: date
    kind: str
    status: str
    whole_day: bool


def leave_days(requests: Iterable[Any], week: Period) -> dict[UUID, list[LeaveDay]]:
    """By person, each day from the one before the week to the one after it."""
    around = Period(week.first - periods.DAY, week.end + periods.DAY)
    found: dict[UUID, list[LeaveDay]] = defaultdict(list)
    for row in requests:
        days = Period(row.first_day, row.last_day + periods.DAY).overlap(around)
        found[row.profile_id] += [
            LeaveDay(days.first + periods.DAY * number, row.kind, row.status, row.minutes_a_day is None)
            for number in range(days.days)
        ]
    return found


def concerns_of(
    work: Work,
    cards: Sequence[ShiftCard],
    nearby: Sequence[Any],
    leave: Mapping[UUID, Sequence[LeaveDay]],
    people: Sequence[Any],
    agency: Agency,
) -> list[ShiftCard]:
    """The shifts of a week with what there is to know about each.

    `nearby` are all shifts from some days before to some days after it; `people` have id, name and status.
    """
    language, found = work.actor.language, defaultdict[UUID, list[Concern]](list)
    by_person = defaultdict[UUID | None, list[ShiftCard]](list)
    for card in cards:
        by_person[card.profile_id].append(card)
    stints = defaultdict[UUID | None, list[Stint]](list)
    for row in nearby:
        stints[row.profile_id].append(Stint(row.id, row.starts_at, row.ends_at))
    for person in people:
        theirs = by_person[person.id]
        off = {each.day for each in leave.get(person.id, ()) if each.status == "approved"}
        for shift_id, concern in (
            *rest_concerns(stints[person.id], agency.minimum_rest_hours, language),
            *_hours(theirs, language),
        ):
            found[shift_id].append(concern)
        for card in theirs:
            if leave_said := leave_concern(card, off, agency.zone, language):
                found[card.shift_id].append(leave_said)
        if person.status != "active":
            away = Concern("away", say(language, f"shifts.concern.{person.status}", person=person.name))
            for card in theirs:
                if card.ends_at > work.now:
                    found[card.shift_id].append(away)
    return [card.with_concerns(found[card.shift_id]) if card.shift_id in found else card for card in cards]


def rest_concerns(stints: Iterable[Stint], minimum_hours: int, language: str) -> list[tuple[UUID, Concern]]:
    """By the shift that took the rest."""
    found = []
    for each in rules.short_rests(stints, timedelta(hours=minimum_hours)):
        longest = each.longest // timedelta(minutes=1)
        told = {"hours": _said(longest, language), "minimum": _said(minimum_hours * 60, language)}
        found.append((each.id, Concern("rest", say(language, "shifts.concern.rest", **told))))
    return found  # type: ignore[return-value]


def leave_concern(card: ShiftCard, off: Collection[date], zone: str, language: str) -> Concern | None:
    """That a shift touches a day off."""
    if not off:
        return None
    in_zone = periods.zone(zone)
    days = (periods.business_date(each.since, in_zone) for each in rules.pieces(card.window, in_zone))
    away = next((day for day in days if day in off), None)
    if away is None:
        return None
    return Concern("leave", say(language, "shifts.concern.leave", day=wording.weekday(away, language)))


def _hours(cards: Sequence[ShiftCard], language: str) -> Iterable[tuple[UUID, Concern]]:
    over = rules.over_hours(_stints(cards))
    if over is not None:
        shift_id, minutes = over
        told = {"hours": _said(minutes, language), "most": _said(rules.MOST_A_WEEK, language)}
        yield shift_id, Concern("hours", say(language, "shifts.concern.hours", **told))  # type: ignore[misc]


@lru_cache(maxsize=512)
def _said(minutes: int, language: str) -> str:
    """The same few lengths again and again: a hundred people's weeks."""
    return wording.hours(timedelta(minutes=minutes), language)


def _stints(cards: Iterable[ShiftCard]) -> list[Stint]:
    return [Stint(card.shift_id, card.starts_at, card.ends_at) for card in cards]
