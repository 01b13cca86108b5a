"""The sample people have pay plans of their own, and nothing of their pay is approved."""

from pathlib import Path

import pytest

from onyx_app import demo
from onyx_app.config import settings
from onyx_app.services import payroll
from onyx_app.work import Actor, open_work
from tests.conftest import House


async def test_everybody_who_keeps_a_clock_has_a_plan_and_a_run_pays_them(
    empty_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "onyx_home", tmp_path)
    await demo.seed()

    plans = empty_house.rows(
        "select a.currency, count(*) from pay_plans p join agencies a on a.id = p.agency_id group by 1 order by 1"
    )
    [(agency_id,)] = empty_house.rows("select id from agencies where currency = 'EUR'")
    assert plans == [("EUR", 9), ("USD", 3)]
    assert empty_house.rows("select count(*) from payroll_runs") == [(0,)]
    async with open_work(Actor.system(agency_id)) as work:
        run = await payroll.open_run(work)
    assert run.totals[0][0] == "EUR"
    assert run.totals[0][1] > 500_000
    assert {one["concern"] for one in run.attention} <= {"unattributed_sale", "reversal_without_sale"}
