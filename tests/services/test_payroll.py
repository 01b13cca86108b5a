"""Pay runs: opened once per period, approved by a second person, paid once, final in between."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from onyx_app.errors import InvalidInput, NotAllowed, NotFound
from onyx_app.rules.pay import CaseRefused
from onyx_app.services import ledger, pay_items, payroll, timeclock
from onyx_app.services.payroll import (
    FourEyes,
    NotBegun,
    OpenTimesheets,
    OutOfDate,
    OwnSlip,
    PeriodNotOver,
    PeriodTaken,
    RunCard,
    WrongStep,
)
from tests import cast
from tests.conftest import House
from tests.services.paying import ADA, APRIL_2, MARCH, MAY_2, SAM, approved, do, plan, reviewed, sale, sheet, worked


async def test_a_draft_has_a_slip_for_everybody_whose_lines_add_up_to_the_run(house: House) -> None:
    worked(house)

    run: RunCard = await do(cast.ADMIN, payroll.open_run, at=APRIL_2, day=MARCH[0])
    slips = await do(cast.OWNER, payroll.slips, run_id=run.run_id)

    assert (run.status, run.totals, run.attention) == ("draft", (("EUR", 9880),), ())
    assert [(slip.name, slip.totals, slip.number) for slip in slips] == [
        ("Ada Chatter", (("EUR", 8080),), None),
        ("Sam Chatter", (("EUR", 1800),), None),
    ]
    assert [(line.kind, line.amount, line.quantity) for line in slips[0].lines] == [
        ("hours", 8000, 480),
        ("commission", 80, 800),
    ]
    assert slips[0].lines[0].details["source"] == "timesheet"
    assert all(sum(line.amount for line in slip.lines) == dict(slip.totals)["EUR"] for slip in slips)


async def test_without_a_day_it_is_the_last_period_that_is_over_and_then_the_next(house: House) -> None:
    first = await do(cast.ADMIN, payroll.open_run, at=APRIL_2)
    second = await do(cast.ADMIN, payroll.open_run, at=APRIL_2)

    assert (first.period.first, second.period.first) == (date(2026, 3, 1), date(2026, 4, 1))
    with pytest.raises(NotBegun):
        await do(cast.ADMIN, payroll.open_run, at=APRIL_2)


async def test_a_period_that_overlaps_another_run_is_refused_with_its_days(house: House) -> None:
    await do(cast.ADMIN, payroll.open_run, at=APRIL_2, day=MARCH[0])
    with house.admin() as admin:
        admin.execute("update agencies set pay_frequency = 'weekly', pay_anchor = '2026-01-05'")

    with pytest.raises(PeriodTaken) as refused:
        await do(cast.ADMIN, payroll.open_run, at=APRIL_2, day=date(2026, 3, 31))

    assert refused.value.parameters == {"days": "Mar 1 – 31, 2026"}


async def test_a_draft_follows_the_facts_and_a_reviewed_run_does_not(house: House) -> None:
    worked(house)
    run = await do(cast.ADMIN, payroll.open_run, at=APRIL_2, day=MARCH[0])
    sheet(house, "2026-03-04 10:00", "2026-03-04 11:00", SAM)

    again = await do(cast.ADMIN, payroll.recalculate, run_id=run.run_id)

    assert (again.totals, again.seal == run.seal) == ((("EUR", 10780),), False)
    await do(cast.ADMIN, payroll.review, run_id=run.run_id)
    with pytest.raises(WrongStep, match="reviewed"):
        await do(cast.ADMIN, payroll.recalculate, run_id=run.run_id)
    assert (await do(cast.ADMIN, payroll.back_to_draft, run_id=run.run_id)).reviewed_by is None


async def test_a_discarded_draft_leaves_its_period_free(house: House) -> None:
    worked(house)
    run = await reviewed()

    await do(cast.OWNER, payroll.discard, run_id=run.run_id)

    assert await do(cast.OWNER, payroll.runs) == ()
    with pytest.raises(NotFound):
        await do(cast.OWNER, payroll.run, run_id=run.run_id)
    assert (await reviewed()).totals == run.totals


async def test_approval_numbers_the_slips_locks_the_days_and_posts_the_journal(house: House) -> None:
    worked(house)
    run = await approved()

    assert (run.status, run.approved_by, run.sole_owner) == ("approved", cast.OWNER.profile_id, False)
    assert [slip.number for slip in await do(cast.OWNER, payroll.slips, run_id=run.run_id)] == [1, 2]
    assert house.rows(
        "select count(*) from period_locks where first_day = '2026-03-01' and end_day = '2026-04-01'"
    ) == [(2,)]
    balance = await do(cast.OWNER, ledger.trial_balance)
    assert balance.holds
    assert balance.accounts == (("expenses:payroll", "EUR", 9880), ("payroll:payable", "EUR", -9880))
    assert [row[0] for row in house.rows("select action from audit_entries order by seq")] == [
        "payroll_opened", "payroll_reviewed", "payroll_approved",
    ]  # fmt: skip


async def test_slip_numbers_go_on_from_run_to_run_without_a_gap(house: House) -> None:
    worked(house)
    sheet(house, "2026-04-03 10:00", "2026-04-03 12:00", SAM)
    await approved()
    await approved(date(2026, 4, 1), MAY_2)

    assert house.rows("select number from payslips where number is not null order by number") == [(1,), (2,), (3,)]


async def test_who_prepared_a_run_does_not_approve_it(house: House) -> None:
    run = await reviewed(by=cast.OWNER)

    with pytest.raises(FourEyes):
        await do(cast.OWNER, payroll.approve, at=APRIL_2, run_id=run.run_id)

    assert (await do(cast.ADMIN, payroll.approve, at=APRIL_2, run_id=run.run_id)).status == "approved"


async def test_nobody_approves_their_own_slip(house: House) -> None:
    plan(house, cast.OWNER.profile_id, base=100000)
    run = await reviewed()

    with pytest.raises(OwnSlip):
        await do(cast.OWNER, payroll.approve, at=APRIL_2, run_id=run.run_id)


async def test_a_sole_owner_may_and_the_trail_and_the_slips_say_so(house: House) -> None:
    plan(house, cast.OWNER.profile_id, base=100000)
    with house.admin() as admin:
        admin.execute("update profiles set status = 'suspended' where id = %s", [cast.ADMIN.profile_id])
    run = await reviewed(by=cast.OWNER)

    done = await do(cast.OWNER, payroll.approve, at=APRIL_2, run_id=run.run_id)

    assert done.sole_owner
    assert ("payroll_approved_alone",) in house.rows("select action from audit_entries")
    [slip] = await do(cast.OWNER, payroll.my_slips)
    assert slip.note == "Approved by the only person who may approve pay."


async def test_what_changed_since_the_calculation_is_calculated_before_it_is_approved(house: House) -> None:
    worked(house)
    run = await reviewed()
    sheet(house, "2026-03-04 10:00", "2026-03-04 11:00", SAM)

    with pytest.raises(OutOfDate):
        await do(cast.OWNER, payroll.approve, at=APRIL_2, run_id=run.run_id)

    assert house.rows("select count(*) from period_locks") == [(0,)]


async def test_somebody_still_clocked_in_keeps_the_run_open_because_locked_they_could_not_clock_out(
    house: House,
) -> None:
    worked(house)
    sheet(house, "2026-03-31 22:00", None)
    run = await reviewed()

    assert [item["concern"] for item in run.attention] == ["open_timesheet"]
    with pytest.raises(OpenTimesheets):
        await do(cast.OWNER, payroll.approve, at=APRIL_2, run_id=run.run_id)


async def test_a_period_is_approved_when_it_is_over(house: House) -> None:
    last_day = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
    run = await reviewed(at=last_day)

    with pytest.raises(PeriodNotOver):
        await do(cast.OWNER, payroll.approve, at=last_day, run_id=run.run_id)


async def test_a_draft_is_not_approved_and_what_is_not_approved_is_not_paid(house: House) -> None:
    run = await do(cast.ADMIN, payroll.open_run, at=APRIL_2, day=MARCH[0])

    with pytest.raises(WrongStep, match="draft"):
        await do(cast.OWNER, payroll.approve, at=APRIL_2, run_id=run.run_id)
    with pytest.raises(WrongStep, match="draft"):
        await do(cast.OWNER, payroll.pay, run_id=run.run_id)


async def test_items_are_settled_once_and_an_advance_by_instalments(house: House) -> None:
    worked(house)
    usual: dict[str, Any] = {"profile_id": ADA, "day": date(2026, 3, 9), "currency": "EUR", "reason": "Agreed"}
    await do(cast.ADMIN, pay_items.add_bonus, amount=500, **usual)
    await do(cast.ADMIN, pay_items.add_advance, amount=9000, instalment=6000, **usual)
    plan(house, since="2026-04-01", base=10000)

    march, april = await approved(), await approved(date(2026, 4, 1), MAY_2)

    assert march.totals == (("EUR", 9880 + 500 - 6000),)
    assert april.totals == (("EUR", 10000 - 3000),)
    assert house.rows("select kind, repaid, run_id from pay_items order by kind") == [
        ("advance", 9000, april.run_id),
        ("bonus", 0, march.run_id),
    ]
    assert (await do(cast.OWNER, ledger.trial_balance)).holds


async def test_people_read_their_own_approved_slips_and_no_draft(house: House) -> None:
    worked(house)
    run = await reviewed()

    assert await do(cast.CHATTER, payroll.my_slips) == ()
    await do(cast.OWNER, payroll.approve, at=APRIL_2, run_id=run.run_id)
    [slip] = await do(cast.CHATTER, payroll.my_slips)
    assert (slip.profile_id, slip.first, slip.end, slip.totals) == (ADA, *MARCH, (("EUR", 8080),))


async def test_a_slip_stays_when_its_days_are_opened_for_a_correction_and_goes_with_its_run(house: House) -> None:
    worked(house)
    run = await approved()
    with house.admin() as admin:
        admin.execute("update period_locks set unlocked_at = now(), unlock_reason = 'Forgotten'")
    assert len(await do(cast.CHATTER, payroll.my_slips)) == 1

    await do(cast.OWNER, payroll.reverse, run_id=run.run_id, reason="Wrong rate")

    assert await do(cast.CHATTER, payroll.my_slips) == ()
    assert house.rows("select distinct unlock_reason from period_locks") == [("Forgotten",)]


async def test_what_cannot_have_happened_is_named_and_no_run_is_left_behind(house: House) -> None:
    forgotten = sheet(house, "2026-03-02 10:00", "2026-03-03 16:00")

    with pytest.raises(CaseRefused) as refused:
        await do(cast.ADMIN, payroll.open_run, at=APRIL_2, day=MARCH[0])

    assert refused.value.key == "pay.refused.too_long"
    assert refused.value.parameters["where"] == f"timesheet {forgotten}"
    assert house.rows("select count(*) from payroll_runs") == [(0,)]


async def test_what_the_engine_cannot_know_needs_attention_too(house: House) -> None:
    unread = sheet(house, "2026-03-02 10:00", "2026-03-02 11:00")
    with house.admin() as admin:
        admin.execute("update timesheets set approval = 'review'")
    refund = sale(house, "2026-03-05 10:00", -500)

    run = await do(cast.ADMIN, payroll.open_run, at=APRIL_2, day=MARCH[0])

    assert [(item["concern"], item["subjects"]) for item in run.attention] == [
        ("no_plan", [str(unread)]),
        ("reversal_without_sale", [str(refund)]),
        ("timesheet_in_review", [str(unread)]),
    ]


async def test_a_locked_day_is_a_day_nobody_clocks_into(house: House) -> None:
    worked(house)
    await approved()

    with pytest.raises(Exception, match="locked"):
        await do(cast.CHATTER, timeclock.clock_in, at=datetime(2026, 3, 15, 9, 0, tzinfo=UTC))


@pytest.mark.parametrize("person", [cast.MANAGER, cast.CHATTER, cast.CREATOR])
async def test_only_owner_and_admin_have_anything_to_do_with_runs(house: House, person: cast.Person) -> None:
    run = await reviewed()
    about = {"run_id": run.run_id}
    for verb, given in (
        (payroll.open_run, {}), (payroll.recalculate, about), (payroll.review, about), (payroll.back_to_draft, about),
        (payroll.discard, about), (payroll.approve, about), (payroll.pay, about), (payroll.runs, {}),
        (payroll.run, about), (payroll.slips, about), (payroll.reverse, about | {"reason": "x"}),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            await do(person, verb, **given)


async def test_the_rival_finds_no_run_of_ours(house: House) -> None:
    run = await approved()

    for verb in (payroll.run, payroll.pay, payroll.recalculate):
        with pytest.raises(NotFound):
            await do(cast.RIVAL_OWNER, verb, run_id=run.run_id)
    with pytest.raises(InvalidInput):
        await do(cast.OWNER, payroll.reverse, run_id=run.run_id, reason=" ")
