"""Double entry: what a pay run is in the books. Debit positive, credit negative, zero in every currency."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from onyx_app.rules.pay import Kind

WAGES = "expenses:payroll"
ADVANCES = "advances"
CARRIED = "payroll:carried"
"""What people's slips could not take: they owe it to their next ones."""
PAYABLE = "payroll:payable"
CASH = "cash"
PAID_BEFORE = "paid_before"
"""The kind of a line that takes off what a reversed run has paid already: it settles what its people owe."""


class Entry(NamedTuple):
    """`amount` in minor units of `currency`."""

    account: str
    currency: str
    amount: int


def run_entries(lines: Iterable[tuple[str, str, int]]) -> list[Entry]:
    """The approval of a run, from (kind, currency, amount) of its lines: wages against what is now owed to people."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for kind, currency, amount in lines:
        sums[_account(kind), currency] += amount
        sums[PAYABLE, currency] -= amount
    return [Entry(account, currency, amount) for (account, currency), amount in sorted(sums.items()) if amount]


def payment_entries(totals: Iterable[tuple[str, int]]) -> list[Entry]:
    """Paying what is owed, from (currency, amount)."""
    return [
        entry
        for currency, amount in totals
        if amount
        for entry in (Entry(PAYABLE, currency, amount), Entry(CASH, currency, -amount))
    ]


def advance_entries(currency: str, amount: int) -> list[Entry]:
    """Money paid ahead: cash becomes a claim that the instalments of later runs take down."""
    return [Entry(ADVANCES, currency, amount), Entry(CASH, currency, -amount)]


def undone(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that take others back."""
    return [entry._replace(amount=-entry.amount) for entry in entries]


def imbalance(entries: Iterable[Entry]) -> dict[str, int]:
    """Per currency, what keeps entries from adding up to zero; empty when they do."""
    sums: dict[str, int] = defaultdict(int)
    for entry in entries:
        sums[entry.currency] += entry.amount
    return {currency: amount for currency, amount in sums.items() if amount}


def _account(kind: str) -> str:
    if kind == PAID_BEFORE:
        return PAYABLE
    if kind == Kind.ADVANCE:
        return ADVANCES
    return CARRIED if kind in (Kind.CARRIED, Kind.CARRY) else WAGES
