"""US regular-rate mode: what a week paid beside the hourly rate is divided by its hours and added to its overtime.

Per week, where the week ends: extra ÷ minutes of the week × overtime minutes × (factor − 1). The premium on the
hourly rate itself stands on its own lines. Extra = commission, promised bonuses, base salary of the days, night
premiums, and weekend and holiday premiums below 1.5; leave, gifts and the guarantee stay out.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from onyx_app.rules.pay.draft import Draft
from onyx_app.rules.pay.hours import AN_HOUR, premium_parts
from onyx_app.rules.pay.overtime import Worked
from onyx_app.rules.pay.slips import Concern, Kind, Line, Source, Unit
from onyx_app.rules.pay.standing import unpaid_days
from onyx_app.rules.pay.units import WHOLE, half_up
from onyx_app.rules.periods import Period
from onyx_app.rules.worktime import Kinds

CREDITABLE = WHOLE + WHOLE // 2
"""A weekend or holiday premium of at least this factor is not part of the regular rate."""

Earned = list[tuple[date, str, int]]
"""(day, currency, amount)."""


def add_regular_rate(
    draft: Draft, worked: Sequence[Worked], premium_minutes: Sequence[Kinds], commission: Earned
) -> tuple[tuple[date, str, int], ...]:
    """Write the lines of every week that ends in the period; returns the extra of the week left open."""
    if not any(plan.regular_rate for plan in draft.person.plans):
        return ()
    for week in draft.weeks_ending():
        plan = draft.plans.latest_in(week)
        if plan and plan.regular_rate:
            extra = _extra(draft, week, worked, premium_minutes, commission)
            _add_week(draft, week, [each for each in worked if each.week == week], extra)
    left = draft.open_week()
    if not left:
        return ()
    extra = _extra(draft, left, worked, premium_minutes, commission)
    return tuple((left.first, currency, amount) for currency, amount in sorted(extra.items()) if amount)


def _add_week(draft: Draft, week: Period, worked: Sequence[Worked], extra: dict[str, int]) -> None:
    minutes = sum(each.counted.paid for each in worked)
    overtime: dict[int, dict[str, int]] = defaultdict(dict)
    for each in worked:
        for factor, part in each.daily + each.weekly:
            overtime[factor][each.sheet] = overtime[factor].get(each.sheet, 0) + part
    if not overtime:
        return
    before = [each.sheet for each in worked if each.day < draft.period.first]
    if before and not any(known.first == week.first for known in draft.person.open_weeks):
        draft.note_all(Concern.WEEK_BEFORE_MISSING, before, week.first.isoformat())
    plan = draft.plans.latest_in(week)
    for currency, amount in sorted(extra.items()):
        for factor, sheets in sorted(overtime.items()):
            if amount and factor > WHOLE and plan:
                draft.lines.append(_line(plan.id, currency, amount, factor, sheets, minutes, week.first))


def _line(plan: str, currency: str, extra: int, factor: int, sheets: dict[str, int], minutes: int, week: date) -> Line:
    overtime = sum(sheets.values())
    return Line(
        Kind.REGULAR_RATE,
        currency,
        half_up(overtime * extra * (factor - WHOLE), minutes * WHOLE),
        overtime,
        Unit.MINUTES,
        extra,
        factor - WHOLE,
        minutes,
        plans=(plan,),
        week=week,
        source=Source.TIMESHEET,
        sources=tuple(sheets.items()),
    )


def _extra(
    draft: Draft, week: Period, worked: Sequence[Worked], premium_minutes: Sequence[Kinds], commission: Earned
) -> dict[str, int]:
    """Per currency: what was earned in the week beside the hourly rate, as far as the period reaches."""
    extra: dict[str, int] = defaultdict(int)
    for day, currency, amount in commission:
        if day in week:
            extra[currency] += amount
    for bonus in draft.person.bonuses:
        if bonus.promised and bonus.day in week and bonus.day in draft.period:
            extra[bonus.currency] += bonus.amount
    for known in draft.person.open_weeks:
        if known.first == week.first:
            extra[known.currency] += known.amount
    _add_base_days(draft, week, extra)
    _add_premiums(week, worked, premium_minutes, extra)
    return extra


def _add_base_days(draft: Draft, week: Period, extra: dict[str, int]) -> None:
    for plan, days in draft.plans.segments(week.overlap(draft.period)):
        if plan.base is not None and plan.currency:
            counted = days.days - unpaid_days(draft, plan, days)
            extra[plan.currency] += half_up(plan.base * counted, draft.period.days)


def _add_premiums(
    week: Period, worked: Sequence[Worked], premium_minutes: Sequence[Kinds], extra: dict[str, int]
) -> None:
    """Exact over the week, rounded once per currency."""
    exact: dict[str, int] = defaultdict(int)
    for each, found in zip(worked, premium_minutes, strict=True):
        plan = each.plan
        if each.week != week or plan is None or plan.hourly is None or not plan.currency:
            continue
        for kind, factor, minutes in premium_parts(plan, found):
            if kind is Kind.NIGHT or factor < CREDITABLE:
                exact[plan.currency] += minutes * plan.hourly * (factor - WHOLE)
    for currency, numerator in exact.items():
        extra[currency] += half_up(numerator, AN_HOUR * WHOLE)
