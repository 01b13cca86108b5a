"""Pay that stands whatever was worked: base salary, paid leave, and the guarantee. Pro-rated by calendar days."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from onyx_app.rules.pay.draft import Draft
from onyx_app.rules.pay.plans import Plan
from onyx_app.rules.pay.slips import Concern, Kind, Line, Source, Unit
from onyx_app.rules.pay.units import WHOLE, half_up
from onyx_app.rules.periods import Period

AN_HOUR = 60


@dataclass(slots=True)
class Stint:
    """Days in a row with the same amount, however many plan versions they span: rounded as one."""

    amount: int
    currency: str
    days: int
    end: Period
    plans: tuple[str, ...]


def add_base(draft: Draft) -> None:
    """amount × days in force ÷ days of the period."""
    for stint in _stints(draft, lambda plan: plan.base):
        draft.lines.append(
            Line(
                Kind.BASE,
                stint.currency,
                half_up(stint.amount * stint.days, draft.period.days),
                stint.days,
                Unit.DAYS,
                stint.amount,
                WHOLE,
                draft.period.days,
                plans=stint.plans,
            )
        )


def add_leave(draft: Draft) -> None:
    """Leave by the hour at its share of the hourly rate. Leave never counts towards overtime."""
    for leave in sorted(draft.person.leave, key=lambda one: (one.day, one.id)):
        plan = draft.plans.on(leave.day) if leave.day in draft.period else None
        if leave.day not in draft.period:
            continue
        percent = plan.leave_percent(leave.kind) if plan else None
        if plan is None or percent is None:
            concern = Concern.LEAVE_WITHOUT_RULE if plan else Concern.NO_PLAN
            draft.note(concern, leave.id, f"{Kind.LEAVE} {leave.kind}")
        elif percent and leave.minutes and plan.hourly is None and plan.base is None:
            draft.note(Concern.MISSING_RATE, leave.id, f"{Kind.LEAVE} {plan.id}")
        elif percent and leave.minutes and plan.hourly is not None and draft.has_currency(plan):
            draft.lines.append(_leave_line(plan, leave.id, leave.kind, leave.minutes, plan.hourly, percent))


def add_guarantee(draft: Draft) -> None:
    """Fill up to the guarantee of the period, per currency. Bonuses come on top; clawbacks do not lower it."""
    guaranteed: dict[str, int] = {}
    plans: dict[str, tuple[str, ...]] = {}
    for stint in _stints(draft, lambda plan: plan.guarantee):
        part = half_up(stint.amount * stint.days, draft.period.days)
        guaranteed[stint.currency] = guaranteed.get(stint.currency, 0) + part
        plans[stint.currency] = plans.get(stint.currency, ()) + stint.plans
    for currency, least in guaranteed.items():
        earned = draft.earned(currency)
        if earned < least:
            parts = (("guaranteed", least), ("earned", earned))
            top = least - earned
            draft.lines.append(
                Line(Kind.GUARANTEE, currency, top, 1, Unit.ONCE, top, WHOLE, 1, plans=plans[currency], parts=parts)
            )


def unpaid_days(draft: Draft, plan: Plan, days: Period) -> int:
    """Whole days of unpaid leave among the days of a plan."""
    return len(
        {
            leave.day
            for leave in draft.person.leave
            if leave.whole_day and leave.day in days and plan.leave_percent(leave.kind) == 0
        }
    )


def _stints(draft: Draft, amount_of: Callable[[Plan], int | None]) -> Iterator[Stint]:
    stint: Stint | None = None
    for plan, days in draft.plans.segments(draft.period):
        amount = amount_of(plan)
        if amount is None or not draft.has_currency(plan):
            continue
        counted = days.days - unpaid_days(draft, plan, days)
        adjacent = stint is not None and stint.end.end == days.first
        if stint and adjacent and (stint.amount, stint.currency) == (amount, plan.currency):
            stint.days += counted
            stint.plans += (plan.id,)
            stint.end = days
            continue
        if stint:
            yield stint
        stint = Stint(amount, plan.currency, counted, days, (plan.id,))
    if stint:
        yield stint


def _leave_line(plan: Plan, leave: str, kind: str, minutes: int, hourly: int, percent: int) -> Line:
    return Line(
        Kind.LEAVE,
        plan.currency,
        half_up(minutes * hourly * percent, AN_HOUR * WHOLE),
        minutes,
        Unit.MINUTES,
        hourly,
        percent,
        AN_HOUR,
        plans=(plan.id,),
        reason=kind,
        source=Source.LEAVE,
        sources=((leave, minutes),),
    )
