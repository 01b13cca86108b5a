"""What people wait for beside a run: the week grid, the meter, a file of sales."""

import io
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from onyx_app.work import Actor, open_work
from tests import cast
from tests.bench import payroll_data, shifts
from tests.bench.figure import Figure, at

_ROUNDS, _ROWS = 15, 10_000
_ON = datetime(2026, 3, 31, 10, 0, tzinfo=UTC)
_CLOCKED_IN = """
    insert into timesheets (agency_id, sheet_id, profile_id, business_date, clocked_in_at, source_in)
    values (%s, uuidv7(), %s, '2026-03-31', '2026-03-31 07:00Z', 'web')"""


async def room_figures(house: Any) -> list[Figure]:
    return [await _week_grid(house), await _meter(house), await _import(house)]


async def _week_grid(house: Any) -> Figure:
    """The event of the page, as the socket would bring it: the guard, the state, every query, what is sent back."""
    from onyx_app.states.shifts import PlanState
    from tests.handlers import at_desk

    people = 100
    with house.admin() as admin:
        admin.execute(shifts._SEAT, [people - len(cast.NORTHLIGHT_PEOPLE) + 1, cast.NORTHLIGHT, [cast.LUNA], 12])
        admin.execute("analyze")
    async with at_desk(house, cast.MANAGER, path="/shifts?week=2026-11-09") as desk:
        took = await _median_ms(lambda: desk.send(PlanState.load), _ROUNDS)
    return Figure("payroll_week_grid_ms", took, "ms", 300, f"{people} people × 7 shifts, the page's whole load event")


async def _meter(house: Any) -> Figure:
    from onyx_app.roles import Role
    from onyx_app.services import meter

    agency = payroll_data.agency_of(1000).agency_id
    with house.admin() as admin:
        [who] = admin.execute("select id from profiles where agency_id = %s and name = 'Person 1'", [agency]).fetchone()
        admin.execute(_CLOCKED_IN, [agency, who])
    actor = Actor(agency, Role.CHATTER, profile_id=who, zone="Europe/Bucharest")

    async def once() -> None:
        async with open_work(actor, now=_ON) as work:
            await meter.read(work)

    size = "one of 1,000 people, at the end of a month of 1,000,000 sales"
    return Figure("payroll_meter_ms", await _median_ms(once, _ROUNDS), "ms", None, size)


async def _import(house: Any) -> Figure:
    """From the file's bytes to books that count: looked at, judged, brought in, attributed."""
    from onyx_app.rules.revenue_csv import COLUMNS
    from onyx_app.services import revenue_import

    first = datetime(2026, 5, 1, tzinfo=UTC)
    lines = [
        ",".join({
            "occurred_at": (first + timedelta(minutes=n)).isoformat(), "creator": "Luna", "type": "tip",
            "gross": "10.00", "fee": "2.00", "net": "8.00", "currency": "EUR", "external_id": f"b{n}",
        }.get(column, "") for column in COLUMNS)
        for n in range(_ROWS)
    ]  # fmt: skip
    file = io.BytesIO("\n".join([",".join(COLUMNS), *lines, ""]).encode())
    began = time.perf_counter()
    async with open_work(cast.OWNER.actor, now=first + timedelta(days=30)) as work:
        looked_at = await revenue_import.look_at(work, file=file, file_name="bench.csv")
    async with open_work(cast.OWNER.actor, now=first + timedelta(days=30)) as work:
        await revenue_import.bring_in(work, import_id=looked_at)
    took = time.perf_counter() - began
    return Figure("payroll_import_rows_per_s", _ROWS / took, "rows/s", None, f"{_ROWS} rows, looked at and brought in")


async def _median_ms(once: Callable[[], Awaitable[Any]], rounds: int) -> float:
    """The first time is not counted: it fills what is kept."""
    await once()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        await once()
        times.append((time.perf_counter() - began) * 1000)
    return at(times, 0.5)
