"""Open shifts and swaps: who may, what is refused, and that two at once never both win."""

from datetime import timedelta

import pytest

from onyx_app.errors import NotAllowed
from onyx_app.services import offers, shifts
from onyx_app.services.offers import (
    Begun,
    Gone,
    NotForYou,
    NotPlannable,
    NotTheirs,
    NotYours,
    Overlap,
    OwnShift,
    Taken,
)
from onyx_app.services.shifts import HasHours
from tests import cast
from tests.conftest import House
from tests.services.planning import MONDAY, clocked, local, on_leave, planned, set_status, there, worked_by
from tests.services.staging import act

ADA, SAM, CORA = cast.CHATTER, cast.OTHER_CHATTER, cast.CONTENT


async def test_an_open_shift_is_claimed_approved_and_then_the_claimers(house: House) -> None:
    shift = await planned(local(10, 9), person=None)

    offer_id = await act(ADA, offers.claim, shift_id=shift.shift_id)
    assert worked_by(house, shift.shift_id) is None
    waiting = (await act(cast.MANAGER, offers.board)).waiting
    await act(cast.MANAGER, offers.approve, offer_id=offer_id)

    assert [(card.taken_by, card.offered_by) for card in waiting] == [("Ada Chatter", "")]
    assert worked_by(house, shift.shift_id) == ADA.profile_id
    assert house.rows("select status, decided_by from shift_offers") == [("approved", cast.MANAGER.profile_id)]
    assert house.rows("select version, profile_id from shift_versions order by 1") == [(1, None), (2, ADA.profile_id)]


async def test_what_cannot_be_offered_is_refused(house: House) -> None:
    mine, theirs = await planned(local(10, 9)), await planned(local(11, 9), person=SAM)
    running, draft = await planned(local(3, 12)), await planned(local(12, 9), publish=False)
    wrong = [
        ({"shift_id": theirs.shift_id}, NotYours),
        ({"shift_id": running.shift_id}, Begun),
        ({"shift_id": draft.shift_id}, Gone),
        ({"shift_id": mine.shift_id, "to": ADA.profile_id}, OwnShift),
        ({"shift_id": mine.shift_id, "to": CORA.profile_id, "in_return": theirs.shift_id}, NotTheirs),
        ({"shift_id": mine.shift_id, "in_return": theirs.shift_id}, NotTheirs),
        ({"shift_id": mine.shift_id, "to": cast.RIVAL_CHATTER.profile_id}, Gone),
        ({"shift_id": mine.shift_id, "to": cast.CREATOR.profile_id}, NotPlannable),
    ]

    for options, error in wrong:
        with pytest.raises(error):
            await act(ADA, offers.offer, **options)

    assert house.rows("select count(*) from shift_offers") == [(0,)]


async def test_a_suspended_person_is_offered_nothing_and_gets_nothing(house: House) -> None:
    shift = await planned(local(10, 9))
    offer_id = await act(ADA, offers.offer, shift_id=shift.shift_id, to=SAM.profile_id)
    await act(SAM, offers.accept, offer_id=offer_id)
    set_status(house, SAM, "suspended")

    with pytest.raises(NotPlannable):
        await act(cast.MANAGER, offers.approve, offer_id=offer_id)
    other = await planned(local(12, 9))
    with pytest.raises(NotPlannable):
        await act(ADA, offers.offer, shift_id=other.shift_id, to=SAM.profile_id)


async def test_nobody_takes_what_overlaps_their_own_shift_or_is_for_somebody_else(house: House) -> None:
    shift = await planned(local(10, 9))
    await planned(local(10, 12), person=SAM)
    for_all = await act(ADA, offers.offer, shift_id=shift.shift_id)

    with pytest.raises(Overlap) as refused:
        await act(SAM, offers.accept, offer_id=for_all)
    assert refused.value.parameters == {"person": "Sam Chatter", "time": "Tue, Nov 10, 12:00 PM–8:00 PM"}
    with pytest.raises(OwnShift):
        await act(ADA, offers.accept, offer_id=for_all)

    await act(ADA, offers.withdraw, offer_id=for_all)
    for_cora = await act(ADA, offers.offer, shift_id=shift.shift_id, to=CORA.profile_id)
    with pytest.raises(NotForYou):
        await act(SAM, offers.accept, offer_id=for_cora)
    with pytest.raises(NotForYou):
        await act(SAM, offers.turn_down, offer_id=for_cora)
    with pytest.raises(NotYours):
        await act(SAM, offers.withdraw, offer_id=for_cora)


async def test_a_draft_is_claimed_by_nobody_and_on_no_board(house: House) -> None:
    draft = await planned(local(10, 9), person=None, publish=False)

    with pytest.raises(Gone):
        await act(ADA, offers.claim, shift_id=draft.shift_id)
    assert [(await act(person, offers.board)).open for person in (ADA, cast.MANAGER)] == [(), ()]


async def test_only_planners_decide(house: House) -> None:
    shift = await planned(local(10, 9), person=None)
    offer_id = await act(ADA, offers.claim, shift_id=shift.shift_id)

    for verb in (offers.approve, offers.refuse):
        for person in (ADA, SAM, CORA, cast.CREATOR):
            with pytest.raises(NotAllowed):
                await act(person, verb, offer_id=offer_id)
        with pytest.raises(Gone):
            await act(cast.RIVAL_OWNER, verb, offer_id=offer_id)


async def test_saying_no_ends_an_offer_and_taking_back_leaves_it_to_others(house: House) -> None:
    shift = await planned(local(10, 9))
    first = await act(ADA, offers.offer, shift_id=shift.shift_id, to=SAM.profile_id)
    await act(SAM, offers.turn_down, offer_id=first)
    second = await act(ADA, offers.offer, shift_id=shift.shift_id)
    await act(SAM, offers.accept, offer_id=second)
    await act(SAM, offers.withdraw, offer_id=second)
    await act(CORA, offers.accept, offer_id=second)
    await act(cast.MANAGER, offers.refuse, offer_id=second)

    assert house.rows("select status from shift_offers order by created_at, id") == [("refused",), ("refused",)]
    assert worked_by(house, shift.shift_id) == ADA.profile_id


async def test_an_offer_ends_when_its_shift_moves_or_goes_to_somebody_else(house: House) -> None:
    shift = await planned(local(10, 9))
    offer_id = await act(ADA, offers.offer, shift_id=shift.shift_id)

    await act(cast.MANAGER, shifts.move, shift_id=shift.shift_id, starts_local=local(10, 10), profile_id=ADA.profile_id)

    with pytest.raises(Gone):
        await act(SAM, offers.accept, offer_id=offer_id)


async def test_a_shift_somebody_has_begun_to_work_does_not_go_over(house: House) -> None:
    shift = await planned(local(3, 15))  # clocked in within the early window, an hour before it begins
    offer_id = await act(ADA, offers.offer, shift_id=shift.shift_id)
    await act(SAM, offers.accept, offer_id=offer_id)
    clocked(house, ADA, there(local(3, 14)) - timedelta(minutes=1), None, shift.shift_id)

    with pytest.raises(HasHours):
        await act(cast.MANAGER, offers.approve, offer_id=offer_id)


async def test_the_board_shows_each_person_what_concerns_them(house: House) -> None:
    opened, mine = await planned(local(10, 9), person=None), await planned(local(11, 9))
    await planned(local(10, 20), person=SAM)
    await act(ADA, offers.offer, shift_id=mine.shift_id, to=SAM.profile_id)
    on_leave(house, ADA, MONDAY + timedelta(days=1))

    ada, sam, mara = [await act(person, offers.board) for person in (ADA, SAM, cast.MANAGER)]

    assert [(card.shift.shift_id, card.takeable) for card in ada.open] == [(opened.shift_id, True)]
    assert [[each.kind for each in card.concerns] for card in ada.open] == [["leave"]]
    assert [(card.shift.person, card.offered_to) for card in ada.mine] == [("Ada Chatter", "Sam Chatter")]
    assert [(card.offer_id is not None, card.takeable) for card in sam.to_me] == [(True, True)]
    assert [[each.kind for each in card.concerns] for card in sam.to_me] == [["rest"]]
    assert (mara.waiting, len(mara.open), mara.mine) == ((), 1, ())


async def test_swap_choices_fit_both_sides(house: House) -> None:
    mine = await planned(local(10, 9))
    await planned(local(13, 9))
    fits = await planned(local(12, 9), person=SAM)
    await planned(local(13, 12), person=SAM)  # Ada works then
    await planned(local(14, 9), person=SAM, publish=False)
    await planned(local(10, 12), person=CORA)  # one of hers would overlap Ada's
    await planned(local(12, 9), person=CORA)

    choices = await act(ADA, offers.swap_choices, shift_id=mine.shift_id)

    by_name = {choice.name: [each.shift_id for each in choice.shifts] for choice in choices}
    assert by_name["Sam Chatter"] == [fits.shift_id]
    assert len(by_name["Cora Content"]) == 1
    assert "Luna Creator" not in by_name


async def test_taken_is_said_to_who_comes_too_late(house: House) -> None:
    shift = await planned(local(10, 9), person=None)
    await act(ADA, offers.claim, shift_id=shift.shift_id)

    with pytest.raises(Taken):
        await act(SAM, offers.claim, shift_id=shift.shift_id)
