"""A file for spreadsheets holds text, never a formula, and amounts as they are."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onyx_app.rules.pay_files.table import amount_of, csv_file


def read(written: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1+cmd", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n@x"])
def test_what_begins_like_a_formula_is_text(cell: str) -> None:
    assert read(csv_file(["a"], [[cell]]))[1] == [f"'{cell}"]


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_cells_come_back_as_they_were_and_none_begins_a_formula(cells: list[str]) -> None:
    [read_back] = read(csv_file(["a"], [cells]))[1:]

    assert [cell.removeprefix("'") for cell in read_back] == [cell.removeprefix("'") for cell in cells]
    assert not any(cell.strip().startswith(("=", "+", "-", "@")) for cell in read_back)


def test_amounts_have_the_decimals_of_their_currency_and_a_minus_stays_a_number() -> None:
    rows = [[amount_of(-1250, "EUR"), amount_of(5, "EUR"), amount_of(1250, "JPY"), amount_of(1, "KWD")]]

    assert read(csv_file(["a", "b", "c", "d"], rows))[1] == ["-12.50", "0.05", "1250", "0.001"]
