"""A file of sales: what is in it, row by row, or a sentence about what we cannot take (docs/revenue-csv.md)."""

from onyx_app.rules.revenue_csv._amounts import minor_units, plain
from onyx_app.rules.revenue_csv._file import (
    COLUMNS,
    LARGEST_FILE,
    MOST_ROWS,
    EmptyFile,
    FileTooLarge,
    HeaderRefused,
    LineTooLong,
    NotUtf8,
    QuotesOpen,
    TooManyRows,
    cells_of,
    header_of,
    safe_cell,
)
from onyx_app.rules.revenue_csv._moments import instant
from onyx_app.rules.revenue_csv._rows import INCOME_TYPES, Known, Row, Wrong, folded, read
from onyx_app.rules.revenue_csv._said import Problem, Refused

__all__ = [
    "COLUMNS",
    "INCOME_TYPES",
    "LARGEST_FILE",
    "MOST_ROWS",
    "EmptyFile",
    "FileTooLarge",
    "HeaderRefused",
    "Known",
    "LineTooLong",
    "NotUtf8",
    "Problem",
    "QuotesOpen",
    "Refused",
    "Row",
    "TooManyRows",
    "Wrong",
    "cells_of",
    "folded",
    "header_of",
    "instant",
    "minor_units",
    "plain",
    "read",
    "safe_cell",
]
