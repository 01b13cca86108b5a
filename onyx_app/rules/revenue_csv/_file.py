"""The file itself: its encoding, its header, its lines. Read as it streams, never held as a whole."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from onyx_app.errors import OnyxError
from onyx_app.rules.revenue_csv._said import echo

COLUMNS = ("occurred_at", "creator", "type", "gross", "fee", "net", "currency", "fan", "external_id", "sender")
MOST_ROWS = 200_000
LARGEST_FILE = 48 * 1024 * 1024
_LONGEST_LINE = 16 * 1024
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class NotUtf8(OnyxError):
    """Another encoding, or no text at all."""

    key = "revenue_import.errors.not_utf8"
    field = "file"


class EmptyFile(OnyxError):
    """No header, or no row below it."""

    key = "revenue_import.errors.empty"
    field = "file"


class FileTooLarge(OnyxError):
    """More bytes than we take."""

    key = "revenue_import.errors.too_large"
    field = "file"


class TooManyRows(OnyxError):
    """More rows than one import holds."""

    key = "revenue_import.errors.too_many_rows"
    field = "file"


class LineTooLong(OnyxError):
    """A line that no sale fills."""

    key = "revenue_import.errors.line_too_long"
    field = "file"


class QuotesOpen(OnyxError):
    """A quoted cell that does not end, or goes on after its end: the rest of the file cannot be told apart."""

    key = "revenue_import.errors.quotes"
    field = "file"


class HeaderRefused(OnyxError):
    """The first line does not name our columns; one of its reasons is its key."""

    field = "file"

    def __init__(self, reason: str, **about: str) -> None:
        super().__init__(**about)
        self.key = f"revenue_import.errors.header_{reason}"  # type: ignore[misc]


def cells_of(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells in the order of COLUMNS) of every row that is not blank.

    A row of another length comes as it is: what is wrong with it is said about the row.

    Raises:
        NotUtf8, EmptyFile, HeaderRefused, LineTooLong, QuotesOpen, TooManyRows
    """
    lines = _lines(file)
    number, header = next(((at, line) for at, line in enumerate(lines, 1) if line.strip()), (1, ""))
    order, delimiter = header_of(header)
    rows = 0
    for line, cells in _records(lines, delimiter, number):
        rows += 1
        if rows > MOST_ROWS:
            raise TooManyRows(most=f"{MOST_ROWS:,}")
        yield line, [cells[at] for at in order] if len(cells) == len(order) else cells
    if not rows:
        raise EmptyFile


def header_of(line: str) -> tuple[list[int], str]:
    """Where each of COLUMNS stands, and what separates them.

    Raises:
        EmptyFile, HeaderRefused: columns that are missing, unknown or there twice are named.
    """
    if not line.strip():
        raise EmptyFile
    readings = [(_names(line, delimiter), delimiter) for delimiter in ",;"]
    names, delimiter = max(readings, key=lambda reading: len(set(reading[0]) & set(COLUMNS)))
    for reason, found in (
        ("missing", [name for name in COLUMNS if name not in names]),
        ("unknown", [echo(name) for name in names if name not in COLUMNS]),
        ("twice", sorted({name for name in names if names.count(name) > 1})),
    ):
        if found:
            raise HeaderRefused(reason, columns=", ".join(found[:10]), all=",".join(COLUMNS))
    return [names.index(name) for name in COLUMNS], delimiter


def safe_cell(text: str) -> str:
    """A cell that a spreadsheet shows and never runs: a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _names(line: str, delimiter: str) -> list[str]:
    try:
        cells: Sequence[str] = next(csv.reader([line], delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        return []
    return [cell.strip().lower() for cell in cells]


def _lines(file: BinaryIO) -> Iterator[str]:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    number = 0
    try:
        while line := text.readline(_LONGEST_LINE + 1):
            number += 1
            if len(line) > _LONGEST_LINE:
                raise LineTooLong(line=number)
            yield line
    except UnicodeDecodeError:
        raise NotUtf8 from None  # the cause quotes the file
    finally:
        if not file.closed:
            text.detach()  # the file is its owner's, also when it is read only in part


def _records(lines: Iterator[str], delimiter: str, header: int) -> Iterator[tuple[int, list[str]]]:
    """Quoted cells may hold line breaks, so a row's number is the line it begins on."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    begins = header + 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise QuotesOpen(line=begins) from None
        if any(cell.strip() for cell in cells):
            yield begins, cells
        begins = header + reader.line_num + 1
