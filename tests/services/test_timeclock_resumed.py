"""Going on with a shift after leaving the clock."""

from onyx_app.services import timeclock
from tests import cast
from tests.conftest import House
from tests.services.clocking import HOUR, MINUTE, MONDAY, do, shift, worked


async def test_who_goes_on_with_a_shift_is_not_late_for_it(house: House) -> None:
    shift(house, MONDAY, MONDAY + 8 * HOUR)
    await worked(MONDAY + 2 * MINUTE, MONDAY + 7 * HOUR)

    card = await do(cast.CHATTER, timeclock.clock_in, MONDAY + 7 * HOUR + 33 * MINUTE)
    await do(cast.CHATTER, timeclock.clock_out, MONDAY + 8 * HOUR)

    review = await do(cast.MANAGER, timeclock.needs_review, MONDAY + 9 * HOUR)
    assert card.late_minutes == 0
    assert [one.findings for one in review.rows] == [("Left 60 min early",)]
