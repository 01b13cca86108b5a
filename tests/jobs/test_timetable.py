"""Every slot of the timetable runs once, however many workers keep the clock."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from jobs import timetable, worker
from jobs.timetable import TIMETABLE, Line, latest_slot, take_slot
from tests.conftest import House

NOON = datetime(2026, 11, 20, 12, 0, 3, tzinfo=UTC)
BY_NAME = {line.job: line for line in TIMETABLE}


def queued(house: House) -> list[str]:
    return [name for (name,) in house.rows("select task_name from procrastinate_jobs order by id")]


async def test_eight_workers_that_tick_at_once_take_one_slot(house: House) -> None:
    beat = BY_NAME["beat"]

    taken = await asyncio.gather(*(take_slot(beat, NOON + timedelta(seconds=n / 2)) for n in range(8)))

    assert sorted(taken) == [False] * 7 + [True]
    assert queued(house) == ["beat"]


async def test_the_next_slot_is_another_and_an_earlier_one_is_never_taken_again(house: House) -> None:
    beat = BY_NAME["beat"]

    taken = [await take_slot(beat, NOON + timedelta(seconds=s)) for s in (0, 5, 10, 0)]

    assert taken == [True, False, True, False]


async def test_a_line_per_agency_makes_one_job_for_each(house: House) -> None:
    assert await take_slot(BY_NAME["forget"], NOON)

    assert house.rows("select args ->> 'agency_id' from procrastinate_jobs order by 1") == [
        ("00000000-0000-7001-8000-000000000001",),
        ("00000000-0000-7001-8000-000000000002",),
    ]


async def test_what_was_missed_for_days_is_caught_up_once(house: House) -> None:
    forget = BY_NAME["forget"]
    await take_slot(forget, NOON - timedelta(days=9))

    again = [await take_slot(forget, NOON), await take_slot(forget, NOON + timedelta(hours=1))]

    assert again == [True, False]


@pytest.mark.parametrize("line", TIMETABLE, ids=lambda line: line.job)
def test_every_line_knows_its_last_slot_at_any_time(line: Line) -> None:
    for hours in range(0, 49, 5):
        now = NOON + timedelta(hours=hours)
        slot = latest_slot(line, now)
        assert slot is not None
        assert now - line.at_most <= slot <= now


def test_every_line_names_a_job_the_worker_knows() -> None:
    known = {job.__name__ for job in worker.JOBS} | {"retry_stalled"}

    assert {line.job for line in timetable.TIMETABLE} <= known
