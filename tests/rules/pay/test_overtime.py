"""Overtime: by business date, never twice, a week's overtime where the week ends."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onyx_app.rules.pay import Tier
from onyx_app.rules.pay.overtime import in_tiers
from tests.rules.pay.figures import amounts, concerns, lines, mia, run_of, sheet

DAILY = [{"after_minutes": 480, "factor": "1.5"}, {"after_minutes": 720, "factor": "2"}]
WEEKLY = [{"after_minutes": 2400, "factor": "1.5"}]
WEEK = {"first": "2026-05-04", "end": "2026-05-11"}


def days(first: int, last: int, hours: int) -> list[dict[str, Any]]:
    return [sheet(f"t{day}", f"{day:02} 08:00", f"{day:02} {8 + hours:02}:00") for day in range(first, last + 1)]


def test_no_plan_has_overtime_by_default() -> None:
    run = run_of(mia(sheets=days(4, 9, 12)))

    assert {line.kind for line in lines(run)} == {"hours"}


def test_each_tier_is_a_premium_line_on_the_base_rate() -> None:
    run = run_of(mia({"daily_overtime": DAILY}, sheets=days(4, 4, 14)))

    assert [(line.quantity, line.percent, line.amount) for line in lines(run)] == [
        (840, 10_000, 28_000),
        (240, 5_000, 4_000),
        (120, 10_000, 4_000),
    ]


def test_two_timesheets_of_one_business_date_add_up() -> None:
    sheets = [sheet("a", "04 06:00", "04 12:00"), sheet("b", "04 22:00", "05 02:00")]

    run = run_of(mia({"daily_overtime": DAILY}, sheets=sheets))

    assert [line.sources for line in lines(run, "daily_overtime")] == [(("b", 120),)]


def test_daily_overtime_does_not_count_towards_the_week() -> None:
    run = run_of(mia({"daily_overtime": DAILY[:1], "weekly_overtime": WEEKLY}, sheets=days(4, 9, 10)), period=WEEK)

    assert [(line.kind, line.quantity) for line in lines(run)] == [
        ("hours", 3600),
        ("daily_overtime", 720),
        ("weekly_overtime", 480),
    ]


def test_a_weeks_overtime_is_paid_where_the_week_ends() -> None:
    person = mia({"weekly_overtime": WEEKLY}, sheets=days(25, 30, 8))

    ends_inside = {"first": "2026-05-28", "end": "2026-06-04"}
    ends_later = {"first": "2026-05-21", "end": "2026-05-28"}

    assert amounts(run_of(person, period=ends_later), "weekly_overtime") == []
    run = run_of(person, period=ends_inside)
    assert [(line.quantity, line.sources) for line in lines(run, "weekly_overtime")] == [(480, (("t30", 480),))]
    assert [line.quantity for line in lines(run, "hours")] == [3 * 480]


def test_weekly_overtime_uses_the_rate_of_the_day_it_was_worked() -> None:
    person = mia({"weekly_overtime": WEEKLY}, sheets=days(4, 9, 10))
    person["plans"].append(person["plans"][0] | {"id": "raise", "since": "2026-05-09", "hourly": 3000})

    run = run_of(person, period=WEEK)

    assert [(line.plans, line.quantity, line.amount) for line in lines(run, "weekly_overtime")] == [
        (("plan",), 600, 10_000),
        (("raise",), 600, 15_000),
    ]


@pytest.mark.parametrize(("week_start", "expected"), [("monday", []), ("sunday", [120])])
def test_the_week_starts_where_the_agency_says(week_start: str, expected: list[int]) -> None:
    sheets = days(3, 3, 10) + days(4, 7, 8)

    run = run_of(mia({"weekly_overtime": WEEKLY}, sheets=sheets), week_start=week_start)

    assert [line.quantity for line in lines(run, "weekly_overtime")] == expected


def test_an_open_timesheet_is_named_and_not_counted() -> None:
    open_one = sheet("open", "04 08:00", "04 09:00")
    del open_one["end"]

    run = run_of(mia(sheets=[open_one]))

    assert (lines(run), concerns(run), run.attention[0].subjects) == ([], ["open_timesheet"], ("open",))


def test_a_night_over_the_end_of_the_period_is_paid_where_it_began() -> None:
    night = [{"id": "n", "start": "2026-05-31T22:00Z", "end": "2026-06-01T06:00Z"}]

    assert amounts(run_of(mia(sheets=night)), "hours") == [16_000]
    assert amounts(run_of(mia(sheets=night), period={"first": "2026-06-01", "end": "2026-07-01"}), "hours") == []


@given(
    st.integers(0, 2000),
    st.integers(0, 2000),
    st.lists(st.integers(0, 2500), max_size=4, unique=True).map(sorted),
)
def test_every_minute_lies_in_one_tier_at_most(start: int, size: int, after: list[int]) -> None:
    tiers = [Tier(minutes, 15_000 + at) for at, minutes in enumerate(after)]

    found = dict(in_tiers(start, size, tiers))

    naive: dict[int, int] = {}
    for position in range(start, start + size):
        reached = [tier for tier in tiers if position >= tier.after_minutes]
        if reached:
            naive[reached[-1].factor] = naive.get(reached[-1].factor, 0) + 1
    assert found == naive
