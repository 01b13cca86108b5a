"""Public holidays as plain dates: asked once, then passed on, so that pay stays replayable."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

from onyx_app.errors import InvalidInput
from onyx_app.rules.periods import Period


def public_holidays(country: str, region: str | None, period: Period) -> frozenset[date]:
    """The holidays in a period by ISO country and subdivision code (DE, BE).

    Raises:
        InvalidInput: the country or region is unknown.
    """
    years = range(period.first.year, (period.end - timedelta(days=1)).year + 1)
    return frozenset(day for year in years for day in _of_year(country, region, year) if day in period)


@lru_cache(maxsize=512)
def _of_year(country: str, region: str | None, year: int) -> frozenset[date]:
    try:
        return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year))
    except NotImplementedError:
        raise InvalidInput("region" if region else "country", "choice") from None
