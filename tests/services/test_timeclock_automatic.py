"""Forgotten clock-outs: ended by the worker with a reason, once, and looked at by a manager."""

import asyncio
from datetime import datetime
from typing import Any

from jobs.auto_clock_out import auto_clock_out
from onyx_app.rules.timeclock import ANSWER_WITHIN
from onyx_app.services import timeclock
from onyx_app.services.timeclock import NotClockedIn
from onyx_app.work import Actor, open_work
from tests import cast
from tests.conftest import House
from tests.services.clocking import ADA, HOUR, MINUTE, MONDAY, audited, do, lock, settings

SYSTEM = Actor.system(cast.NORTHLIGHT)


async def due(at: datetime) -> list[Any]:
    async with open_work(SYSTEM, now=at) as work:
        return list(await timeclock.forgotten(work))


async def end(at: datetime) -> Any:
    async with open_work(SYSTEM, now=at) as work:
        return await timeclock.end_forgotten(work, profile_id=ADA)


async def test_after_the_longest_time_a_stretch_ends_there_with_its_break_and_waits_for_a_manager(house: House) -> None:
    await do(cast.CHATTER, timeclock.clock_in, MONDAY)
    await do(cast.CHATTER, timeclock.start_break, MONDAY + 13 * HOUR)

    assert await due(MONDAY + 13 * HOUR + 59 * MINUTE) == []
    ended = await end(MONDAY + 20 * HOUR)

    assert (ended.at, ended.reason) == (MONDAY + 14 * HOUR, "longest")
    assert house.rows("select clocked_out_at = %s, source_out, out_reason, approval from timesheets", ended.at) == [
        (True, "automatic", "longest", "review")
    ]
    assert house.rows("select ended_at = %s from breaks", ended.at) == [(True,)]
    [row] = (await do(cast.MANAGER, timeclock.needs_review, MONDAY + 21 * HOUR)).rows
    assert row.findings[0] == "Ended by itself: no clock-out after the longest time the agency allows."
    assert audited(house) == ["clocked_out_automatically"]


async def test_it_never_ends_before_what_its_person_did_last(house: House) -> None:
    await do(cast.CHATTER, timeclock.clock_in, MONDAY)
    await do(cast.CHATTER, timeclock.start_break, MONDAY + 15 * HOUR)
    await do(cast.CHATTER, timeclock.end_break, MONDAY + 16 * HOUR)

    await end(MONDAY + 20 * HOUR)

    assert house.rows("select clocked_out_at = %s from timesheets", MONDAY + 16 * HOUR) == [(True,)]


async def test_two_workers_at_once_end_it_once(house: House) -> None:
    await do(cast.CHATTER, timeclock.clock_in, MONDAY)

    await asyncio.gather(*(auto_clock_out(str(cast.NORTHLIGHT)) for _ in range(4)))

    assert house.rows("select count(*) from punches where kind = 'out'") == [(1,)]
    assert house.rows("select source_out from timesheets") == [("automatic",)]
    assert audited(house) == ["clocked_out_automatically"]


async def test_the_worker_and_the_person_at_once_leave_one_clock_out(house: House) -> None:
    for _ in range(5):
        await do(cast.CHATTER, timeclock.clock_in, MONDAY)

        async def press() -> str:
            try:
                await do(cast.CHATTER, timeclock.clock_out, MONDAY + 15 * HOUR)
            except NotClockedIn as late:
                return late.key
            return "out"

        answer, ended = await asyncio.gather(press(), end(MONDAY + 15 * HOUR))

        assert (answer == "out") != bool(ended)
        assert house.rows("select count(*) from timesheets where clocked_out_at is null") == [(0,)]
        assert house.rows("select count(*) from punches where kind = 'out'") == [(1,)]
        with house.admin() as admin:
            admin.execute("delete from punches")
            admin.execute("delete from timesheets")


async def test_one_that_cannot_be_ended_keeps_nobody_elses_open(house: House) -> None:
    await do(cast.CHATTER, timeclock.clock_in, MONDAY)
    await do(cast.OTHER_CHATTER, timeclock.clock_in, MONDAY)
    lock(house, "2026-11-01", "2026-12-01")

    await auto_clock_out(str(cast.NORTHLIGHT))

    assert house.rows("select profile_id from timesheets where clocked_out_at is null") == [(ADA,)]


async def test_nobody_is_asked_unless_the_agency_wants_it(house: House) -> None:
    await do(cast.CHATTER, timeclock.clock_in, MONDAY)

    card = await do(cast.CHATTER, timeclock.card, MONDAY + 13 * HOUR)

    assert (card.asks, card.asks_until) == (False, None)


async def test_still_working_is_asked_answered_and_without_an_answer_ends_where_it_was_asked(house: House) -> None:
    settings(house, prompt_after_minutes=120)
    await do(cast.CHATTER, timeclock.clock_in, MONDAY)
    early = await do(cast.CHATTER, timeclock.card, MONDAY + 119 * MINUTE)
    asked = await do(cast.CHATTER, timeclock.card, MONDAY + 2 * HOUR)
    assert await due(MONDAY + 2 * HOUR + ANSWER_WITHIN - MINUTE) == []
    answered = await do(cast.CHATTER, timeclock.still_here, MONDAY + 2 * HOUR + 10 * MINUTE)
    silent_from = MONDAY + 2 * HOUR + 10 * MINUTE

    ended = await end(silent_from + 2 * HOUR + ANSWER_WITHIN)

    assert (early.asks, asked.asks, asked.asks_until) == (False, True, MONDAY + 2 * HOUR + ANSWER_WITHIN)
    assert (answered.working, answered.asks) == (True, False)
    assert (ended.at, ended.reason) == (silent_from + 2 * HOUR, "no_answer")


async def test_nobody_is_asked_on_a_break(house: House) -> None:
    settings(house, prompt_after_minutes=60)
    await do(cast.CHATTER, timeclock.clock_in, MONDAY)
    await do(cast.CHATTER, timeclock.start_break, MONDAY + 50 * MINUTE)

    card = await do(cast.CHATTER, timeclock.card, MONDAY + 3 * HOUR)

    assert not card.asks
    assert await due(MONDAY + 3 * HOUR) == []
