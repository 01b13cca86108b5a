"""get_agency_financials: what came in, read from the function the dashboard reads, so that both say the same."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from babel.dates import format_skeleton, format_time
from pydantic import Field

from onyx_app.alfred.tool import Arguments, Found, Tool
from onyx_app.money import Money, round_half_up
from onyx_app.roles import Action, Role, Scope
from onyx_app.rules import periods
from onyx_app.rules import revenue as rules
from onyx_app.rules.revenue import Trend
from onyx_app.services import revenue
from onyx_app.services.revenue import CreatorTotal, CurrencyTotal, Summary
from onyx_app.strings import say
from onyx_app.work import Work

_MOST_CREATORS = 20


class Financials(Arguments):
    """What the llm may ask."""

    period: Literal["today", "yesterday", "this_week", "last_week", "this_month", "last_month"] = Field(
        description="The stretch of time, in the agency's zone. What is going on ends now."
    )


async def find(work: Work, asked: Financials) -> Found:
    """The asker's part of the money: the agency's, their own sales, or their own statement."""
    summary = await revenue.summary(work, window=asked.period)
    teller = _Teller(work, summary)
    return Found(
        label=teller.label(),
        plain=teller.plain(),
        room="dashboard",
        as_of=work.now,
        facts=teller.facts(),
        amounts=tuple(amount for total in summary.totals for amount in _amounts(total))
        or (Money(0, summary.currency),),
        percents=tuple(percent for total in summary.totals for percent in _percents(total)),
    )


TOOL = Tool(
    name="get_agency_financials",
    purpose=(
        "Revenue of a period: gross per currency, the same hours of the period before, the difference, the part that"
        " is still provisional, the net of the settled part, the number of sales, per creator and per day."
        " Answers for what the asker may see. Knows nothing about expenses, payroll or treasury."
    ),
    arguments=Financials,
    action=Action.SEE_REVENUE,
    activity="alfred.reading_revenue",
    refusal="alfred.refused_revenue",
    find=find,
)


class _Teller:
    """Says one summary twice: as facts for the llm, as sentences for people."""

    def __init__(self, work: Work, summary: Summary) -> None:
        self._language = work.actor.language
        self._locale = work.actor.language.replace("-", "_")
        self._summary = summary
        self._covers = _covers(work)

    def label(self) -> str:
        return self._say(f"alfred.label.{self._covers}", window=self._window())

    def plain(self) -> str:
        period = self._say(f"alfred.period.{self._summary.span}")
        start = self._say("alfred.revenue.start", period=period, window=self._window(), zone=self._summary.zone)
        if not self._summary.totals:
            return f"{start} {self._say(f'alfred.revenue.empty.{self._covers}')}"
        return "\n".join([start, *map(self._total, self._summary.totals)])

    def facts(self) -> dict[str, Any]:
        return {
            "covers": self._say(f"alfred.covers.{self._covers}"),
            "period": str(self._summary.span),
            "window": self._window(),
            "zone": self._summary.zone,
            "totals": [self._total_facts(total) for total in self._summary.totals],
            "plain": self.plain(),
        }

    def _total(self, total: CurrencyTotal) -> str:
        sentences = [self._say("alfred.revenue.total", gross=self._money(total, total.gross), count=total.sales)]
        sentences.append(self._change(total))
        if total.provisional:
            sentences.append(self._say("alfred.revenue.provisional", amount=self._money(total, total.provisional)))
        if total.net:
            sentences.append(self._say("alfred.revenue.net", amount=self._money(total, total.net)))
        if len(total.creators) > 1:
            parts = [f"{creator.name} {self._money(total, creator.gross)}" for creator in _biggest(total)]
            sentences.append(self._say("alfred.revenue.creators", list=", ".join(parts)))
        return " ".join(sentences)

    def _change(self, total: CurrencyTotal) -> str:
        trend = rules.trend(total.gross, total.before)
        percent = rules.percent(total.gross, total.before) if trend in (Trend.UP, Trend.DOWN) else 0
        difference = self._money(total, abs(total.gross - total.before))
        before = self._money(total, total.before)
        return self._say(f"alfred.revenue.{trend}", percent=percent, difference=difference, before=before)

    def _total_facts(self, total: CurrencyTotal) -> dict[str, Any]:
        def show(minor: int) -> str:
            return self._money(total, minor)

        return {
            "gross": show(total.gross),
            "same_hours_before": show(total.before),
            "difference": show(total.gross - total.before),
            "change": self._change(total),
            "provisional_part_of_gross": show(total.provisional),
            "net_of_settled_part": show(total.net),
            "sales": total.sales,
            "creators": [
                {
                    "name": one.name,
                    "gross": show(one.gross),
                    "before": show(one.before),
                    "share_percent": _share(one, total),
                }
                for one in _biggest(total)
            ],
            "days": [{"day": day.day.isoformat(), "gross": show(day.gross)} for day in total.days if not day.ahead],
        }

    def _money(self, total: CurrencyTotal, minor: int) -> str:
        return Money(minor, total.currency).show(self._language)

    def _window(self) -> str:
        return f"{self._moment(self._summary.window.since)} – {self._moment(self._summary.window.until)}"

    def _moment(self, at: datetime) -> str:
        local = at.astimezone(periods.zone(self._summary.zone))
        day = format_skeleton("MMMEd", local, locale=self._locale)
        clock = format_time(local, format="short", tzinfo=local.tzinfo, locale=self._locale)
        return f"{day} {clock}".replace("\u202f", " ")

    def _say(self, key: str, **parameters: Any) -> str:
        return say(self._language, key, **parameters)


def _covers(work: Work) -> str:
    if work.actor.scope(Action.SEE_REVENUE) == Scope.AGENCY:
        return "agency"
    return "statement" if work.actor.role == Role.CREATOR else "own"


def _biggest(total: CurrencyTotal) -> list[CreatorTotal]:
    return sorted(total.creators, key=lambda creator: -creator.gross)[:_MOST_CREATORS]


def _share(creator: CreatorTotal, total: CurrencyTotal) -> int | None:
    """A creator's part in whole percent; none where the total is not above zero."""
    return round_half_up(Decimal(creator.gross * 100) / total.gross) if total.gross > 0 else None


def _amounts(total: CurrencyTotal) -> list[Money]:
    """Everything the facts say as an amount, and nothing else may be quoted."""
    minors = [total.gross, total.before, total.gross - total.before, total.provisional, total.net]
    minors += [minor for creator in _biggest(total) for minor in (creator.gross, creator.before)]
    minors += [day.gross for day in total.days]
    return [Money(minor, total.currency) for minor in minors]


def _percents(total: CurrencyTotal) -> list[Decimal]:
    shares = [share for creator in _biggest(total) if (share := _share(creator, total)) is not None]
    change = [rules.percent(total.gross, total.before)] if total.before > 0 else []
    return [Decimal(number) for number in change + shares]
