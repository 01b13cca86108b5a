"""The live meter: what the running stretch has earned, line by line, and what of it is provisional."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from onyx_app.states.meter import MeterState
from tests import cast
from tests.conftest import House
from tests.handlers import at_desk
from tests.services.paying import ADA, plan, sale


def wall(moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo('Europe/Bucharest')):%Y-%m-%d %H:%M}"


def running(house: House, minutes: int = 60) -> datetime:
    """Ada clocked in that long ago."""
    since = datetime.now(UTC) - timedelta(minutes=minutes)
    house.rows(
        "insert into timesheets (agency_id, sheet_id, profile_id, business_date, clocked_in_at, source_in)"
        " values (%s, uuidv7(), %s, (%s at time zone 'Europe/Bucharest')::date, %s, 'web') returning id",
        cast.NORTHLIGHT, ADA, since, since,
    )  # fmt: skip
    return since


async def test_nothing_runs_and_the_meter_says_so(house: House) -> None:
    plan(house, hourly=1200)
    async with at_desk(house, cast.CHATTER, path="/timeclock") as desk:
        await desk.send(MeterState.load)
        seen = await desk.value(MeterState, "earnings")

    assert (seen.working, seen.lines) == (False, [])


async def test_an_hour_at_twelve_euros_is_twelve_euros_with_its_rule(house: House) -> None:
    plan(house, hourly=1200)
    running(house)
    async with at_desk(house, cast.CHATTER, path="/timeclock") as desk:
        await desk.send(MeterState.load)
        seen = await desk.value(MeterState, "earnings")

    assert (seen.working, seen.no_plan, seen.totals, seen.provisional) == (True, False, ["€12.00"], [])
    assert [line.amount for line in seen.lines] == ["€12.00"]
    assert "€12.00" in seen.lines[0].rule
    assert seen.as_of


async def test_a_sale_the_platform_has_not_settled_is_labelled(house: House) -> None:
    plan(house, hourly=1200, commission=[{"id": "all", "percent": "10", "basis": "gross"}])
    since = running(house)
    sale(house, wall(since + timedelta(minutes=20)), 5000, ADA, state="provisional")
    async with at_desk(house, cast.CHATTER, path="/timeclock") as desk:
        await desk.send(MeterState.load)
        seen = await desk.value(MeterState, "earnings")

    assert (seen.totals, seen.provisional) == (["€12.00"], ["€5.00"])
    assert [line.amount for line in seen.lines if line.provisional] == ["€5.00"]


async def test_without_a_plan_it_says_whom_to_ask(house: House) -> None:
    running(house)
    async with at_desk(house, cast.CHATTER, path="/timeclock") as desk:
        await desk.send(MeterState.load)

        assert (await desk.value(MeterState, "earnings")).no_plan
