"""Pay runs taken through the same step by several people at once: one wins, the others read a sentence."""

import asyncio
from datetime import date, datetime
from typing import Any

from onyx_app.services import ledger, payroll
from onyx_app.services.payroll import PeriodTaken, RunCard
from tests import cast
from tests.conftest import House
from tests.services.paying import APRIL_2, MARCH, MAY_2, SAM, approved, do, reviewed, sheet, worked


async def test_eight_runs_of_one_period_opened_at_once_are_one(house: House) -> None:
    opening = (do(cast.ADMIN, payroll.open_run, at=APRIL_2, day=MARCH[0]) for _ in range(8))

    answers = await asyncio.gather(*opening, return_exceptions=True)

    assert [type(answer) for answer in answers].count(PeriodTaken) == 7
    assert house.rows("select count(*) from payroll_runs") == [(1,)]


async def all_at_once(verb: Any, run: RunCard, *people: cast.Person, at: datetime = APRIL_2) -> list[str]:
    answers = await asyncio.gather(
        *(do(person, verb, at=at, run_id=run.run_id) for person in people), return_exceptions=True
    )
    return sorted(answer.status if isinstance(answer, RunCard) else str(answer) for answer in answers)


async def test_of_two_approvals_at_once_one_wins_and_the_other_reads_a_sentence(house: House) -> None:
    worked(house)
    run = await reviewed()

    assert await all_at_once(payroll.approve, run, cast.OWNER, cast.OWNER) == ["approved", "payroll.stands.approved"]
    assert house.rows("select count(*) from ledger_journals") == [(1,)]
    assert house.rows("select count(*), max(number) from payslips") == [(2, 2)]


async def test_two_runs_approved_at_once_number_their_slips_without_a_gap(house: House) -> None:
    worked(house)
    sheet(house, "2026-04-02 10:00", "2026-04-02 18:00", SAM)
    march, april = await reviewed(), await reviewed(date(2026, 4, 1), MAY_2)

    told = await asyncio.gather(*(all_at_once(payroll.approve, run, cast.OWNER, at=MAY_2) for run in (march, april)))

    assert told == [["approved"], ["approved"]]
    assert house.rows("select array_agg(number order by number) from payslips where number is not null") == [
        ([1, 2, 3],)
    ]
    per_run = "select count(*), max(number) - min(number) from payslips where number is not null group by run_id"
    assert sorted(house.rows(per_run)) == [(1, 0), (2, 1)]


async def test_of_two_payments_at_once_one_wins_and_the_books_know_one(house: House) -> None:
    worked(house)
    run = await approved()

    assert await all_at_once(payroll.pay, run, cast.OWNER, cast.ADMIN) == ["paid", "payroll.stands.paid"]
    balance = await do(cast.OWNER, ledger.trial_balance)
    assert balance.holds
    assert ("cash", "EUR", -9880) in balance.accounts and ("payroll:payable", "EUR", 0) in balance.accounts


async def test_a_correction_against_an_approval_loses_to_the_lock_or_makes_the_run_out_of_date(house: House) -> None:
    worked(house)
    run = await reviewed()

    async def correct() -> str:
        try:
            await asyncio.to_thread(sheet, house, "2026-03-04 10:00", "2026-03-04 11:00", SAM)
        except Exception as error:
            return str(getattr(error, "sqlstate", error))
        return "kept"

    corrected, approval = await asyncio.gather(correct(), all_at_once(payroll.approve, run, cast.OWNER))

    assert (corrected, approval[0]) in [
        ("ON001", "approved"),
        ("kept", "payroll.out_of_date"),
    ]
