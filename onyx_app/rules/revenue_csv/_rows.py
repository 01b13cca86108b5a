"""Rows of the file as sales, or what is wrong with them, cell by cell."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, ParamSpec, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from onyx_app.errors import InvalidInput
from onyx_app.rules.revenue_csv._amounts import minor_units, plain
from onyx_app.rules.revenue_csv._file import COLUMNS, cells_of
from onyx_app.rules.revenue_csv._moments import instant
from onyx_app.rules.revenue_csv._said import Problem, Refused, echo
from onyx_app.rules.text import clean_currency, clean_line

INCOME_TYPES = ("message", "subscription", "renewal", "tip", "post", "referral", "mediaLink", "giveaway", "other")
LONGEST_TEXT = 120
_BY_NAME = {name.casefold(): name for name in INCOME_TYPES}
_P = ParamSpec("_P")
_T = TypeVar("_T")


@dataclass(slots=True)
class Known:
    """What names in the file stand for in this agency, by their folded spelling; several ids when several fit.

    `zone` reads times without an offset; `now` is when the file is looked at.
    """

    creators: Mapping[str, tuple[UUID, ...]]
    people: Mapping[str, tuple[UUID, ...]]
    zone: ZoneInfo
    now: datetime
    currencies: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A sale, or a reversal when `gross` is negative; minor units. `without_fee`: the file gave neither fee nor net."""

    line: int
    occurred_at: datetime
    creator_id: UUID
    type: str
    gross: int
    fee: int
    net: int
    currency: str
    fan: str
    external_id: str
    sender: UUID | None
    without_fee: bool


@dataclass(frozen=True, slots=True)
class Wrong:
    """A row we cannot take, with everything that is wrong with it."""

    line: int
    problems: tuple[Problem, ...]


def read(file: BinaryIO, known: Known) -> Iterator[Row | Wrong]:
    """Every row of the file, in its order.

    Equal rows are different sales: nothing is dropped here. Only an `external_id` names one sale of a creator.

    Raises:
        OnyxError: the file itself cannot be read (see `cells_of`).
    """
    named: dict[tuple[UUID, str], int] = {}
    for line, cells in cells_of(file):
        row = _row(line, cells, known)
        if isinstance(row, Row) and row.external_id and row.gross >= 0:
            first = named.setdefault((row.creator_id, row.external_id), line)
            if first != line:
                about = {"value": echo(row.external_id), "line": str(first)}
                yield Wrong(line, (Problem("external_id", "named_twice", about),))
                continue
        yield row


def _row(line: int, cells: list[str], known: Known) -> Row | Wrong:
    if len(cells) != len(COLUMNS):
        about = {"count": str(len(cells)), "expected": str(len(COLUMNS))}
        return Wrong(line, (Problem("", "cells", about),))
    problems: list[Problem] = []
    at, creator, kind, gross, fee, net, currency, fan, external_id, sender = (cell.strip() for cell in cells)
    code = _try(problems, _currency, currency, known)
    amounts = _try(problems, _amounts, gross, fee, net, code) if code else None
    when = _try(problems, instant, at, known.zone, known.now)
    who = _try(problems, _creator, creator, known)
    what = _try(problems, _type, kind)
    texts = [_try(problems, _text, *cell) for cell in (("fan", fan), ("external_id", external_id))]
    by = _try(problems, _sender, sender, known)
    if problems or not (code and amounts and when and who and what) or texts[0] is None or texts[1] is None:
        return Wrong(line, tuple(sorted(problems, key=lambda one: COLUMNS.index(one.column))))
    person = by[0] if by else None
    return Row(line, when, who, what, *amounts, code, texts[0], texts[1], person, not (fee or net))


def _try(problems: list[Problem], read_cell: Callable[_P, _T], *given: _P.args, **more: _P.kwargs) -> _T | None:
    """What the cell says; None when it was refused, and then its problem is kept."""
    try:
        return read_cell(*given, **more)
    except Refused as refused:
        problems.append(refused.problem)
        return None


def _amounts(gross: str, fee: str, net: str, currency: str) -> tuple[int, int, int]:
    """Gross, fee and net. One of fee and net follows from the other; with neither there was no fee."""
    if not gross:
        raise Refused("gross", "empty")
    whole = minor_units(gross, currency, "gross")
    cut = minor_units(fee, currency, "fee") if fee else None
    left = minor_units(net, currency, "net") if net else None
    if cut is None:
        cut = 0 if left is None else whole - left
    if left is None:
        left = whole - cut
    if whole - cut != left:
        raise Refused("net", "sum", gross=gross, fee=fee, net=net, expected=plain(whole - cut, currency))
    sign = -1 if whole < 0 else 1
    for column, part in (("fee", cut), ("net", left)):
        if part * sign < 0 or abs(part) > abs(whole):
            given = fee if column == "fee" else net
            raise Refused(column if given else ("net" if column == "fee" else "fee"), "sign", gross=gross)
    return whole, cut, left


def _currency(text: str, known: Known) -> str:
    code = known.currencies.get(text)
    if code is None:
        try:
            code = known.currencies[text] = clean_currency(text)
        except InvalidInput:
            raise Refused("currency", "currency" if text else "empty", value=echo(text)) from None
    return code


def _creator(text: str, known: Known) -> UUID:
    return _one_of(known.creators, text, "creator", ("no_creator", "two_creators"))


def _sender(text: str, known: Known) -> tuple[UUID | None]:
    """In a tuple, because nobody is an answer."""
    return (_one_of(known.people, text, "sender", ("no_person", "two_people")) if text else None,)


def _one_of(names: Mapping[str, tuple[UUID, ...]], text: str, column: str, reasons: tuple[str, str]) -> UUID:
    if not text:
        raise Refused(column, "empty")
    found = names.get(text) or names.get(folded(text), ())
    if len(found) != 1:
        raise Refused(column, reasons[1] if found else reasons[0], value=echo(text))
    return found[0]


def folded(text: str) -> str:
    """One spelling of a name: case and the @ of a handle do not matter."""
    return text.strip().lstrip("@").casefold()


def _type(text: str) -> str:
    if not text:
        raise Refused("type", "empty")
    name = _BY_NAME.get(text.casefold())
    if name is None:
        raise Refused("type", "type", value=echo(text), all=", ".join(INCOME_TYPES))
    return name


def _text(column: str, text: str) -> str:
    if text.isascii() and text.isprintable() and len(text) <= LONGEST_TEXT:
        return text
    try:
        return clean_line(text, column, LONGEST_TEXT, required=False)
    except InvalidInput as error:
        reason = "control" if error.key.endswith("control") else "too_long"
        raise Refused(column, reason, limit=str(LONGEST_TEXT)) from None
