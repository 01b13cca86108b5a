"""Shifts begin, are completed, or were missed: once, by what was clocked, whatever happens to the worker."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg

from jobs.extend_series import extend_series
from jobs.shift_states import shift_states
from onyx_app.live import CHANNEL
from onyx_app.services import shifts
from onyx_app.work import Actor, open_work
from tests import cast
from tests.conftest import House
from tests.services.planning import clocked, local, planned, states
from tests.services.staging import act
from tests.working import until, worker

NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def shift(
    house: House, since: datetime, until: datetime, person: cast.Person | None = cast.CHATTER, **more: Any
) -> UUID:
    values = {"published_at": since - 9 * HOUR, "status": "scheduled"} | more
    [(made,)] = house.rows(
        "insert into shifts (agency_id, profile_id, starts_at, ends_at, published_at, status)"
        " values (%s, %s, %s, %s, %s, %s) returning id",
        cast.NORTHLIGHT, person and person.profile_id, since, until, values["published_at"], values["status"],
    )  # fmt: skip
    return made


async def advance(now: datetime = NOW) -> shifts.Advanced:
    async with open_work(Actor.system(cast.NORTHLIGHT), now=now) as work:
        return await shifts.advance(work)


async def test_a_shift_somebody_works_on_is_in_progress_then_completed(house: House) -> None:
    one = shift(house, NOW - HOUR, NOW + HOUR)
    sheet = clocked(house, cast.CHATTER, NOW - HOUR, None, one)

    begun = await advance()
    during = states(house)
    with house.admin() as connection:
        connection.execute("update timesheets set clocked_out_at = %s where id = %s", [NOW + HOUR, sheet])
    done = await advance(NOW + HOUR)

    assert (begun.begun, during, done.completed) == ((one,), [("in_progress", True)], (one,))
    assert states(house) == [("completed", True)]
    assert house.rows("select version from shifts") == [(1,)]  # nobody planned anything


async def test_a_shift_is_completed_when_who_works_on_it_stops_not_before(house: House) -> None:
    one = shift(house, NOW - 2 * HOUR, NOW - HOUR, status="in_progress")
    clocked(house, cast.CHATTER, NOW - 2 * HOUR, None, one)

    assert await advance() == shifts.Advanced((), (), ())


async def test_nobody_came_so_it_was_missed_once_it_is_over(house: House) -> None:
    one = shift(house, NOW - 2 * HOUR, NOW)

    late = await advance(NOW - timedelta(minutes=1))
    over = await advance(NOW)

    assert (late.missed, over.missed) == ((), (one,))


async def test_hours_that_become_known_later_complete_a_missed_shift(house: House) -> None:
    one = shift(house, NOW - 9 * HOUR, NOW - HOUR)
    await advance()
    clocked(house, cast.CHATTER, NOW - 9 * HOUR, NOW - HOUR)  # matched with no shift, but over it

    assert (await advance()).completed == (one,)


async def test_staying_longer_on_one_shift_is_not_coming_to_the_next(house: House) -> None:
    first, second = shift(house, NOW - 4 * HOUR, NOW - 2 * HOUR), shift(house, NOW - 2 * HOUR, NOW)
    clocked(house, cast.CHATTER, NOW - 4 * HOUR, NOW - 2 * HOUR + timedelta(minutes=5), first)

    done = await advance()

    assert (done.completed, done.missed) == ((first,), (second,))


async def test_drafts_open_and_cancelled_shifts_are_left_alone(house: House) -> None:
    shift(house, NOW - 4 * HOUR, NOW - 2 * HOUR, published_at=None)
    shift(house, NOW - 4 * HOUR, NOW - 2 * HOUR, None)
    shift(house, NOW - 4 * HOUR, NOW - 2 * HOUR, status="cancelled")

    assert await advance() == shifts.Advanced((), (), ())


async def test_another_agencys_clock_and_plan_stay_out_of_it(house: House) -> None:
    shift(house, NOW - 4 * HOUR, NOW - 2 * HOUR)
    async with open_work(Actor.system(cast.RIVAL), now=NOW) as work:
        done = await shifts.advance(work)

    assert done == shifts.Advanced((), (), ())


async def test_two_workers_at_once_change_and_announce_a_shift_once(house: House) -> None:
    one = shift(house, NOW - 2 * HOUR, NOW - HOUR)
    with psycopg.connect(house.dsn("app"), autocommit=True) as hearing:
        hearing.execute(f"listen {CHANNEL}")

        done = await asyncio.gather(*(advance() for _ in range(2)))
        heard = [notice.payload for notice in hearing.notifies(timeout=1, stop_after=5)]

    assert sorted(each.missed for each in done) == [(), (one,)]
    assert [str(one) in payload for payload in heard] == [True]


async def test_what_was_undone_in_the_middle_is_done_the_next_time(house: House) -> None:
    one = shift(house, NOW - 2 * HOUR, NOW - HOUR)
    try:
        async with open_work(Actor.system(cast.NORTHLIGHT), now=NOW) as work:
            await shifts.advance(work)
            raise RuntimeError
    except RuntimeError:
        assert states(house) == [("scheduled", True)]

    assert (await advance()).missed == (one,)


def test_a_worker_killed_in_the_middle_leaves_the_plan_to_the_next_one(house: House) -> None:
    now = datetime.now(UTC)
    shift(house, now - 3 * HOUR, now - HOUR)
    running = "select count(*) from procrastinate_jobs where task_name = 'shift_states' and status = 'doing'"
    with worker() as first:
        with psycopg.connect(house.dsn("admin")) as connection:
            connection.execute("lock table shifts in exclusive mode")
            until(lambda: house.rows(running)[0][0] > 0, why=first.log)
            first.kill()
            connection.rollback()
        assert states(house) == [("scheduled", True)]

    with worker() as second:
        until(lambda: states(house) == [("missed", True)], within=60, why=second.log)


async def test_the_job_acts_for_its_own_agency(house: House) -> None:
    now = datetime.now(UTC)
    shift(house, now - 3 * HOUR, now - HOUR)

    await shift_states(str(cast.RIVAL))
    assert states(house) == [("scheduled", True)]
    await shift_states(str(cast.NORTHLIGHT))
    assert states(house) == [("missed", True)]


async def test_occurrences_that_come_within_twelve_weeks_are_added_once_as_drafts(house: House) -> None:
    made = await act(
        cast.MANAGER, shifts.create_series, starts_local=local(4, 9), minutes=480, rule="FREQ=WEEKLY",
        profile_id=cast.CHATTER.profile_id, publish=True,
    )  # fmt: skip
    [before] = house.rows("select count(*), count(published_at) from shifts")

    async with open_work(Actor.system(cast.NORTHLIGHT), now=NOW + timedelta(weeks=3)) as work:
        added = await shifts.extend(work)
    async with open_work(Actor.system(cast.NORTHLIGHT), now=NOW + timedelta(weeks=3)) as work:
        again = await shifts.extend(work)

    [after] = house.rows("select count(*), count(published_at) from shifts")
    assert (made.made, before, added, again, after) == (12, (12, 12), 3, 0, (15, 12))


async def test_nothing_is_added_for_somebody_who_left_or_to_a_series_that_ended(house: House) -> None:
    await planned(local(30, 9))
    rule = {"starts_local": local(4, 9), "minutes": 480, "rule": "FREQ=WEEKLY"}
    gone = await act(cast.MANAGER, shifts.create_series, profile_id=cast.CHATTER.profile_id, **rule)
    ended = await act(cast.MANAGER, shifts.create_series, profile_id=cast.OTHER_CHATTER.profile_id, **rule)
    with house.admin() as connection:
        connection.execute("update profiles set status = 'left' where id = %s", [cast.CHATTER.profile_id])
    await act(cast.MANAGER, shifts.end_series, series_id=ended.series_id, from_day=local(18, 0).date())

    await extend_series(str(cast.NORTHLIGHT))

    assert house.rows("select count(*) from shifts where series_id = %s and series_start > %s",
                      gone.series_id, datetime(2027, 1, 28)) == [(0,)]  # noqa: DTZ001  # fmt: skip
    assert house.rows("select count(*) from shifts where series_id = %s and status = 'scheduled'",
                      ended.series_id) == [(2,)]  # fmt: skip
