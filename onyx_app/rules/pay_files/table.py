"""Rows as CSV that a spreadsheet opens as it is meant: UTF-8 with its mark, amounts as text, no cell a formula."""

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import StringIO

from onyx_app.money import exponent

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_MARK = "\ufeff"  # without it spreadsheets take Greek and Cyrillic for something else


def csv_file(titles: Sequence[str], rows: Iterable[Iterable[object]]) -> bytes:
    """Integers and decimals are written as they are; of text, what a spreadsheet would run is made harmless."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(titles)
    for row in rows:
        writer.writerow([_harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return (_MARK + written.getvalue()).encode()


def amount_of(minor: int, currency: str) -> Decimal:
    """12.50 for 1,250 cents; a number of its own, so that a minus is a minus and no formula."""
    return Decimal(minor).scaleb(-exponent(currency))


def _harmless(cell: str) -> str:
    """An apostrophe before what begins like a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA) or cell.startswith(_FORMULA) else cell
