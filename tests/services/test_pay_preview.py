"""A changed plan, priced over the pay periods of the last 90 days before anybody saves it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from onyx_app.errors import NotAllowed
from onyx_app.rules.pay_plans import TermsRefused
from onyx_app.services import pay_preview
from onyx_app.services.pay_preview import PreviewLine
from tests import cast
from tests.conftest import House
from tests.services.paying import ADA, SAM, do, plan, sale, sheet

MID_APRIL = datetime(2026, 4, 15, 12, 0, tzinfo=UTC)


async def test_both_sums_are_of_the_same_whole_periods_for_each_person(house: House) -> None:
    plan(house, hourly=1000)
    plan(house, SAM, since="2026-03-01", hourly=1000)
    for day in ("2026-01-10", "2026-02-10", "2026-03-10", "2026-04-10"):  # only February and March are counted
        sheet(house, f"{day} 10:00", f"{day} 12:00")
    sheet(house, "2026-03-11 10:00", "2026-03-11 11:00", SAM)

    found = await do(
        cast.OWNER, pay_preview.preview, at=MID_APRIL, profile_ids=[ADA, SAM], currency="EUR", terms={"hourly": 1100}
    )

    assert (found.first, found.end) == (date(2026, 2, 1), date(2026, 4, 1))
    assert found.lines == (PreviewLine(ADA, "EUR", 4000, 4400), PreviewLine(SAM, "EUR", 1000, 1100))
    assert house.rows("select count(*) from pay_plans") == [(2,)]


async def test_a_first_plan_is_compared_over_the_same_days(house: House) -> None:
    sheet(house, "2026-03-10 10:00", "2026-03-10 12:00")

    found = await do(
        cast.OWNER, pay_preview.preview, at=MID_APRIL, profile_ids=[ADA], currency="EUR", terms={"hourly": 1100}
    )

    assert found.lines == (PreviewLine(ADA, "EUR", 0, 2200),)


async def test_another_currency_stands_beside_and_is_never_converted(house: House) -> None:
    plan(house, base=100)

    found = await do(
        cast.OWNER, pay_preview.preview, at=MID_APRIL, profile_ids=[ADA], currency="USD", terms={"base": 70}
    )

    assert found.lines == (PreviewLine(ADA, "EUR", 200, 0), PreviewLine(ADA, "USD", 0, 140))


async def test_wrong_terms_are_refused_as_when_saving(house: House) -> None:
    with pytest.raises(TermsRefused):
        await do(cast.OWNER, pay_preview.preview, profile_ids=[ADA], currency="EUR", terms={"hourly": -1})


async def test_only_who_may_change_plans_previews_them(house: House) -> None:
    with pytest.raises(NotAllowed):
        await do(cast.MANAGER, pay_preview.preview, profile_ids=[ADA], currency="EUR", terms={})


ELEMENTS: list[dict[str, Any]] = [
    {"hourly": 1100},
    {"daily_overtime": [{"after_minutes": 480, "factor": "1.5"}]},
    {"weekly_overtime": [{"after_minutes": 480, "factor": "1.5"}]},
    {"night": "1.25"},
    {"weekend": "1.5"},
    {"holiday": "2"},
    {"base": 10000},
    {"guarantee": 10**6},
    {"commission": [{"id": "a", "percent": "10"}]},
    {"commission": [{"id": "a", "percent": "10", "basis": "gross", "creator": str(cast.LUNA), "income": "tip"}]},
    {"commission": [{"id": "a", "fixed": 150}]},
    {"commission": [{"id": "a", "brackets": [{"above": 0, "percent": "1"}, {"above": 500, "percent": "9"}]}]},
    {"leave": [{"kind": "vacation", "percent": "100"}]},
    {"regular_rate": True, "weekly_overtime": [{"after_minutes": 480, "factor": "1.5"}],
     "commission": [{"id": "a", "percent": "10"}]},
]  # fmt: skip


@pytest.mark.parametrize("element", ELEMENTS, ids=lambda element: "-".join(element))
async def test_every_element_of_a_plan_shows_in_what_it_would_have_cost(house: House, element: dict[str, Any]) -> None:
    everything_happened(house)

    found = await do(
        cast.OWNER, pay_preview.preview, at=MID_APRIL, profile_ids=[ADA], currency="EUR",
        terms={"hourly": 1000} | element,
    )  # fmt: skip

    [line] = found.lines
    assert line.now == 1000 * 11  # the night of eleven hours; leave and sales earn nothing yet
    assert line.changed > line.now


async def test_the_us_regular_rate_costs_more_than_the_same_plan_without_it(house: House) -> None:
    everything_happened(house)
    plain = ELEMENTS[-1] | {"hourly": 1000, "regular_rate": False}

    sums = [
        (await do(cast.OWNER, pay_preview.preview, at=MID_APRIL, profile_ids=[ADA], currency="EUR", terms=terms)).lines
        for terms in (plain, plain | {"regular_rate": True})
    ]

    assert sums[1][0].changed > sums[0][0].changed


def everything_happened(house: House) -> None:
    """A Saturday night into a Sunday that is a holiday in Hungary, a day of leave, a sale."""
    with house.admin() as admin:
        admin.execute(
            "update agencies set country = 'HU', weekend_days = '{5,6}', night_from = 1320, night_until = 360"
        )
        admin.execute(
            "insert into leave_requests (agency_id, profile_id, kind, first_day, last_day, status)"
            " values (%s, %s, 'vacation', '2026-03-11', '2026-03-11', 'approved')",
            [cast.NORTHLIGHT, ADA],
        )
    plan(house, hourly=1000)
    sheet(house, "2026-03-14 20:00", "2026-03-15 07:00")
    sale(house, "2026-03-10 12:00", 1000, ADA)
