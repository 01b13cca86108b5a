"""What the shown week is expected to cost: a forecast from the plan and the pay plans, for those who see rates."""

from datetime import timedelta

import reflex as rx

from onyx_app import guard
from onyx_app.money import Money
from onyx_app.roles import Action, Scope
from onyx_app.rules import wording
from onyx_app.services import shift_costs
from onyx_app.states.shifts._address import week_asked
from onyx_app.states.shifts.shapes import Cost


class CostState(rx.State):
    """The forecast of the shown week; managers have hours against the budget instead."""

    total: str = ""
    people: list[Cost] = []
    without: str = ""
    open_hours: str = ""

    @guard.allow(Action.SEE_SHIFTS)
    async def load(self) -> None:
        if not guard.actor(self).may(Action.SEE_RATES, at_least=Scope.AGENCY):
            return
        async with guard.work(self) as work:
            language = work.actor.language
            found = await shift_costs.forecast(work, day=week_asked(self))
        self.total = " + ".join(Money(one.amount, one.currency).show(language) for one in found.totals)
        self.people = [
            Cost(
                one.name,
                wording.hours(timedelta(minutes=one.minutes), language),
                Money(one.amount, one.currency).show(language),
            )
            for one in found.people
        ]
        self.without = ", ".join(found.without_rate)
        self.open_hours = wording.hours(timedelta(minutes=found.open_minutes), language) if found.open_minutes else ""
