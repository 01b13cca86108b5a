"""Minutes are conserved: breaks, rounding and the legal break against a count minute by minute."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onyx_app.rules.pay import Agency
from onyx_app.rules.worktime import (
    Break,
    Favour,
    LegalBreak,
    Rounding,
    Stretch,
    TimeRules,
    count,
    length,
    rounded_ends,
)

NINE = 9 * 60
GERMAN = (LegalBreak(after=360, minutes=30), LegalBreak(after=540, minutes=45))


@st.composite
def stretches(draw: st.DrawFn) -> Stretch:
    start = draw(st.integers(0, 5000))
    cuts = sorted(draw(st.lists(st.integers(0, 900), min_size=2, max_size=10, unique=True)))
    end = start + cuts.pop()
    breaks = [Break(start + a, start + b, draw(st.booleans())) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    return Stretch(start, end, tuple(breaks), draw(st.booleans()))


RULES = st.builds(
    TimeRules,
    st.builds(Rounding, st.sampled_from([0, 5, 15]), st.sampled_from(Favour)),
    st.sampled_from([(), GERMAN, GERMAN[:1]]),
)


@given(stretches(), RULES)
def test_worked_breaks_and_deduction_add_up_to_the_wall_clock(stretch: Stretch, rules: TimeRules) -> None:
    counted = count(stretch, rules)

    assert counted.wall == stretch.end - stretch.start
    parts = counted.worked + counted.paid_break + counted.unpaid_break + counted.deducted
    assert parts == counted.wall
    assert min(counted.worked, counted.paid_break, counted.unpaid_break, counted.deducted, counted.paid) >= 0


@given(stretches(), st.sampled_from([(), GERMAN]))
def test_without_rounding_the_paid_minutes_are_the_raw_ones(stretch: Stretch, legal: tuple[LegalBreak, ...]) -> None:
    counted = count(stretch, TimeRules(legal_breaks=legal))

    assert counted.paid == counted.raw == length(counted.spans)


@given(stretches())
def test_unpaid_minutes_are_never_in_a_paid_span(stretch: Stretch) -> None:
    counted = count(stretch, TimeRules())

    paid = {at for start, end in counted.spans for at in range(start, end)}
    resting = {at for each in stretch.breaks if not each.paid for at in range(each.start, each.end)}
    assert paid | resting == set(range(stretch.start, stretch.end))
    assert not paid & resting


@given(st.integers(0, 900), st.booleans())
def test_a_minute_more_of_work_never_lowers_pay(size: int, opted_out: bool) -> None:
    rules = TimeRules(legal_breaks=GERMAN)

    shorter, longer = (count(Stretch(0, n, (), not opted_out), rules).paid for n in (size, size + 1))

    assert longer >= shorter


@pytest.mark.parametrize(
    ("worked", "taken", "deducted"),
    [
        (360, 0, 0),
        (370, 0, 10),
        (390, 0, 30),
        (480, 0, 30),
        (480, 20, 10),
        (480, 30, 0),
        (600, 30, 15),
        (550, 0, 30),
    ],
)
def test_only_what_is_missing_of_the_legal_break_is_deducted(worked: int, taken: int, deducted: int) -> None:
    stretch = Stretch(0, worked + taken, (Break(100, 100 + taken),) if taken else ())

    counted = count(stretch, TimeRules(legal_breaks=GERMAN))

    assert counted.deducted == deducted


def test_the_deducted_minutes_are_the_ones_in_which_the_break_was_due() -> None:
    counted = count(Stretch(0, 480), TimeRules(legal_breaks=GERMAN))

    assert counted.spans == ((0, 360), (390, 480))


def test_the_order_of_the_legal_breaks_does_not_move_the_deduction() -> None:
    rules = [{"after": 300, "minutes": 30}, {"after": 240, "minutes": 30}]
    found = [
        Agency("UTC", legal_breaks=tuple(LegalBreak(**each) for each in order)).time for order in (rules, rules[::-1])
    ]

    spans = [count(Stretch(0, 600), each).spans for each in found]

    assert spans == [((0, 240), (270, 600))] * 2


def test_opting_out_of_the_legal_break_pays_every_minute() -> None:
    assert count(Stretch(0, 600, (), legal_break=False), TimeRules(legal_breaks=GERMAN)).paid == 600


@pytest.mark.parametrize(
    ("step", "favour", "expected"),
    [
        (0, Favour.NEAREST, (NINE + 7, NINE + 53)),
        (5, Favour.NEAREST, (NINE + 5, NINE + 55)),
        (15, Favour.NEAREST, (NINE, NINE + 60)),
        (5, Favour.WORKER, (NINE + 5, NINE + 55)),
        (15, Favour.WORKER, (NINE, NINE + 60)),
    ],
)
def test_rounding_moves_both_ends_to_the_step(step: int, favour: Favour, expected: tuple[int, int]) -> None:
    assert rounded_ends(NINE + 7, NINE + 53, Rounding(step, favour)) == expected


def test_rounding_stands_beside_the_raw_figure() -> None:
    counted = count(Stretch(NINE + 2, NINE + 476), TimeRules(Rounding(15)))

    assert (counted.raw, counted.paid) == (474, 480)


@given(stretches(), st.sampled_from([5, 15]))
def test_rounding_in_the_workers_favour_never_takes_a_minute(stretch: Stretch, step: int) -> None:
    counted = count(stretch, TimeRules(Rounding(step, Favour.WORKER)))

    assert counted.raw <= counted.paid <= counted.raw + 2 * (step - 1)


def test_a_minute_is_paid_once_where_rounding_makes_neighbours_overlap() -> None:
    rules = TimeRules(Rounding(15, Favour.WORKER))
    before = count(Stretch(NINE, NINE + 67), rules)

    after = count(Stretch(NINE + 67, NINE + 120), rules, not_before=before.spans[-1][1])

    assert before.paid + after.paid == 120
