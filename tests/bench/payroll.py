"""A month of pay: 10, 100 and 1,000 people, each run in a process of its own, its proof, and what people wait for."""

import asyncio
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import psycopg

from onyx_app.config import PROJECT
from tests.bench import payroll_data
from tests.bench.figure import Figure, bench_house
from tests.bench.payroll_rooms import room_figures

_SIZES = (10, 100, 1000)
_OF = "1,000 people, 60,000 timesheets, 1,000,000 sales, 30 days, a process of its own"
_PERIODS = 10_000
_PLAIN = """
    select (t.occurred_at at time zone 'Europe/Bucharest')::date, t.creator_id, t.type, t.currency, count(*),
           sum(t.gross), sum(t.net)
    from transactions t
    where t.occurred_at >= '2026-02-28 22:00Z' and t.occurred_at < '2026-03-31 21:00Z' and t.reverses_id is null
      and t.state = 'settled' group by 1, 2, 3, 4"""


def run() -> list[Figure]:
    with bench_house() as house:
        for people in _SIZES:
            payroll_data.seat(house, people)
        once = {people: _once(people) for people in _SIZES}
        plain = Figure("payroll_plain_sql_s", _plain(house), "s", None, "the same sales, only added up by SQL")
        figures = [*_runs(once), plain, *_proof(once[1000]), *asyncio.run(room_figures(house))]
    return [*figures, _oracle()]


def _once(people: int) -> dict[str, Any]:
    """Opened, calculated, stored and committed, once; the start of Python is not in it, first queries are."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.payroll_once", str(people)],
        cwd=PROJECT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _runs(once: dict[int, dict[str, Any]]) -> list[Figure]:
    largest = once[1000]
    linear = [
        Figure(f"payroll_linear_{people}_ms_per_person", found["seconds"] * 1000 / people, "ms", None,
               f"{people} people, {people * 60} timesheets, {people * 1000} sales: {found['seconds']:.2f} s in all")
        for people, found in once.items()
    ]  # fmt: skip
    return [
        Figure("payroll_run_s", largest["seconds"], "s", 4, f"{_OF}; progress told {largest['said']} times"),
        Figure("payroll_run_cpu_s", largest["cpu_seconds"], "s", None, "of it in our process; the rest is PostgreSQL"),
        Figure("payroll_run_rss_mb", largest["rss_mb"], "MB", 300, "largest resident memory of that process"),
        *linear,
    ]


def _plain(house: Any) -> float:
    """The lower bound: what PostgreSQL takes to add up the same sales, with row security, best of three."""
    agency = payroll_data.agency_of(1000).agency_id
    with psycopg.connect(house.dsn("app")) as connection:
        connection.execute(
            "select set_config('onyx.agency_id', %s, true), set_config('onyx.role', 'owner', true)", [str(agency)]
        )
        times = []
        for _ in range(3):
            began = time.perf_counter()
            connection.execute(_PLAIN).fetchall()
            times.append(time.perf_counter() - began)
    return min(times)


def _proof(run: dict[str, Any]) -> list[Figure]:
    """`onyx verify-payroll` as somebody types it, start of Python included."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "onyx_app.cli", "verify-payroll", run["run"]]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    if status or said != f"ok {run['seal']}\n":
        raise AssertionError(f"not proven: {said}")
    size = "1,000 people, onyx verify-payroll in a new process"
    return [
        Figure("payroll_verify_s", seconds, "s", None, size),
        Figure("payroll_verify_rss_mb", used.ru_maxrss / 1024, "MB", None, size),
    ]


def _oracle() -> Figure:
    """Engine against the independent calculation, on both cores."""
    from tests.rules.pay.comparing import cents_apart

    parts = [range(first, min(first + 500, _PERIODS)) for first in range(0, _PERIODS, 500)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        apart = sum(total + len(wrong) for total, wrong in pool.map(cents_apart, parts))
    return Figure("payroll_oracle_10000_cents", apart, "cents", 0, "10,000 random periods, every kind of line")
