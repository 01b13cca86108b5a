"""A changed plan, priced over the pay periods of the last 90 days before anybody saves it."""

from datetime import UTC, date, datetime

import pytest

from onyx_app.errors import NotAllowed
from onyx_app.rules.pay_plans import TermsRefused
from onyx_app.services import pay_preview
from onyx_app.services.pay_preview import PreviewLine
from tests import cast
from tests.conftest import House
from tests.services.paying import ADA, SAM, do, plan, sheet

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
