"""One rounding, symmetric; splits that lose nothing."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onyx_app.money import Money
from onyx_app.rules.pay import half_up, split


@pytest.mark.parametrize(("numerator", "expected"), [(5, 1), (-5, -1), (4, 0), (-4, 0), (15, 2), (25, 3), (-25, -3)])
def test_halves_go_away_from_zero(numerator: int, expected: int) -> None:
    assert half_up(numerator, 10) == expected


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_rounding_equals_the_decimal_one_and_is_symmetric(numerator: int, denominator: int) -> None:
    exact = (Decimal(numerator) / Decimal(denominator)).quantize(Decimal(1), rounding=ROUND_HALF_UP)

    assert half_up(numerator, denominator) == exact
    assert half_up(-numerator, denominator) == -half_up(numerator, denominator)


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(1, 10**6), min_size=1, max_size=9))
def test_a_split_adds_up_and_stays_within_a_cent(amount: int, weights: list[int]) -> None:
    parts = split(amount, weights)

    assert parts == [part.minor for part in Money(amount, "EUR").split(weights)]
    assert sum(parts) == amount
    assert all(
        abs(part * sum(weights) - amount * weight) < sum(weights) for part, weight in zip(parts, weights, strict=True)
    )
