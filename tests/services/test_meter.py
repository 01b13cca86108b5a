"""Live earnings: what the running stretch and today have earned, by the rules of the person's own plan."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from onyx_app import db
from onyx_app.errors import NotAllowed
from onyx_app.services import meter, timeclock
from onyx_app.services.meter import Meter
from tests import cast
from tests.conftest import House
from tests.services.clocking import HOUR, MINUTE, do
from tests.services.paying import ADA, SAM, plan, sale, sheet

TUESDAY = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)  # 10:00 in Bucharest
RATE = {"hourly": 1200}


async def read(at: datetime, person: cast.Person = cast.CHATTER) -> Meter:
    return await do(person, meter.read, at)  # type: ignore[no-any-return]


def lines(part: Any) -> list[tuple[str, str, int, bool | None]]:
    return [(line.title, line.rule, line.amount, line.settled) for line in part.lines]


async def test_hours_of_the_running_stretch_and_of_today_with_the_sum_behind_them(house: House) -> None:
    plan(house, **RATE)
    sheet(house, "2026-03-03 07:00", "2026-03-03 09:00")
    await do(cast.CHATTER, timeclock.clock_in, TUESDAY)

    shown = await read(TUESDAY + 95 * MINUTE)

    assert (shown.working, shown.since, shown.minutes, shown.today_minutes) == (True, TUESDAY, 95, 215)
    assert lines(shown.stretch) == [("Hours", "1h 35m × €12.00 per hour", 1900, None)]
    assert lines(shown.today) == [("Hours", "3h 35m × €12.00 per hour", 4300, None)]
    assert (shown.stretch.totals, shown.today.totals) == ((("EUR", 1900),), (("EUR", 4300),))
    assert shown.stretch.lines[0].shown == "€19.00"


async def test_breaks_rounding_overtime_and_nights_are_those_of_pay(house: House) -> None:
    plan(house, **RATE, daily_overtime=[{"after_minutes": 480, "factor": "1.5"}], night="1.25")
    sheet(house, "2026-03-03 12:00", "2026-03-03 19:00")
    night = datetime(2026, 3, 3, 19, 0, tzinfo=UTC)  # 21:00
    await do(cast.CHATTER, timeclock.clock_in, night)
    await do(cast.CHATTER, timeclock.start_break, night + 30 * MINUTE)
    await do(cast.CHATTER, timeclock.end_break, night + HOUR)

    shown = await read(night + 3 * HOUR)

    assert lines(shown.stretch) == [
        ("Hours", "2h 30m × €12.00 per hour", 3000, None),
        ("Daily overtime", "1h 30m × €12.00 per hour × 50%", 900, None),
        ("Night", "2h 0m × €12.00 per hour × 25%", 600, None),
    ]


async def test_weekly_overtime_counts_in_the_week_it_is_worked(house: House) -> None:
    plan(house, **RATE, weekly_overtime=[{"after_minutes": 600, "factor": "2"}])
    sheet(house, "2026-03-02 09:00", "2026-03-02 18:00")
    await do(cast.CHATTER, timeclock.clock_in, TUESDAY)

    shown = await read(TUESDAY + 2 * HOUR)

    assert lines(shown.stretch)[1] == ("Weekly overtime", "1h 0m × €12.00 per hour", 1200, None)


async def test_commission_of_settled_and_provisional_sales_stands_apart(house: House) -> None:
    plan(house, **RATE, commission=[{"id": "all", "percent": "10", "basis": "gross"}])
    sale(house, "2026-03-03 09:30", 5000, ADA)  # before the stretch, today
    sale(house, "2026-03-03 10:30", 1000, ADA)
    sale(house, "2026-03-03 10:40", 3000, ADA, state="provisional")
    sale(house, "2026-03-03 10:45", 9000, SAM)
    sale(house, "2026-03-02 10:45", 700, ADA, state="provisional")
    await do(cast.CHATTER, timeclock.clock_in, TUESDAY)

    shown = await read(TUESDAY + HOUR)

    assert lines(shown.stretch)[1:] == [
        ("Commission · Luna, Tips", "€10.00 × 10%", 100, True),
        ("Commission · Luna, Tips", "€30.00 × 10%", 300, False),
    ]
    assert (shown.stretch.totals, shown.stretch.provisional) == ((("EUR", 1300),), (("EUR", 300),))
    assert (shown.today.totals, shown.today.provisional) == ((("EUR", 1800),), (("EUR", 300),))


async def test_a_sale_climbs_the_bracket_the_month_has_reached(house: House) -> None:
    brackets = [{"above": 0, "percent": "5"}, {"above": 10000, "percent": "20"}]
    plan(house, commission=[{"id": "all", "brackets": brackets, "basis": "gross"}])
    sale(house, "2026-03-01 12:00", 9500, ADA)
    sale(house, "2026-03-03 10:30", 1000, ADA)
    await do(cast.CHATTER, timeclock.clock_in, TUESDAY)

    shown = await read(TUESDAY + HOUR)

    assert [(rule, amount) for _, rule, amount, _ in lines(shown.stretch)] == [("€5.00 × 5%", 25), ("€5.00 × 20%", 100)]


async def test_shared_and_reversed_sales_count_with_what_is_ones_own_and_left(house: House) -> None:
    plan(house, commission=[{"id": "all", "percent": "10", "basis": "gross"}])
    sale(house, "2026-03-03 10:10", 4000, ADA, SAM)
    back = sale(house, "2026-03-03 10:20", 2000, ADA)
    sale(house, "2026-03-03 10:30", -500, reverses=back, net=-400)
    await do(cast.CHATTER, timeclock.clock_in, TUESDAY)

    shown = await read(TUESDAY + HOUR)

    assert shown.stretch.totals == (("EUR", 350),)


async def test_a_guarantee_hides_nothing_and_currencies_stay_apart(house: House) -> None:
    plan(house, **RATE, guarantee=500000, base=100000)
    await do(cast.CHATTER, timeclock.clock_in, TUESDAY)

    assert lines((await read(TUESDAY + HOUR)).stretch) == [("Hours", "1h 0m × €12.00 per hour", 1200, None)]


async def test_without_a_plan_it_says_so_and_when_not_working_today_stays(house: House) -> None:
    await do(cast.CHATTER, timeclock.clock_in, TUESDAY)
    nothing = await read(TUESDAY + HOUR)
    plan(house, SAM, **RATE)
    sheet(house, "2026-03-03 07:00", "2026-03-03 09:00", SAM)
    after = await read(TUESDAY + HOUR, cast.OTHER_CHATTER)

    assert (nothing.no_plan, nothing.working, nothing.stretch.lines) == (True, True, ())
    assert (after.working, after.minutes, after.today_minutes, after.stretch.lines) == (False, 0, 120, ())
    assert after.today.totals == (("EUR", 2400),)


async def test_a_night_counts_on_after_midnight(house: House) -> None:
    plan(house, **RATE, commission=[{"id": "all", "percent": "10", "basis": "gross"}])
    late = datetime(2026, 3, 3, 21, 0, tzinfo=UTC)  # 23:00
    await do(cast.CHATTER, timeclock.clock_in, late)
    sale(house, "2026-03-04 00:30", 1000, ADA)

    shown = await read(late + 2 * HOUR)

    assert (shown.minutes, shown.today_minutes) == (120, 120)
    assert shown.stretch.totals == shown.today.totals == (("EUR", 2500),)


async def test_a_meter_is_its_readers_own_and_creators_have_none(house: House) -> None:
    plan(house, **RATE)
    await do(cast.CHATTER, timeclock.clock_in, TUESDAY)

    assert (await read(TUESDAY + HOUR, cast.OTHER_CHATTER)).working is False
    with pytest.raises(NotAllowed):
        await read(TUESDAY, cast.CREATOR)


async def test_it_costs_a_dozen_queries_however_much_was_sold(house: House) -> None:
    plan(house, **RATE, commission=[{"id": "all", "percent": "10"}])
    for minute in range(60):
        sale(house, f"2026-03-03 10:{minute:02d}", 1000 + minute, ADA)
    await do(cast.CHATTER, timeclock.clock_in, TUESDAY - timedelta(hours=1))
    asked: list[str] = []
    event.listen(db.engine().sync_engine, "before_cursor_execute", lambda *args: asked.append(args[2]))

    shown = await read(TUESDAY + 2 * HOUR)

    assert shown.stretch.lines[1].rule == "€493.92 × 10%"
    assert len([one for one in asked if "set_config" not in one]) <= 12
