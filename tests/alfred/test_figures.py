"""No number that no tool returned."""

from decimal import Decimal

import pytest

from onyx_app.alfred.figures import Known, judgeable, unfounded
from onyx_app.alfred.tool import Proof
from onyx_app.money import Money

PROOF = Proof(
    tool="get_agency_financials",
    label="Revenue",
    room="dashboard",
    as_of="2026-11-22T12:00:00+00:00",
    plain="€2,340.18 gross from 45 sales, 15 % more (€305.02).",
    amounts=[(234018, "EUR"), (-30502, "EUR"), (0, "EUR")],
    percents=["15.4"],
)


def known() -> Known:
    found = Known()
    found.learn(PROOF)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "This week you earned **€2,340.18**, **15 % more** than before, that is €305.02.",
        "Esta semana: 2.340,18 €, un 15 por ciento más.",
        "Questa settimana 2 340,18 euro.",
        "Săptămâna asta 2.340,18 EUR.",
        "2340.18 euros",
        "It fell by −€305.02 (15.4 %).",
        "EUR 305.02 or 305.02 EUR",
        "€0.00 came in today, €0 yesterday.",
        "From 45 sales by 3 creators.",
        "Monday 16 Nov 00:00 – Sunday 22 Nov 2026, 14:32",
        "On 21.11.2026 and 2026-11-21, in 2025, Nov 30.",
        "1. Luna\n2. Vera\n",
        "The llm is gpt-oss-120b.",
        "Nothing came in.",
    ],
)
def test_what_a_tool_returned_may_be_said_in_any_spelling(text: str) -> None:
    assert unfounded(text, known()) == []


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("You earned €2,340.19.", "€2,340.19"),
        ("You earned €2,340.", "€2,340"),
        ("You earned $2,340.18.", "$2,340.18"),
        ("You earned USD 2,340.18.", "USD 2,340.18"),
        ("You earned 2,340.18 dollars.", "2,340.18 dollars"),
        ("About €2.3k.", "€2.3k"),
        ("About 2 million euros.", "2 million euros"),
        ("About two thousand euros.", "thousand euros"),
        ("About fifty euros.", "fifty euros"),
        ("Unos quinientos mil euros.", "mil euros"),
        ("That is 16 % more.", "16 %"),
        ("From 46 sales.", "46"),
        ("Just 5 euros.", "5 euros"),
        ("**€9,999.00** this week", "€9,999.00"),
        ("You earned €2026.", "€2026"),
        ("You earned 2026 EUR in 2026.", "2026 EUR"),
        ("You earned EUR 1999.", "EUR 1999"),
        ("Up 2000 %", "2000 %"),
        ("٢٣٤١ €", "٢٣٤١ €"),
        ("You earned ２３４１ EUR.", "2341 EUR"),
    ],
)
def test_what_no_tool_returned_is_found(text: str, figure: str) -> None:
    assert any(figure in found for found in unfounded(text, known()))


def test_of_the_persons_own_numbers_only_lengths_of_time_may_be_repeated() -> None:
    found = known()
    found.hear_question("Did we make €9,999, or 8888, in the last 45 days?")

    assert unfounded("I do not know the last 45 days.", found) == []
    assert unfounded("Yes, €9,999.", found) == ["€9,999"]
    assert unfounded("Yes, 9,999.", found) == ["9,999"]
    assert unfounded("Yes, 8888.", found) == ["8888"]


def test_without_any_tool_every_amount_is_unfounded() -> None:
    assert unfounded("You earned €0.", Known()) == ["€0"]


def test_an_amount_is_known_whatever_its_sign() -> None:
    found = Known(amounts={Money(1000, "JPY")}, percents={Decimal(3)})

    assert unfounded("¥1,000, down 3%", found) == []
    assert unfounded("¥10.00", found) == ["¥10.00"]


@pytest.mark.parametrize(
    ("so_far", "sure"),
    [
        ("You earned €2,3", "You earned "),
        ("You earned €2,340.18", "You earned "),
        ("You earned EUR 2", "You earned "),
        ("You earned 2 340", "You earned "),
        ("You earned the same as bef", "You earned the same as "),
        ("", ""),
    ],
)
def test_a_figure_at_the_end_of_a_growing_text_waits_until_it_is_whole(so_far: str, sure: str) -> None:
    assert so_far[: judgeable(so_far)] == sure


def test_every_prefix_that_is_told_is_founded() -> None:
    text = "This week you earned €2,340.18 net, 15 % more than before, that is 305.02 EUR more from 45 sales in all."
    found = known()

    for end in range(len(text)):
        so_far = text[:end]
        assert unfounded(so_far[: judgeable(so_far)], found) == []
