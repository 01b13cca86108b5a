"""A run while it is calculated: the page says how far it is, leaving changes nothing, two at once are one."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from onyx_app.services import payroll
from onyx_app.states import _calculating
from onyx_app.states._calculating import HowFar
from onyx_app.states.live import _rooms_at
from onyx_app.states.pay_run import PayRunState
from onyx_app.states.payroll import PayrollState
from tests import cast
from tests.conftest import House
from tests.handlers import at_desk
from tests.services.paying import APRIL_2, MARCH, approved, do, worked

PROGRESS = str(HowFar(running=True, done=0, all=2))


async def until(happened: Callable[[], bool]) -> None:
    """Wait for it, ten seconds at most."""
    deadline = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


@asynccontextmanager
async def held(house: House) -> AsyncIterator[None]:
    """Whoever writes a slip waits as long as this lasts: a calculation does not come to its end."""
    with house.admin() as admin, admin.transaction():
        admin.execute("lock table payslip_lines in share row exclusive mode")
        yield


def people_known() -> bool:
    begun = _calculating.of(cast.OWNER.actor)
    return begun is not None and begun.now.all > 0


async def test_the_page_says_how_far_it_is_and_a_second_start_reads_a_sentence(house: House) -> None:
    worked(house)
    run_id = str((await do(cast.ADMIN, payroll.open_run, at=APRIL_2, day=MARCH[0])).run_id)
    async with at_desk(house, cast.OWNER, path=f"/payroll/{run_id}") as desk:
        await desk.send(PayRunState.load)
        async with held(house):
            working = asyncio.create_task(desk.send(PayRunState.recalculate, run_id=run_id))
            await until(lambda: any(PROGRESS in str(update) for update in desk.updates))
            await desk.send(PayRunState.recalculate, run_id=run_id)
        await working

        assert await desk.value(PayRunState, "progress") == HowFar()
        assert await desk.flashes() == [
            "Somebody else is calculating this run right now. Its new figures are here in a moment.",
            "The run is calculated again.",
        ]
        assert (await desk.value(PayRunState, "run")).row.totals == ["€98.80"]
    assert _calculating.of(cast.OWNER.actor) is None


async def test_who_comes_while_it_is_calculated_sees_how_far_it_is(house: House) -> None:
    worked(house)
    run = await do(cast.ADMIN, payroll.open_run, at=APRIL_2, day=MARCH[0])

    def calculate(told: Any) -> Any:
        return do(cast.ADMIN, payroll.recalculate, run_id=run.run_id, on_progress=told)

    async with at_desk(house, cast.OWNER, path=f"/payroll/{run.run_id}") as desk:
        async with held(house):
            _calculating.begin(cast.ADMIN.actor, run.run_id, calculate)
            await until(people_known)
            coming = asyncio.create_task(desk.send(PayRunState.load))
            await until(lambda: any(PROGRESS in str(update) for update in desk.updates))
        await coming

        assert await desk.value(PayRunState, "progress") == HowFar()


async def test_a_run_that_is_being_made_goes_on_when_its_page_is_left(house: House) -> None:
    worked(house)
    async with at_desk(house, cast.OWNER, path="/payroll") as desk:
        await desk.send(PayrollState.load)
        async with held(house):
            working = asyncio.create_task(desk.send(PayrollState.prepare, form={"period": "2026-03-01"}))
            await until(people_known)
            working.cancel()
        begun = _calculating.of(cast.OWNER.actor)
        assert begun is not None and begun.task is not None
        await begun.task

    assert house.rows("select status, totals->0->>1 from payroll_runs") == [("draft", "9880")]


async def test_of_two_recalculations_in_two_processes_one_wins(house: House) -> None:
    worked(house)
    run = await do(cast.ADMIN, payroll.open_run, at=APRIL_2, day=MARCH[0])
    answers = await asyncio.gather(
        *(do(person, payroll.recalculate, run_id=run.run_id) for person in (cast.OWNER, cast.ADMIN)),
        return_exceptions=True,
    )

    kinds = {type(one).__name__ for one in answers}
    assert kinds <= {"RunCard", "BeingCalculated"} and "RunCard" in kinds


async def test_a_period_that_touches_a_paid_one_is_refused_next_to_the_field(house: House) -> None:
    worked(house)
    await approved()
    with house.admin() as admin:
        admin.execute("update agencies set pay_frequency = 'weekly', pay_anchor = '2026-03-30'")
    async with at_desk(house, cast.OWNER, path="/payroll") as desk:
        await desk.send(PayrollState.load)
        await desk.send(PayrollState.prepare, form={"period": "2026-03-30"})
        taken = dict(await desk.value(PayrollState, "errors"))
        await desk.send(PayrollState.prepare, form={"period": "2999-03-30"})
        ahead = dict(await desk.value(PayrollState, "errors"))
        await desk.send(PayrollState.prepare, form={"period": "soon"})
        wrong = dict(await desk.value(PayrollState, "errors"))

        assert taken["period"].startswith("The run of 2026-03-01 to 2026-03-31 covers days of this period.")
        assert (set(ahead), set(wrong), desk.redirects) == ({"period"}, {"period"}, [])
        assert await desk.value(PayrollState, "progress") == HowFar()


def test_the_page_of_the_items_is_not_taken_for_a_run() -> None:
    assert [room.name for room in _rooms_at("/payroll/items")] == ["pay_items"]
    assert [room.name for room in _rooms_at(f"/payroll/{cast.LUNA}/")] == ["pay_run"]
