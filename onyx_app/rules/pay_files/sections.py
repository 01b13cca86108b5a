"""A payslip in words: tables of text, in the order somebody reads them. What they look like is the PDF's business."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from onyx_app.money import Money
from onyx_app.rules import wording
from onyx_app.rules.pay import Kind
from onyx_app.rules.pay_files.paper import Item, Paper, Sold, Stretch, Version
from onyx_app.rules.pay_plan_words import INCOMES, plan_lines
from onyx_app.rules.pay_slip_words import figures_of, title
from onyx_app.strings import say

_OF_A_DAY = ("came", "went", "breaks", "raw", "paid")


@dataclass(frozen=True, slots=True)
class Column:
    """`share` of the page's width, in hundredths; numbers stand `right`."""

    title: str
    share: int
    right: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """`small` stands below the first cell, over the whole width."""

    cells: tuple[str, ...]
    small: str = ""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A table with its heading; `note` stands below it. A `dense` one is a list to look things up in.

    `link` is where its note leads.
    """

    title: str
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    note: str = ""
    dense: bool = False
    link: str = ""


class Words:
    """The paper's own sentences, amounts and times in its language and zone."""

    def __init__(self, paper: Paper) -> None:
        self.paper, self.language = paper, paper.language

    def __call__(self, key: str, **given: Any) -> str:
        return say(self.language, f"pay_files.{key}", **given)

    def money(self, minor: int, currency: str) -> str:
        return Money(minor, currency).show(self.language)

    def minutes(self, count: int) -> str:
        return wording.hours(timedelta(minutes=count), self.language)

    def version(self, one: Version) -> str:
        return self("version", day=wording.day(one.since, self.language))


def sections_of(paper: Paper) -> list[Section]:
    """Everything below the head of a payslip."""
    say_ = Words(paper)
    makers: list[Callable[[Paper, Words], list[Section]]] = [_lines, _days, _sales, _plans]
    return [section for make in makers for section in make(paper, say_)]


def _lines(paper: Paper, words: Words) -> list[Section]:
    columns = (
        Column(words("item"), 43),
        Column(words("quantity"), 15, right=True),
        Column(words("rate"), 19, right=True),
        Column(words("factor"), 8, right=True),
        Column(words("amount"), 15, right=True),
    )
    versions = {one.plan_id: one for one in paper.versions}
    rows = [_line(one, versions, paper, words) for one in paper.items]
    rows += [Row((words("to_pay"), "", "", "", words.money(amount, code)), bold=True) for code, amount in paper.totals]
    for code, amount in paper.carried:
        rows.append(Row((words("carried"), "", "", "", words.money(amount, code)), words("carried_why")))
    return [Section(words("lines"), columns, tuple(rows))]


def _line(one: Item, versions: dict[UUID, Version], paper: Paper, words: Words) -> Row:
    quantity, rate, factor = figures_of(one.line, paper.language)
    named = title(one.line, paper.creators, paper.language)
    amount = words.money(one.line.amount, one.line.currency)
    return Row((named, quantity, rate, factor, amount), " · ".join(_behind(one, versions, paper, words)))


def _behind(one: Item, versions: dict[UUID, Version], paper: Paper, words: Words) -> list[str]:
    """The rule version of a line, its week, and how many sales stand behind it."""
    said = []
    if one.line.details.get("week"):
        said.append(words("week", day=wording.day(date.fromisoformat(one.line.details["week"]), words.language)))
    for plan_id in one.versions:
        version = versions[plan_id]
        rule = _rule(version, one.line.details.get("rule", ""), paper)
        said.append(f"{words.version(version)}{': ' if rule else ''}{rule}")
    if one.sold:
        said.append(words("sold", count=sum(sold.count for sold in one.sold)))
    said += _parts(one, words)
    return said


def _rule(version: Version, rule: str, paper: Paper) -> str:
    """The commission rule of the version that made the line; "" for every other line."""
    made = [each for each in version.terms.get("commission", ()) if rule and each["id"] == rule]
    return ", ".join(plan_lines({"commission": made}, version.currency, paper.creators, paper.language))


def _parts(one: Item, words: Words) -> list[str]:
    """How a guarantee, a clawback or an instalment came about."""
    parts, code = dict(one.line.details.get("parts", ())), one.line.currency
    if one.line.kind not in (Kind.GUARANTEE, Kind.CLAWBACK, Kind.ADVANCE) or not parts:
        return []
    return [words(f"parts.{one.line.kind}", **{name: words.money(part, code) for name, part in parts.items()})]


def _days(paper: Paper, words: Words) -> list[Section]:
    columns = (Column(words("day"), 30), *(Column(words(name), 14, right=True) for name in _OF_A_DAY))
    away = [one for one in paper.items if one.line.kind == Kind.LEAVE]
    dated = [(one.since.isoformat(), _day(one, paper, words)) for one in paper.stretches]
    dated += [(_leave_day(one).isoformat(), _leave(one, words)) for one in away]
    if not dated:
        return []
    paid = sum(one.paid for one in paper.stretches) + sum(one.line.quantity for one in away)
    sums = (sum(one.breaks for one in paper.stretches), sum(one.raw for one in paper.stretches), paid)
    rows = [row for _, row in sorted(dated, key=lambda one: one[0])]
    rows.append(Row((words("sum"), "", "", *(words.minutes(each) for each in sums)), bold=True))
    return [Section(words("days"), columns, tuple(rows), words("days_note", zone=paper.zone), dense=True)]


def _day(one: Stretch, paper: Paper, words: Words) -> Row:
    until = wording.clock(one.until, paper.zone, paper.language) if one.until else ""
    breaks = words.minutes(one.breaks) if one.breaks else ""
    cells = (
        wording.weekday(one.day, paper.language),
        wording.clock(one.since, paper.zone, paper.language),
        until,
        breaks,
        words.minutes(one.raw),
        words.minutes(one.paid),
    )
    return Row(cells)


def _leave_day(one: Item) -> date:
    return date.fromisoformat(str(one.line.details["sources"][0][0]).rpartition(":")[2])


def _leave(one: Item, words: Words) -> Row:
    named = words("leave", kind=one.line.details.get("reason", ""))
    day = wording.weekday(_leave_day(one), words.language)
    return Row((f"{day} · {named}", "", "", "", "", words.minutes(one.line.quantity)))


def _sales(paper: Paper, words: Words) -> list[Section]:
    """One table for every commission line."""
    return [_sold(one, paper, words) for one in paper.items if one.sold]


def _sold(one: Item, paper: Paper, words: Words) -> Section:
    columns = (
        Column(words("day"), 14),
        Column(words("sale"), 30),
        Column(words("count"), 8, right=True),
        Column(words("gross"), 12, right=True),
        Column(words("net"), 12, right=True),
        Column(words("back"), 12, right=True),
        Column(words("commission"), 12, right=True),
    )
    code = one.line.currency
    rows = [_one_sale(sold, paper, words) for sold in one.sold]
    count, gross, net, back = (
        sum(getattr(sold, name) for sold in one.sold) for name in ("count", "gross", "net", "back")
    )
    sums = (words.money(each, code) for each in (gross, net))
    taken = words.money(-back, code) if back else ""
    share = sum(sold.share for sold in one.sold)
    rows.append(Row((words("sum"), "", str(count), *sums, taken, words.money(share, code)), bold=True))
    return Section(
        f"{words('behind')}: {title(one.line, paper.creators, paper.language)}",
        columns,
        tuple(rows),
        words("each_sale"),
        dense=True,
        link=paper.link,
    )


def _one_sale(sold: Sold, paper: Paper, words: Words) -> Row:
    kind = say(paper.language, f"pay_plans.income.{sold.income}") if sold.income in INCOMES else sold.income
    taken = words.money(-sold.back, sold.currency) if sold.back else ""
    money = (words.money(each, sold.currency) for each in (sold.gross, sold.net))
    day = wording.weekday(sold.day, paper.language)
    named = f"{sold.creator}, {kind}"
    named = words("shared", sale=named, count=sold.people) if sold.people > 1 else named
    cells = (day, named, str(sold.count), *money, taken, words.money(sold.share, sold.currency))
    return Row(cells)


def _plans(paper: Paper, words: Words) -> list[Section]:
    columns = (Column(words("plan"), 30), Column(words("pays"), 70))
    rows = [
        Row((words.version(one), ", ".join(plan_lines(one.terms, one.currency, paper.creators, paper.language))),
            str(one.plan_id))
        for one in paper.versions
    ]  # fmt: skip
    return [Section(words("plans"), columns, tuple(rows), words("plans_note"))] if rows else []
