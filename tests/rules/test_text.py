"""What a person typed, made fit to keep."""

from enum import StrEnum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onyx_app.errors import InvalidInput
from onyx_app.rules import text


def refused(act, *arguments, **options) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        act(*arguments, **options)
    return caught.value


def test_a_line_is_trimmed_and_composed() -> None:
    assert text.clean_line("  Zoe\u0308  ", "name", 80) == "Zoë"


@pytest.mark.parametrize(
    "line",
    ["a\x00b", "a\nb", "a\x1bb", "a\u202eb", "a\u2028b", "a\u200bb", "a\ud800b", "a\x85b", "Ada\u3164", "\u2800"],
)
def test_characters_nobody_sees_are_refused(line: str) -> None:
    assert refused(text.clean_line, line, "name", 80).key == "errors.input.control"


@pytest.mark.parametrize("line", ["", "   ", "\u200d", "\u00a0", "\u0301", "\U000e0100"])
def test_an_empty_line_is_refused_where_one_is_needed(line: str) -> None:
    error = refused(text.clean_line, line, "name", 80)

    assert (error.key, error.field) == ("errors.input.required", "name")
    assert text.clean_line(line, "name", 80, required=False) == ""


def test_length_is_counted_after_trimming() -> None:
    assert text.clean_line(" " + "x" * 80 + " ", "name", 80) == "x" * 80
    assert refused(text.clean_line, "x" * 81, "name", 80).parameters == {"limit": 80}
    assert refused(text.clean_line, "abc", "password", 80, at_least=12).parameters == {"limit": 12}


@pytest.mark.parametrize(
    "line", ["Robert'); drop table profiles;--", "<script>alert(1)</script>", "علی\u200cرضا", "👩‍👧 Ana"]
)
def test_what_looks_dangerous_is_only_text(line: str) -> None:
    assert text.clean_line(line, "name", 80) == line


@given(st.text(max_size=120))
def test_cleaning_twice_changes_nothing(line: str) -> None:
    try:
        once = text.clean_line(line, "name", 80, required=False)
    except InvalidInput:
        return

    assert text.clean_line(once, "name", 80, required=False) == once


def test_several_lines_keep_their_breaks() -> None:
    assert text.clean_text("one\r\ntwo\rthree\n\n", "note", 80) == "one\ntwo\nthree"
    assert refused(text.clean_text, "one\x07", "note", 80).key == "errors.input.control"
    assert refused(text.clean_text, "a\n" * 60, "note", 80).key == "errors.input.too_long"


def test_an_address_has_one_spelling() -> None:
    assert text.clean_email("  Ada@Example.COM ") == "ada@example.com"
    assert text.clean_email("ada@xn--exmple-cua.de") == text.clean_email("ada@exämple.de")


@pytest.mark.parametrize(
    "line", ["ada", "ada@", "@x.io", "a b@x.io", "a@x", "a@[127.0.0.1]", "Ada <a@x.io>", "a@x.io\nbcc: b"]
)
def test_what_is_not_an_address_is_refused(line: str) -> None:
    error = refused(text.clean_email, line)

    assert error.field == "email"
    assert error.__cause__ is None


def test_zones_currencies_colours_locales_countries() -> None:
    assert text.clean_zone("Europe/Bucharest") == "Europe/Bucharest"
    assert text.clean_zone("", required=False) == ""
    assert text.clean_currency(" eur ") == "EUR"
    assert text.clean_colour("#7C5CFF") == "#7c5cff"
    assert text.clean_colour("") == ""
    assert text.clean_locale("pt_BR") == "pt-BR"
    assert text.clean_country("ro") == "RO"


@pytest.mark.parametrize(
    ("act", "value", "reason"),
    [
        (text.clean_zone, "Mars/Base", "zone"),
        (text.clean_zone, "../../etc/passwd", "zone"),
        (text.clean_zone, "", "required"),
        (text.clean_currency, "XXZ", "currency"),
        (text.clean_currency, "€", "currency"),
        (text.clean_colour, "red", "colour"),
        (text.clean_colour, "#fff;}", "colour"),
        (text.clean_locale, "zz-nope", "choice"),
        (text.clean_country, "QQ", "choice"),
        (text.clean_id, "not-an-id", "id"),
    ],
)
def test_what_is_no_choice_is_a_sentence(act, value: str, reason: str) -> None:
    assert refused(act, value).key == f"errors.input.{reason}"


def test_numbers_have_limits() -> None:
    assert text.clean_number("15", "grace", 0, 60) == 15
    assert refused(text.clean_number, "61", "grace", 0, 60).parameters == {"low": 0, "high": 60}
    for nonsense in ("", "1e3", "4.5", "NaN", "1_0", "9" * 40):
        refused(text.clean_number, nonsense, "grace", 0, 60)


def test_a_wall_clock_becomes_minutes() -> None:
    assert text.clean_clock("22:30", "night_from") == 22 * 60 + 30
    assert text.clean_clock("6:05", "night_from") == 365
    assert refused(text.clean_clock, "24:00", "night_from").key == "errors.input.clock"


def test_a_choice_is_a_member() -> None:
    class Colour(StrEnum):
        RED = "red"

    assert text.clean_choice("red", "colour", Colour) is Colour.RED
    assert refused(text.clean_choice, "blue", "colour", Colour).field == "colour"


def test_an_id_is_read() -> None:
    assert text.clean_id("0199aaaa-0000-7000-8000-000000000001") == UUID("0199aaaa-0000-7000-8000-000000000001")
