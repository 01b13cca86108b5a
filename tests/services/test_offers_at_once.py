"""Offers by real sessions at once: one wins, the other reads a sentence; both shifts of a swap go over or neither."""

import asyncio

import pytest

from onyx_app.services import offers, shifts
from onyx_app.services.offers import Circular, Overlap
from tests import cast
from tests.conftest import House
from tests.services.planning import local, planned, worked_by
from tests.services.staging import act

ADA, SAM, CORA = cast.CHATTER, cast.OTHER_CHATTER, cast.CONTENT


async def test_of_two_who_claim_one_open_shift_at_once_one_has_it(house: House) -> None:
    shift = await planned(local(10, 9), person=None)

    answers = await asyncio.gather(
        *(act(person, offers.claim, shift_id=shift.shift_id) for person in (ADA, SAM)), return_exceptions=True
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["Taken", "UUID"]


async def test_of_two_who_take_the_same_offer_at_once_one_has_it(house: House) -> None:
    shift = await planned(local(10, 9))
    offer_id = await act(ADA, offers.offer, shift_id=shift.shift_id)

    answers = await asyncio.gather(
        *(act(person, offers.accept, offer_id=offer_id) for person in (SAM, CORA)), return_exceptions=True
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType", "Taken"]


async def test_of_two_approvals_at_once_one_counts(house: House) -> None:
    shift = await planned(local(10, 9), person=None)
    offer_id = await act(ADA, offers.claim, shift_id=shift.shift_id)

    answers = await asyncio.gather(
        *(act(person, offers.approve, offer_id=offer_id) for person in (cast.MANAGER, cast.OWNER)),
        return_exceptions=True,
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["Gone", "NoneType"]
    assert house.rows("select max(version) from shift_versions") == [(2,)]


async def test_taking_and_cancelling_at_once_leave_no_offer_of_a_cancelled_shift(house: House) -> None:
    for day in range(10, 15):
        shift = await planned(local(day, 9))
        offer_id = await act(ADA, offers.offer, shift_id=shift.shift_id)

        await asyncio.gather(
            act(SAM, offers.accept, offer_id=offer_id),
            act(cast.MANAGER, shifts.cancel, shift_ids=[shift.shift_id]),
            return_exceptions=True,
        )

    assert house.rows("select distinct o.status from shift_offers o join shifts s on s.id = o.shift_id"
                      " where s.status = 'cancelled'") == [("withdrawn",)]  # fmt: skip
    assert house.rows("select count(*) from shifts where status <> 'cancelled'") == [(0,)]


async def test_claiming_and_cancelling_at_once_leave_no_claim_of_a_cancelled_shift(house: House) -> None:
    for day in range(10, 15):
        shift = await planned(local(day, 9), person=None)

        await asyncio.gather(
            act(SAM, offers.claim, shift_id=shift.shift_id),
            act(cast.MANAGER, shifts.cancel, shift_ids=[shift.shift_id]),
            return_exceptions=True,
        )

    assert house.rows("select count(*) from shift_offers where status in ('open', 'taken')") == [(0,)]


async def test_a_swap_exchanges_both_shifts_even_where_they_overlap(house: House) -> None:
    mine, theirs = await planned(local(10, 9)), await planned(local(10, 12), person=SAM)
    offer_id = await act(
        ADA, offers.offer, shift_id=mine.shift_id, to=SAM.profile_id, in_return=theirs.shift_id, note="Dentist"
    )
    await act(SAM, offers.accept, offer_id=offer_id)

    await act(cast.MANAGER, offers.approve, offer_id=offer_id)

    assert (worked_by(house, mine.shift_id), worked_by(house, theirs.shift_id)) == (SAM.profile_id, ADA.profile_id)
    assert house.rows("select version from shifts") == [(2,), (2,)]
    assert house.rows("select count(*) from shift_versions") == [(4,)]


async def test_a_swap_that_no_longer_fits_changes_neither_shift(house: House) -> None:
    mine, theirs = await planned(local(10, 9)), await planned(local(11, 9), person=SAM)
    offer_id = await act(ADA, offers.offer, shift_id=mine.shift_id, to=SAM.profile_id, in_return=theirs.shift_id)
    await act(SAM, offers.accept, offer_id=offer_id)
    await planned(local(11, 12))  # Ada is planned into what she would get

    with pytest.raises(Overlap) as refused:
        await act(cast.MANAGER, offers.approve, offer_id=offer_id)

    assert refused.value.parameters["person"] == "Ada Chatter"
    assert (worked_by(house, mine.shift_id), worked_by(house, theirs.shift_id)) == (ADA.profile_id, SAM.profile_id)


async def test_a_shift_is_in_one_running_offer_only_from_either_side(house: House) -> None:
    mine, theirs = await planned(local(10, 9)), await planned(local(11, 9), person=SAM)
    swap = {"shift_id": mine.shift_id, "to": SAM.profile_id, "in_return": theirs.shift_id}
    back = {"shift_id": theirs.shift_id, "to": ADA.profile_id, "in_return": mine.shift_id}

    answers = await asyncio.gather(
        act(ADA, offers.offer, **swap), act(SAM, offers.offer, **back), return_exceptions=True
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["Circular", "UUID"]
    with pytest.raises(Circular):
        await act(SAM, offers.offer, shift_id=theirs.shift_id)
