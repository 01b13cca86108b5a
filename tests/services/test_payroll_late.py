"""What becomes known long after a run was closed is still made good, and no longer back than it must be."""

from datetime import date

from onyx_app.services import payroll
from onyx_app.services.payroll import RunCard
from tests import cast
from tests.conftest import House
from tests.services.paying import ADA, MAY_2, approved, do, plan, sale, sheet

SEPTEMBER = MAY_2.replace(month=9)


async def closed(month: int) -> RunCard:
    return await approved(date(2026, month, 1), SEPTEMBER)


def known_for_days(house: House) -> None:
    """Not just a moment before the run: what is that new may have been missed by it, and is looked at anyway."""
    with house.admin() as admin:
        admin.execute("update timesheets set created_at = created_at - interval '2 days'")
        admin.execute("update transactions set recorded_at = recorded_at - interval '2 days'")
        admin.execute("update attributions set decided_at = decided_at - interval '2 days'")


async def lines_of(run: RunCard) -> list[tuple[str, int]]:
    slips = await do(cast.OWNER, payroll.slips, run_id=run.run_id)
    return [(line.kind, line.amount) for slip in slips if slip.profile_id == ADA for line in slip.lines]


async def test_who_had_no_plan_is_made_good_whenever_they_get_one_and_once(house: House) -> None:
    sheet(house, "2026-03-02 10:00", "2026-03-02 12:00")
    known_for_days(house)
    for month in (3, 4, 5):
        await closed(month)
    plan(house, hourly=1000)

    assert await lines_of(await closed(6)) == [("adjustment", 2000)]
    assert await lines_of(await closed(7)) == []


async def test_what_was_made_good_is_taken_back_with_a_refund_long_after(house: House) -> None:
    sold = sale(house, "2026-03-02 12:00", 1000, ADA, net=1000)
    known_for_days(house)
    await closed(3)
    plan(house, commission=[{"id": "all", "percent": "10"}])
    assert await lines_of(await closed(4)) == [("adjustment", 100)]
    await closed(5)
    sale(house, "2026-06-02 12:00", -1000, net=-1000, reverses=sold)

    assert await lines_of(await closed(6)) == [("adjustment", -100), ("carry", 100)]


async def test_a_plan_of_later_days_reaches_back_to_nothing(house: House) -> None:
    sheet(house, "2026-03-02 10:00", "2026-03-02 12:00")
    known_for_days(house)
    await closed(3)
    plan(house, since="2026-04-01", hourly=1000)

    assert await lines_of(await closed(4)) == []
