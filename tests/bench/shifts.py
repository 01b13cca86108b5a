"""The week grid of 100 people, as the server reads it: first paint waits for nothing else of it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from tests import cast
from tests.bench.figure import Figure, at, bench_house

_PEOPLE, _WEEKS, _ROUNDS = 100, 12, 25
_MONDAY = date(2026, 11, 9)
_SEAT = """
    with made as (insert into sign_ins (email) select 'grid' || n || '@bench.test' from generate_series(1, %s) n
        returning id), seated as (insert into profiles (agency_id, sign_in_id, name, role)
        select %s, id, 'Person ' || row_number() over (), 'chatter' from made returning agency_id, id)
    insert into shifts (agency_id, profile_id, starts_at, ends_at, creators, published_at)
    select agency_id, id, day, day + interval '8 hours', %s, now() from seated,
        generate_series(timestamptz '2026-10-05 08:00Z', timestamptz '2026-10-05 08:00Z' + %s * interval '1 week',
            interval '1 day') day"""
_CLOCKED = """
    insert into timesheets (agency_id, sheet_id, profile_id, business_date, clocked_in_at, clocked_out_at, source_in,
        shift_id) select agency_id, uuidv7(), profile_id, date(starts_at), starts_at, ends_at, 'web', id
    from shifts where starts_at < '2026-11-12'"""
_PLANS = """
    insert into pay_plans (agency_id, profile_id, since, currency, terms)
    select agency_id, id, '2026-01-01', 'EUR', '{"hourly": 1000}' from profiles where agency_id = %s"""


def run() -> list[Figure]:
    with bench_house() as house:
        with house.admin() as admin:
            admin.execute(_SEAT, [_PEOPLE - len(cast.NORTHLIGHT_PEOPLE) + 1, cast.NORTHLIGHT, [cast.LUNA], _WEEKS])
            admin.execute(_CLOCKED)
            admin.execute(_PLANS, [cast.NORTHLIGHT])
            admin.execute("""update creators set cover = '[{"days": [0,1,2,3,4,5,6], "since": 0, "until": 0}]'""")
            admin.execute("analyze")
        return asyncio.run(_figures())


async def _figures() -> list[Figure]:
    from onyx_app.services import shift_costs, shifts

    size = f"{_PEOPLE} people × 7 shifts, {_WEEKS} weeks planned, median of {_ROUNDS} reads"
    reads: list[tuple[str, Callable[..., Awaitable[Any]], cast.Person, dict[str, Any], float | None]] = [
        ("shifts_week_by_person_ms", shifts.week, cast.MANAGER, {"by": "person"}, 300),
        ("shifts_week_by_creator_ms", shifts.week, cast.MANAGER, {"by": "creator"}, 300),
        ("shifts_week_forecast_ms", shift_costs.forecast, cast.OWNER, {}, None),
    ]
    return [
        Figure(name, at(await _times(verb, person, options), 0.5) * 1000, "ms", goal, size)
        for name, verb, person, options, goal in reads
    ]


async def _times(verb: Callable[..., Awaitable[Any]], person: cast.Person, options: dict[str, Any]) -> list[float]:
    from onyx_app.work import open_work

    took = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        async with open_work(person.actor) as work:
            await verb(work, day=_MONDAY, **options)
        took.append(time.perf_counter() - began)
    return took
