"""Which shift a stretch of work belongs to, and who is on for a creator."""

from datetime import timedelta

from onyx_app.services import shifts
from tests import cast
from tests.conftest import House
from tests.services.planning import local, planned, there
from tests.services.staging import act

ADA, SAM = cast.CHATTER.profile_id, cast.OTHER_CHATTER.profile_id
QUARTER = timedelta(minutes=15)


async def found(at: object, until: object = None, person: cast.Person = cast.CHATTER) -> object:
    shift = await act(person, shifts.shift_for, person.profile_id, at, until)
    return shift.shift_id if shift else None


async def test_a_night_shift_is_found_from_either_side_of_midnight(house: House) -> None:
    night, next_night = await planned(local(10, 22)), await planned(local(11, 22))

    assert await found(there(local(10, 21, 50))) == night.shift_id
    assert await found(there(local(11, 0, 30))) == night.shift_id
    assert await found(there(local(11, 1)), there(local(11, 6))) == night.shift_id
    assert await found(there(local(11, 21, 46))) == next_night.shift_id


async def test_the_early_window_decides_how_early_one_may_come(house: House) -> None:
    await planned(local(10, 9))
    opens = there(local(10, 9)) - QUARTER

    assert await found(opens - timedelta(minutes=2)) is None
    assert await found(opens) is not None
    with house.admin() as connection:
        connection.execute("update agencies set early_window_minutes = 60")
    assert await found(opens - timedelta(minutes=40)) is not None


async def test_the_shift_with_the_most_overlap_wins(house: House) -> None:
    first, second = await planned(local(10, 9), hours=4), await planned(local(10, 13), hours=4)

    assert await found(there(local(10, 9)), there(local(10, 14))) == first.shift_id
    assert await found(there(local(10, 12)), there(local(10, 17))) == second.shift_id


async def test_only_ones_own_published_shifts_count(house: House) -> None:
    await planned(local(10, 9), person=cast.OTHER_CHATTER)
    await planned(local(10, 9), publish=False)
    gone = await planned(local(11, 9))
    await act(cast.MANAGER, shifts.cancel, shift_ids=[gone.shift_id])

    assert await found(there(local(10, 9))) is None
    assert await found(there(local(11, 9))) is None


async def test_who_is_on_is_half_open_and_can_be_two(house: House) -> None:
    await planned(local(10, 9), creators=[cast.LUNA])
    await planned(local(10, 13), person=cast.OTHER_CHATTER, creators=[cast.LUNA, cast.VERA])

    moments = [(cast.LUNA, there(local(10, hour))) for hour in (8, 9, 13, 17, 21)]
    on = await act(cast.MANAGER, shifts.on_shifts, moments)

    assert on == [[], [ADA], sorted([ADA, SAM]), [SAM], []]


async def test_the_plan_between_two_moments_is_for_the_people_asked_about(house: House) -> None:
    await planned(local(10, 22))
    await planned(local(10, 22), person=cast.OTHER_CHATTER)
    around = (there(local(11, 6)) - QUARTER, there(local(11, 6)))

    everybody = await act(cast.MANAGER, shifts.planned_between, *around)
    one = await act(cast.MANAGER, shifts.planned_between, *around, [ADA])
    after = await act(cast.MANAGER, shifts.planned_between, there(local(11, 6)), there(local(11, 7)))

    assert ({each.profile_id for each in everybody}, [each.profile_id for each in one], after) == (
        {ADA, SAM},
        [ADA],
        [],
    )
