"""What the running stretch has earned so far, line by line, each with the rule that produced it."""

from dataclasses import dataclass, field

import reflex as rx

from onyx_app import guard
from onyx_app.money import Money
from onyx_app.roles import Action
from onyx_app.rules import wording
from onyx_app.services import meter, timeclock
from onyx_app.services.meter import Meter
from onyx_app.work import Actor


@dataclass
class Earning:
    """One line; `rule` is the sum in words. `provisional`: the platform has not settled it, so it may change."""

    title: str = ""
    rule: str = ""
    amount: str = ""
    provisional: bool = False


@dataclass
class Earnings:
    """The running stretch, one amount per currency: `totals` is sure, `provisional` may change and is not in it.

    `today` is set when more was earned earlier today.
    """

    working: bool = False
    no_plan: bool = False
    totals: list[str] = field(default_factory=list)
    provisional: list[str] = field(default_factory=list)
    today: list[str] = field(default_factory=list)
    lines: list[Earning] = field(default_factory=list)
    as_of: str = ""


class MeterState(rx.State):
    """Read when the page opens, when the clock or a sale changes something, and when the person asks."""

    earnings: Earnings = Earnings()

    @guard.allow(Action.SEE_OWN_PAY)
    async def load(self) -> None:
        async with guard.work(self) as work:
            # Every sale of the agency comes by here: who is not working is answered by one query.
            working = (await timeclock.card(work)).working
            self.earnings = earnings_of(await meter.read(work), work.actor) if working else Earnings()


def earnings_of(found: Meter, actor: Actor) -> Earnings:
    """The meter in the reader's words and locale."""
    lines = [
        Earning(line.title, line.rule, line.shown, provisional=line.settled is False) for line in found.stretch.lines
    ]
    more = found.today.totals != found.stretch.totals
    return Earnings(
        working=found.working,
        no_plan=found.no_plan,
        totals=_shown(found.stretch.totals, actor),
        provisional=_shown(tuple(one for one in found.stretch.provisional if one[1]), actor),
        today=_shown(found.today.totals, actor) if more else [],
        lines=lines,
        as_of=wording.clock(found.as_of, actor.zone, actor.language),
    )


def _shown(amounts: tuple[tuple[str, int], ...], actor: Actor) -> list[str]:
    return [Money(minor, currency).show(actor.language) for currency, minor in amounts]
