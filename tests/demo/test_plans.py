"""The sample people have pay plans of their own, one month is paid and the next one is there to be prepared."""

from pathlib import Path

import pytest

from onyx_app import demo
from onyx_app.config import settings
from onyx_app.services import payroll
from onyx_app.work import Actor, open_work
from tests.conftest import House

_STATES = "select count(*) filter (where published_at is null), count(*) filter (where status = 'missed') from shifts"
_UNREVIEWED = "select count(*) from timesheets where approval = 'open' and clocked_out_at is not null"


async def test_the_sample_agency_has_a_plan_a_past_and_a_month_to_pay(
    empty_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "onyx_home", tmp_path)
    await demo.seed()

    plans = empty_house.rows(
        "select a.currency, count(*) from pay_plans p join agencies a on a.id = p.agency_id group by 1 order by 1"
    )
    [(agency_id,)] = empty_house.rows("select id from agencies where currency = 'EUR'")
    assert plans == [("EUR", 9), ("USD", 3)]
    assert empty_house.rows("select status, totals[0][0] #>> '{}' from payroll_runs") == [("paid", "EUR")]
    [(drafts, missed)] = empty_house.rows(_STATES)
    assert drafts > 10 and missed > 3
    assert empty_house.rows(_UNREVIEWED) == [(0,)]
    assert empty_house.rows("select count(*) > 200 from breaks") == [(True,)]
    async with open_work(Actor.system(agency_id)) as work:
        run = await payroll.open_run(work)
    assert run.totals[0][0] == "EUR"
    assert run.totals[0][1] > 500_000
    assert {one["concern"] for one in run.attention} <= {"unattributed_sale", "reversal_without_sale"}


async def test_a_demo_that_is_opened_twice_has_everything_once(
    empty_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "onyx_home", tmp_path)
    counted = "select (select count(*) from shifts), (select count(*) from timesheets), (select count(*) from breaks)"
    await demo.seed()
    before = empty_house.rows(counted)

    await demo.seed()

    assert empty_house.rows(counted) == before
