"""Planning shifts: who may, what is refused and with which sentence, what each change leaves behind."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from onyx_app.errors import InvalidInput, NotAllowed, NotFound
from onyx_app.rules.shifts import FarAway, TooLong, TooShort
from onyx_app.services import shifts
from onyx_app.services.shifts import Begun, Changed, HasHours, NoSuchCreator, NotPlannable, Overlaps
from tests import cast
from tests.conftest import House
from tests.services.planning import clocked, local, planned, set_status, states, there
from tests.services.staging import NOW, act

ADA, SAM = cast.CHATTER.profile_id, cast.OTHER_CHATTER.profile_id


async def test_a_shift_is_planned_on_the_agencys_wall_clock(house: House) -> None:
    card = await planned(local(10, 22), creators=[cast.LUNA], title="Night", notes="Two hot fans")

    assert (card.starts_at, card.ends_at) == (there(local(10, 22)), there(local(11, 6)))
    assert (card.person, card.creators, card.minutes, card.length) == ("Ada Chatter", ("Luna",), 480, 480)
    assert (card.day, card.published, card.status, card.version) == (local(10, 0).date(), True, "scheduled", 1)


@pytest.mark.parametrize("person", [cast.CHATTER, cast.CONTENT, cast.CREATOR])
async def test_who_does_not_plan_changes_nothing(house: House, person: cast.Person) -> None:
    card = await planned(local(10, 9))
    verbs = [
        (shifts.create, {"starts_local": local(12, 9), "minutes": 480}),
        (shifts.move, {"shift_id": card.shift_id, "starts_local": local(11, 9), "profile_id": None}),
        (shifts.resize, {"shift_id": card.shift_id, "starts_local": local(10, 9), "minutes": 60}),
        (shifts.cancel, {"shift_ids": [card.shift_id]}),
        (shifts.restore, {"shift_ids": [card.shift_id]}),
        (shifts.publish, {"shift_ids": [card.shift_id]}),
        (shifts.unpublish, {"shift_ids": [card.shift_id]}),
        (shifts.publish_week, {"day": local(10, 0).date()}),
        (shifts.assign, {"shift_ids": [card.shift_id], "profile_id": None}),
        (shifts.copy_week, {"from_day": local(10, 0).date(), "to_day": local(17, 0).date()}),
        (shifts.set_cover, {"creator_id": cast.LUNA, "windows": []}),
        (shifts.choices, {}),
        (shifts.templates, {}),
        (shifts.advance, {}),
    ]

    for verb, options in verbs:
        with pytest.raises(NotAllowed):
            await act(person, verb, **options)

    assert states(house) == [("scheduled", True)]


async def test_another_agencys_shift_is_not_there(house: House) -> None:
    card = await planned(local(10, 9))

    with pytest.raises(NotFound):
        await act(cast.RIVAL_OWNER, shifts.one, shift_id=card.shift_id)
    with pytest.raises(NotFound):
        await act(cast.RIVAL_OWNER, shifts.cancel, shift_ids=[card.shift_id])
    with pytest.raises(NotFound):
        await act(cast.RIVAL_OWNER, shifts.create, starts_local=local(10, 9), minutes=60, profile_id=ADA)


@pytest.mark.parametrize(("minutes", "error"), [(14, TooShort), (0, TooShort), (-60, TooShort), (1441, TooLong)])
async def test_a_shift_lasts_a_quarter_of_an_hour_to_24_hours(house: House, minutes: int, error: type) -> None:
    with pytest.raises(error):
        await act(cast.MANAGER, shifts.create, starts_local=local(10, 9), minutes=minutes)


async def test_a_wrong_year_and_a_time_with_a_zone_are_refused(house: House) -> None:
    with pytest.raises(FarAway):
        await act(cast.MANAGER, shifts.create, starts_local=local(10, 9).replace(year=2062), minutes=60)
    with pytest.raises(InvalidInput):
        await act(cast.MANAGER, shifts.create, starts_local=datetime(2026, 11, 10, tzinfo=UTC), minutes=60)


async def test_an_overlap_is_a_sentence_that_says_whose_and_when(house: House) -> None:
    await planned(local(10, 22))

    with pytest.raises(Overlaps) as refused:
        await planned(local(11, 5))

    assert refused.value.parameters == {"person": "Ada Chatter", "time": "Tue, Nov 10, 10:00 PM–6:00 AM"}
    assert (await planned(local(11, 6))).status == "scheduled"  # half-open: touching is no overlap


async def test_drafts_overlap_too_and_cancelled_ones_do_not(house: House) -> None:
    draft = await planned(local(10, 9), publish=False)

    with pytest.raises(Overlaps):
        await planned(local(10, 12))
    await act(cast.MANAGER, shifts.cancel, shift_ids=[draft.shift_id])

    assert (await planned(local(10, 12))).person == "Ada Chatter"


async def test_open_shifts_may_lie_on_top_of_each_other(house: House) -> None:
    cards = [await planned(local(10, 9), person=None) for _ in range(2)]

    assert [card.person for card in cards] == ["", ""]


@pytest.mark.parametrize("status", ["suspended", "left"])
async def test_only_active_people_are_planned(house: House, status: str) -> None:
    set_status(house, cast.CHATTER, status)

    with pytest.raises(NotPlannable) as refused:
        await planned(local(10, 9))

    assert refused.value.parameters == {"person": "Ada Chatter"}


async def test_a_creator_is_not_planned_and_an_unknown_creator_is_not_covered(house: House) -> None:
    with pytest.raises(NotPlannable):
        await planned(local(10, 9), person=cast.CREATOR)
    with pytest.raises(NoSuchCreator):
        await planned(local(10, 9), creators=[cast.RIVAL_STAR])


async def test_moving_keeps_the_wall_clock_length_and_writes_a_version(house: House) -> None:
    card = await planned(local(10, 9))

    moved = await act(
        cast.MANAGER, shifts.move, shift_id=card.shift_id, starts_local=local(12, 14), profile_id=SAM, version=1
    )

    assert (moved.starts_local, moved.ends_local, moved.person) == (local(12, 14), local(12, 22), "Sam Chatter")
    assert house.rows("select version, profile_id, published, changed_by from shift_versions order by version") == [
        (1, ADA, True, cast.MANAGER.profile_id),
        (2, SAM, True, cast.MANAGER.profile_id),
    ]


async def test_a_stale_page_changes_nothing(house: House) -> None:
    card = await planned(local(10, 9))
    where = {"shift_id": card.shift_id, "profile_id": ADA}
    await act(cast.MANAGER, shifts.move, starts_local=local(10, 10), version=1, **where)

    with pytest.raises(Changed):
        await act(cast.MANAGER, shifts.move, starts_local=local(10, 11), version=1, **where)

    await act(cast.MANAGER, shifts.cancel, shift_ids=[card.shift_id])
    with pytest.raises(Changed):
        await act(cast.MANAGER, shifts.move, starts_local=local(10, 11), **where)


async def test_saving_without_a_change_makes_no_version(house: House) -> None:
    card = await planned(local(10, 9))

    again = await act(cast.MANAGER, shifts.move, shift_id=card.shift_id, starts_local=local(10, 9), profile_id=ADA)

    assert again.version == 1


async def test_a_shift_is_made_longer_and_its_words_are_edited(house: House) -> None:
    card = await planned(local(10, 9))

    longer = await act(cast.MANAGER, shifts.resize, shift_id=card.shift_id, starts_local=local(10, 8), minutes=600)
    edited = await act(
        cast.MANAGER, shifts.edit, shift_id=card.shift_id, starts_local=local(10, 8), minutes=600, profile_id=ADA,
        creators=[cast.VERA, cast.LUNA], title="Launch", notes="", version=longer.version,
    )  # fmt: skip

    assert (longer.starts_local, longer.ends_local) == (local(10, 8), local(10, 18))
    assert (edited.title, set(edited.creators), edited.version) == ("Launch", {"Luna", "Vera"}, 3)


async def test_once_hours_are_clocked_start_and_person_stay_and_the_end_may_still_move(house: House) -> None:
    card = await planned(local(3, 12))  # runs at NOW, 14:00 in Bucharest
    clocked(house, cast.CHATTER, there(local(3, 12)), None, card.shift_id)
    where = {"shift_id": card.shift_id}

    with pytest.raises(HasHours):
        await act(cast.MANAGER, shifts.move, starts_local=local(3, 13), profile_id=ADA, **where)
    with pytest.raises(HasHours):
        await act(cast.MANAGER, shifts.move, starts_local=local(3, 12), profile_id=SAM, **where)
    with pytest.raises(HasHours):
        await act(cast.MANAGER, shifts.cancel, shift_ids=[card.shift_id])
    longer = await act(cast.MANAGER, shifts.resize, starts_local=local(3, 12), minutes=540, **where)

    assert longer.ends_local == local(3, 21)


async def test_a_worked_shift_that_is_over_stays_as_it_was_planned(house: House) -> None:
    card = await planned(local(2, 9))
    clocked(house, cast.CHATTER, there(local(2, 9)), there(local(2, 17)), card.shift_id)

    with pytest.raises(HasHours):
        await act(cast.MANAGER, shifts.resize, shift_id=card.shift_id, starts_local=local(2, 9), minutes=60)


async def test_cancelling_is_undone_unless_the_time_is_taken_meanwhile(house: House) -> None:
    card = await planned(local(10, 9))
    undo = {"shift_ids": [card.shift_id]}
    assert await act(cast.MANAGER, shifts.cancel, **undo) == 1
    assert await act(cast.MANAGER, shifts.cancel, **undo) == 0
    assert await act(cast.MANAGER, shifts.restore, **undo) == 1
    await act(cast.MANAGER, shifts.cancel, **undo)
    await planned(local(10, 12))

    with pytest.raises(Overlaps):
        await act(cast.MANAGER, shifts.restore, **undo)


async def test_publishing_a_week_shows_its_drafts_and_only_those(house: House) -> None:
    for day in (9, 15, 16):
        await planned(local(day, 9), publish=False)

    count = await act(cast.MANAGER, shifts.publish_week, day=local(11, 0).date())

    assert count == 2
    assert [published for _, published in states(house)] == [True, True, False]
    assert await act(cast.MANAGER, shifts.publish_week, day=local(11, 0).date()) == 0


async def test_a_published_shift_becomes_a_draft_again_unless_it_has_begun(house: House) -> None:
    ahead, running = await planned(local(10, 9)), await planned(local(3, 12))

    assert await act(cast.MANAGER, shifts.unpublish, shift_ids=[ahead.shift_id]) == 1
    with pytest.raises(Begun):
        await act(cast.MANAGER, shifts.unpublish, shift_ids=[running.shift_id])


async def test_many_shifts_are_given_to_one_person_and_the_rest_is_named(house: House) -> None:
    cards = [await planned(local(day, 9), person=None) for day in (10, 11, 12)]
    await planned(local(11, 12))

    done = await act(cast.MANAGER, shifts.assign, shift_ids=[card.shift_id for card in cards], profile_id=ADA)

    assert (done.made, [each.starts_local for each in done.refused]) == (2, [local(11, 9)])
    assert done.refused[0].text.startswith("Ada Chatter is already planned Wed")


async def test_a_person_sees_their_own_and_open_shifts_and_no_draft_anywhere(house: House) -> None:
    mine, draft = await planned(local(10, 9)), await planned(local(11, 9), publish=False)
    await planned(local(10, 9), person=cast.OTHER_CHATTER)
    await planned(local(12, 9), person=None)
    await planned(local(13, 9), person=None, publish=False)

    week = await act(cast.CHATTER, shifts.week, day=local(10, 0).date(), by="creator")

    assert (week.by, [row.name for row in week.rows]) == ("person", ["", "Ada Chatter"])
    assert [card.day.day for row in week.rows for cell in row.cells for card in cell] == [12, 10]
    assert (week.drafts, week.budget_minutes, week.may_plan) == (0, None, False)
    for verb in (shifts.one,):
        with pytest.raises(NotFound):
            await act(cast.CHATTER, verb, shift_id=draft.shift_id)
    assert (await act(cast.CHATTER, shifts.one, shift_id=mine.shift_id)).versions == ()


async def test_drafts_are_invisible_to_the_matching_of_the_clock(house: House) -> None:
    await planned(local(3, 14), publish=False)

    assert await act(cast.CHATTER, shifts.shift_for, ADA, NOW) is None
    assert await act(cast.MANAGER, shifts.planned_between, NOW, NOW + timedelta(days=1)) == []


async def test_the_history_of_a_shift_names_who_changed_it(house: House) -> None:
    card = await planned(local(10, 9))
    await act(cast.OWNER, shifts.move, shift_id=card.shift_id, starts_local=local(10, 10), profile_id=SAM)

    detail = await act(cast.MANAGER, shifts.one, shift_id=card.shift_id)

    assert [(each.version, each.by, each.person) for each in detail.versions] == [
        (2, "Mona Owner", "Sam Chatter"),
        (1, "Mara Manager", "Ada Chatter"),
    ]


async def test_of_eight_who_plan_the_same_time_at_once_one_does(house: House) -> None:
    tries = [planned(local(10, 9) + timedelta(minutes=15 * number)) for number in range(8)]

    answers = await asyncio.gather(*tries, return_exceptions=True)

    assert sorted(type(answer).__name__ for answer in answers) == ["Overlaps"] * 7 + ["ShiftCard"]
    assert house.rows("select count(*) from shifts") == [(1,)]


async def test_an_unknown_shift_is_not_found(house: House) -> None:
    with pytest.raises(NotFound):
        await act(cast.MANAGER, shifts.move, shift_id=uuid4(), starts_local=local(10, 9), profile_id=None)
