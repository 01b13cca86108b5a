"""Late facts: what a closed period would have paid had they been known, as adjustments of the next run."""

from collections import defaultdict

from onyx_app.rules.pay.facts import Adjustment
from onyx_app.rules.pay.slips import EARNED, Kind, Slip

ADJUSTABLE = EARNED | {Kind.GUARANTEE, Kind.BONUS}
"""Deductions, advances and carried amounts are settled in the run that pays; only earnings are made good."""


def late_adjustments(paid: Slip, recalculated: Slip, run: str) -> tuple[Adjustment, ...]:
    """One per kind and currency whose amount differs; together exactly the difference in earnings.

    A reversed sale is not a late fact: it is clawed back by itself, so leave it as it was when recalculating.
    """
    difference: dict[tuple[str, Kind], int] = defaultdict(int)
    for sign, slip in ((-1, paid), (1, recalculated)):
        for line in slip.lines:
            if line.kind in ADJUSTABLE:
                difference[line.currency, line.kind] += sign * line.amount
    return tuple(
        Adjustment(f"{run}:{kind}:{currency}", kind, currency, amount)
        for (currency, kind), amount in sorted(difference.items())
        if amount
    )
