"""A file of sales: what we read in it, and what we say about what we cannot take."""

import csv
import io
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from onyx_app.errors import OnyxError
from onyx_app.rules import revenue_csv
from onyx_app.rules.revenue_csv import COLUMNS, INCOME_TYPES, Known, Row, Wrong, safe_cell
from onyx_app.strings import say

LUNA, VERA, TWIN = UUID(int=1), UUID(int=2), UUID(int=3)
ADA, SAM, OTHER_SAM = UUID(int=4), UUID(int=5), UUID(int=6)
CREATORS = {"luna": (LUNA,), "luna.star": (LUNA,), str(VERA): (VERA,), "twin": (VERA, TWIN)}
PEOPLE = {"ada@x.test": (ADA,), "ada chatter": (ADA,), "sam": (SAM, OTHER_SAM)}
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
BUCHAREST = ZoneInfo("Europe/Bucharest")
USUAL = {
    "occurred_at": "2026-03-01T18:30:00+02:00",
    "creator": "Luna",
    "type": "tip",
    "gross": "12.50",
    "fee": "2.50",
    "net": "10.00",
    "currency": "EUR",
    "fan": "fan-1",
    "external_id": "x-1",
    "sender": "ada@x.test",
}


def known(zone: ZoneInfo = BUCHAREST) -> Known:
    return Known(CREATORS, PEOPLE, zone, NOW)


def written(*rows: dict[str, str], columns: tuple[str, ...] = COLUMNS, delimiter: str = ",", end: str = "\r\n") -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    writer.writerow(columns)
    writer.writerows([[{**USUAL, **row}.get(column, "") for column in columns] for row in rows])
    return text.getvalue()


def read(text: str | bytes, zone: ZoneInfo = BUCHAREST) -> list[Row | Wrong]:
    body = text if isinstance(text, bytes) else text.encode()
    return list(revenue_csv.read(io.BytesIO(body), known(zone)))


def one(**cells: str) -> Row | Wrong:
    [row] = read(written(cells))
    return row


def said(**cells: str) -> list[str]:
    """Everything wrong with a usual row that has these cells, as people read it."""
    row = one(**cells)
    problems = row.problems if isinstance(row, Wrong) else ()
    return [f"{each.column}: {say('en', f'revenue_import.row.{each.reason}', **each.about)}" for each in problems]


def test_a_row_is_read_as_it_was_written() -> None:
    assert one() == Row(
        line=2,
        occurred_at=datetime(2026, 3, 1, 16, 30, tzinfo=UTC),
        creator_id=LUNA,
        type="tip",
        gross=1250,
        fee=250,
        net=1000,
        currency="EUR",
        fan="fan-1",
        external_id="x-1",
        sender=ADA,
        without_fee=False,
    )


@pytest.mark.parametrize("body", [
    written({}),
    "\ufeff" + written({}),
    written({}, delimiter=";"),
    written({}, end="\n"),
    written({}, columns=tuple(reversed(COLUMNS))),
    written({}).replace("occurred_at", '"Occurred_At "'),
    "\r\n" + written({}).replace("\r\n", "\r\n\r\n"),
])  # fmt: skip
def test_the_same_file_in_another_dress_is_the_same_file(body: str) -> None:
    [row] = read(body)

    assert isinstance(row, Row)
    assert (row.creator_id, row.gross, row.fan) == (LUNA, 1250, "fan-1")


def test_a_row_is_numbered_by_the_line_it_begins_on() -> None:
    rows = read(written({}, {"fan": 'a "quoted", one', "external_id": "x-2"}, {"external_id": "x-3"}))
    below = read("\n\n" + written({}, {"fan": "two\nlines"}, {"external_id": "x-3"}))

    assert [row.line for row in rows] == [2, 3, 4]
    assert [row.line for row in below] == [4, 5, 7]
    assert isinstance(rows[1], Row)
    assert rows[1].fan == 'a "quoted", one'


@pytest.mark.parametrize(
    ("gross", "currency", "minor"),
    [("12.5", "EUR", 1250), ("12,50", "EUR", 1250), ("12", "EUR", 1200), ("1200", "JPY", 1200), ("1.234", "KWD", 1234),
     ("0", "EUR", 0), ("999999999999.99", "EUR", 99999999999999)],
)  # fmt: skip
def test_amounts_are_minor_units_of_their_currency(gross: str, currency: str, minor: int) -> None:
    row = one(gross=gross, fee="", net="", currency=currency)

    assert isinstance(row, Row)
    assert (row.gross, row.fee, row.net, row.without_fee) == (minor, 0, minor, True)


def test_fee_and_net_follow_from_each_other_and_from_nothing_else() -> None:
    rows = [one(fee=""), one(net=""), one(gross="-12.50", fee="", net="-10.00")]

    assert [(row.gross, row.fee, row.net) for row in rows if isinstance(row, Row)] == [
        (1250, 250, 1000),
        (1250, 250, 1000),
        (-1250, -250, -1000),
    ]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"gross": ""}, "gross: Fill this in."),
        ({"gross": "1.234,56"}, 'gross: "1.234,56" groups its thousands. Write it without, such as 1234.56.'),
        ({"gross": "1,234.56"}, 'gross: "1,234.56" groups its thousands. Write it without, such as 1234.56.'),
        ({"gross": "1 234,56"}, 'gross: "1 234,56" groups its thousands. Write it without, such as 1234.56.'),
        ({"gross": "1.234"}, 'gross: "1.234" can be read in two ways. Write 1234 or 1234.00 for the large one,'
                             " two decimals for the small one."),
        ({"gross": "12.5000"}, 'gross: "12.5000" has more decimals than EUR, which has 2.'),
        ({"gross": "12.5", "currency": "JPY", "fee": "", "net": ""},
         'gross: "12.5" has more decimals than JPY, which has 0.'),
        ({"gross": "€12"}, 'gross: "€12" is not an amount. Write digits and a decimal point, such as 12.50 or -12.50.'),
        ({"gross": "１"}, 'gross: "１" is not an amount. Write digits and a decimal point, such as 12.50 or -12.50.'),
        ({"net": "9.99"}, "net: 12.50 minus 2.50 is 10.00, not 9.99."),
        ({"fee": "-2.50", "net": "15.00"},
         "fee: Gross, fee and net have one sign, and neither fee nor net is larger than gross (12.50)."),
        ({"fee": "20", "net": ""},
         "fee: Gross, fee and net have one sign, and neither fee nor net is larger than gross (12.50)."),
        ({"currency": "EURO"}, 'currency: "EURO" is not a currency code such as EUR or USD.'),
        ({"currency": ""}, "currency: Fill this in."),
        ({"creator": "Nova"},
         'creator: "Nova" is no creator here. Write their name, handle or id as on the creators page.'),
        ({"creator": "twin"}, 'creator: More than one creator is called "twin". Write the handle or id.'),
        ({"creator": ""}, "creator: Fill this in."),
        ({"sender": "Nobody"}, 'sender: Nobody here is called "Nobody". Write their e-mail or name as on the team page,'
                               " or leave it empty."),
        ({"sender": "Sam"}, 'sender: More than one person is called "Sam". Write their e-mail.'),
        ({"type": "gift"}, f'type: "gift" is no type of income. Choose one of {", ".join(INCOME_TYPES)}.'),
        ({"type": ""}, "type: Fill this in."),
        ({"fan": "a\x07b"}, "fan: Remove the invisible control characters."),
        ({"fan": "two\nlines"}, "fan: Remove the invisible control characters."),
        ({"fan": "a\u202eb"}, "fan: Remove the invisible control characters."),
        ({"external_id": "x" * 121}, "external_id: Keep this to 120 characters."),
        ({"occurred_at": "1 March 2026"},
         'occurred_at: "1 March 2026" is not a date and time. Write 2026-03-01T18:30:00+02:00, or 2026-03-01 18:30:00'
         " in the zone of the file."),
        ({"occurred_at": "2026-02-30 10:00"},
         'occurred_at: "2026-02-30 10:00" is not a date and time. Write 2026-03-01T18:30:00+02:00, or'
         " 2026-03-01 18:30:00 in the zone of the file."),
        ({"occurred_at": "2026-11-20T12:06:00Z"}, "occurred_at: 2026-11-20T12:06:00Z is still to come."),
        ({"occurred_at": "1999-12-31T12:00:00Z"}, "occurred_at: 1999-12-31T12:00:00Z is before the year 2000."),
        ({"occurred_at": "2026-03-29 03:30"},
         "occurred_at: 2026-03-29 03:30:00 did not exist in Europe/Bucharest: the clocks went forward. Write the time"
         " with its offset."),
        ({"occurred_at": "2026-10-25 03:30"},
         "occurred_at: 2026-10-25 03:30:00 happened twice in Europe/Bucharest: the clocks went back. Write"
         " 2026-10-25T03:30:00+03:00 or 2026-10-25T03:30:00+02:00."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_cell_is_said_and_what_to_do(cells: dict[str, str], sentence: str) -> None:
    assert said(**cells) == [sentence]


def test_everything_wrong_with_a_row_is_said_at_once_in_the_order_of_the_columns() -> None:
    found = said(occurred_at="soon", creator="Nova", gross="x", fan="\x00")

    assert [line.split(":")[0] for line in found] == ["occurred_at", "creator", "gross", "fan"]


@pytest.mark.parametrize("cells", [
    {"occurred_at": "2026-03-29 02:59:59"}, {"occurred_at": "2026-03-29 04:00"}, {"occurred_at": "2026-03-29T03:30Z"},
    {"creator": "@Luna.Star"}, {"creator": str(VERA)}, {"creator": str(VERA).upper()}, {"type": "MEDIALINK"},
    {"currency": "eur"}, {"sender": ""}, {"sender": "Ada Chatter"}, {"occurred_at": "2026-03-01 18:30:00.123456 +0200"},
    {"fan": "=HYPERLINK(1)"},
])  # fmt: skip
def test_what_is_meant_is_understood(cells: dict[str, str]) -> None:
    assert said(**cells) == []


def test_a_time_without_an_offset_is_on_the_wall_clock_of_the_files_zone() -> None:
    [there] = read(written({"occurred_at": "2026-07-01 12:00"}), ZoneInfo("America/New_York"))

    assert isinstance(there, Row)
    assert there.occurred_at == datetime(2026, 7, 1, 16, 0, tzinfo=UTC)


def test_equal_rows_are_different_sales_but_a_name_belongs_to_one() -> None:
    alike = read(written({"external_id": ""}, {"external_id": ""}))
    named = read(written({}, {}, {"creator": str(VERA)}, {"gross": "-12.50", "fee": "-2.50", "net": "-10.00"}))

    assert [type(row) for row in alike] == [Row, Row]
    assert [type(row) for row in named] == [Row, Wrong, Row, Row]  # another creator's and a reversal may carry it
    assert isinstance(named[1], Wrong)
    assert named[1].problems[0].about == {"value": "x-1", "line": "2"}


def test_a_row_of_another_length_says_so() -> None:
    [row] = read(",".join(COLUMNS) + "\r\na,b,c\r\n")

    assert isinstance(row, Wrong)
    assert row.problems[0].about == {"count": "3", "expected": "10"}


HEADER = ",".join(COLUMNS)


@pytest.mark.parametrize(
    ("body", "key", "about"),
    [
        (b"", "empty", {}),
        (b"\r\n\r\n", "empty", {}),
        (HEADER.encode(), "empty", {}),
        (written({}).encode("utf-16"), "not_utf8", {}),
        (written({"fan": "Jos\u00e9"}).encode("latin-1"), "not_utf8", {}),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "not_utf8", {}),
        (HEADER.replace(",sender", "").encode(), "header_missing", {"columns": "sender"}),
        (b"date,amount\r\n", "header_missing", {}),
        (f"{HEADER},tax\r\n".encode(), "header_unknown", {"columns": "tax"}),
        (f"{HEADER},fan\r\n".encode(), "header_twice", {"columns": "fan"}),
        ((written({}) + '"open,1\r\n' + "x,y\r\n" * 20_000).encode(), "quotes", {"line": 3}),
        ((written({}) + 'a"b"c,"d"e\r\n').encode(), "quotes", {"line": 3}),
        ((written({}) + "x" * 20_000).encode(), "line_too_long", {"line": 3}),
    ],
)
def test_a_file_we_cannot_read_is_refused_as_a_whole(body: bytes, key: str, about: dict[str, Any]) -> None:
    with pytest.raises(OnyxError) as refused:
        read(body)

    assert refused.value.key == f"revenue_import.errors.{key}"
    assert refused.value.parameters.items() >= about.items()
    assert say("en", refused.value.key, **refused.value.parameters)


def test_a_file_of_more_rows_than_we_take_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onyx_app.rules.revenue_csv._file.MOST_ROWS", 3)

    with pytest.raises(revenue_csv.TooManyRows):
        read(written(*[{"external_id": ""}] * 4))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "plain"])
def test_what_we_write_is_never_run_by_a_spreadsheet(text: str) -> None:
    assert not safe_cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))
