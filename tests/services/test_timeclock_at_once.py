"""Hours changed by several people at the same moment: one wins, the others read a sentence, nothing overlaps."""

import asyncio
import threading
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest

from onyx_app.errors import OnyxError
from onyx_app.services import leave, timeclock
from onyx_app.services.timeclock import DayIsLocked, Times
from tests import cast
from tests.conftest import House
from tests.services.clocking import ADA, HOUR, MINUTE, MONDAY, do, worked

NOW = MONDAY + 12 * HOUR
OVERLAPS = "select count(*) from timesheets a join timesheets b using (agency_id, profile_id) where a.id < b.id" \
    " and a.current and b.current and not a.void and not b.void" \
    " and tstzrange(a.clocked_in_at, a.clocked_out_at) && tstzrange(b.clocked_in_at, b.clocked_out_at)"  # fmt: skip


async def answer(step: Awaitable[Any]) -> str:
    try:
        await step
    except OnyxError as error:
        return error.key
    return "done"


async def test_eight_overlapping_stretches_added_at_once_are_one(house: House) -> None:
    def add(number: int) -> Awaitable[Any]:
        times = Times(MONDAY + number * MINUTE, MONDAY + HOUR + number * MINUTE)
        return do(cast.MANAGER, timeclock.add, NOW, profile_id=ADA, times=times, reason="Forgotten")

    answers = sorted(await asyncio.gather(*(answer(add(number)) for number in range(8))))

    assert answers == ["done"] + ["timeclock.errors.overlap"] * 7
    assert house.rows(OVERLAPS) == [(0,)]


def test_the_database_refuses_overlaps_whoever_writes_and_whatever_was_asked_before(house: House) -> None:
    ready = threading.Barrier(8, timeout=30)

    def write(number: int) -> str:
        ready.wait()
        try:
            house.rows(
                "insert into timesheets (agency_id, sheet_id, profile_id, business_date, clocked_in_at, clocked_out_at,"
                " source_in) values (%s, uuidv7(), %s, '2026-11-16', %s, %s, 'web') returning id",
                cast.NORTHLIGHT, ADA, MONDAY + number * MINUTE, MONDAY + HOUR,
            )  # fmt: skip
        except psycopg.errors.OperationalError as deadlock:
            return str(deadlock.sqlstate)
        except psycopg.errors.ExclusionViolation as overlap:
            return str(overlap.sqlstate)
        return "written"

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(write, range(8)))

    assert answers.count("written") == 1
    assert set(answers) <= {"written", "23P01", "40P01"}
    assert house.rows(OVERLAPS) == [(0,)]


async def test_a_request_approved_twice_at_once_is_one_version(house: House) -> None:
    sheet_id = await worked(MONDAY, MONDAY + HOUR)
    times = Times(MONDAY, MONDAY + 2 * HOUR)
    asked = await do(cast.CHATTER, timeclock.ask, NOW, sheet_id=sheet_id, times=times, reason="Stayed")
    people = (cast.MANAGER, cast.ADMIN, cast.OWNER, cast.MANAGER)

    answers = sorted(
        await asyncio.gather(
            *(answer(do(one, timeclock.decide, NOW, request_id=asked.id, approve=True)) for one in people)
        )
    )

    assert answers == ["done"] + ["timeclock.errors.decided"] * 3
    assert house.rows("select version, current from timesheets order by version") == [(1, False), (2, True)]


async def test_approved_refused_and_withdrawn_at_once_is_one_of_them(house: House) -> None:
    sheet_id = await worked(MONDAY, MONDAY + HOUR)
    times = Times(MONDAY, MONDAY + 2 * HOUR)
    asked = await do(cast.CHATTER, timeclock.ask, NOW, sheet_id=sheet_id, times=times, reason="Stayed")

    answers = await asyncio.gather(
        answer(do(cast.MANAGER, timeclock.decide, NOW, request_id=asked.id, approve=True)),
        answer(do(cast.OWNER, timeclock.decide, NOW, request_id=asked.id, approve=False, answer="No")),
        answer(do(cast.CHATTER, timeclock.withdraw, NOW, request_id=asked.id)),
    )

    assert sorted(answers) == ["done"] + ["timeclock.errors.decided"] * 2


async def test_of_two_managers_correcting_at_once_one_looks_again(house: House) -> None:
    sheet_id = await worked(MONDAY, MONDAY + HOUR)
    [(seen,)] = house.rows("select id from timesheets")

    def correct(person: cast.Person, hours: int) -> Awaitable[Any]:
        times = Times(MONDAY, MONDAY + hours * HOUR)
        return do(person, timeclock.correct, NOW, sheet_id=sheet_id, times=times, reason="Seen", seen=seen)

    answers = await asyncio.gather(answer(correct(cast.MANAGER, 2)), answer(correct(cast.ADMIN, 3)))

    assert sorted(answers) == ["done", "timeclock.errors.changed_since"]
    assert house.rows("select version, current from timesheets order by version") == [(1, False), (2, True)]


async def test_a_correction_and_a_clock_out_at_once_lose_nothing(house: House) -> None:
    card = await do(cast.CHATTER, timeclock.clock_in, MONDAY)
    earlier = Times(MONDAY - HOUR, None)

    answers = await asyncio.gather(
        answer(do(cast.MANAGER, timeclock.correct, NOW, sheet_id=card.sheet_id, times=earlier, reason="Was here")),
        answer(do(cast.CHATTER, timeclock.clock_out, NOW)),
    )

    assert answers[1] == "done"
    assert house.rows("select count(*) from timesheets where current") == [(1,)]
    [(since, until)] = house.rows("select clocked_in_at, clocked_out_at from timesheets where current")
    assert (answers[0], since, until) in [
        ("done", MONDAY - HOUR, NOW),
        ("timeclock.errors.changed_since", MONDAY, NOW),  # the manager has seen it open: it is not opened again
    ]


@pytest.mark.parametrize("pause", [timedelta(0), timedelta(milliseconds=3)])
async def test_an_edit_against_the_locking_of_its_day_is_in_before_or_refused(house: House, pause: timedelta) -> None:
    """As a run closes days: alone, then reading what is paid, then the lock."""
    sheet_id = await worked(MONDAY, MONDAY + HOUR)
    times = Times(MONDAY, MONDAY + 2 * HOUR)
    seen: list[datetime] = []

    def close() -> None:
        with house.admin() as admin, admin.transaction():
            admin.execute("select pg_advisory_xact_lock(days_being_closed(%s))", [cast.NORTHLIGHT])
            seen.extend(admin.execute("select clocked_out_at from timesheets where current").fetchone() or ())
            admin.execute(
                "insert into period_locks (agency_id, profile_id, first_day, end_day)"
                " values (%s, %s, '2026-11-01', '2026-12-01')",
                [cast.NORTHLIGHT, ADA],
            )

    async def edit() -> str:
        await asyncio.sleep(pause.total_seconds())
        return await answer(do(cast.MANAGER, timeclock.correct, NOW, sheet_id=sheet_id, times=times, reason="Seen"))

    said, _ = await asyncio.gather(edit(), asyncio.to_thread(close))

    paid = house.rows("select clocked_out_at from timesheets where current")[0][0]
    assert seen == [paid]
    assert said == ("done" if paid == MONDAY + 2 * HOUR else DayIsLocked.key)


async def test_the_same_days_off_asked_for_at_once_are_asked_for_once(house: House) -> None:
    first = NOW.date()

    answers = sorted(
        await asyncio.gather(
            *(answer(do(cast.CHATTER, leave.ask, NOW, kind="vacation", first=first, last=first)) for _ in range(4))
        )
    )

    assert answers == ["done"] + ["leave.errors.overlap"] * 3
