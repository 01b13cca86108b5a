"""The time clock: one open stretch per person whoever presses, and a history that only its owner reads."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from onyx_app.errors import InvalidInput, NotAllowed, NotFound
from onyx_app.services import timeclock
from onyx_app.services.timeclock import AlreadyClockedIn, DayIsLocked, NotClockedIn
from onyx_app.work import Actor, Work, open_work
from tests import cast
from tests.conftest import House

MONDAY_EVENING = datetime(2026, 11, 16, 20, 30, tzinfo=UTC)  # 22:30 in Bucharest


async def do(person: cast.Person, verb: Callable[..., Awaitable[Any]], at: datetime, **arguments: Any) -> Any:
    async with open_work(person.actor, now=at) as work:
        return await verb(work, **arguments)


async def test_clocking_in_and_out_makes_one_sheet_and_two_punches(house: House) -> None:
    began = await do(cast.CHATTER, timeclock.clock_in, MONDAY_EVENING, address="10.0.0.1", device="Firefox")
    ended = await do(cast.CHATTER, timeclock.clock_out, MONDAY_EVENING + timedelta(hours=3))

    assert (began.working, began.since) == (True, MONDAY_EVENING)
    assert not ended.working
    assert house.rows("select clocked_out_at - clocked_in_at, source_in, source_out from timesheets") == [
        (timedelta(hours=3), "web", "web")
    ]
    assert house.rows("select kind, address, device from punches order by at") == [
        ("in", "10.0.0.1", "Firefox"),
        ("out", "", ""),
    ]


async def test_a_night_belongs_to_the_day_it_began_in_the_agencys_zone(house: House) -> None:
    await do(cast.CHATTER, timeclock.clock_in, datetime(2026, 11, 16, 22, 30, tzinfo=UTC))  # 00:30 on Tuesday
    await do(cast.CHATTER, timeclock.clock_out, datetime(2026, 11, 17, 23, 0, tzinfo=UTC))  # 01:00 on Wednesday

    assert house.rows("select business_date from timesheets") == [(date(2026, 11, 17),)]


async def test_eight_presses_at_once_are_one_clock_in_and_seven_sentences(house: House) -> None:
    ready = asyncio.Barrier(8)

    async def press() -> str:
        async with open_work(cast.CHATTER.actor) as work:
            await ready.wait()
            try:
                await timeclock.clock_in(work)
            except AlreadyClockedIn as error:
                return error.key
            return "in"

    answers = sorted(await asyncio.gather(*(press() for _ in range(8))))

    assert answers == ["in"] + ["timeclock.already_in"] * 7
    assert house.rows("select count(*) from timesheets") == [(1,)]
    assert house.rows("select count(*) from punches") == [(1,)]


async def test_eight_presses_at_once_are_one_clock_out_and_seven_sentences(house: House) -> None:
    await do(cast.CHATTER, timeclock.clock_in, MONDAY_EVENING)
    ready = asyncio.Barrier(8)

    async def press() -> str:
        async with open_work(cast.CHATTER.actor) as work:
            await ready.wait()
            try:
                await timeclock.clock_out(work)
            except NotClockedIn as error:
                return error.key
            return "out"

    answers = sorted(await asyncio.gather(*(press() for _ in range(8))))

    assert answers == ["out"] + ["timeclock.not_in"] * 7
    assert house.rows("select count(*) from punches where kind = 'out'") == [(1,)]


async def test_one_person_working_keeps_nobody_else_from_clocking_in(house: House) -> None:
    await do(cast.CHATTER, timeclock.clock_in, MONDAY_EVENING)

    card = await do(cast.OTHER_CHATTER, timeclock.clock_in, MONDAY_EVENING)

    assert card.working


async def test_a_clock_that_runs_behind_still_closes_the_sheet(house: House) -> None:
    await do(cast.CHATTER, timeclock.clock_in, MONDAY_EVENING)

    await do(cast.CHATTER, timeclock.clock_out, MONDAY_EVENING - timedelta(seconds=2))

    assert house.rows("select clocked_out_at > clocked_in_at from timesheets") == [(True,)]


async def test_a_creator_has_no_clock(house: House) -> None:
    with pytest.raises(NotAllowed):
        await do(cast.CREATOR, timeclock.clock_in, MONDAY_EVENING)


async def test_the_card_adds_up_what_was_worked_earlier_today(house: House) -> None:
    await do(cast.CHATTER, timeclock.clock_in, MONDAY_EVENING - timedelta(hours=6))
    await do(cast.CHATTER, timeclock.clock_out, MONDAY_EVENING - timedelta(hours=4))

    card = await do(cast.CHATTER, timeclock.clock_in, MONDAY_EVENING)

    assert (card.today, card.since) == (timedelta(hours=2), MONDAY_EVENING)


async def test_history_is_a_week_per_page_and_says_whether_there_is_more(house: House) -> None:
    for days_ago in (30, 7, 1, 0):
        start = MONDAY_EVENING + timedelta(days=2) - timedelta(days=days_ago)
        await do(cast.CHATTER, timeclock.clock_in, start)
        await do(cast.CHATTER, timeclock.clock_out, start + timedelta(hours=1))
    now = MONDAY_EVENING + timedelta(days=3)

    this_week = await do(cast.CHATTER, timeclock.history, now)
    oldest = await do(cast.CHATTER, timeclock.history, now, page=5)

    assert [sheet.business_date for sheet in this_week.sheets] == [date(2026, 11, 18), date(2026, 11, 17)]
    assert (this_week.period.first, this_week.worked, this_week.has_older) == (
        date(2026, 11, 16),
        timedelta(hours=2),
        True,
    )
    assert (len(oldest.sheets), oldest.has_older) == (1, False)


async def test_nobody_reads_another_persons_history(house: House) -> None:
    await do(cast.CHATTER, timeclock.clock_in, MONDAY_EVENING)

    other = await do(cast.OTHER_CHATTER, timeclock.history, MONDAY_EVENING)
    rival = await do(cast.ADA_AT_RIVAL, timeclock.history, MONDAY_EVENING)

    assert (other.sheets, rival.sheets) == ((), ())


async def test_managers_see_who_is_on_and_for_which_creators(house: House) -> None:
    await do(cast.CHATTER, timeclock.clock_in, MONDAY_EVENING)
    await do(cast.OTHER_CHATTER, timeclock.clock_in, MONDAY_EVENING - timedelta(hours=1))

    seen = await do(cast.MANAGER, timeclock.who_is_on, MONDAY_EVENING)

    assert [(on.name, on.creators) for on in seen] == [("Sam Chatter", ()), ("Ada Chatter", ("Luna",))]
    assert await do(cast.RIVAL_OWNER, timeclock.who_is_on, MONDAY_EVENING) == []
    with pytest.raises(NotAllowed):
        await do(cast.CHATTER, timeclock.who_is_on, MONDAY_EVENING)


async def test_off_boarding_ends_the_open_sheet_and_keeps_the_reason(house: House) -> None:
    await do(cast.CHATTER, timeclock.clock_in, MONDAY_EVENING)
    later = MONDAY_EVENING + timedelta(hours=1)
    chatter = cast.CHATTER.profile_id

    closed = await do(cast.OWNER, timeclock.close_for, later, profile_id=chatter, reason="Left the agency")
    again = await do(cast.OWNER, timeclock.close_for, later, profile_id=chatter, reason="Left the agency")

    assert (closed, again) == (True, False)
    assert house.rows("select source_out, out_reason from timesheets") == [("manager", "Left the agency")]


async def test_a_note_stays_on_ones_own_sheet_only(house: House) -> None:
    card = await do(cast.CHATTER, timeclock.clock_in, MONDAY_EVENING)

    await do(cast.CHATTER, timeclock.write_note, MONDAY_EVENING, sheet_id=card.sheet_id, note=" Covered for Sam ")

    assert house.rows("select note from timesheets") == [("Covered for Sam",)]
    with pytest.raises(NotFound):
        await do(cast.OWNER, timeclock.write_note, MONDAY_EVENING, sheet_id=card.sheet_id, note="Mine")
    with pytest.raises(InvalidInput):
        await do(cast.CHATTER, timeclock.write_note, MONDAY_EVENING, sheet_id=card.sheet_id, note="x" * 501)


async def test_the_system_has_no_clock_of_its_own(house: House) -> None:
    async def press(work: Work) -> None:
        await timeclock.clock_in(work)

    with pytest.raises(NotAllowed):
        async with open_work(Actor.system(cast.NORTHLIGHT)) as work:
            await press(work)


async def test_a_day_of_a_paid_period_refuses_clock_and_note_with_a_sentence(house: House) -> None:
    card = await do(cast.CHATTER, timeclock.clock_in, MONDAY_EVENING - timedelta(days=1))
    await do(cast.CHATTER, timeclock.clock_out, MONDAY_EVENING - timedelta(hours=20))
    house.rows(
        "insert into period_locks (agency_id, profile_id, first_day, end_day)"
        " values (%s, %s, '2026-11-01', '2026-12-01') returning id",
        cast.NORTHLIGHT,
        cast.CHATTER.profile_id,
    )

    with pytest.raises(DayIsLocked):
        await do(cast.CHATTER, timeclock.clock_in, MONDAY_EVENING)
    with pytest.raises(DayIsLocked):
        await do(cast.CHATTER, timeclock.write_note, MONDAY_EVENING, sheet_id=card.sheet_id, note="Late")
    assert (await do(cast.OTHER_CHATTER, timeclock.clock_in, MONDAY_EVENING)).working
