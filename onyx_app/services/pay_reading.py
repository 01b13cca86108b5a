"""Slips in the reader's words: amounts with their currency, every line with the sum that gives it."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from onyx_app import strings
from onyx_app.money import Money
from onyx_app.rules import wording
from onyx_app.rules.pay_plan_words import plan_lines
from onyx_app.rules.pay_slip_words import sum_of, title
from onyx_app.rules.periods import Period
from onyx_app.services import payroll, payslip_sources, payslips
from onyx_app.services.payroll import LineCard, SlipCard
from onyx_app.tables import Creator
from onyx_app.work import Work


@dataclass(frozen=True, slots=True)
class SlipLine:
    """`sum` is empty where the amount simply is what it is."""

    position: int
    title: str
    sum: str
    amount: str


@dataclass(frozen=True, slots=True)
class SlipView:
    """One person's slip. `number` is 0 and `pdf`, its address, "" until the run is approved."""

    id: str = ""
    name: str = ""
    initials: str = ""
    days: str = ""
    number: int = 0
    totals: list[str] = field(default_factory=list)
    carried: list[str] = field(default_factory=list)
    note: str = ""
    lines: list[SlipLine] = field(default_factory=list)
    pdf: str = ""


@dataclass(frozen=True, slots=True)
class Behind:
    """What a line was calculated from, in sentences; `position` is the line's, -1 while none is opened."""

    position: int = -1
    plans: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)


async def slip_view(work: Work, *, run_id: UUID, slip_id: UUID) -> SlipView:
    """One slip of a run with its lines; an empty one when it is not there, as after the run was calculated again."""
    card = await payroll.slip(work, run_id=run_id, slip_id=slip_id)
    return _slip(work, card, await _creators(work)) if card else SlipView()


async def my_slip_views(work: Work) -> list[SlipView]:
    """The asker's approved slips, the latest first."""
    creators = await _creators(work)
    return [_slip(work, one, creators) for one in await payroll.my_slips(work)]


async def behind_line(work: Work, *, slip_id: UUID, position: int) -> Behind:
    """The stretches of work, the sales and the plan behind a line.

    Raises:
        NotFound: unknown, somebody else's, or still a draft.
    """
    found = await payslips.behind(work, slip_id=slip_id, position=position)
    language, creators = work.actor.language, await _creators(work)
    plans = []
    for plan in found.plans:
        since = strings.say(language, "payroll.behind_plan", day=wording.day(plan.since, language))
        terms = plan.terms if plan.rule is None else {"commission": [plan.rule]}
        plans.append(f"{since}: {', '.join(plan_lines(terms, plan.currency, creators, language))}")
    punches = await payslip_sources.punches_of(work, [one.timesheet_id for one in found.work])
    facts = [said for one in found.work for said in (_stretch(work, one), *punches.get(one.timesheet_id, ()))]
    facts += await payslip_sources.sources_said(work, found, creators)
    return Behind(position, plans, facts + [_sale(work, one) for one in found.sales])


def _stretch(work: Work, one: payslips.WorkBehind) -> str:
    language = work.actor.language
    until = wording.clock(one.until, work.actor.zone, language) if one.until else strings.say(
        language, "payroll.still_on")  # fmt: skip
    length = wording.hours(timedelta(minutes=one.minutes), language)
    since = wording.moment(one.since, work.actor.zone, language)
    return strings.say(language, "payroll.behind_work", hours=length, since=since, until=until)


def _sale(work: Work, one: payslips.SaleBehind) -> str:
    language = work.actor.language
    money = {"gross": Money(one.gross, one.currency).show(language), "net": Money(one.net, one.currency).show(language)}
    at = wording.moment(one.at, work.actor.zone, language)
    return strings.say(language, "payroll.behind_sale", creator=one.creator, at=at, **money)


def _slip(work: Work, card: SlipCard, creators: dict[str, str]) -> SlipView:
    language = work.actor.language
    return SlipView(
        str(card.slip_id),
        card.name,
        wording.initials(card.name),
        wording.days(Period(card.first, card.end), language),
        card.number or 0,
        money_words(work, card.totals),
        money_words(work, card.carried),
        card.note,
        [_line(one, at, creators, language) for at, one in enumerate(card.lines)],
        f"/payroll/{card.run_id}/payslips/{card.slip_id}.pdf" if card.number else "",
    )


def _line(line: LineCard, at: int, creators: dict[str, str], language: str) -> SlipLine:
    amount = Money(line.amount, line.currency).show(language)
    return SlipLine(at, title(line, creators, language), sum_of(line, language), amount)


async def _creators(work: Work) -> dict[str, str]:
    return {str(row.id): row.name for row in await work.session.scalars(select(Creator))}


def money_words(work: Work, totals: tuple[tuple[str, int], ...]) -> list[str]:
    """One amount per currency."""
    return [Money(amount, code).show(work.actor.language) for code, amount in totals]
