"""The real worker process: what is acknowledged is done once, whatever happens to the worker in between."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from onyx_app import tenancy
from tests import cast, endpoint
from tests.conftest import House
from tests.pretend import fanvue as pretend
from tests.working import Worker, until, worker


def total(house: House) -> tuple[int, int]:
    """Sales and their sum."""
    [(count, gross)] = house.rows("select count(*), coalesce(sum(gross), 0)::bigint from transactions")
    return count, gross


def jobs(house: House) -> list[str]:
    """Work that people wait for, done or not."""
    query = "select status::text from procrastinate_jobs where task_name = 'handle_event' order by id"
    return [status for (status,) in house.rows(query)]


async def deliver(gross: int) -> None:
    body = pretend.tip(cast.LUNA_FANVUE, gross)
    assert (await endpoint.fanvue(endpoint.Endpoint()).send("tip_received", body)).status_code == 200


@contextmanager
def creators_locked(house: House) -> Iterator[None]:
    """Jobs stop in the middle of their transaction: writing a sale has to wait for this lock."""
    with psycopg.connect(house.dsn("admin")) as connection:
        connection.execute("lock table attributions in exclusive mode")
        yield
        connection.rollback()


def test_with_the_worker_stopped_events_wait_and_appear_when_it_starts(house: House) -> None:
    endpoint.connect(house)
    asyncio.run(deliver(500))
    assert (total(house), jobs(house)) == ((0, 0), ["todo"])

    with worker() as running:
        until(lambda: total(house) == (1, 500), why=running.log)


def test_a_sale_is_written_after_its_acknowledgement_without_being_asked_again(house: House) -> None:
    endpoint.connect(house)
    with worker() as running:
        until(lambda: "worker.ready" in running.log(), why=running.log)
        asyncio.run(deliver(500))
        acknowledged = time.monotonic()

        until(lambda: total(house) == (1, 500), why=running.log)

    assert time.monotonic() - acknowledged < 10  # the figure is in bench.json; this only says it does come


def test_a_notice_that_is_none_does_not_make_the_worker_deaf(house: House) -> None:
    endpoint.connect(house)
    with worker() as running:
        until(lambda: "worker.ready" in running.log(), why=running.log)
        until(lambda: _heard(house, running) > 0, why=running.log)
        before = _heard(house, running)
        until(lambda: _heard(house, running) > before, why=running.log)  # only by one who still listens
        asyncio.run(deliver(500))
        until(lambda: total(house) == (1, 500), why=running.log)


def _heard(house: House, running: Worker) -> int:
    """Say it once more; how often the worker has heard it until now."""
    with psycopg.connect(house.dsn("app"), autocommit=True) as connection:
        connection.execute("select pg_notify('procrastinate_any_queue_v1', 'garbage')")
    return running.log().count("worker.unreadable_notice")


def test_a_worker_killed_in_the_middle_of_a_job_loses_and_doubles_nothing(house: House) -> None:
    endpoint.connect(house)
    with worker() as first, creators_locked(house):
        for gross in (100, 20, 3):
            asyncio.run(deliver(gross))
        until(lambda: jobs(house) == ["doing"] * 3, why=first.log)
        first.kill()
    assert total(house) == (0, 0)

    with worker() as second:
        until(lambda: total(house) == (3, 123), within=60, why=second.log)
        until(lambda: jobs(house) == [], why=second.log)

    assert house.rows("select count(*) from attributions") == [(3,)]
    assert house.rows("select distinct state from inbox_events") == [("handled",)]


def test_sigterm_lets_the_running_job_finish_and_ends_cleanly(house: House) -> None:
    endpoint.connect(house)
    with worker() as running:
        with creators_locked(house):
            asyncio.run(deliver(500))
            until(lambda: jobs(house) == ["doing"], why=running.log)
            ending = threading.Thread(target=running.stop)
            ending.start()
            until(lambda: "Stop requested" in running.log(), why=running.log)
        ending.join(20)

        assert running.process.returncode == 0, running.log()

    assert total(house) == (1, 500)
    assert jobs(house) == []


def test_the_worker_gives_a_sign_of_life_and_two_of_them_share_the_timetable(house: House) -> None:
    with worker() as one, worker() as two:
        until(lambda: house.rows("select 1 from pulses where name = 'worker'"), why=lambda: one.log() + two.log())

    for job in ("forget", "check_audit"):
        taken = house.rows("select count(*) from pulses where name = %s", f"slot:{job}")
        assert taken == [(1,)]


def test_the_worker_survives_a_database_that_goes_away(house: House) -> None:
    endpoint.connect(house)
    with worker() as running:
        until(lambda: "worker.ready" in running.log(), why=running.log)
        house.shut()
        until(lambda: "worker.database_away" in running.log(), why=running.log)
        assert running.process.poll() is None
        house.open()
        asyncio.run(deliver(500))

        until(lambda: total(house) == (1, 500), within=60, why=running.log)


def test_the_worker_refuses_to_start_when_row_security_does_not_bind_it(house: House) -> None:
    with worker(DATABASE_APP_URL=house.dsn("owner")) as running:
        assert running.process.wait(20) == tenancy.REFUSED

        assert "agencies would not be kept apart" in running.log()
