"""One person's week, raw and as it will be paid, and "my week is complete"."""

from datetime import date
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlmodel import col

from onyx_app.errors import NotFound
from onyx_app.live import Topic
from onyx_app.roles import Action, Scope
from onyx_app.rules import periods
from onyx_app.services.timeclock._agency import ClockRules, clock_rules, one_at_a_time
from onyx_app.services.timeclock._errors import StillRunning, WeekAhead
from onyx_app.services.timeclock._own import MOST_PAGES, has_older
from onyx_app.services.timeclock._shapes import DayTotal, PersonWeek, SheetDetail
from onyx_app.services.timeclock._sheets import details
from onyx_app.tables import Profile, Timesheet, WeekConfirmation
from onyx_app.work import Work

_CONFIRM = text(
    "insert into week_confirmations (agency_id, profile_id, week_first, confirmed_at)"
    " values (:agency, :me, :first, :now) on conflict do nothing"
)
_WEEK = "t.profile_id = :who and t.business_date >= :first and t.business_date < :end"


async def person_week(
    work: Work, *, page: int = 1, profile_id: UUID | None = None, first: date | None = None
) -> PersonWeek:
    """A week of the asker, or of `profile_id` for who may see others' timesheets. `first`: any day of the week.

    Raises:
        NotFound: nobody here.
    """
    who = await _whose(work, profile_id)
    rules = await clock_rules(work)
    today = rules.day(work.now)
    page = min(max(page, 1), MOST_PAGES)
    period = rules.week(first or today - (page - 1) * periods.WEEK)
    if first:
        page = max(1, (rules.week(today).first - period.first).days // 7 + 1)
    name = await work.session.scalar(select(col(Profile.name)).where(col(Profile.id) == who))
    if name is None:
        raise NotFound
    sheets = await _sheets(work, rules, who, period)
    days = tuple(_day(day, sheets) for day in days_of(period))
    confirmed = await work.session.scalar(
        select(col(WeekConfirmation.confirmed_at)).where(
            col(WeekConfirmation.profile_id) == who, col(WeekConfirmation.week_first) == period.first
        )
    )
    own = who == work.actor.profile_id
    may = own and confirmed is None and period.first <= today and all(one.until for one in sheets)
    raw, paid = sum(one.raw for one in days), sum(one.paid for one in days)
    return PersonWeek(who, name, rules.zone_name, page, period, days, tuple(reversed(sheets)), raw, paid,
                      rules.time.rounding.step, confirmed, may, await has_older(work, who, period))  # fmt: skip


async def confirm_week(work: Work, *, first: date) -> None:
    """Say that one's week is complete. `first`: any day of it. Twice is once.

    Raises:
        WeekAhead: it has not begun.
        StillRunning: a stretch of it goes on.
    """
    work.actor.must(Action.CLOCK)
    me, rules = work.actor.person(), await clock_rules(work)
    week = rules.week(first)
    if week.first > rules.day(work.now):
        raise WeekAhead
    await one_at_a_time(work, me)
    running = select(col(Timesheet.id)).where(
        col(Timesheet.profile_id) == me, col(Timesheet.clocked_out_at).is_(None), col(Timesheet.current).is_(True),
        col(Timesheet.void).is_(False), col(Timesheet.business_date) >= week.first,
        col(Timesheet.business_date) < week.end,
    )  # fmt: skip
    if (await work.session.scalars(running)).first() is not None:
        raise StillRunning
    said = {"agency": work.actor.agency_id, "me": me, "first": week.first, "now": work.now}
    await work.session.execute(_CONFIRM, said)
    work.announce(Topic.TIMECLOCK, me)


async def withdraw_week(work: Work, *, first: date) -> None:
    """Something is missing after all."""
    work.actor.must(Action.CLOCK)
    me = work.actor.person()
    week = (await clock_rules(work)).week(first)
    gone = delete(WeekConfirmation).where(
        col(WeekConfirmation.profile_id) == me, col(WeekConfirmation.week_first) == week.first
    )
    await work.session.execute(gone)
    work.announce(Topic.TIMECLOCK, me)


def days_of(period: periods.Period) -> tuple[date, ...]:
    """Every day of a period."""
    return tuple(period.first + at * periods.DAY for at in range(period.days))


async def _whose(work: Work, profile_id: UUID | None) -> UUID:
    if profile_id is None or profile_id == work.actor.profile_id:
        work.actor.must(Action.SEE_TIMESHEETS)
        return work.actor.person()
    work.actor.must(Action.SEE_TIMESHEETS, at_least=Scope.AGENCY)
    return profile_id


async def _sheets(work: Work, rules: ClockRules, who: UUID, period: periods.Period) -> list[SheetDetail]:
    """With the day before, so that rounding at the edge of the week is as pay has it."""
    before = period.first - periods.DAY
    found = await details(work, rules, _WEEK, who=who, first=before, end=period.end)
    return [one for one in found if one.business_date >= period.first]


def _day(day: date, sheets: list[SheetDetail]) -> DayTotal:
    of_day = [one.counted for one in sheets if one.business_date == day]
    return DayTotal(day, sum(one.raw for one in of_day), sum(one.paid for one in of_day))
