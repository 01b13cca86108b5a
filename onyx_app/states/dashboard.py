"""The first page: what needs me, what came in, who is on."""

from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from onyx_app import guard
from onyx_app.money import Money
from onyx_app.roles import Action, Role, Scope
from onyx_app.rooms import ROOMS
from onyx_app.rules import revenue as rules
from onyx_app.rules import wording
from onyx_app.rules.revenue import Trend
from onyx_app.services import attribution, dashboard, inbox
from onyx_app.services.dashboard import Need, Overview
from onyx_app.services.revenue import CurrencyTotal
from onyx_app.states._on_now import Person, people_of
from onyx_app.strings import say
from onyx_app.work import Actor

_LEADS_TO = {  # the first of these rooms that the asker may enter
    "two_step": ("me",),
    "unmatched": ("creators",),
    "alone": ("creators",),
    "forgotten": ("review", "timeclock"),
    "to_review": ("review",),
    "requests": ("review",),
    "swaps": ("shifts",),
    "offered": ("shifts",),
    "invitations": ("invitations",),
}
_DOES = {"unmatched": "try_again", "delayed": "try_again", "unattributed": "share_out"}
_BAD = {"worker_silent", "worker_never", "unmatched", "delayed"}


@dataclass
class NeedCard:
    """One thing that waits. `leads_to` is the room its button opens; `does`, when given, what it does instead."""

    id: str = ""
    kind: str = "watch"
    title: str = ""
    why: str = ""
    action: str = ""
    leads_to: str = ""
    does: str = ""


@dataclass
class Bar:
    label: str = ""
    shown: str = ""
    percent: int = 0
    kind: str = ""


@dataclass
class CreatorLine:
    id: str = ""
    name: str = ""
    shown: str = ""
    before: str = ""


@dataclass
class Earned:
    """One currency. `finding` is the panel's title, `change` the difference with its sign in front."""

    currency: str = ""
    finding: str = ""
    shown: str = ""
    change: str = ""
    good: bool = True
    against: str = ""
    provisional: str = ""
    net: str = ""
    sales: str = ""
    chart: str = ""
    bars: list[Bar] = field(default_factory=list)
    creators: list[CreatorLine] = field(default_factory=list)


class DashboardState(rx.State):
    """`blank` says why there is no figure: connect, ask, own or no_sales; empty when there is one."""

    loaded: bool = False
    as_of: str = ""
    needs: list[NeedCard] = []
    earned: list[Earned] = []
    sees_money: bool = False
    blank: str = ""
    sees_others: bool = False
    people: list[Person] = []

    @guard.allow(Action.SEE_DASHBOARD)
    async def load(self) -> None:
        async with guard.work(self) as work:
            self._show(await dashboard.overview(work), work.actor)

    @guard.allow(Action.CONNECT, at_least=Scope.AGENCY)
    async def try_again(self) -> None:
        """Events that fitted no creator go through the worker once more."""
        async with guard.work(self) as work:
            count = await inbox.try_again(work)
        await guard.flash(self, guard.sentence("dashboard.again", count=count))

    @guard.allow(Action.EDIT_CREATORS, at_least=Scope.AGENCY)
    async def share_out(self) -> None:
        """Sales that belong to nobody go to the people assigned by now."""
        async with guard.work(self) as work:
            count = await attribution.share_out(work)
        await guard.flash(self, guard.sentence("dashboard.shared_out", count=count))

    def _show(self, seen: Overview, actor: Actor) -> None:
        self.loaded = True
        self.as_of = wording.clock(seen.as_of, actor.zone, actor.language)
        self.needs = [need_card(need, actor) for need in seen.needs]
        self.sees_money, self.sees_others = seen.earned is not None, seen.on_now is not None
        self.earned = [earned(total, actor) for total in seen.earned.totals] if seen.earned else []
        self.blank = "" if self.earned else _blank(seen, actor)
        self.people = people_of(seen.on_now or (), actor)


def need_card(need: Need, actor: Actor) -> NeedCard:
    """A need in the asker's words, with the one thing they can do about it."""
    kind = "worker_never" if need.kind == "worker_silent" and need.at is None else need.kind
    said: dict[str, Any] = {
        "count": need.count,
        "names": ", ".join(need.names),
        "at": wording.moment(need.at, actor.zone, actor.language),
    }
    to = _route(_LEADS_TO.get(kind, ()), actor)
    does = _DOES.get(kind, "")
    return NeedCard(
        id=kind,
        kind="bad" if kind in _BAD else "watch",
        title=say(actor.language, f"dashboard.needs.{kind}.title", **said),
        why=say(actor.language, f"dashboard.needs.{kind}.{'why' if need.count else 'calm'}", **said),
        action=say(actor.language, f"dashboard.needs.{kind}.action") if to or does else "",
        leads_to=to,
        does=does,
    )


def earned(total: CurrencyTotal, actor: Actor) -> Earned:
    """A currency's figures in the asker's words and locale."""

    def shown(minor: int) -> str:
        return Money(minor, total.currency).show(actor.language)

    finding, bars = _finding(total, actor), _bars(total, actor)
    return Earned(
        currency=total.currency,
        finding=finding,
        shown=shown(total.gross),
        change=_change(total, actor),
        good=total.gross >= total.before,
        against=_against(total, actor),
        provisional=_about(actor, "provisional", total.provisional, total.currency),
        net=_about(actor, "net", total.net, total.currency),
        sales=say(actor.language, "dashboard.sales", count=total.sales),
        chart=_spoken(finding, bars, actor),
        bars=bars,
        creators=[
            CreatorLine(str(one.creator_id), one.name, shown(one.gross), shown(one.before)) for one in total.creators
        ],
    )


def _spoken(finding: str, bars: list[Bar], actor: Actor) -> str:
    """The chart for people who do not see it."""
    days = ", ".join(f"{bar.label} {bar.shown}" for bar in bars if bar.kind != "ahead")
    return say(actor.language, "dashboard.chart", finding=finding, days=days)


def _finding(total: CurrencyTotal, actor: Actor) -> str:
    """The title of the panel; a difference below half a percent is none."""
    found = rules.trend(total.gross, total.before)
    whose = {Role.CHATTER: "own", Role.CREATOR: "creator"}.get(actor.role or Role.OWNER, "agency")
    if found not in (Trend.UP, Trend.DOWN):
        return say(actor.language, f"dashboard.finding.{whose}.{found}")
    difference = rules.percent(total.gross, total.before)
    if difference == 0:
        return say(actor.language, f"dashboard.finding.{whose}.level")
    percent = wording.percent(difference * 100, actor.language)
    return say(actor.language, f"dashboard.finding.{whose}.{found}", percent=percent)


def _change(total: CurrencyTotal, actor: Actor) -> str:
    difference = total.gross - total.before
    if total.before <= 0 or difference == 0:
        return ""
    arrow = "▲" if difference > 0 else "▼"
    return f"{arrow} {Money(abs(difference), total.currency).show(actor.language)}"


def _against(total: CurrencyTotal, actor: Actor) -> str:
    if total.before <= 0:
        return say(actor.language, "dashboard.nothing_before")
    before = Money(total.before, total.currency).show(actor.language)
    return say(actor.language, "dashboard.against", before=before)


def _about(actor: Actor, key: str, minor: int, currency: str) -> str:
    amount = Money(minor, currency).show(actor.language)
    return say(actor.language, f"dashboard.{key}", amount=amount) if minor else ""


def _bars(total: CurrencyTotal, actor: Actor) -> list[Bar]:
    heights = rules.heights([day.gross for day in total.days])
    begun = [day for day in total.days if not day.ahead]
    return [
        Bar(
            label=wording.weekday_name(day.day, actor.language),
            shown=Money(day.gross, total.currency).show(actor.language),
            percent=height,
            kind="ahead" if day.ahead else "now" if day is begun[-1] else "",
        )
        for day, height in zip(total.days, heights, strict=True)
    ]


def _blank(seen: Overview, actor: Actor) -> str:
    if actor.role in (Role.CHATTER, Role.CREATOR):
        return "own"
    if seen.connected:
        return "no_sales"
    return "connect" if actor.may(Action.CONNECT, at_least=Scope.AGENCY) else "ask"


def _route(names: tuple[str, ...], actor: Actor) -> str:
    """Where the first of these rooms is that the asker may enter; "" for none."""
    open_ = {room.name: room.route for room in ROOMS if actor.role in room.who}
    return next((open_[name] for name in names if name in open_), "")
