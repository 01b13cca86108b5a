"""Parts of a case: what they add is what the whole has more, line by line, and nothing is counted twice."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from onyx_app.rules.meter import Earned, OwnSale, only_earnings, part, totals, without_sales
from onyx_app.rules.pay import Agency, Bracket, Case, CommissionRule, Person, Plan, Sale, Sheet, Tier, calculate
from onyx_app.rules.pay.plans import Basis
from onyx_app.rules.periods import Period
from onyx_app.rules.worktime import minute

WEEK = Period(date(2026, 3, 2), date(2026, 3, 9))
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
RULE = CommissionRule("r", basis=Basis.GROSS, percent=1000)
PLAN = Plan(
    "p",
    date(2026, 1, 1),
    "EUR",
    hourly=1234,
    daily_overtime=(Tier(480, 15000),),
    weekly_overtime=(Tier(1200, 20000),),
    night=12500,
    guarantee=10**7,
    commission=(RULE,),
)


def own(number: int, gross: int, settled: bool = True) -> OwnSale:
    at = MONDAY + timedelta(minutes=number)
    return OwnSale(f"sale-{number}", at.date(), at, "luna", "tip", "EUR", gross, gross, settled)


def grouped(*sales: OwnSale) -> tuple[Sale, ...]:
    total = sum(sale.gross for sale in sales)
    one = Sale("2026-03-02:luna:tip:EUR:me", "luna", "tip", "EUR", total, total, day=WEEK.first, count=len(sales),
               credits=(("me", 1),))  # fmt: skip
    return (one,) if sales else ()


def case(sheets: list[int], sales: tuple[Sale, ...] = (), plan: Plan = PLAN) -> Case:
    """A sheet of so many minutes on each day from Monday."""
    worked = tuple(
        Sheet(f"s{day}", minute(MONDAY) + day * 1440, minute(MONDAY) + day * 1440 + minutes)
        for day, minutes in enumerate(sheets)
    )
    return only_earnings(Case(Agency("Europe/Berlin"), WEEK, (Person("me", (plan,), worked),), sales))


def amount(lines: list[Earned]) -> int:
    return sum(line.amount for line in lines)


@given(st.lists(st.integers(1, 900), min_size=1, max_size=5), st.lists(st.integers(1, 10**6), max_size=6))
def test_everything_as_one_part_is_the_whole_to_the_cent(sheets: list[int], grosses: list[int]) -> None:
    sold = [own(number, gross) for number, gross in enumerate(grosses)]
    whole = case(sheets, grouped(*sold))

    lines = part(whole, frozenset(f"s{day}" for day in range(len(sheets))), sold, [])

    [slip] = calculate(whole).slips
    assert totals(lines, settled=True) == slip.totals


@given(st.lists(st.integers(1, 900), min_size=2, max_size=5))
def test_the_last_stretch_is_worth_what_the_week_has_more_with_it(sheets: list[int]) -> None:
    last = frozenset({f"s{len(sheets) - 1}"})
    whole, before = case(sheets), case(sheets[:-1])

    lines = part(whole, last, [], [])

    more = sum(dict(calculate(whole).totals).values()) - sum(dict(calculate(before).totals).values())
    assert abs(amount(lines) - more) <= len(lines)  # each line is rounded by itself


@given(st.lists(st.tuples(st.integers(1, 10**5), st.booleans()), min_size=1, max_size=8))
def test_provisional_commission_never_mixes_with_settled(drawn: list[tuple[int, bool]]) -> None:
    sold = [own(number, gross, settled) for number, (gross, settled) in enumerate(drawn)]
    whole = case([60], grouped(*sold))

    lines = part(whole, frozenset(), sold, [sale for sale in sold if not sale.settled])

    by_state = {state: sum(one.gross for one in sold if one.settled == state) for state in (True, False)}
    assert {line.settled: line.quantity for line in lines} == {state: sum_ for state, sum_ in by_state.items() if sum_}


def test_a_bracket_is_climbed_by_what_was_sold_before() -> None:
    climbing = CommissionRule("r", basis=Basis.GROSS, brackets=(Bracket(0, 500), Bracket(1000, 2000)))
    first, second = own(1, 900), own(2, 300)
    whole = case([60], grouped(first, second), replace(PLAN, commission=(climbing,)))

    lines = part(whole, frozenset(), [second], [])

    assert [(line.quantity, line.percent, line.amount) for line in lines] == [(100, 500, 5), (200, 2000, 40)]


def test_a_sale_that_stands_by_itself_leaves_and_a_group_shrinks() -> None:
    alone = Sale("sale-1", "luna", "tip", "EUR", 500, 500, day=WEEK.first, credits=(("me", 1), ("you", 1)))
    sales = (alone, *grouped(own(2, 300), own(3, 400)))

    [left] = without_sales(sales, [own(1, 500), own(2, 300)])

    assert (left.count, left.gross) == (1, 400)
    assert without_sales(sales, [own(1, 500), own(2, 300), own(3, 400)]) == ()
