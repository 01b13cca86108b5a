"""Lines paid by the hour: hours, overtime, night, weekend, holiday. Factors are premium lines beside the base rate."""

from collections.abc import Iterable
from datetime import date

from onyx_app.rules.pay.draft import Draft
from onyx_app.rules.pay.overtime import Worked
from onyx_app.rules.pay.plans import Plan
from onyx_app.rules.pay.slips import Concern, Kind, Line, Source, Unit
from onyx_app.rules.pay.units import WHOLE, half_up
from onyx_app.rules.worktime import DayRules, Kinds, LocalClock, kinds

AN_HOUR = 60
PREMIUMS = (Kind.NIGHT, Kind.WEEKEND, Kind.HOLIDAY)
NO_KINDS = Kinds()

_Key = tuple[Kind, str, int, date | None]
"""kind, plan, percent of the base rate, week."""


class Groups:
    """Minutes gathered by what becomes one line: each is rounded once."""

    def __init__(self) -> None:
        self._minutes: dict[_Key, dict[str, int]] = {}
        self._plans: dict[str, Plan] = {}

    def add(self, kind: Kind, plan: Plan, percent: int, sheet: str, minutes: int, week: date | None = None) -> None:
        if minutes and percent:
            self._plans[plan.id] = plan
            sheets = self._minutes.setdefault((kind, plan.id, percent, week), {})
            sheets[sheet] = sheets.get(sheet, 0) + minutes

    def write(self, draft: Draft) -> None:
        for (kind, plan_id, percent, week), sheets in self._minutes.items():
            plan = self._plans[plan_id]
            if plan.hourly is None:
                _explain_missing_rate(draft, kind, plan, sheets)
            elif draft.has_currency(plan):
                draft.lines.append(_line(kind, plan, plan.hourly, percent, week, tuple(sheets.items())))


def add_hours(draft: Draft, worked: list[Worked], clock: LocalClock) -> list[Kinds]:
    """Write every hourly line; returns the premium minutes of each timesheet, for the regular rate."""
    groups, days = Groups(), draft.case.agency.days
    ending = {week.first for week in draft.weeks_ending()}
    premium_minutes = []
    for each in worked:
        found = NO_KINDS
        if each.plan is None:
            draft.note(Concern.NO_PLAN, each.sheet, Kind.HOURS)
        else:
            found = _add_sheet(groups, draft, each, each.plan, clock, days)
            if each.week.first in ending:
                for factor, minutes in each.weekly:
                    groups.add(Kind.WEEKLY_OVERTIME, each.plan, factor - WHOLE, each.sheet, minutes, each.week.first)
        premium_minutes.append(found)
    groups.write(draft)
    return premium_minutes


def premium_parts(plan: Plan, found: Kinds) -> list[tuple[Kind, int, int]]:
    """(kind, factor, minutes). A weekend day that is a holiday earns the higher factor, not both."""
    holiday_first = plan.holiday >= plan.weekend
    both = found.weekend_holiday
    return [
        (Kind.NIGHT, plan.night, found.night),
        (Kind.WEEKEND, plan.weekend, found.weekend + (0 if holiday_first else both)),
        (Kind.HOLIDAY, plan.holiday, found.holiday + (both if holiday_first else 0)),
    ]


def has_premiums(plan: Plan) -> bool:
    return plan.night > WHOLE or plan.weekend > WHOLE or plan.holiday > WHOLE


def _add_sheet(groups: Groups, draft: Draft, each: Worked, plan: Plan, clock: LocalClock, days: DayRules) -> Kinds:
    """The lines of a timesheet's own day. Timesheets before the period only count for their week."""
    if each.day < draft.period.first:
        return NO_KINDS
    groups.add(Kind.HOURS, plan, WHOLE, each.sheet, each.counted.paid)
    for factor, minutes in each.daily:
        groups.add(Kind.DAILY_OVERTIME, plan, factor - WHOLE, each.sheet, minutes)
    if not has_premiums(plan):
        return NO_KINDS
    found = kinds(each.counted.spans, clock, days)
    for kind, factor, minutes in premium_parts(plan, found):
        groups.add(kind, plan, factor - WHOLE, each.sheet, minutes)
    return found


def _line(
    kind: Kind, plan: Plan, rate: int, percent: int, week: date | None, sheets: tuple[tuple[str, int], ...]
) -> Line:
    minutes = sum(share for _, share in sheets)
    return Line(
        kind,
        plan.currency,
        half_up(minutes * rate * percent, AN_HOUR * WHOLE),
        minutes,
        Unit.MINUTES,
        rate,
        percent,
        AN_HOUR,
        plans=(plan.id,),
        week=week,
        source=Source.TIMESHEET,
        sources=sheets,
    )


def _explain_missing_rate(draft: Draft, kind: Kind, plan: Plan, sheets: Iterable[str]) -> None:
    """Work without an hourly rate is fine where base, guarantee or commission pays it; a premium needs a rate."""
    covered = plan.pays_otherwise if kind is Kind.HOURS else _in_regular_rate(kind, plan)
    if not covered:
        draft.note_all(Concern.MISSING_RATE, sheets, f"{kind} {plan.id}")


def _in_regular_rate(kind: Kind, plan: Plan) -> bool:
    """The regular rate needs no hourly rate: it divides what was earned by the hours."""
    return plan.regular_rate and kind in (Kind.DAILY_OVERTIME, Kind.WEEKLY_OVERTIME)
