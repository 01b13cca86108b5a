"""Imports as they are shown: the list, and one file with what would become of it."""

import csv
import io
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import aliased
from sqlmodel import col

from onyx_app.errors import NotFound
from onyx_app.money import Money
from onyx_app.roles import Action, Scope
from onyx_app.rules import wording
from onyx_app.rules.paging import Cut
from onyx_app.rules.revenue_csv import safe_cell
from onyx_app.services.revenue_import._sums import VERDICTS, counts_of, marks_of, months_of, totals_of
from onyx_app.strings import say
from onyx_app.tables import Agency, Profile, RevenueImport
from onyx_app.work import Actor, Work

_PAGE_OF_PROBLEMS = 5_000


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One file of the list. `rows` counts what it brought, or holds while it waits; texts are ready to show."""

    id: str = ""
    name: str = ""
    state: str = ""
    rows: int = 0
    by: str = ""
    at: str = ""
    amounts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ImportList:
    """One page of imports, the latest first."""

    rows: list[ImportRow]
    page: int = 1
    pages: int = 1
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """Sales and reversals of one currency, perhaps of one creator and month."""

    id: str
    currency: str
    about: str
    sales: int
    reversals: int
    gross: str
    fee: str
    net: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file; what could not be read is empty, and `problems` says why, each as "column: sentence"."""

    id: str
    line: int
    verdict: str
    at: str
    creator: str
    type: str
    gross: str
    fee: str
    net: str
    fan: str
    sender: str
    late: bool
    problems: list[str]


@dataclass(frozen=True, slots=True)
class Preview:
    """A file that was looked at, or what became of it. `fresh` rows would be (or were) brought in."""

    id: str = ""
    name: str = ""
    state: str = ""
    zone: str = ""
    at: str = ""
    by: str = ""
    total: int = 0
    fresh: int = 0
    new: int = 0
    settles: int = 0
    reverses: int = 0
    known: int = 0
    wrong: int = 0
    late: int = 0
    without_fee: int = 0
    first: str = ""
    last: str = ""
    sums: list[Sum] = field(default_factory=list)
    months: list[Sum] = field(default_factory=list)
    show: str = ""
    rows: list[Line] = field(default_factory=list)
    page: int = 1
    pages: int = 1


_LINES = text("""
    select r.*, c.name as creator, p.name as sender from revenue_import_rows r
    left join creators c on c.id = r.creator_id left join profiles p on p.id = r.sender_id
    where r.import_id = :import and (:show = '' or r.verdict = :show) order by r.line limit :size offset :offset""")
_PROBLEMS = text("""
    select line, problems from revenue_import_rows
    where import_id = :import and verdict = 'wrong' and line > :after order by line limit :most""")


async def imports(work: Work, *, page: int = 1) -> ImportList:
    """Files that were imported or undone, and those of the asker's agency that still wait.

    Raises:
        NotAllowed
    """
    work.actor.must(Action.CONNECT, at_least=Scope.AGENCY)
    total = await work.session.scalar(text("select count(*) from revenue_imports")) or 0
    cut = Cut(total, page)
    query = _with_names().order_by(col(RevenueImport.created_at).desc(), col(RevenueImport.id))
    found = (await work.session.execute(query.limit(cut.size).offset(cut.offset))).all()
    zone = await work.session.scalar(select(col(Agency.zone))) or ""
    return ImportList([_card(work.actor, *row) for row in found], cut.page, cut.pages, zone)


async def preview(work: Work, *, import_id: UUID, show: str = "", page: int = 1) -> Preview:
    """One import; `show` is a verdict to look at alone. A file with wrong rows shows those first.

    Raises:
        NotAllowed, NotFound
    """
    work.actor.must(Action.CONNECT, at_least=Scope.AGENCY)
    found = (await work.session.execute(_with_names().where(col(RevenueImport.id) == import_id))).one_or_none()
    if found is None:
        raise NotFound
    one, *names = found
    told = await _told(work, one)
    counts = told["counts"]
    shown = show if show in VERDICTS else ("wrong" if counts["wrong"] and show != "all" else "")
    cut = Cut(counts[shown] if shown else sum(counts.values()), page)
    rows = await _lines(work, import_id, shown, cut) if one.state == "checked" else []
    return _preview(work.actor, one, names, told, rows, shown or "all", cut)


async def problems_csv(work: Work, *, import_id: UUID) -> AsyncIterator[str]:
    """Everything wrong with a file as lines of CSV: line, column, what to do. Safe to open in a spreadsheet.

    Raises:
        NotAllowed, NotFound
    """
    work.actor.must(Action.CONNECT, at_least=Scope.AGENCY)
    if await work.session.get(RevenueImport, (work.actor.agency_id, import_id)) is None:
        raise NotFound
    yield "line,column,problem\r\n"
    after = 0
    asked = {"import": import_id, "most": _PAGE_OF_PROBLEMS}
    while rows := (await work.session.execute(_PROBLEMS, asked | {"after": after})).all():
        written = io.StringIO()
        writer = csv.writer(written)
        for row in rows:
            for column, reason, about in row.problems:
                writer.writerow([row.line, column, safe_cell(_said(work.actor, reason, about))])
        yield written.getvalue()
        after = rows[-1].line


def _with_names() -> Any:
    """The import, who looked at it, who imported it and who took it back."""
    made, brought, undone = (aliased(Profile) for _ in range(3))
    columns: Any = (RevenueImport, made.name, brought.name, undone.name)
    return (
        select(*columns)
        .outerjoin(made, col(made.id) == col(RevenueImport.made_by))
        .outerjoin(brought, col(brought.id) == col(RevenueImport.imported_by))
        .outerjoin(undone, col(undone.id) == col(RevenueImport.undone_by))
    )


def _card(actor: Actor, one: RevenueImport, *names: str | None) -> ImportRow:
    who, when = _last_step(one, names)
    told: Any = one.summary
    fresh = _fresh(told["counts"]) if told else one.rows
    amounts = [_shown(actor, each["gross"], each["currency"]) for each in totals_of(told.get("months", []))]
    return ImportRow(
        str(one.id), one.file_name, one.state, fresh, who, wording.moment(when, actor.zone, actor.language), amounts
    )


def _last_step(one: RevenueImport, names: Any) -> tuple[str, datetime]:
    steps = zip((one.created_at, one.imported_at, one.undone_at), names, strict=True)
    when, who = [(when, who) for when, who in steps if when is not None][-1]
    return who or "", when


async def _told(work: Work, one: RevenueImport) -> dict[str, Any]:
    """What is in the file: as it is now while it waits, as it was imported afterwards."""
    if one.state != "checked":
        kept: Any = one.summary
        return {**kept, "first": datetime.fromisoformat(kept["first"]), "last": datetime.fromisoformat(kept["last"])}
    marks = await marks_of(work, one.id)
    found = {name: getattr(marks, name) for name in ("late", "without_fee", "first", "last")}
    return found | {"counts": await counts_of(work, one.id), "months": await months_of(work, one.id)}


def _preview(
    actor: Actor, one: RevenueImport, names: Any, told: Mapping[str, Any], rows: list[Line], show: str, cut: Cut
) -> Preview:
    who, when = _last_step(one, names)
    counts = told["counts"]
    return Preview(
        id=str(one.id),
        name=one.file_name,
        state=one.state,
        zone=one.zone,
        at=wording.moment(when, actor.zone, actor.language),
        by=who,
        total=one.rows,
        fresh=_fresh(counts),
        **{verdict: counts[verdict] for verdict in VERDICTS},
        late=told["late"],
        without_fee=told["without_fee"],
        first=wording.moment(told["first"], one.zone, actor.language),
        last=wording.moment(told["last"], one.zone, actor.language),
        sums=[_sum(actor, each, "") for each in totals_of(told["months"])],
        months=[_sum(actor, each, f"{each['creator']} · {each['month']}") for each in told["months"]],
        show=show,
        rows=rows,
        page=cut.page,
        pages=cut.pages,
    )


def _fresh(counts: Mapping[str, int]) -> int:
    return counts["new"] + counts["settles"] + counts["reverses"]


def _sum(actor: Actor, each: Mapping[str, Any], about: str) -> Sum:
    amounts = (_shown(actor, each[name], each["currency"]) for name in ("gross", "fee", "net"))
    return Sum(f"{about} {each['currency']}", each["currency"], about, each["sales"], each["reversals"], *amounts)


async def _lines(work: Work, import_id: UUID, show: str, cut: Cut) -> list[Line]:
    asked = {"import": import_id, "show": show, "size": cut.size, "offset": cut.offset}
    return [_line(work.actor, row) for row in await work.session.execute(_LINES, asked)]


def _line(actor: Actor, row: Any) -> Line:
    def amount(minor: int | None) -> str:
        return "" if minor is None else _shown(actor, minor, row.currency)

    return Line(
        id=str(row.id),
        line=row.line,
        verdict=row.verdict,
        at=wording.moment(row.occurred_at, actor.zone, actor.language),
        creator=row.creator or "",
        type=say(actor.language, f"revenue_import.income.{row.type}") if row.type else "",
        gross=amount(row.gross),
        fee=amount(row.fee),
        net=amount(row.net),
        fan=row.fan or "",
        sender=row.sender or "",
        late=row.late,
        problems=[_named(actor, *problem) for problem in row.problems],
    )


def _named(actor: Actor, column: str, reason: str, about: Mapping[str, str]) -> str:
    said = _said(actor, reason, about)
    return f"{column}: {said}" if column else said


def _said(actor: Actor, reason: str, about: Mapping[str, str]) -> str:
    return say(actor.language, f"revenue_import.row.{reason}", **about)


def _shown(actor: Actor, minor: int, currency: str) -> str:
    return Money(minor, currency).show(actor.language)
