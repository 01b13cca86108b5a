"""Pay runs in the reader's words: the list, the periods one may choose, one run with what it waits for."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from onyx_app import strings
from onyx_app.rules import wording
from onyx_app.rules.pay_approval import Approval, Obstacle
from onyx_app.services import payroll
from onyx_app.services.pay_attention import Group, groups_of
from onyx_app.services.pay_reading import money_words
from onyx_app.services.payroll import PeriodChoice, RunCard
from onyx_app.tables import Profile
from onyx_app.work import Work


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in the list; `totals` one per currency."""

    id: str = ""
    days: str = ""
    status: str = ""
    totals: list[str] = field(default_factory=list)
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class RunList:
    """One page of runs, and the periods a new one may be for as (first day, words, may be chosen)."""

    rows: list[RunRow] = field(default_factory=list)
    page: int = 1
    pages: int = 1
    periods: list[tuple[str, str, bool]] = field(default_factory=list)
    proposed: str = ""


@dataclass(frozen=True, slots=True)
class SlipRow:
    """A slip in the list. `number` is 0 until the run is approved."""

    id: str
    name: str
    initials: str
    number: int
    totals: list[str]
    lines: int


@dataclass(frozen=True, slots=True)
class SlipList:
    """One page of a run's slips; `total` are all that fit the search."""

    rows: list[SlipRow] = field(default_factory=list)
    total: int = 0
    page: int = 1
    pages: int = 1


@dataclass(frozen=True, slots=True)
class RunView:
    """A run with what has happened to it. `approvers` says who may approve; `may_approve`: the asker may, now.

    `to_sign`: (profile, name) of those whose own slip the asker approves first.
    """

    row: RunRow = field(default_factory=RunRow)
    attention: list[Group] = field(default_factory=list)
    history: list[str] = field(default_factory=list)
    seal: str = ""
    engine: str = ""
    approvers: list[str] = field(default_factory=list)
    may_approve: bool = False
    to_sign: list[tuple[str, str]] = field(default_factory=list)


async def run_list(work: Work, *, page: int = 1) -> RunList:
    """The agency's runs and its pay calendar, the latest first."""
    found, choices = await payroll.run_page(work, page=page), await payroll.pay_calendar(work)
    language = work.actor.language
    rows = [
        RunRow(str(one.run_id), wording.days(one.period, language), one.status, money_words(work, one.totals),
               one.waiting)
        for one in found.rows
    ]  # fmt: skip
    calendar = [(one.period.first.isoformat(), _choice(one, language), one.free) for one in choices]
    return RunList(rows, found.page, found.pages, calendar, _proposed(choices))


async def run_view(work: Work, *, run_id: UUID) -> RunView:
    """One run as a page.

    Raises:
        NotFound: unknown.
    """
    card = await payroll.run(work, run_id=run_id)
    names = {row.id: row.name for row in await work.session.execute(select(col(Profile.id), col(Profile.name)))}
    row = RunRow(str(card.run_id), wording.days(card.period, work.actor.language), card.status,
                 money_words(work, card.totals), len(card.attention))  # fmt: skip
    waits = card.status in ("draft", "reviewed")
    approval = await payroll.approval_of(work, card) if waits else Approval(frozenset(), None)
    me = work.actor.person()
    signs = approval.to_sign(me) if card.status == "reviewed" else frozenset()
    return RunView(
        row,
        await groups_of(work, card, names) if waits else [],
        _history(work, card, names),
        card.seal,
        card.engine,
        _approvers(work, approval, names),
        me in approval.approvers and approval.obstacle(me) is None,
        sorted(((str(one), names[one]) for one in signs), key=lambda pair: pair[1].casefold()),
    )


async def slip_list(work: Work, *, run_id: UUID, search: str = "", page: int = 1) -> SlipList:
    """A run's slips, found and cut by the database."""
    found = await payroll.slip_page(work, run_id=run_id, search=search, page=page)
    rows = [
        SlipRow(str(one.slip_id), one.name, wording.initials(one.name), one.number or 0,
                money_words(work, one.totals), one.lines)
        for one in found.rows
    ]  # fmt: skip
    return SlipList(rows, found.total, found.page, found.pages)


def _choice(one: PeriodChoice, language: str) -> str:
    """16 – 30 Nov 2026 · current; a period with a run says where it stands."""
    days = wording.days(one.period, language)
    if one.status:
        about = strings.say(language, f"payroll.status.{one.status}")
    elif not one.begun:
        about = strings.say(language, "payroll.period_next")
    elif not one.over:
        about = strings.say(language, "payroll.period_current")
    else:
        return days
    return f"{days} · {about}"


def _proposed(choices: tuple[PeriodChoice, ...]) -> str:
    """The period to pay next: the one after the latest run, else the last that is over."""
    free = [one for one in choices if one.free]
    latest = max((one.period.end for one in choices if one.status), default=None)
    after = [one for one in free if latest is None or one.period.first >= latest]
    over = [one for one in after if one.over]
    oldest = over[-1:] if latest else over[:1]
    return next((one.period.first.isoformat() for one in (*oldest, *after[-1:], *free[:1])), "")


def _approvers(work: Work, approval: Approval, names: dict[UUID, str]) -> list[str]:
    """Who may approve, and what for one of them comes first; who may at once stands first."""
    said = []
    for one in sorted(approval.approvers, key=lambda who: (bool(approval.obstacle(who)), names[who].casefold())):
        obstacle, signer = approval.obstacle(one), approval.signed.get(one)
        step = "alone" if approval.alone(one) else "signed" if signer else "may"
        others = sorted(names[other] for other in approval.signers(one)) if obstacle is Obstacle.OWN_SLIP else []
        step = "prepared" if obstacle is Obstacle.PREPARED else "own_slip" if others else step
        either = f" {strings.say(work.actor.language, 'payroll.or')} ".join(others)
        given = {"name": names[one], "signer": names.get(signer, "") if signer else "", "others": either}
        said.append(strings.say(work.actor.language, f"payroll.approver.{step}", **given))
    return said


def _history(work: Work, card: RunCard, names: dict[UUID, str]) -> list[str]:
    """Who did what and when, the latest first."""
    steps: list[tuple[str, UUID | None, datetime | None]] = [
        ("reversed", card.reversed_by, card.reversed_at),
        ("paid", card.paid_by, card.paid_at),
        ("approved", card.approved_by, card.approved_at),
        ("reviewed", card.reviewed_by, card.reviewed_at),
        ("calculated", card.prepared_by, card.calculated_at),
    ]
    language, said = work.actor.language, []
    for step, who, at in steps:
        if at is not None:
            name = names.get(who, "–") if who else "–"
            given = {"when": wording.moment(at, work.actor.zone, language), "name": name}
            reason = {"reason": card.reverse_reason} if step == "reversed" else {}
            said.append(strings.say(language, f"payroll.by_{step}", **given, **reason))
    return said + ([strings.say(language, "payroll.alone")] if card.sole_owner else [])
