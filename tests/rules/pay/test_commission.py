"""Commission: first rule by priority, percentages, fixed amounts, marginal brackets, shared and reversed sales."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onyx_app.rules.pay import calculate, read_case
from tests.rules.pay.figures import MAY, amounts, concerns, lines, mia, run_of, sale

TIERS = [{"above": 0, "percent": "5"}, {"above": 100_000, "percent": "8"}, {"above": 300_000, "percent": "12.5"}]
RULES: list[dict[str, Any]] = [{"percent": "7.25"}, {"percent": "33.33"}, {"fixed": 55}, {"brackets": TIERS}]


def paid(rule: dict[str, Any], **plan: Any) -> dict[str, Any]:
    return mia({"commission": [{"id": "r", **rule}], **plan})


def test_a_percentage_of_net_is_rounded_once_per_creator_and_type() -> None:
    sales = [sale(f"s{n}", 5) for n in range(3)] + [sale("other", 5, creator="zoe")]

    run = run_of(paid({"percent": "10"}), sales=sales)

    assert [(line.creator, line.quantity, line.amount) for line in lines(run)] == [("lea", 15, 2), ("zoe", 5, 1)]


def test_gross_and_net_are_taken_as_received() -> None:
    sales = [sale("s", 1000, net=850)]

    assert amounts(run_of(paid({"percent": "10", "basis": "gross"}), sales=sales), "commission") == [100]
    assert amounts(run_of(paid({"percent": "10"}), sales=sales), "commission") == [85]


def test_the_first_rule_that_fits_by_priority_wins() -> None:
    rules = [
        {"id": "all", "priority": 9, "percent": "1"},
        {"id": "lea", "priority": 2, "creator": "lea", "percent": "2"},
        {"id": "tips-of-lea", "priority": 1, "creator": "lea", "income": "tip", "percent": "3"},
    ]
    sales = [sale("a", 1000), sale("b", 1000, income="message"), sale("c", 1000, creator="zoe")]

    run = run_of(mia({"commission": rules}), sales=sales)

    assert {line.rule: line.amount for line in lines(run)} == {"tips-of-lea": 30, "lea": 20, "all": 10}


def test_a_fixed_amount_counts_sales() -> None:
    run = run_of(paid({"fixed": 50}), sales=[sale("a", 1000), sale("b", 1, count=3)])

    assert [(line.quantity, line.rate, line.amount) for line in lines(run)] == [(4, 50, 200)]


def test_a_shared_fixed_amount_costs_no_more_than_the_whole() -> None:
    ana, rule = {**paid({"fixed": 5}), "id": "ana"}, paid({"fixed": 5})

    run = run_of(ana, rule, sales=[sale("a", 1000, "ana", "mia")])

    assert sorted(amounts(run, "commission")) == [2, 3]


@pytest.mark.parametrize(
    ("sold", "expected"),
    [(99_999, [5000]), (100_000, [5000]), (100_001, [5000, 0]), (100_007, [5000, 1]), (300_000, [5000, 16_000]),
     (400_000, [5000, 16_000, 12_500])],
)  # fmt: skip
def test_each_bracket_pays_its_own_part(sold: int, expected: list[int]) -> None:
    run = run_of(paid({"brackets": TIERS}), sales=[sale("a", sold)])

    assert amounts(run, "commission") == expected


def test_a_bracket_line_says_what_each_creator_and_type_brought() -> None:
    sales = [sale("a", 60_000), sale("b", 60_000, creator="zoe", day="2026-05-11")]

    run = run_of(paid({"brackets": TIERS}), sales=sales)

    low, high = lines(run)
    assert low.parts == (("lea tip", 3000), ("zoe tip", 2000))
    assert high.parts == (("zoe tip", 1600),)


# Small ones too, so that a sale more pushes others over a bracket, and large ones, so that it crosses several.
SALES = st.integers(0, 30_000) | st.integers(0, 400_000)


@settings(max_examples=250)
@given(
    st.lists(SALES, max_size=6),
    SALES,
    st.lists(st.tuples(st.integers(0, 500_000), st.integers(0, 400)), min_size=1, max_size=4, unique_by=lambda b: b[0]),
    st.integers(0, 6),
)
def test_one_sale_more_never_lowers_the_commission(
    sold: list[int], more: int, brackets: list[tuple[int, int]], place: int
) -> None:
    rule = {"brackets": [{"above": above, "percent": f"{p // 10}.{p % 10}"} for above, p in brackets]}
    sales = [sale(f"s{n}", gross) for n, gross in enumerate(sold)]

    before = sum(amounts(run_of(paid(rule), sales=sales), "commission"))
    after = sum(amounts(run_of(paid(rule), sales=[*sales, sale(f"s{place}x", more)]), "commission"))

    assert after >= before


@given(st.integers(0, 10**7), st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 99), min_size=1))
def test_a_shared_sale_loses_no_cent(gross: int, weights: dict[str, int]) -> None:
    people = [{**paid({"percent": "100", "basis": "gross"}), "id": name} for name in weights]

    run = run_of(*people, sales=[sale("s", gross, credits=[list(each) for each in weights.items()])])

    assert dict(run.totals).get("EUR", 0) == gross


@given(
    st.sampled_from(RULES),
    st.lists(st.integers(1, 150_000), min_size=1, max_size=5),
    st.integers(0, 4),
    st.lists(st.integers(1, 100), min_size=1, max_size=4),
)
def test_a_reversed_sale_claws_back_exactly_its_commission(
    rule: dict[str, Any], sold: list[int], which: int, steps: list[int]
) -> None:
    sales = [sale(f"s{n}", gross) for n, gross in enumerate(sold)]
    victim = sales[which % len(sales)]
    shares = [share for line in lines(run_of(paid(rule), sales=sales)) for share in line.sources]
    commission = sum(amount for name, amount in shares if name == victim["id"])

    already = 0
    for step in [*sorted(steps), 100]:
        claw = {"id": "c", "sale": victim["id"], "currency": "EUR", "paid": commission, "basis": victim["net"],
                "reversed": victim["net"] * step // 100, "already": already, "whole_only": "fixed" in rule}  # fmt: skip
        already -= sum(amounts(run_of(paid(rule, hourly=0) | {"clawbacks": [claw]}), "clawback"))

    assert already == commission


@given(st.sampled_from(RULES), st.lists(st.integers(1, 150_000), min_size=1, max_size=5), st.integers(0, 4))
def test_a_sale_reversed_before_the_period_closes_never_earned_anything(
    rule: dict[str, Any], sold: list[int], which: int
) -> None:
    sales = [sale(f"s{n}", gross) for n, gross in enumerate(sold)]
    gone = sales[which % len(sales)]
    reversed_one = gone | {"reversed_gross": gone["gross"], "reversed_net": gone["net"]}

    without = run_of(paid(rule), sales=[each for each in sales if each is not gone])
    taken_back = run_of(paid(rule), sales=[reversed_one if each is gone else each for each in sales])

    assert sum(amounts(taken_back, "commission")) == sum(amounts(without, "commission"))


def test_currencies_are_never_added() -> None:
    run = run_of(paid({"percent": "10"}), sales=[sale("a", 1000), sale("b", 2000, currency="USD")])

    assert run.totals == (("EUR", 100), ("USD", 200))


def test_a_fixed_rule_fits_no_other_currency_and_says_so() -> None:
    run = run_of(paid({"fixed": 50}), sales=[sale("a", 1000, currency="USD")])

    assert (lines(run), concerns(run)) == ([], ["no_rule_in_currency"])


@pytest.mark.parametrize(
    ("changed", "concern"),
    [
        ({"credits": []}, "unattributed_sale"),
        ({"credits": [["ghost", 1]]}, "unknown_person"),
        ({"currency": ""}, "missing_currency"),
        ({"income": "message"}, "no_rule"),
    ],
)
def test_a_sale_that_earns_nothing_is_named(changed: dict[str, Any], concern: str) -> None:
    run = run_of(paid({"percent": "10", "income": "tip"}), sales=[sale("s", 1000, **changed)])

    assert concerns(run) == [concern]
    assert run.attention[0].subjects == ("s",)


def test_a_sale_before_the_first_plan_is_named() -> None:
    late = paid({"percent": "10"}, since="2026-05-20")

    assert concerns(run_of(late, sales=[sale("s", 1000)])) == ["no_plan"]


def test_the_plan_of_the_day_of_the_sale_decides() -> None:
    person = paid({"percent": "10"})
    person["plans"].append(
        {"id": "new", "since": "2026-05-15", "currency": "EUR", "commission": [{"id": "r", "percent": "20"}]}
    )

    run = run_of(person, sales=[sale("a", 1000, day="2026-05-14"), sale("b", 1000, day="2026-05-15")])

    assert sorted((line.plans[0], line.amount) for line in lines(run)) == [("new", 200), ("plan", 100)]


def test_a_sale_just_before_midnight_utc_belongs_to_the_agencys_next_day() -> None:
    last = sale("s", 1000, at="2026-05-31T23:30Z")
    del last["day"]
    case = {"agency": {"zone": "Europe/Berlin"}, "period": MAY, "people": [paid({"percent": "10"})], "sales": [last]}

    assert lines(calculate(read_case(json.dumps(case)))) == []
