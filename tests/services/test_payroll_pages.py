"""What one chooses a period from, and runs and slips a page at a time."""

from datetime import UTC, date, datetime

import pytest

from onyx_app.errors import NotAllowed
from onyx_app.rules.periods import Period
from onyx_app.services import pay_runs, payroll
from tests import cast
from tests.conftest import House
from tests.services.paying import ADA, APRIL_2, MARCH, approved, do, people, plan, reviewed, sheet, worked


async def test_the_calendar_goes_from_the_next_period_back_and_knows_its_runs(house: House) -> None:
    worked(house)
    run = await approved()

    choices = await do(cast.OWNER, payroll.pay_calendar, at=APRIL_2)

    assert [one.period for one in choices[:3]] == [
        Period(date(2026, 5, 1), date(2026, 6, 1)),
        Period(date(2026, 4, 1), date(2026, 5, 1)),
        Period(*MARCH),
    ]
    assert [(one.begun, one.over, one.free, one.status) for one in choices[:4]] == [
        (False, False, False, ""),
        (True, False, True, ""),
        (True, True, False, "approved"),
        (True, True, True, ""),
    ]
    assert (choices[2].run_id, len(choices)) == (run.run_id, 14)


async def test_a_changed_calendar_offers_no_period_that_touches_a_paid_one(house: House) -> None:
    worked(house)
    await approved()
    with house.admin() as admin:
        admin.execute("update agencies set pay_frequency = 'fortnightly', pay_anchor = '2026-03-23'")

    choices = await do(cast.OWNER, payroll.pay_calendar, at=APRIL_2)

    touching = [one for one in choices if one.period.overlap(Period(*MARCH)).days]
    assert len(touching) == 3 and not any(one.free for one in touching)


async def test_the_period_to_pay_next_is_proposed(house: House) -> None:
    first = await do(cast.OWNER, pay_runs.run_list, at=APRIL_2)
    await reviewed()
    second = await do(cast.OWNER, pay_runs.run_list, at=APRIL_2)

    assert (first.proposed, second.proposed) == ("2026-03-01", "2026-04-01")
    assert [words for _, words, _ in second.periods[:3]] == [
        "May 1 – 31, 2026 · not begun",
        "Apr 1 – 30, 2026 · current",
        "Mar 1 – 31, 2026 · Reviewed",
    ]


async def test_runs_come_a_page_at_a_time_the_latest_first(house: House) -> None:
    with house.admin() as admin:
        admin.execute("update agencies set pay_frequency = 'weekly', pay_anchor = '2025-01-06'")
        admin.execute(
            "insert into payroll_runs (agency_id, first_day, end_day)"
            " select %s, date '2025-01-06' + 7 * n, date '2025-01-13' + 7 * n from generate_series(0, 29) n",
            [cast.NORTHLIGHT],
        )

    first = await do(cast.OWNER, payroll.run_page)
    last = await do(cast.OWNER, payroll.run_page, page=9)

    assert (len(first.rows), first.pages, len(last.rows), last.page) == (25, 2, 5, 2)
    assert first.rows[0].period.first > first.rows[1].period.first > last.rows[0].period.first


async def test_slips_are_found_by_name_and_cut_by_the_database(house: House) -> None:
    for who in people(house, 60):
        plan(house, who, base=100)
    run_id = (await do(cast.ADMIN, payroll.open_run, at=APRIL_2, day=MARCH[0])).run_id

    first = await do(cast.OWNER, payroll.slip_page, run_id=run_id)
    third = await do(cast.OWNER, payroll.slip_page, run_id=run_id, page=3)
    found = await do(cast.OWNER, payroll.slip_page, run_id=run_id, search="person 41")
    none = await do(cast.OWNER, payroll.slip_page, run_id=run_id, search="%")

    assert (len(first.rows), first.total, first.pages, len(third.rows)) == (25, 60, 3, 10)
    assert [(row.name, row.totals, row.lines) for row in found.rows] == [("Person 41", (("EUR", 100),), 1)]
    assert none.rows == ()


async def test_a_slip_is_only_found_in_its_own_run(house: House) -> None:
    plan(house, base=100)
    march = await do(cast.ADMIN, payroll.open_run, at=APRIL_2, day=MARCH[0])
    april = await do(cast.ADMIN, payroll.open_run, at=APRIL_2)
    [slip] = (await do(cast.ADMIN, payroll.slip_page, run_id=march.run_id)).rows

    here = await do(cast.ADMIN, payroll.slip, run_id=march.run_id, slip_id=slip.slip_id)
    there = await do(cast.ADMIN, payroll.slip, run_id=april.run_id, slip_id=slip.slip_id)

    assert (here.profile_id, there) == (ADA, None)


async def test_what_needs_attention_is_said_once_per_kind_and_names_the_first(house: House) -> None:
    for who in people(house, 12):
        sheet(house, "2026-03-02 10:00", "2026-03-02 11:00", who)
        sheet(house, "2026-03-03 10:00", "2026-03-03 11:00", who)
    run_id = (await do(cast.ADMIN, payroll.open_run, at=APRIL_2, day=MARCH[0])).run_id

    view = await do(cast.OWNER, pay_runs.run_view, run_id=run_id)

    [group] = view.attention
    assert (group.id, group.count, group.mended, len(group.named), group.more) == (
        "no_plan", 12, "plans", 8, "and 4 more",
    )  # fmt: skip
    assert (group.named[0].days, group.named[0].first) == ("Mon, Mar 2, Tue, Mar 3", "2026-03-02")


async def test_the_page_says_in_words_who_may_approve(house: House) -> None:
    worked(house)
    plan(house, cast.OWNER.profile_id, base=500000)
    run_id = (await reviewed()).run_id

    before = await do(cast.ADMIN, pay_runs.run_view, run_id=run_id)
    await do(cast.ADMIN, payroll.approve_slip, run_id=run_id, profile_id=cast.OWNER.profile_id)
    after = await do(cast.OWNER, pay_runs.run_view, run_id=run_id)

    assert before.approvers == [
        "Adam Admin calculated the run last, so somebody else approves it.",
        "Mona Owner may approve the run once Adam Admin has approved their payslip.",
    ]
    assert (before.may_approve, before.to_sign) == (False, [(str(cast.OWNER.profile_id), "Mona Owner")])
    assert after.approvers[0] == "Mona Owner may approve the run: Adam Admin has approved their payslip."
    assert (after.may_approve, after.to_sign) == (True, [])


@pytest.mark.parametrize("person", [cast.MANAGER, cast.CHATTER])
async def test_calendar_and_pages_are_for_those_who_prepare_pay(house: House, person: cast.Person) -> None:
    run_id = (await reviewed()).run_id
    for verb, given in (
        (payroll.pay_calendar, {}), (payroll.run_page, {}), (payroll.slip_page, {"run_id": run_id}),
        (payroll.slip, {"run_id": run_id, "slip_id": run_id}),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            await do(person, verb, at=datetime(2026, 4, 2, tzinfo=UTC), **given)
