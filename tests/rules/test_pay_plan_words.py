"""A plan in words: each element once, money with its currency."""

from onyx_app.rules.pay_plan_words import plan_lines


def test_a_plan_says_everything_it_pays() -> None:
    terms = {
        "hourly": 1250, "guarantee": 150000, "weekly_overtime": [{"after_minutes": 2430, "factor": "1.5"}],
        "night": "1.25", "leave": [{"kind": "vacation", "percent": "100"}], "regular_rate": True,
        "commission": [{"id": "b", "priority": 2, "fixed": 150, "income": "tip"},
                       {"id": "a", "priority": 1, "percent": "12.5", "creator": "x"},
                       {"id": "c", "priority": 3, "brackets": [{"above": 100000, "percent": "8"},
                                                               {"above": 0, "percent": "5"}]}],
    }  # fmt: skip

    assert plan_lines(terms, "EUR", {"x": "Luna"}, "en") == [
        "€12.50 per hour",
        "at least €1,500.00 per period",
        "12.5% of net · Luna",
        "€1.50 per sale · Tips",
        "5% above €0.00, 8% above €1,000.00 of net",
        "× 1.5 beyond 40.5 hours a week",
        "night × 1.25",
        "Vacation leave at 100%",
        "overtime by US regular rate",
    ]
