"""Approval by exception: what is as planned approves itself, everything else says why it waits and for whom."""

from datetime import timedelta

import pytest

from onyx_app.errors import NotAllowed
from onyx_app.services import shifts, timeclock
from onyx_app.work import Actor, open_work
from tests import cast
from tests.conftest import House
from tests.services.clocking import ADA, HOUR, MINUTE, MONDAY, SAM, audited, do, lock, settings, shift, version, worked

EVENING = MONDAY + 10 * HOUR  # 20:00 in Bucharest
TEN = (MONDAY + 2 * HOUR).replace(tzinfo=None)  # on the wall in Bucharest


async def reasons(at: object = MONDAY + 30 * HOUR) -> list[tuple[str, ...]]:
    review = await do(cast.MANAGER, timeclock.needs_review, at)  # type: ignore[arg-type]
    return [row.findings for row in review.rows]


async def test_a_stretch_within_the_variance_of_its_shift_approves_itself(house: House) -> None:
    planned = shift(house, MONDAY, MONDAY + 8 * HOUR)

    await worked(MONDAY + 9 * MINUTE, MONDAY + 8 * HOUR - 10 * MINUTE)

    assert house.rows("select shift_id, approval, approved_by is null, approved_at is not null from timesheets") == [
        (planned, "approved", True, True)
    ]
    assert await reasons() == []


async def test_everything_else_goes_to_review_and_says_why(house: House) -> None:
    shift(house, MONDAY, MONDAY + 8 * HOUR)
    shift(house, MONDAY, MONDAY + 8 * HOUR, SAM)

    await worked(MONDAY + 12 * MINUTE, MONDAY + 8 * HOUR + 40 * MINUTE)
    await worked(MONDAY - 45 * MINUTE, MONDAY + 7 * HOUR, cast.OTHER_CHATTER)
    await worked(MONDAY, MONDAY + HOUR, cast.CONTENT)

    assert await reasons() == [
        ("Began 45 min before the shift", "Left 60 min early"),
        ("No planned shift",),
        ("12 min late", "40 min longer than planned"),
    ]


async def test_coming_before_the_early_window_waits_however_wide_the_variance_is(house: House) -> None:
    settings(house, variance_minutes=120, early_window_minutes=15)
    shift(house, MONDAY, MONDAY + 8 * HOUR)

    card = await do(cast.CHATTER, timeclock.clock_in, MONDAY - 40 * MINUTE)
    await do(cast.CHATTER, timeclock.clock_out, MONDAY + 8 * HOUR)

    assert (card.early_minutes, card.shift.start if card.shift else None) == (40, MONDAY)
    assert await reasons() == [("Began 40 min before the shift",)]


async def test_work_in_the_morning_is_not_early_for_a_shift_in_the_evening(house: House) -> None:
    shift(house, EVENING, EVENING + 8 * HOUR)

    card = await do(cast.CHATTER, timeclock.clock_in, MONDAY)

    assert (card.early_minutes, card.late_minutes, card.shift.start if card.shift else None) == (0, 0, EVENING)


async def test_a_night_shift_is_found_by_overlap_and_not_by_its_date(house: House) -> None:
    night = shift(house, EVENING, EVENING + 8 * HOUR)
    shift(house, EVENING + 20 * HOUR, EVENING + 28 * HOUR)

    await worked(EVENING + 5 * HOUR, EVENING + 8 * HOUR)  # 01:00 to 04:00 on Tuesday

    assert house.rows("select shift_id, business_date::text from timesheets") == [(night, "2026-11-17")]
    assert await reasons() == [("300 min late",)]


async def test_lateness_is_judged_by_the_shift_as_it_was_planned_then(house: House) -> None:
    planned = shift(house, MONDAY, MONDAY + 8 * HOUR)
    await worked(MONDAY + 2 * MINUTE, MONDAY + 8 * HOUR)
    version(house, planned, 2, MONDAY - HOUR, MONDAY + 8 * HOUR, MONDAY + 9 * HOUR)  # moved after the fact
    house.rows("update shifts set starts_at = %s, version = 2 where id = %s returning id", MONDAY - HOUR, planned)

    [sheet] = (await do(cast.CHATTER, timeclock.person_week, MONDAY + 10 * HOUR)).sheets

    assert (sheet.late_minutes, sheet.shift.start if sheet.shift else None) == (0, MONDAY)


async def test_within_the_grace_nobody_is_late(house: House) -> None:
    shift(house, MONDAY, MONDAY + 8 * HOUR)
    shift(house, MONDAY, MONDAY + 8 * HOUR, SAM)

    on_time = await do(cast.CHATTER, timeclock.clock_in, MONDAY + 5 * MINUTE)
    late = await do(cast.OTHER_CHATTER, timeclock.clock_in, MONDAY + 2 * HOUR)

    assert (on_time.late_minutes, late.late_minutes) == (0, 120)


async def test_drafts_and_cancelled_shifts_are_nobodys_measure(house: House) -> None:
    shift(house, MONDAY, MONDAY + 4 * HOUR, published=False)
    gone = shift(house, MONDAY + 4 * HOUR, MONDAY + 8 * HOUR)
    house.rows("update shifts set status = 'cancelled' where id = %s returning id", gone)

    await worked(MONDAY, MONDAY + 8 * HOUR)

    assert await reasons() == [("No planned shift",)]


async def test_many_are_approved_at_once_and_the_rest_is_counted(house: House) -> None:
    await worked(MONDAY, MONDAY + HOUR)
    await worked(MONDAY, MONDAY + HOUR, cast.OTHER_CHATTER)
    await worked(MONDAY, MONDAY + HOUR, cast.CONTENT)
    await worked(MONDAY, MONDAY + HOUR, cast.MANAGER)
    now = MONDAY + 2 * HOUR
    seen = await do(cast.MANAGER, timeclock.needs_review, now)
    corrected = next(row for row in seen.rows if row.profile_id == SAM)
    times = timeclock.Times(MONDAY, MONDAY + 30 * MINUTE)
    await do(cast.OWNER, timeclock.correct, now, sheet_id=corrected.sheet_id, times=times, reason="Half an hour")
    lock(house, "2026-11-16", "2026-11-17", cast.CONTENT.profile_id)

    done = await do(cast.MANAGER, timeclock.approve, now, ids=[row.id for row in seen.rows])

    assert (done.done, done.own, done.changed, done.locked) == (1, 1, 1, 1)
    assert house.rows("select approved_by from timesheets where profile_id = %s", ADA) == [(cast.MANAGER.profile_id,)]
    assert audited(house)[-1] == "timesheets_approved"


async def test_the_only_person_who_may_approves_their_own_and_the_trail_says_so(house: House) -> None:
    house.rows("update profiles set status = 'suspended' where role in ('admin', 'manager') returning id")
    await worked(MONDAY, MONDAY + HOUR, cast.OWNER)
    review = await do(cast.OWNER, timeclock.needs_review, MONDAY + 2 * HOUR)

    done = await do(cast.OWNER, timeclock.approve, MONDAY + 2 * HOUR, ids=[row.id for row in review.rows])

    assert (review.alone, done.done, done.own) == (True, 1, 0)
    assert audited(house) == ["own_timesheets_approved"]


async def test_chatters_neither_review_nor_approve_and_a_rival_sees_nothing(house: House) -> None:
    await worked(MONDAY, MONDAY + HOUR)
    [row] = (await do(cast.MANAGER, timeclock.needs_review, MONDAY + 2 * HOUR)).rows

    for verb, arguments in (
        (timeclock.needs_review, {}),
        (timeclock.approve, {"ids": [row.id]}),
        (timeclock.today, {}),
    ):
        with pytest.raises(NotAllowed):
            await do(cast.CHATTER, verb, MONDAY + 2 * HOUR, **arguments)
    rival = await do(cast.ADA_AT_RIVAL, timeclock.approve, MONDAY + 2 * HOUR, ids=[row.id])
    assert (rival.done, rival.changed) == (0, 1)


async def test_what_nobody_decided_about_is_decided_by_the_worker(house: House) -> None:
    planned = shift(house, MONDAY, MONDAY + HOUR)
    for who, bound in ((ADA, planned), (SAM, None)):
        house.rows(
            "insert into timesheets (agency_id, sheet_id, profile_id, business_date, clocked_in_at, clocked_out_at,"
            " source_in, shift_id) values (%s, uuidv7(), %s, '2026-11-16', %s, %s, 'web', %s) returning id",
            cast.NORTHLIGHT, who, MONDAY, MONDAY + timedelta(hours=1), bound,
        )  # fmt: skip

    async with open_work(Actor.system(cast.NORTHLIGHT), now=MONDAY + 2 * HOUR) as work:
        decided = await timeclock.judge_undecided(work)
        again = await timeclock.judge_undecided(work)

    assert (decided, again) == (2, 0)
    assert house.rows("select profile_id, approval from timesheets order by approval") == [
        (ADA, "approved"),
        (SAM, "review"),
    ]


async def test_who_plans_their_own_shift_after_clocking_in_does_not_approve_their_hours_by_it(house: House) -> None:
    mine = {"profile_id": cast.MANAGER.profile_id, "minutes": 480, "starts_local": TEN}
    await do(cast.MANAGER, timeclock.clock_in, MONDAY)
    await do(cast.MANAGER, shifts.create, MONDAY + 7 * HOUR, publish=True, **mine)
    await do(cast.MANAGER, timeclock.clock_out, MONDAY + 8 * HOUR)

    assert house.rows("select approval, shift_id is not null from timesheets") == [("review", True)]
    assert await reasons() == [("They planned or changed this shift themselves after clocking in",)]


async def test_a_shift_somebody_else_planned_meanwhile_or_oneself_before_is_a_plan(house: House) -> None:
    times = {"minutes": 480, "starts_local": TEN, "publish": True}
    await do(cast.MANAGER, shifts.create, MONDAY - HOUR, profile_id=cast.MANAGER.profile_id, **times)
    for person in (cast.MANAGER, cast.CHATTER):
        await do(person, timeclock.clock_in, MONDAY)
    await do(cast.MANAGER, shifts.create, MONDAY + HOUR, profile_id=ADA, **times)
    for person in (cast.MANAGER, cast.CHATTER):
        await do(person, timeclock.clock_out, MONDAY + 8 * HOUR)

    assert house.rows("select distinct approval from timesheets") == [("approved",)]
