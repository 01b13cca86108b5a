"""Imports and pay: what a closed run does not know yet, and what one that used a file protects."""

from datetime import UTC, datetime

import pytest

from onyx_app.services import payroll, revenue_import
from onyx_app.services.revenue_import import PayUsedIt
from tests import cast
from tests.conftest import House
from tests.services import paying
from tests.services.importing import assigned_all_year, back, bring, do, hint, imported, look, row, seen
from tests.services.paying import ADA, APRIL_2, MAY_2, approved, plan

MARCH_10, APRIL_10 = "2026-03-10T12:00:00Z", "2026-04-10T12:00:00Z"
APRIL_20 = datetime(2026, 4, 20, 9, 0, tzinfo=UTC)


def ten_percent(house: House) -> None:
    """Ada earns a tenth of the net of what Luna sells."""
    assigned_all_year(house)
    plan(house, commission=[{"id": "all", "percent": "10"}])


async def lines_of(house: House, first: str) -> list[tuple[str, int]]:
    return house.rows(
        "select l.kind, l.amount from payslip_lines l join payroll_runs r on r.id = l.run_id"
        " where r.first_day = %s and l.profile_id = %s order by l.position",
        first, ADA,
    )  # fmt: skip


async def april(house: House) -> list[tuple[str, int]]:
    """What the April run pays Ada."""
    await paying.do(cast.ADMIN, payroll.open_run, at=MAY_2, day=datetime(2026, 4, 1, tzinfo=UTC).date())
    return await lines_of(house, "2026-04-01")


async def test_pay_reads_imported_sales(house: House) -> None:
    ten_percent(house)
    await do(revenue_import.bring_in, at=APRIL_2, import_id=await look(row(MARCH_10), at=APRIL_2))
    await approved()

    assert await lines_of(house, "2026-03-01") == [("commission", 80)]


async def test_a_row_of_a_closed_run_is_said_to_be_late_and_paid_by_the_next(house: House) -> None:
    ten_percent(house)
    paying.sheet(house, "2026-03-02 10:00", "2026-03-02 18:00")
    await approved()
    import_id = await look(row(MARCH_10), row(APRIL_10), at=APRIL_20)
    found = await seen(import_id)
    await bring(import_id, at=APRIL_20)

    assert (found.late, [one.late for one in found.rows]) == (1, [True, False])
    assert await april(house) == [("commission", 80), ("adjustment", 80)]


async def test_an_announced_sale_settled_after_its_run_is_paid_by_the_next_and_taken_back_like_any_other(
    house: House,
) -> None:
    ten_percent(house)
    hint(house, "2026-03-10 12:00:30+00")
    paying.sheet(house, "2026-03-02 10:00", "2026-03-02 18:00")
    await approved()
    await imported(row(MARCH_10, external_id="a"), at=APRIL_20)

    assert await april(house) == [("adjustment", 80)]

    run = house.rows("select id from payroll_runs where first_day = '2026-04-01'")[0][0]
    await paying.do(cast.ADMIN, payroll.discard, run_id=run)
    await imported(back("2026-04-12T12:00:00Z", external_id="a"), at=APRIL_20)
    assert await april(house) == []


async def test_a_reversal_of_a_paid_sale_is_late_and_clawed_back(house: House) -> None:
    ten_percent(house)
    await imported(row(MARCH_10, external_id="a"), at=APRIL_2)
    await approved()
    import_id = await look(back("2026-04-12T12:00:00Z", external_id="a"), row(APRIL_10), at=APRIL_20)
    found = await seen(import_id)
    await bring(import_id, at=APRIL_20)

    assert found.late == 1
    assert await april(house) == [("commission", 80), ("clawback", -80)]


async def test_a_file_that_an_approved_run_used_is_not_undone(house: House) -> None:
    ten_percent(house)
    used = await imported(row(MARCH_10), row("2026-04-01T06:00:00Z"), at=APRIL_2)
    await approved()
    after = await imported(row("2026-04-11T12:00:00Z"), at=APRIL_20)

    with pytest.raises(PayUsedIt) as refused:
        await do(revenue_import.undo, import_id=used)
    await do(revenue_import.undo, import_id=after)

    assert refused.value.parameters == {"days": "Mar 1 – 31, 2026", "count": 1}
    assert house.rows("select count(*) from transactions") == [(2,)]


async def test_a_late_sale_that_the_next_run_paid_is_not_undone_either(house: House) -> None:
    ten_percent(house)
    paying.sheet(house, "2026-03-02 10:00", "2026-03-02 18:00")
    await approved()
    late = await imported(row(MARCH_10), at=APRIL_20)
    await approved(datetime(2026, 4, 1, tzinfo=UTC).date(), MAY_2)

    with pytest.raises(PayUsedIt):
        await do(revenue_import.undo, import_id=late)


async def test_a_run_that_is_reversed_lets_go_of_its_sales(house: House) -> None:
    ten_percent(house)
    used = await imported(row(MARCH_10), at=APRIL_2)
    run = await approved()
    await paying.do(cast.OWNER, payroll.reverse, at=APRIL_20, run_id=run.run_id, reason="Wrong file")

    assert await do(revenue_import.undo, import_id=used) == 1
