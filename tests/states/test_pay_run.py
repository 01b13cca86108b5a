"""A pay run through its page: prepared, opened line by line, approved by a second person, paid, reversed."""

from onyx_app.services import payroll
from onyx_app.states.my_pay import MyPayState
from onyx_app.states.pay_run import PayRunState
from onyx_app.states.payroll import PayrollState
from tests import cast
from tests.conftest import House
from tests.handlers import at_desk
from tests.services.paying import ADA, MARCH, approved, do, plan, reviewed, sale, sheet, worked


async def test_the_next_run_is_prepared_and_its_page_opens(house: House) -> None:
    async with at_desk(house, cast.OWNER, path="/payroll") as desk:
        await desk.send(PayrollState.load)
        before = await desk.value(PayrollState, "runs")
        await desk.send(PayrollState.prepare, form={"period": before.proposed})
        await desk.send(PayrollState.load)
        runs = await desk.value(PayrollState, "runs")
        [row] = runs.rows

        assert before.rows == []
        assert (row.status, runs.proposed == before.proposed) == ("draft", False)
        assert [free for first, _, free in runs.periods if first == before.proposed] == [False]
        assert desk.redirects == [f"/payroll/{row.id}"]


async def test_every_line_says_its_sum_and_opens_to_what_is_behind_it(house: House) -> None:
    worked(house)
    run = await do(cast.ADMIN, payroll.open_run, day=MARCH[0])
    slips = await do(cast.ADMIN, payroll.slips, run_id=run.run_id)

    async with at_desk(house, cast.OWNER, path=f"/payroll/{run.run_id}?open={slips[0].slip_id}") as desk:
        await desk.send(PayRunState.load)
        slip = await desk.value(PayRunState, "slip")
        await desk.send(PayRunState.open_line, position=0)
        hours = await desk.value(PayRunState, "behind")
        await desk.send(PayRunState.open_line, position=1)
        sold = await desk.value(PayRunState, "behind")
        await desk.send(PayRunState.open_line, position=1)

        assert [(line.title, line.sum, line.amount) for line in slip.lines] == [
            ("Hours", "8h 0m × €10.00 per hour", "€80.00"),
            ("Commission · Luna, Tips", "€8.00 × 10%", "€0.80"),
        ]
        assert hours.facts == ["8h 0m of Mar 2, 2026, 10:00 AM to 6:00 PM"]
        assert hours.plans[0].startswith("Plan in force since ")
        assert sold.facts == ["Luna, Mar 2, 2026, 12:00 PM: €10.00 gross, €8.00 net"]
        assert sold.plans[0].endswith(": 10% of net")
        assert (await desk.value(PayRunState, "behind")).position == -1


async def test_who_prepared_it_is_told_that_somebody_else_approves(house: House) -> None:
    worked(house)
    run_id = str((await reviewed()).run_id)

    async with at_desk(house, cast.ADMIN, path=f"/payroll/{run_id}") as desk:
        await desk.send(PayRunState.load)
        mine = (await desk.value(PayRunState, "run")).may_approve
        await desk.send(PayRunState.approve, run_id=run_id)
        flashes = await desk.flashes()
    async with at_desk(house, cast.OWNER, path=f"/payroll/{run_id}") as desk:
        await desk.send(PayRunState.load)
        theirs = (await desk.value(PayRunState, "run")).may_approve
        await desk.send(PayRunState.approve, run_id=run_id)
        await desk.send(PayRunState.pay, run_id=run_id)
        row = (await desk.value(PayRunState, "run")).row

    assert (mine, theirs, row.status, row.totals) == (False, True, "paid", ["€98.80"])
    assert flashes == ["You prepared this run. Somebody else who may approve pay has to approve it."]


async def test_a_run_is_reversed_with_a_reason_next_to_its_field(house: House) -> None:
    worked(house)
    run_id = str((await approved()).run_id)

    async with at_desk(house, cast.OWNER, path=f"/payroll/{run_id}") as desk:
        await desk.send(PayRunState.load)
        await desk.send(PayRunState.reverse, run_id=run_id, form={"reason": ""})
        errors = dict(await desk.value(PayRunState, "errors"))
        await desk.send(PayRunState.reverse, run_id=run_id, form={"reason": "A day was missing"})
        run = await desk.value(PayRunState, "run")

    assert set(errors) == {"reason"}
    assert run.row.status == "reversed"
    assert run.history[0].endswith("by Mona Owner: A day was missing")


async def test_what_needs_attention_is_named_by_kind_with_its_people(house: House) -> None:
    sheet(house, "2026-03-02 10:00", "2026-03-02 18:00")
    sale(house, "2026-03-05 00:30", 1000)
    sale(house, "2026-03-06 12:00", -500)
    run_id = str((await do(cast.ADMIN, payroll.open_run, day=MARCH[0])).run_id)

    async with at_desk(house, cast.OWNER, path=f"/payroll/{run_id}") as desk:
        await desk.send(PayRunState.load)
        attention = (await desk.value(PayRunState, "run")).attention
        await desk.send(PayRunState.discard, run_id=run_id)

    assert [
        (
            one.says.split(".")[0],
            one.count,
            one.mended + one.filters,
            [(each.name, each.days, each.person) for each in one.named],
        )
        for one in attention
    ] == [
        ("There is no pay plan on this day", 1, "plans", [("Ada Chatter", "Mon, Mar 2", str(ADA))]),
        ("Nobody is credited with this sale", 1, "sales?standing=nobody&span=all", [("", "Thu, Mar 5", "")]),
        (
            "A refund names no sale of ours, so nobody's commission is taken back",
            1,
            "sales?span=all",
            [("", "Fri, Mar 6", "")],
        ),
    ]
    assert house.rows("select count(*) from payroll_runs") == [(0,)]


async def test_a_run_that_does_not_exist_leaves_the_page_empty(house: House) -> None:
    async with at_desk(house, cast.OWNER, path=f"/payroll/{cast.LUNA}") as desk:
        await desk.send(PayRunState.load)

        assert (await desk.value(PayRunState, "run")).row.id == ""


async def test_everybody_reads_their_own_approved_slip_and_nothing_earlier(house: House) -> None:
    plan(house, hourly=1000)
    sheet(house, "2026-03-02 10:00", "2026-03-02 18:00")
    run = await reviewed()
    async with at_desk(house, cast.CHATTER, path="/me/pay") as desk:
        await desk.send(MyPayState.load)
        before = await desk.value(MyPayState, "slips")
    await do(cast.OWNER, payroll.approve, run_id=run.run_id)
    async with at_desk(house, cast.CHATTER, path="/me/pay") as desk:
        await desk.send(MyPayState.load)
        [slip] = await desk.value(MyPayState, "slips")
    async with at_desk(house, cast.CHATTER, path=f"/me/pay?open={slip.id}") as desk:
        await desk.send(MyPayState.load)
        await desk.send(MyPayState.open_line, position=0)
        behind = await desk.value(MyPayState, "behind")

    assert before == []
    assert (slip.totals, slip.number) == (["€80.00"], 1)
    assert behind.facts == ["8h 0m of Mar 2, 2026, 10:00 AM to 6:00 PM"]
