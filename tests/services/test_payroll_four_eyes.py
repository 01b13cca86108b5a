"""Four eyes where everybody who may approve is paid by the run: they approve each other's slip."""

import asyncio
from typing import Any

import pytest

from onyx_app.errors import NotAllowed, NotFound
from onyx_app.services import payroll
from onyx_app.services.payroll import FourEyes, OwnSlip, RunCard, SlipSigned, WrongStep
from tests import cast
from tests.conftest import House
from tests.services.paying import APRIL_2, do, plan, reviewed, worked
from tests.services.test_payroll_frozen import app

OWNER, ADMIN = cast.OWNER.profile_id, cast.ADMIN.profile_id


async def both_paid(house: House) -> RunCard:
    """A reviewed run of the admin's that pays owner and admin too."""
    worked(house)
    plan(house, OWNER, base=500000)
    plan(house, ADMIN, base=240000)
    return await reviewed()


async def sign(by: cast.Person, run: RunCard, whose: Any) -> None:
    await do(by, payroll.approve_slip, at=APRIL_2, run_id=run.run_id, profile_id=whose)


async def test_an_approver_who_is_paid_approves_once_another_has_approved_their_slip(house: House) -> None:
    run = await both_paid(house)

    with pytest.raises(OwnSlip):
        await do(cast.OWNER, payroll.approve, at=APRIL_2, run_id=run.run_id)
    with pytest.raises(FourEyes):
        await do(cast.ADMIN, payroll.approve, at=APRIL_2, run_id=run.run_id)
    await sign(cast.ADMIN, run, OWNER)
    done = await do(cast.OWNER, payroll.approve, at=APRIL_2, run_id=run.run_id)

    assert (done.status, done.sole_owner) == ("approved", False)
    assert dict(house.rows("select profile_id, approved_by from payslips where profile_id = any(%s)", [OWNER, ADMIN])
                ) == {OWNER: ADMIN, ADMIN: OWNER}  # fmt: skip
    assert house.rows("select count(*) from payslips where approved_by is null or approved_by = profile_id") == [(0,)]
    assert house.rows("select count(*) from audit_entries where action = 'payslip_approved'") == [(1,)]


async def test_nobody_approves_their_own_slip_nor_one_that_holds_up_nobody(house: House) -> None:
    run = await both_paid(house)

    with pytest.raises(NotAllowed):
        await sign(cast.OWNER, run, OWNER)
    with pytest.raises(SlipSigned):
        await sign(cast.OWNER, run, ADMIN)
    with pytest.raises(SlipSigned):
        await sign(cast.OWNER, run, cast.CHATTER.profile_id)
    with pytest.raises(NotFound):
        await sign(cast.OWNER, run, cast.RIVAL_CHATTER.profile_id)
    with pytest.raises(NotAllowed):
        await sign(cast.MANAGER, run, OWNER)


async def test_of_three_approvers_the_one_who_prepared_it_leaves_the_slip_to_the_third(house: House) -> None:
    with house.admin() as admin:
        admin.execute("update profiles set role = 'admin' where id = %s", [cast.MANAGER.profile_id])
    run = await both_paid(house)

    with pytest.raises(NotAllowed):
        await sign(cast.ADMIN, run, OWNER)
    promoted = cast.Person(**(vars(cast.MANAGER) | {"role": cast.ADMIN.role}))
    await sign(promoted, run, OWNER)

    assert (await do(cast.OWNER, payroll.approve, at=APRIL_2, run_id=run.run_id)).status == "approved"


async def test_a_run_that_goes_back_to_draft_is_looked_at_again(house: House) -> None:
    run = await both_paid(house)
    await sign(cast.ADMIN, run, OWNER)
    await do(cast.ADMIN, payroll.back_to_draft, run_id=run.run_id)

    with pytest.raises(WrongStep, match="draft"):
        await sign(cast.ADMIN, run, OWNER)
    await do(cast.ADMIN, payroll.review, run_id=run.run_id)
    with pytest.raises(OwnSlip):
        await do(cast.OWNER, payroll.approve, at=APRIL_2, run_id=run.run_id)


async def test_a_slip_approved_by_eight_at_once_is_approved_once(house: House) -> None:
    run = await both_paid(house)

    answers = await asyncio.gather(*(sign(cast.ADMIN, run, OWNER) for _ in range(8)), return_exceptions=True)

    assert [type(one) for one in answers].count(SlipSigned) == 7
    assert house.rows("select count(*) from audit_entries where action = 'payslip_approved'") == [(1,)]


async def test_an_approval_while_the_slip_is_being_approved_waits_for_it_or_reads_why(house: House) -> None:
    run = await both_paid(house)
    approving = do(cast.OWNER, payroll.approve, at=APRIL_2, run_id=run.run_id)

    _, approval = await asyncio.gather(sign(cast.ADMIN, run, OWNER), approving, return_exceptions=True)

    assert isinstance(approval, OwnSlip) or approval.status == "approved"
    assert house.rows("select count(*) from payslips where approved_by = profile_id") == [(0,)]


@pytest.mark.parametrize(
    "statement",
    [
        "update payroll_runs set status = 'approved', approved_by = %(owner)s",
        "update payroll_runs set status = 'approved', approved_by = %(admin)s",
        "update payslips set approved_by = profile_id",
    ],
)
async def test_the_database_itself_refuses_pay_that_four_eyes_have_not_seen(house: House, statement: str) -> None:
    await both_paid(house)

    with app(house) as connection, pytest.raises(Exception, match=r"four eyes|payslips_check"):
        connection.execute(statement, {"owner": OWNER, "admin": ADMIN})


async def test_the_only_approver_does_both_and_the_slips_say_so(house: House) -> None:
    with house.admin() as admin:
        admin.execute("update profiles set status = 'suspended' where id = %s", [ADMIN])
    worked(house)
    plan(house, OWNER, base=500000)
    run = await reviewed(by=cast.OWNER)

    done = await do(cast.OWNER, payroll.approve, at=APRIL_2, run_id=run.run_id)

    assert (done.status, done.sole_owner) == ("approved", True)
    assert house.rows("select approved_by from payslips where profile_id = %s", OWNER) == [(None,)]
