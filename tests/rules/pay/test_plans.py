"""Which plan is in force when."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from onyx_app.rules.pay import Plan, Plans
from onyx_app.rules.periods import Period

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))


@st.composite
def plan_lists(draw: st.DrawFn) -> list[Plan]:
    starts = draw(st.lists(st.integers(-50, 400), max_size=5, unique=True))
    return [
        Plan(
            f"p{n}",
            YEAR.first + timedelta(days=n),
            "EUR",
            draw(st.none() | st.integers(1, 200).map(lambda days, n=n: YEAR.first + timedelta(days=n + days))),  # type: ignore[misc]
        )
        for n in starts
    ]


@given(plan_lists(), st.integers(0, 364))
def test_segments_and_days_agree(plans: list[Plan], day: int) -> None:
    by_date = Plans(plans)
    at = YEAR.first + timedelta(days=day)

    in_force = by_date.on(at)

    assert [plan for plan, days in by_date.segments(YEAR) if at in days] == ([in_force] if in_force else [])


def test_the_latest_plan_of_a_week_rules_it() -> None:
    old, new = Plan("old", date(2026, 1, 1), "EUR"), Plan("new", date(2026, 5, 6), "EUR")
    week = Period(date(2026, 5, 4), date(2026, 5, 11))

    assert Plans([new, old]).latest_in(week) is new
    assert Plans([old]).latest_in(week) is old
    assert Plans([]).latest_in(week) is None
