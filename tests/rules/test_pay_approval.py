"""Four eyes, by who there is: never the preparer while somebody else may, never one's own slip."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from onyx_app.rules.pay_approval import Approval, Obstacle

MONA, ADAM, EVE = (UUID(int=number) for number in (1, 2, 3))
PEOPLE = st.sets(st.sampled_from([MONA, ADAM, EVE, UUID(int=4)]), min_size=1)


def test_who_is_alone_approves_everything_even_their_own() -> None:
    run = Approval({MONA}, MONA, {MONA})

    assert (run.alone(MONA), run.obstacle(MONA), run.to_sign(MONA)) == (True, None, set())


def test_who_prepared_it_does_not_approve_it_while_somebody_else_may() -> None:
    run = Approval({MONA, ADAM}, ADAM)

    assert (run.obstacle(ADAM), run.obstacle(MONA)) == (Obstacle.PREPARED, None)


def test_where_both_are_paid_each_approves_what_is_the_others() -> None:
    run = Approval({MONA, ADAM}, ADAM, {MONA, ADAM})
    signed = Approval({MONA, ADAM}, ADAM, {MONA, ADAM}, {MONA: ADAM})

    assert run.obstacle(MONA) is Obstacle.OWN_SLIP
    assert (run.to_sign(ADAM), run.to_sign(MONA)) == ({MONA}, set())
    assert (signed.obstacle(MONA), signed.to_sign(ADAM)) == (None, set())


def test_of_three_the_slip_is_approved_by_who_has_not_prepared_it() -> None:
    run = Approval({MONA, ADAM, EVE}, ADAM, {MONA, ADAM, EVE})

    assert run.signers(MONA) == {EVE}
    assert (run.to_sign(ADAM), run.to_sign(EVE)) == (set(), {MONA})


@given(approvers=PEOPLE, paid=PEOPLE, prepared_by=st.sampled_from([MONA, ADAM, None]))
def test_some_run_can_always_be_approved_and_nobody_ever_alone_decides_their_own_pay(
    approvers: set[UUID], paid: set[UUID], prepared_by: UUID | None
) -> None:
    run = Approval(approvers, prepared_by, paid & approvers)
    signed = {one: signer for one in run.paid for signer in run.signers(one) if one in run.to_sign(signer)}
    then = Approval(approvers, prepared_by, run.paid, signed)

    able = [one for one in approvers if then.obstacle(one) is None]
    assert able
    assert all(signer != one for one, signer in signed.items())
    assert len(approvers) == 1 or prepared_by not in able
