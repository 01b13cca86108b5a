"""A pay run is proven from its stored inputs, in a new process, whatever has become of plans and sales since."""

import subprocess
import sys
from typing import Any
from uuid import uuid4

import pytest

from onyx_app.config import PROJECT
from onyx_app.errors import NotAllowed, NotFound
from onyx_app.services import payroll, verify
from onyx_app.services.pay_case import pack, unpack
from onyx_app.services.payroll import RunCard
from onyx_app.services.verify import Proof
from tests import cast
from tests.conftest import House
from tests.services.paying import ADA, APRIL_2, SAM, approved, do, plan, reviewed, sale, sheet


async def march(house: House) -> RunCard:
    """A run with everything in it: hours, night, a shared sale, a tier, a deduction, a carried negative."""
    plan(house, hourly=1234, night="1.25", weekly_overtime=[{"after_minutes": 60, "factor": "1.5"}],
         regular_rate=True, commission=[{"id": "all", "brackets": [{"above": 0, "percent": "3.33"},
                                                                   {"above": 500, "percent": "7"}]}])  # fmt: skip
    plan(house, SAM, currency="USD", base=100)
    sheet(house, "2026-02-24 20:00", "2026-02-24 23:00")
    sheet(house, "2026-03-28 20:00", "2026-03-29 06:00")
    sheet(house, "2026-03-30 20:00", "2026-03-31 01:30")
    sale(house, "2026-03-02 12:00", 1001, ADA, SAM)
    sale(house, "2026-03-31 12:00", 333, ADA)
    sale(house, "2026-03-31 12:00", 50)
    house.rows(
        "insert into pay_items (agency_id, profile_id, kind, day, currency, amount, reason)"
        " values (%s, %s, 'deduction', '2026-03-01', 'USD', 500, 'Phone') returning id",
        cast.NORTHLIGHT, SAM,
    )  # fmt: skip
    return await approved()


def tamper(house: House, statement: str) -> None:
    """As the database's admin, past the triggers."""
    with house.admin() as admin:
        admin.execute("set session_replication_role = replica")
        assert admin.execute(statement).rowcount


async def proof_of(run: RunCard) -> Proof:
    return await do(cast.OWNER, verify.verify, run_id=run.run_id)


def onyx(run: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "onyx_app.cli", "verify-payroll", str(run)]
    return subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=False, timeout=60)


async def test_a_run_of_every_kind_of_line_holds(house: House) -> None:
    run = await march(house)

    assert (await proof_of(run)).difference is None
    kinds = {kind for (kind,) in house.rows("select kind from payslip_lines")}
    assert kinds >= {"hours", "night", "weekly_overtime", "regular_rate", "commission", "base", "deduction", "carry"}
    assert house.rows("select jsonb_array_length(open_weeks) from payslips where profile_id = %s", ADA) == [(1,)]


async def test_the_command_proves_it_in_a_new_process(house: House) -> None:
    run = await march(house)

    done = onyx(run.run_id)

    assert (done.returncode, done.stdout, done.stderr) == (0, f"ok {run.seal}\n", "")


async def test_after_a_changed_plan_and_reversed_sales_the_hash_is_the_same(house: House) -> None:
    run = await march(house)
    with house.admin() as admin:
        admin.execute("update pay_plans set replaced_at = now()")
    plan(house, hourly=9999)
    [(sold,)] = house.rows("select id from transactions where gross = 333")
    sale(house, "2026-04-02 12:00", -333, reverses=sold)

    assert await proof_of(run) == Proof(run.seal, None)


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("update payslip_lines set amount = amount + 1 where kind = 'night'", "› night (4) › amount"),
        ("update payslip_lines set percent = percent + 1 where kind = 'night'", "› night (4) › percent"),
        ("update payslip_lines set details = details - 'plans' where kind = 'base'", "› base (1) › plans"),
        ("delete from payslip_lines where kind = 'carry'", "› carry (3)"),
        ("update payslips set totals = '[[\"EUR\", 1]]' where totals <> '[[\"USD\", 0]]'", "› totals › EUR"),
        ("update payslips set carried = '[]' where carried <> '[]'", "› carried"),
        ("update payroll_runs set totals = '[]'", "totals › EUR"),
        ("update payroll_runs set attention = '[]'", "attention"),
        ("update payroll_runs set fingerprint = '\\x00'", "seal"),
        ("update payroll_cases set fingerprint = '\\x00' where profile_id is not null", "seal"),
        ("update payroll_cases set facts = '\\x00'", "facts"),
        ("delete from payroll_cases where profile_id is null", "attention"),
        ("delete from payslips where carried <> '[]'", f"slips › {SAM}"),
        ("delete from payroll_cases where profile_id is not null", f"slips › {ADA}"),
    ],
)
async def test_whatever_was_tampered_with_is_named(house: House, statement: str, where: str) -> None:
    run = await march(house)
    tamper(house, statement)

    found: Any = (await proof_of(run)).difference

    assert found is not None and found.where.endswith(where)


@pytest.mark.parametrize(("was", "is_now", "where"), [('"weekend":["saturday","sunday"]', '"weekend":[]', "› seal"),
                                                     ('"agency":', '"house":', "facts")])  # fmt: skip
async def test_a_case_that_was_tampered_with_is_named(house: House, was: str, is_now: str, where: str) -> None:
    """A setting without any effect on the amounts, and one that makes it no case any more."""
    run = await march(house)
    [(facts,)] = house.rows("select facts from payroll_cases where profile_id = %s", SAM)
    assert was in unpack(facts)
    with house.admin() as admin:
        admin.execute("set session_replication_role = replica")
        changed = pack(unpack(facts).replace(was, is_now))
        admin.execute("update payroll_cases set facts = %s where profile_id = %s", [changed, SAM])

    found: Any = (await proof_of(run)).difference

    assert found is not None and found.where.endswith(where)


async def test_one_tampered_cent_is_the_first_difference_and_status_1(house: House) -> None:
    run = await march(house)
    [(amount,)] = house.rows("select amount from payslip_lines where kind = 'base'")
    tamper(house, "update payslip_lines set amount = amount + 1 where kind = 'base'")

    done = onyx(run.run_id)

    assert done.returncode == 1
    assert done.stdout == (
        f"slips › {SAM} › lines › base (1) › amount: stored is {amount + 1}, calculated again it is {amount}.\n"
    )


def test_an_unknown_run_is_a_sentence_and_status_1(house: House) -> None:
    for unknown in (uuid4(), "nonsense"):
        done = onyx(unknown)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("That is not here.")


async def test_a_draft_and_a_reversed_run_are_proven_too(house: House) -> None:
    plan(house, base=100)
    draft = await reviewed()
    assert (await proof_of(draft)).difference is None

    await do(cast.OWNER, payroll.approve, at=APRIL_2, run_id=draft.run_id)
    await do(cast.OWNER, payroll.reverse, at=APRIL_2, run_id=draft.run_id, reason="Wrong")
    assert await proof_of(draft) == Proof(draft.seal, None)


async def test_only_those_who_prepare_pay_ask_and_the_rival_finds_nothing(house: House) -> None:
    plan(house, base=100)
    run = await reviewed()

    with pytest.raises(NotAllowed):
        await do(cast.MANAGER, verify.verify, run_id=run.run_id)
    with pytest.raises(NotFound):
        await do(cast.RIVAL_OWNER, verify.verify, run_id=run.run_id)
