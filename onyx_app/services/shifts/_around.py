"""What a shift would mean for somebody who does not have it yet: overlap, rest, leave."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from onyx_app.rules import periods
from onyx_app.rules.periods import Period, Window
from onyx_app.rules.shifts import Stint
from onyx_app.services.shifts._cards import Concern, ShiftCard
from onyx_app.services.shifts._concerns import LEAVE, leave_concern, leave_days, rest_concerns
from onyx_app.services.shifts._matching import PlannedShift, planned_between
from onyx_app.tables import Agency
from onyx_app.work import Work

_NEAR = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Around:
    """What these people are planned for, and when they are away, around some shifts."""

    planned: dict[UUID, list[PlannedShift]]
    away: dict[UUID, set[date]]
    rest_hours: int
    zone: str
    language: str

    def free(self, profile_id: UUID, card: ShiftCard, without: UUID | None = None) -> bool:
        """Whether somebody has nothing else while the shift lasts, but for one they would give."""
        return not any(
            each.starts_at < card.ends_at and card.starts_at < each.ends_at
            for each in self._others(profile_id, card, without)
        )

    def concerns(self, profile_id: UUID, card: ShiftCard, without: UUID | None = None) -> tuple[Concern, ...]:
        """What to know before they get it."""
        stints = [
            Stint(each.shift_id, each.starts_at, each.ends_at) for each in self._others(profile_id, card, without)
        ]
        alone = {each for each, _ in rest_concerns(stints, self.rest_hours, self.language)}
        this = Stint(card.shift_id, card.starts_at, card.ends_at)
        rest = [
            concern
            for about, concern in rest_concerns([*stints, this], self.rest_hours, self.language)
            if about == card.shift_id or about not in alone
        ]
        leave = leave_concern(card, self.away.get(profile_id, set()), self.zone, self.language)
        return (*rest[:1], *([leave] if leave else []))

    def _others(self, profile_id: UUID, card: ShiftCard, without: UUID | None) -> list[PlannedShift]:
        gone = (card.shift_id, without)
        near = Window(card.starts_at - _NEAR, card.ends_at + _NEAR)
        return [
            each
            for each in self.planned.get(profile_id, [])
            if each.shift_id not in gone and each.starts_at < near.until and each.ends_at > near.since
        ]


async def around(work: Work, people: Iterable[UUID], cards: Sequence[ShiftCard]) -> Around:
    """In three queries. Who may not see others' leave is told their own."""
    agency = (await work.session.execute(select(col(Agency.minimum_rest_hours), col(Agency.zone)))).one()
    whom = list(set(people))
    found = Around({}, {}, agency.minimum_rest_hours, agency.zone, work.actor.language)
    if not cards or not whom:
        return found
    window = Window(min(each.starts_at for each in cards) - _NEAR, max(each.ends_at for each in cards) + _NEAR)
    for each in await planned_between(work, window.since, window.until, whom):
        found.planned.setdefault(each.profile_id, []).append(each)
    first, last = (periods.business_date(each, periods.zone(agency.zone)) for each in (window.since, window.until))
    rows = (await work.session.execute(LEAVE, {"whom": whom, "first": first, "end": last + periods.DAY})).all()
    for who, days in leave_days(rows, Period(first, last + periods.DAY)).items():
        found.away[who] = {day.day for day in days if day.status == "approved"}
    return found
