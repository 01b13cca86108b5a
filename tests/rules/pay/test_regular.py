"""US regular rate: commission and the like raise the overtime of their week."""

from typing import Any

from tests.rules.pay.figures import amounts, concerns, lines, mia, run_of, sale, sheet

WEEKLY = [{"after_minutes": 2400, "factor": "1.5"}]
WEEK = {"first": "2026-05-03", "end": "2026-05-10"}
PLAN: dict[str, Any] = {
    "currency": "USD",
    "hourly": 1500,
    "weekly_overtime": WEEKLY,
    "regular_rate": True,
    "commission": [{"id": "r", "percent": "10"}],
}


def fifty_hours(**facts: Any) -> dict[str, Any]:
    sheets = [sheet(f"t{day}", f"{day:02} 08:00", f"{day:02} 18:00") for day in range(4, 9)]
    return mia(PLAN, sheets=sheets, **facts)


def sold(cents: int, **changed: Any) -> dict[str, Any]:
    return sale("s", cents, currency="USD", day="2026-05-06", **changed)


def test_commission_adds_half_of_its_hourly_share_to_every_overtime_hour() -> None:
    run = run_of(fifty_hours(), sales=[sold(100_000)], period=WEEK, week_start="sunday")

    assert amounts(run, "weekly_overtime") == [7_500]
    (line,) = lines(run, "regular_rate")
    assert (line.quantity, line.rate, line.percent, line.per, line.amount) == (600, 10_000, 5_000, 3_000, 1_000)


def test_without_the_mode_commission_leaves_overtime_alone() -> None:
    plan = PLAN | {"regular_rate": False}
    person = fifty_hours() | {"plans": [plan | {"id": "p", "since": "2026-01-01"}]}

    assert lines(run_of(person, sales=[sold(100_000)], period=WEEK), "regular_rate") == []


def test_commission_of_another_week_stays_out() -> None:
    may = {"first": "2026-05-01", "end": "2026-06-01"}
    other = sold(100_000) | {"day": "2026-05-20"}

    assert lines(run_of(fifty_hours(), sales=[other], period=may, week_start="sunday"), "regular_rate") == []


def test_a_promised_bonus_counts_and_a_gift_does_not() -> None:
    def bonus(promised: bool) -> list[dict[str, Any]]:
        given = {"id": "b", "reason": "x", "day": "2026-05-05", "currency": "USD", "amount": 10_000}
        return [given | {"promised": promised}]

    assert amounts(run_of(fifty_hours(bonuses=bonus(True)), period=WEEK, week_start="sunday"), "regular_rate") == [
        1_000
    ]
    assert amounts(run_of(fifty_hours(bonuses=bonus(False)), period=WEEK, week_start="sunday"), "regular_rate") == []


def test_a_week_cut_by_the_period_is_finished_with_what_the_earlier_run_handed_on() -> None:
    first_part = {"first": "2026-04-26", "end": "2026-05-06"}
    second_part = {"first": "2026-05-06", "end": "2026-05-16"}
    sales = [sold(100_000) | {"day": "2026-05-05"}, sold(50_000) | {"id": "later", "day": "2026-05-07"}]
    at_once = run_of(fifty_hours(), sales=sales, period=WEEK, week_start="sunday")

    earlier = run_of(fifty_hours(), sales=sales, period=first_part, week_start="sunday")
    handed_on = [
        {"first": first.isoformat(), "currency": currency, "amount": amount}
        for first, currency, amount in earlier.slips[0].open_weeks
    ]
    later = run_of(fifty_hours(open_weeks=handed_on), sales=sales, period=second_part, week_start="sunday")

    assert amounts(earlier, "regular_rate") == []
    assert amounts(later, "regular_rate") == amounts(at_once, "regular_rate") == [1_500]


def test_a_week_cut_by_the_period_without_its_beginning_is_named() -> None:
    second_part = {"first": "2026-05-06", "end": "2026-05-16"}

    run = run_of(fifty_hours(), sales=[sold(50_000)], period=second_part, week_start="sunday")

    assert concerns(run) == ["week_before_missing"]


def test_a_salary_needs_no_hourly_rate_for_its_overtime() -> None:
    person = fifty_hours() | {
        "plans": [{"id": "p", "since": "2026-01-01", "currency": "USD", "base": 100_000, "weekly_overtime": WEEKLY,
                   "regular_rate": True}]
    }  # fmt: skip

    run = run_of(person, period=WEEK, week_start="sunday")

    assert (amounts(run, "regular_rate"), concerns(run)) == ([10_000], [])


def test_a_high_weekend_premium_is_not_part_of_the_regular_rate() -> None:
    def paid(factor: str) -> list[int]:
        person = fifty_hours() | {"plans": [PLAN | {"id": "p", "since": "2026-01-01", "weekend": factor}]}
        return amounts(run_of(person, period=WEEK, week_start="sunday", weekend=["friday"]), "regular_rate")

    assert paid("1.5") == []
    assert paid("1.4") == [600]
