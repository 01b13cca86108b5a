"""Holidays by country and region."""

from datetime import date

import pytest

from onyx_app.errors import InvalidInput
from onyx_app.rules.periods import Period
from onyx_app.rules.worktime import public_holidays


def test_the_region_decides() -> None:
    march = Period(date(2026, 3, 1), date(2026, 4, 1))

    assert date(2026, 3, 8) in public_holidays("DE", "BE", march)
    assert date(2026, 3, 8) not in public_holidays("DE", "BY", march)


def test_a_period_over_new_year_knows_both_years() -> None:
    found = public_holidays("DE", None, Period(date(2026, 12, 20), date(2027, 1, 10)))

    assert {date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1)} == found


@pytest.mark.parametrize(("country", "region"), [("ATLANTIS", None), ("DE", "ZZ")])
def test_an_unknown_country_or_region_is_refused(country: str, region: str | None) -> None:
    with pytest.raises(InvalidInput):
        public_holidays(country, region, Period(date(2026, 1, 1), date(2027, 1, 1)))
