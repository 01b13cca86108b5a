"""From timesheets to minutes: which are paid, which are daily and which are weekly overtime.

A minute is daily overtime or counts towards the week, never both.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from onyx_app.rules.pay.draft import Draft
from onyx_app.rules.pay.facts import Sheet
from onyx_app.rules.pay.plans import Plan, Tier
from onyx_app.rules.pay.slips import Concern, SheetMinutes
from onyx_app.rules.periods import Period
from onyx_app.rules.worktime import Counted, LocalClock, Stretch, count


@dataclass(slots=True)
class Worked:
    """A timesheet with its paid minutes and the overtime among them: (factor, minutes)."""

    sheet: str
    day: date
    week: Period
    plan: Plan | None
    counted: Counted
    daily: list[tuple[int, int]] = field(default_factory=list)
    weekly: list[tuple[int, int]] = field(default_factory=list)

    @property
    def minutes(self) -> SheetMinutes:
        c = self.counted
        return SheetMinutes(self.sheet, self.day, c.wall, c.worked, c.paid_break, c.unpaid_break, c.deducted, c.paid)


def count_sheets(draft: Draft, clock: LocalClock) -> list[Worked]:
    """Every closed timesheet of the period and of the week it begins in, oldest first, with its overtime."""
    from_day = draft.week(draft.period.first).first
    rules, worked, paid_until = draft.case.agency.time, [], None
    for sheet in sorted(draft.person.sheets, key=lambda one: (one.start, one.id)):
        day = sheet.day or clock.day(sheet.start)
        if not from_day <= day < draft.period.end:
            continue
        if sheet.end is None:
            draft.note(Concern.OPEN_TIMESHEET, sheet.id)
            continue
        counted = count(_stretch(sheet, sheet.end), rules, paid_until)
        paid_until = counted.spans[-1][1] if counted.spans else paid_until
        worked.append(Worked(sheet.id, day, draft.week(day), draft.plans.on(day), counted))
    _find_overtime(draft, worked)
    return worked


def in_tiers(start: int, size: int, tiers: Sequence[Tier]) -> list[tuple[int, int]]:
    """(factor, minutes) of the minutes from `start` to `start + size` that lie in a tier; each in one tier only."""
    found: list[tuple[int, int]] = []
    end = start + size
    if not tiers or end <= tiers[0].after_minutes:
        return found
    for at, tier in enumerate(tiers):
        upper = tiers[at + 1].after_minutes if at + 1 < len(tiers) else end
        minutes = min(end, upper) - max(start, tier.after_minutes)
        if minutes > 0:
            found.append((tier.factor, minutes))
    return found


def _stretch(sheet: Sheet, end: int) -> Stretch:
    return Stretch(sheet.start, end, sheet.breaks, sheet.legal_break)


def _find_overtime(draft: Draft, worked: list[Worked]) -> None:
    """Along the clock: the last minutes of a day, then the last of the remaining minutes of a week, are overtime."""
    of_day: dict[date, int] = defaultdict(int)
    of_week: dict[date, int] = defaultdict(int)
    tiers_of: dict[date, Sequence[Tier]] = {}
    for each in worked:
        paid, straight = each.counted.paid, each.counted.paid
        if each.plan and each.plan.daily_overtime:
            each.daily = in_tiers(of_day[each.day], paid, _ordered(each.plan.daily_overtime))
            straight -= sum(minutes for _, minutes in each.daily)
            of_day[each.day] += paid
        week = each.week.first
        if week not in tiers_of:
            latest = draft.plans.latest_in(each.week)
            tiers_of[week] = _ordered(latest.weekly_overtime) if latest else ()
        if tiers_of[week]:
            each.weekly = in_tiers(of_week[week], straight, tiers_of[week])
            of_week[week] += straight


def _ordered(tiers: Sequence[Tier]) -> Sequence[Tier]:
    return sorted(tiers, key=lambda tier: tier.after_minutes)
