"""Breaks: one at a time, inside the stretch, ended by the clock-out, and every minute is somewhere."""

import asyncio
from datetime import timedelta

import pytest

from onyx_app.services import timeclock
from onyx_app.services.timeclock import DayIsLocked, NoBreak, NotClockedIn, OnBreak
from onyx_app.work import open_work
from tests import cast
from tests.conftest import House
from tests.services.clocking import HOUR, MINUTE, MONDAY, audited, do, lock, settings, worked


async def test_a_break_is_a_row_two_punches_and_a_word_on_the_card(house: House) -> None:
    await do(cast.CHATTER, timeclock.clock_in, MONDAY)
    away = await do(cast.CHATTER, timeclock.start_break, MONDAY + 2 * HOUR)
    back = await do(cast.CHATTER, timeclock.end_break, MONDAY + 2 * HOUR + 30 * MINUTE)

    assert (away.on_break_since, away.on_break_paid) == (MONDAY + 2 * HOUR, False)
    assert (back.on_break_since, back.breaks) == (None, timedelta(minutes=30))
    assert house.rows("select ended_at - began_at, paid from breaks") == [(timedelta(minutes=30), False)]
    assert [kind for (kind,) in house.rows("select kind from punches order by at")] == [
        "in",
        "break_start",
        "break_end",
    ]


async def test_a_second_break_and_a_break_without_work_are_refused(house: House) -> None:
    with pytest.raises(NotClockedIn):
        await do(cast.CHATTER, timeclock.start_break, MONDAY)
    await do(cast.CHATTER, timeclock.clock_in, MONDAY)
    with pytest.raises(NoBreak):
        await do(cast.CHATTER, timeclock.end_break, MONDAY + HOUR)
    await do(cast.CHATTER, timeclock.start_break, MONDAY + HOUR)
    with pytest.raises(OnBreak):
        await do(cast.CHATTER, timeclock.start_break, MONDAY + 2 * HOUR)


async def test_eight_presses_at_once_are_one_break_and_seven_sentences(house: House) -> None:
    await do(cast.CHATTER, timeclock.clock_in, MONDAY)
    ready = asyncio.Barrier(8)

    async def press() -> str:
        async with open_work(cast.CHATTER.actor, now=MONDAY + HOUR) as work:
            await ready.wait()
            try:
                await timeclock.start_break(work)
            except OnBreak as error:
                return error.key
            return "away"

    answers = sorted(await asyncio.gather(*(press() for _ in range(8))))

    assert answers == ["away"] + ["timeclock.errors.on_break"] * 7
    assert house.rows("select count(*) from breaks") == [(1,)]


async def test_a_clock_out_ends_the_break_that_goes_on(house: House) -> None:
    await do(cast.CHATTER, timeclock.clock_in, MONDAY)
    await do(cast.CHATTER, timeclock.start_break, MONDAY + HOUR)

    card = await do(cast.CHATTER, timeclock.clock_out, MONDAY + 3 * HOUR)

    assert (card.working, card.today) == (False, HOUR)
    assert house.rows("select ended_at = %s from breaks", MONDAY + 3 * HOUR) == [(True,)]


async def test_unpaid_breaks_are_not_worked_time_and_paid_ones_are(house: House) -> None:
    await do(cast.CHATTER, timeclock.clock_in, MONDAY)
    for paid, at in ((False, 1), (True, 3)):
        await do(cast.CHATTER, timeclock.start_break, MONDAY + at * HOUR, paid=paid)
        await do(cast.CHATTER, timeclock.end_break, MONDAY + at * HOUR + 20 * MINUTE)
    await do(cast.CHATTER, timeclock.clock_out, MONDAY + 5 * HOUR)

    week = await do(cast.CHATTER, timeclock.person_week, MONDAY + 6 * HOUR)

    [sheet] = week.sheets
    assert sheet.counted[:5] == (300, 260, 20, 20, 0)
    assert (week.raw, week.paid) == (280, 280)


async def test_rounding_stands_beside_the_raw_figure_and_changes_nothing_stored(house: House) -> None:
    settings(house, rounding_minutes=15)
    await worked(MONDAY + 4 * MINUTE, MONDAY + 2 * HOUR + 9 * MINUTE)

    [sheet] = (await do(cast.CHATTER, timeclock.person_week, MONDAY + 3 * HOUR)).sheets

    assert (sheet.counted.raw, sheet.counted.paid) == (125, 135)
    assert (sheet.paid_since, sheet.paid_until) == (MONDAY, MONDAY + 2 * HOUR + 15 * MINUTE)
    assert house.rows("select clocked_in_at = %s from timesheets", MONDAY + 4 * MINUTE) == [(True,)]


async def test_a_missing_legal_break_is_deducted_told_and_can_be_waived_with_a_reason(house: House) -> None:
    settings(house, legal_breaks='[{"after": 360, "minutes": 30}]')
    sheet_id = await worked(MONDAY, MONDAY + 8 * HOUR)
    now = MONDAY + 9 * HOUR

    [before] = (await do(cast.MANAGER, timeclock.person_week, now, profile_id=cast.CHATTER.profile_id)).sheets
    times = timeclock.Times(before.since, before.until, (), "Nobody to take over")
    after = await do(cast.MANAGER, timeclock.correct, now, sheet_id=sheet_id, times=times, reason="She told me")

    assert (before.counted.deducted, before.counted.paid) == (30, 450)
    assert "30 min of the legal break not taken, they are deducted" in before.findings
    assert (after.counted.deducted, after.counted.paid, after.waived) == (0, 480, "Nobody to take over")
    assert audited(house)[-1] == "timesheet_corrected"


async def test_a_paid_day_refuses_breaks_with_a_sentence(house: House) -> None:
    await do(cast.CHATTER, timeclock.clock_in, MONDAY)
    lock(house, "2026-11-01", "2026-12-01")

    with pytest.raises(DayIsLocked):
        await do(cast.CHATTER, timeclock.start_break, MONDAY + HOUR)
