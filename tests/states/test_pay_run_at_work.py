"""A run while it is calculated: the page says how far it is, leaving changes nothing, two at once are one."""

import asyncio
import time
from collections.abc import Callable
from uuid import UUID

from onyx_app.services import payroll
from onyx_app.services.payroll import RunCard
from onyx_app.states import _calculating
from onyx_app.states._calculating import HowFar, Told
from onyx_app.states.pay_run import PayRunState
from onyx_app.states.payroll import PayrollState
from tests import cast
from tests.conftest import House
from tests.handlers import at_desk
from tests.services.paying import APRIL_2, MARCH, approved, do, worked


async def until(happened: Callable[[], bool]) -> None:
    """Wait for it, ten seconds at most."""
    deadline = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


async def a_draft(house: House) -> UUID:
    worked(house)
    run: RunCard = await do(cast.ADMIN, payroll.open_run, at=APRIL_2, day=MARCH[0])
    return run.run_id


def begun_by_somebody_else(run_id: UUID) -> asyncio.Event:
    """One of the agency's runs is calculated, half done, until the event is set."""
    go_on = asyncio.Event()

    async def calculate(told: Told) -> RunCard:
        await told(1, 2)
        await go_on.wait()
        done: RunCard = await do(cast.ADMIN, payroll.recalculate, run_id=run_id, on_progress=told)
        return done

    _calculating.begin(cast.ADMIN.actor, run_id, calculate)
    return go_on


async def test_calculating_again_says_how_far_it_is_and_then_that_it_is_done(house: House) -> None:
    run_id = str(await a_draft(house))
    async with at_desk(house, cast.OWNER, path=f"/payroll/{run_id}") as desk:
        await desk.send(PayRunState.load)
        await desk.send(PayRunState.recalculate, run_id=run_id)

        assert any(str(HowFar(running=True)) in str(update) for update in desk.updates)
        assert await desk.value(PayRunState, "progress") == HowFar()
        assert await desk.flashes() == ["The run is calculated again."]
        assert (await desk.value(PayRunState, "run")).row.totals == ["€98.80"]
    assert _calculating.of(cast.OWNER.actor) is None


async def test_a_second_start_reads_a_sentence_and_changes_nothing(house: House) -> None:
    run_id = await a_draft(house)
    async with at_desk(house, cast.OWNER, path=f"/payroll/{run_id}") as desk:
        await desk.send(PayRunState.load)
        go_on = begun_by_somebody_else(run_id)
        begun = _calculating.of(cast.OWNER.actor)
        await desk.send(PayRunState.recalculate, run_id=str(run_id))
        go_on.set()

        assert await desk.flashes() == [
            "A pay run is being calculated at this moment. Wait until it is done; its figures are here right after."
        ]
        assert begun is not None and begun.task is not None
        assert (await begun.task).totals == (("EUR", 9880),)


async def test_who_comes_while_it_is_calculated_sees_how_far_it_is(house: House) -> None:
    run_id = await a_draft(house)
    half = str(HowFar(running=True, done=1, all=2))
    async with at_desk(house, cast.OWNER, path=f"/payroll/{run_id}") as desk:
        go_on = begun_by_somebody_else(run_id)
        coming = asyncio.create_task(desk.send(PayRunState.load))
        await until(lambda: any(half in str(update) for update in desk.updates))
        go_on.set()
        await coming

        assert await desk.value(PayRunState, "progress") == HowFar()


async def test_who_comes_to_the_list_sees_it_too(house: House) -> None:
    run_id = await a_draft(house)
    half = str(HowFar(running=True, done=1, all=2))
    async with at_desk(house, cast.OWNER, path="/payroll") as desk:
        go_on = begun_by_somebody_else(run_id)
        coming = asyncio.create_task(desk.send(PayrollState.load))
        await until(lambda: any(half in str(update) for update in desk.updates))
        go_on.set()
        await coming

        assert await desk.value(PayrollState, "progress") == HowFar()


async def test_a_run_that_is_being_made_goes_on_when_its_page_is_left(house: House) -> None:
    worked(house)
    async with at_desk(house, cast.OWNER, path="/payroll") as desk:
        await desk.send(PayrollState.load)
        working = asyncio.create_task(desk.send(PayrollState.prepare, form={"period": "2026-03-01"}))
        await until(lambda: _calculating.of(cast.OWNER.actor) is not None)
        begun = _calculating.of(cast.OWNER.actor)
        working.cancel()
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

        assert taken["period"].startswith("The run of Mar 1 – 31, 2026 covers days of this period.")
        assert (set(ahead), set(wrong), desk.redirects) == ({"period"}, {"period"}, [])
        assert await desk.value(PayrollState, "progress") == HowFar()
