"""The forecast: what a planned week costs in hourly pay, by the engine that pays it, for who sees rates."""

from datetime import date
from typing import Any

import pytest

from onyx_app.errors import NotAllowed
from onyx_app.services import pay_plans, shift_costs
from onyx_app.services.shift_costs import CostTotal
from tests import cast
from tests.conftest import House
from tests.services.planning import MONDAY, local, planned
from tests.services.staging import act


async def pays(person: cast.Person, **terms: Any) -> None:
    await act(
        cast.OWNER,
        pay_plans.set_plan,
        profile_id=person.profile_id,
        since=date(2026, 1, 1),
        currency="EUR",
        terms=terms,
    )


async def test_a_week_costs_its_hours_with_overtime_and_premiums(house: House) -> None:
    await pays(cast.CHATTER, hourly=1000, night="1.25", daily_overtime=[{"after_minutes": 480, "factor": "1.5"}])
    await planned(local(10, 20), hours=10)  # 22:00 to 6:00 is night: eight hours

    forecast = await act(cast.OWNER, shift_costs.forecast, day=MONDAY)

    [line] = forecast.people
    assert (line.name, line.minutes, line.amount) == ("Ada Chatter", 600, 10000 + 1000 + 2000)
    assert dict(line.lines) == {"hours": 10000, "daily_overtime": 1000, "night": 2000}
    assert forecast.totals == (CostTotal("EUR", 13000),)


async def test_drafts_count_and_what_is_no_hour_does_not(house: House) -> None:
    await pays(cast.CHATTER, hourly=1000, base=500000, guarantee=900000,
               commission=[{"id": "any", "percent": "10"}])  # fmt: skip
    await planned(local(10, 9), publish=False)
    await planned(local(16, 9))  # the week after

    forecast = await act(cast.ADMIN, shift_costs.forecast, day=MONDAY)

    assert forecast.totals == (CostTotal("EUR", 8000),)


async def test_people_without_a_rate_and_open_shifts_are_named_not_guessed(house: House) -> None:
    await pays(cast.OTHER_CHATTER, base=500000)
    await planned(local(10, 9))
    await planned(local(10, 9), person=cast.OTHER_CHATTER)
    await planned(local(10, 9), person=None)

    forecast = await act(cast.OWNER, shift_costs.forecast, day=MONDAY)

    assert (forecast.totals, forecast.without_rate, forecast.open_minutes) == (
        (),
        ("Ada Chatter", "Sam Chatter"),
        480,
    )


@pytest.mark.parametrize("person", [cast.MANAGER, cast.CHATTER, cast.CONTENT, cast.CREATOR])
async def test_rates_are_for_owners_and_admins(house: House, person: cast.Person) -> None:
    with pytest.raises(NotAllowed):
        await act(person, shift_costs.forecast, day=MONDAY)


async def test_an_empty_week_costs_nothing(house: House) -> None:
    forecast = await act(cast.OWNER, shift_costs.forecast, day=MONDAY)

    assert (forecast.totals, forecast.people, forecast.without_rate) == ((), (), ())
