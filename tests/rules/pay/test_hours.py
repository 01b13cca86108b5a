"""Hourly lines and their premiums: separate, on the base rate, by the minute's own wall clock."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onyx_app.rules.pay import calculate, read_case
from tests.rules.pay.figures import amounts, concerns, lines, mia, run_of, sheet
from tests.rules.worktime.changes import EVERY_CHANGE

PREMIUMS = {"night": "1.25", "weekend": "1.5", "holiday": "2"}
SATURDAY_NIGHT = [sheet("t", "09 20:00", "10 04:00")]
AGENCY: dict[str, Any] = {"night": ["22:00", "06:00"], "weekend": ["sunday"]}


def test_night_and_weekend_minutes_are_lines_beside_the_hours() -> None:
    run = run_of(mia(PREMIUMS, sheets=SATURDAY_NIGHT), **AGENCY)

    assert [(line.kind, line.quantity, line.amount) for line in lines(run)] == [
        ("hours", 480, 16_000),
        ("night", 360, 3_000),
        ("weekend", 240, 4_000),
    ]


def test_a_holiday_on_a_weekend_earns_the_higher_factor_not_both() -> None:
    holiday = AGENCY | {"holidays": ["2026-05-10"]}

    assert amounts(run_of(mia(PREMIUMS, sheets=SATURDAY_NIGHT), **holiday), "weekend") == []
    assert amounts(run_of(mia(PREMIUMS, sheets=SATURDAY_NIGHT), **holiday), "holiday") == [8_000]
    low = PREMIUMS | {"holiday": "1.1"}
    assert amounts(run_of(mia(low, sheets=SATURDAY_NIGHT), **holiday), "weekend") == [4_000]
    assert amounts(run_of(mia(low, sheets=SATURDAY_NIGHT), **holiday), "holiday") == []


def test_rounding_pays_the_rounded_minutes_and_keeps_the_raw_ones() -> None:
    run = run_of(mia(sheets=[sheet("t", "04 09:02", "04 17:08")]), rounding={"step": 15})

    assert [line.quantity for line in lines(run)] == [495]
    (minutes,) = run.slips[0].minutes
    assert (minutes.wall, minutes.worked, minutes.paid) == (486, 486, 495)


def test_hours_without_any_rate_are_named() -> None:
    run = run_of(mia({"hourly": None}, sheets=SATURDAY_NIGHT))

    assert (lines(run), concerns(run)) == ([], ["missing_rate"])


def test_hours_paid_by_commission_alone_need_no_rate() -> None:
    plan = {"hourly": None, "commission": [{"id": "r", "percent": "20"}]}

    assert concerns(run_of(mia(plan, sheets=SATURDAY_NIGHT))) == []


def test_overtime_of_a_salaried_person_without_a_rate_is_named() -> None:
    plan = {"hourly": None, "base": 300_000, "daily_overtime": [{"after_minutes": 420, "factor": "1.5"}]}

    run = run_of(mia(plan, sheets=SATURDAY_NIGHT))

    assert [(str(item.concern), item.about) for item in run.attention] == [("missing_rate", "daily_overtime plan")]


def test_work_without_a_plan_is_named() -> None:
    run = run_of({"id": "mia", "sheets": SATURDAY_NIGHT})

    assert (lines(run), concerns(run)) == ([], ["no_plan"])


def test_a_plan_without_a_currency_is_named_once_and_pays_nothing() -> None:
    plan = PREMIUMS | {"currency": "", "base": 1000, "guarantee": 5000}

    run = run_of(mia(plan, sheets=SATURDAY_NIGHT), **AGENCY)

    assert (lines(run), concerns(run)) == ([], ["missing_currency"])


def test_an_explicit_rate_of_zero_is_a_line_of_zero() -> None:
    assert amounts(run_of(mia({"hourly": 0}, sheets=SATURDAY_NIGHT)), "hours") == [0]


def test_a_cent_is_rounded_once_per_line_half_away_from_zero() -> None:
    sheets = [sheet("a", "04 09:00", "04 09:01"), sheet("b", "04 10:00", "04 10:02")]

    run = run_of(mia({"hourly": 1010}, sheets=sheets))

    assert amounts(run, "hours") == [51]


@pytest.mark.parametrize(("zone", "change"), EVERY_CHANGE)
@settings(max_examples=10)
@given(
    st.integers(0, 600),
    st.integers(0, 600),
    st.lists(st.integers(0, 1200), max_size=6, unique=True).map(sorted),
    st.booleans(),
)
def test_minutes_are_conserved_from_the_punch_to_the_line_over_every_change_of_the_clock(
    zone: str, change: datetime, before: int, after: int, cuts: list[int], paid: bool
) -> None:
    start, end = change - timedelta(minutes=before), change + timedelta(minutes=after)
    inside = [start + timedelta(minutes=cut) for cut in cuts if cut <= before + after]
    breaks = [
        {"start": since.astimezone(ZoneInfo(zone)).isoformat(), "end": until.astimezone(UTC).isoformat(), "paid": paid}
        for since, until in zip(inside[::2], inside[1::2], strict=False)
    ]
    night = {"id": "t", "start": start.astimezone(ZoneInfo(zone)).isoformat(), "end": end.isoformat(), "breaks": breaks}
    day = start.astimezone(ZoneInfo(zone)).date()
    period = {"first": day.isoformat(), "end": (day + timedelta(days=1)).isoformat()}
    case = {"agency": {"zone": zone}, "period": period, "people": [mia(sheets=[night])]}

    run = calculate(read_case(json.dumps(case)))

    (minutes,) = run.slips[0].minutes
    rest = sum((until - since) // timedelta(minutes=1) for since, until in zip(inside[::2], inside[1::2], strict=False))
    assert minutes.wall == before + after
    assert minutes.worked + minutes.paid_break + minutes.unpaid_break + minutes.deducted == minutes.wall
    assert (minutes.paid_break, minutes.unpaid_break) == ((rest, 0) if paid else (0, rest))
    assert sum(line.quantity for line in lines(run)) == minutes.paid == minutes.worked + minutes.paid_break
