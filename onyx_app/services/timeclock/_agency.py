"""What the agency has decided about its clock, and one change at a time to a person's hours."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, text

from onyx_app.errors import InvalidInput
from onyx_app.rules import periods
from onyx_app.rules.timeclock import legal_breaks
from onyx_app.rules.worktime import Favour, Rounding, TimeRules
from onyx_app.tables import Agency
from onyx_app.work import Work

_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended(cast(:agency as text) || cast(:who as text), 7))")


@dataclass(frozen=True, slots=True)
class ClockRules:
    """`time` is what pay makes of a stretch; the rest decides who looks at it and when it ends by itself."""

    zone_name: str
    week_start: int
    time: TimeRules
    variance: timedelta
    early_window: timedelta
    grace: timedelta
    longest: timedelta
    prompt_after: timedelta | None

    @property
    def zone(self) -> ZoneInfo:
        return periods.zone(self.zone_name)

    def day(self, moment: datetime) -> date:
        return periods.business_date(moment, self.zone)

    def week(self, day: date) -> periods.Period:
        """The agency's week around a day.

        Raises:
            InvalidInput: not a day of this century.
        """
        if not 2000 <= day.year < 2100:
            raise InvalidInput("first", "date")
        return periods.week_of(day, self.week_start)


async def clock_rules(work: Work) -> ClockRules:
    row = (await work.session.scalars(select(Agency))).one()
    rounding = Rounding(row.rounding_minutes, Favour(row.rounding_favour))  # type: ignore[arg-type]
    prompt = row.prompt_after_minutes
    return ClockRules(
        row.zone,
        row.week_start,
        TimeRules(rounding, legal_breaks(row.legal_breaks)),
        timedelta(minutes=row.variance_minutes),
        timedelta(minutes=row.early_window_minutes),
        timedelta(minutes=row.grace_minutes),
        timedelta(hours=row.auto_clock_out_hours),
        timedelta(minutes=prompt) if prompt else None,
    )


async def one_at_a_time(work: Work, profile_id: UUID) -> None:
    """Whatever else changes this person's hours waits until this work is done: no deadlock, no half-seen stretch."""
    await work.session.execute(_ONE_AT_A_TIME, {"agency": work.actor.agency_id, "who": profile_id})
