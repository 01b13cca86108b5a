"""A file of sales under every file hypothesis can think of."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from onyx_app.errors import OnyxError
from onyx_app.money import exponent
from onyx_app.rules import revenue_csv
from onyx_app.rules.revenue_csv import COLUMNS, INCOME_TYPES, Wrong, plain
from onyx_app.strings import say
from tests.rules.test_revenue_csv import HEADER, read, written

_MOMENTS = st.datetimes(datetime(2000, 1, 2), datetime(2026, 11, 1), timezones=st.just(UTC))  # noqa: DTZ001
_TEXTS = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=60).map(str.strip)


@st.composite
def _sales(draw: st.DrawFn) -> dict[str, Any]:
    currency = draw(st.sampled_from(["EUR", "USD", "JPY", "KWD", "RON"]))
    sign = draw(st.sampled_from([1, -1]))
    net, fee = (sign * draw(st.integers(0, 10**9)) for _ in range(2))
    offset = timedelta(minutes=15 * draw(st.integers(-48, 56)))
    return {"at": draw(_MOMENTS), "offset": offset, "currency": currency, "net": net, "fee": fee,
            "type": draw(st.sampled_from(INCOME_TYPES)), "fan": draw(_TEXTS)}  # fmt: skip


def _cells(sale: dict[str, Any]) -> dict[str, str]:
    code = sale["currency"]
    local = sale["at"].astimezone(timezone(sale["offset"]))
    amounts = {"gross": sale["net"] + sale["fee"], "fee": sale["fee"], "net": sale["net"]}
    return {"occurred_at": local.isoformat(), "currency": code, "type": sale["type"], "fan": sale["fan"],
            "external_id": "", **{name: plain(minor, code) for name, minor in amounts.items()}}  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(_sales(), min_size=1, max_size=8), st.sampled_from([",", ";"]), st.permutations(COLUMNS))
def test_what_is_written_is_read_back_to_the_cent_and_the_microsecond(
    sales: list[dict[str, Any]], delimiter: str, columns: list[str]
) -> None:
    rows = read(written(*map(_cells, sales), columns=tuple(columns), delimiter=delimiter))

    assert [(row.occurred_at, row.gross, row.fee, row.net, row.currency, row.type) for row in rows] == [  # type: ignore[union-attr]
        (sale["at"], sale["net"] + sale["fee"], sale["fee"], sale["net"], sale["currency"], sale["type"])
        for sale in sales
    ]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=300).map(lambda text: f"{HEADER}\r\n{text}".encode()))
def test_whatever_somebody_sends_is_rows_or_a_sentence(body: bytes) -> None:
    try:
        rows = read(body)
    except OnyxError as error:
        rows, sentences = [], [say("en", error.key, **error.parameters)]
    else:
        sentences = []
    problems = [each for row in rows if isinstance(row, Wrong) for each in row.problems]
    sentences += [say("en", f"revenue_import.row.{each.reason}", **each.about) for each in problems]

    assert all(sentence and sentence.isprintable() for sentence in sentences)


@given(st.integers(-(10**11), 10**11), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_an_amount_written_by_us_is_read_as_the_same(minor: int, currency: str) -> None:
    text = plain(minor, currency)

    assert revenue_csv.minor_units(text, currency, "gross") == minor
    assert len(text.partition(".")[2]) == exponent(currency)
