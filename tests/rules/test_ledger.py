"""What a pay run is in the books, in entries that always add up."""

from hypothesis import given
from hypothesis import strategies as some

from onyx_app.rules.ledger import Entry, imbalance, payment_entries, run_entries, undone
from onyx_app.rules.pay import Kind

LINES = some.lists(
    some.tuples(some.sampled_from(list(Kind)), some.sampled_from(["EUR", "USD"]), some.integers(-(10**9), 10**9))
)


def test_wages_are_owed_and_an_advance_is_paid_back() -> None:
    entries = run_entries([("hours", "EUR", 10000), ("bonus", "EUR", 500), ("advance", "EUR", -3000)])

    assert entries == [
        Entry("advances", "EUR", -3000),
        Entry("expenses:payroll", "EUR", 10500),
        Entry("payroll:payable", "EUR", -7500),
    ]


def test_what_a_slip_could_not_take_is_owed_by_the_person() -> None:
    entries = run_entries([("clawback", "EUR", -400), ("carry", "EUR", 400)])

    assert entries == [Entry("expenses:payroll", "EUR", -400), Entry("payroll:carried", "EUR", 400)]


def test_a_payment_moves_cash_and_nothing_of_a_currency_that_is_not_owed() -> None:
    assert payment_entries([("EUR", 7500), ("USD", 0)]) == [
        Entry("payroll:payable", "EUR", 7500),
        Entry("cash", "EUR", -7500),
    ]


@given(LINES)
def test_whatever_the_lines_the_entries_add_up_and_undo_each_other(lines: list[tuple[Kind, str, int]]) -> None:
    entries = run_entries(lines)

    assert imbalance(entries) == {}
    assert imbalance(undone(entries)) == {}
    assert sum(one.amount for one in (*entries, *undone(entries)) if one.account == "cash") == 0
