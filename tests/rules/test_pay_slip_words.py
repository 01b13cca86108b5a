"""A line in words: what it is for and the sum that gives its amount, whatever its unit."""

from typing import Any

import pytest

from onyx_app.rules.pay_slip_words import sum_of, title
from onyx_app.services.payroll import LineCard


def line(kind: str, quantity: int, unit: str, rate: int, percent: int = 10_000, per: int = 1, **more: Any) -> LineCard:
    return LineCard(kind, "EUR", 0, quantity, unit, rate, percent, per, more)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (line("hours", 485, "minutes", 1250, per=60), "8h 5m × €12.50 per hour"),
        (line("night", 120, "minutes", 1250, 2500, 60), "2h 0m × €12.50 per hour × 25%"),
        (line("commission", 8000, "money", 1, 1000), "€80.00 × 10%"),
        (line("commission", 3, "sales", 150), "3 sales × €1.50"),
        (line("base", 10, "days", 100_000, per=31), "10 days × €1,000.00 ÷ 31"),
        (line("bonus", 1, "once", 5000), ""),
    ],
)
def test_a_line_says_its_sum(given: LineCard, says: str) -> None:
    assert sum_of(given, "en") == says


def test_a_line_names_its_creator_its_kind_of_sale_and_its_reason() -> None:
    typed = line("bonus", 1, "once", 1, reason="Best week", source="bonus", sources=[["x", 1]])
    late = line("adjustment", 1, "once", 1, reason="late.hours", sources=[["late:run:hours:EUR", 1]])
    back = line("adjustment", 1, "once", 1, reason="reversed", sources=[["reversed:run:EUR", -1]])
    sold = line("commission", 1, "money", 1, creator="c", income="tip")

    assert [title(one, {"c": "Luna"}, "en") for one in (typed, late, back, sold)] == [
        "Bonus · Best week",
        "Adjustment · Came to light after its period was closed.",
        "Adjustment · Already paid by a run that was reversed.",
        "Commission · Luna, Tips",
    ]
