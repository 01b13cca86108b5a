"""Paid periods: read by who they concern, opened by owners with a reason, closed again."""

from datetime import date

import pytest

from onyx_app.errors import InvalidInput, NotAllowed, NotFound
from onyx_app.services import dashboard, timeclock
from onyx_app.services.timeclock import DayIsLocked, LockTakenBack, Times
from tests import cast
from tests.conftest import House
from tests.services.clocking import ADA, HOUR, MONDAY, SAM, audited, do, lock, worked

NOW = MONDAY + 12 * HOUR


async def test_an_owner_opens_a_persons_days_with_a_reason_and_closes_them_again(house: House) -> None:
    sheet_id = await worked(MONDAY, MONDAY + HOUR)
    locked = lock(house, "2026-11-01", "2026-12-01")
    half = Times(MONDAY, MONDAY + HOUR / 2)

    await do(cast.OWNER, timeclock.unlock, NOW, lock_id=locked, reason="The last hour was not worked")
    await do(cast.MANAGER, timeclock.correct, NOW, sheet_id=sheet_id, times=half, reason="Half an hour")
    [shown] = await do(cast.CHATTER, timeclock.locks, NOW)
    await do(cast.OWNER, timeclock.lock_again, NOW, lock_id=locked)

    assert (shown.period.first, shown.unlocked_by, shown.unlock_reason) == (
        date(2026, 11, 1), "Mona Owner", "The last hour was not worked",
    )  # fmt: skip
    assert audited(house) == ["period_unlocked", "timesheet_corrected", "period_locked_again"]
    with pytest.raises(DayIsLocked):
        await do(cast.MANAGER, timeclock.correct, NOW, sheet_id=sheet_id, times=None, reason="Wrong")


async def test_opening_is_a_right_of_its_own_and_takes_a_reason(house: House) -> None:
    locked = lock(house, "2026-11-01", "2026-12-01")

    for person in (cast.ADMIN, cast.MANAGER, cast.CHATTER):
        with pytest.raises(NotAllowed):
            await do(person, timeclock.unlock, NOW, lock_id=locked, reason="Mine")
    with pytest.raises(InvalidInput):
        await do(cast.OWNER, timeclock.unlock, NOW, lock_id=locked, reason=" ")
    with pytest.raises(NotFound):
        await do(cast.RIVAL_OWNER, timeclock.unlock, NOW, lock_id=locked, reason="Theirs")
    assert house.rows("select unlocked_at from period_locks") == [(None,)]


async def test_a_reversed_run_is_not_locked_again(house: House) -> None:
    locked = lock(house, "2026-11-01", "2026-12-01")
    house.rows(
        "update period_locks set run_reversed_at = now(), unlocked_at = now(), unlock_reason = 'Wrong' returning id"
    )

    with pytest.raises(LockTakenBack):
        await do(cast.OWNER, timeclock.lock_again, NOW, lock_id=locked)


async def test_chatters_see_their_own_locks_and_managers_everybodys(house: House) -> None:
    lock(house, "2026-11-01", "2026-12-01")
    lock(house, "2026-11-01", "2026-12-01", SAM)

    assert [one.profile_id for one in await do(cast.CHATTER, timeclock.locks, NOW, profile_id=SAM)] == [ADA]
    assert len(await do(cast.MANAGER, timeclock.locks, NOW)) == 2


async def test_what_was_paid_unreviewed_waits_for_nobody_until_the_day_is_opened_again(house: House) -> None:
    await worked(MONDAY, MONDAY + HOUR)
    before = await do(cast.MANAGER, timeclock.needs_review, NOW)
    locked = lock(house, "2026-11-01", "2026-12-01")
    closed = await do(cast.MANAGER, timeclock.needs_review, NOW)
    await do(cast.OWNER, timeclock.unlock, NOW, lock_id=locked, reason="The last hour was not worked")

    opened = await do(cast.MANAGER, timeclock.needs_review, NOW)
    first_page = await do(cast.MANAGER, dashboard.overview, NOW)

    assert (before.count, closed.count, opened.count) == (1, 0, 1)
    assert [need.count for need in first_page.needs if need.kind == "to_review"] == [1]


async def test_the_first_page_counts_as_the_room_does(house: House) -> None:
    await worked(MONDAY, MONDAY + HOUR)
    lock(house, "2026-11-01", "2026-12-01")

    first_page = await do(cast.MANAGER, dashboard.overview, NOW)

    assert [need for need in first_page.needs if need.kind == "to_review"] == []
