"""Engine against oracle: `cents_apart(range(n))`, the one callable that tests and the bench share."""

import json
from decimal import Decimal
from typing import Any

from onyx_app.rules.pay import calculate, read_case
from tests.oracle.cases import random_case
from tests.oracle.pay import Amounts, pay


def by_the_engine(case: dict[str, Any]) -> dict[str, Amounts]:
    slips: dict[str, Amounts] = {}
    for slip in calculate(read_case(json.dumps(case))).slips:
        amounts: Amounts = {}
        for line in slip.lines:
            key = (str(line.kind), line.currency)
            amounts[key] = amounts.get(key, Decimal()) + line.amount
        slips[slip.person] = {key: amount for key, amount in amounts.items() if amount}
    return slips


def cents_apart(seeds: range) -> tuple[int, list[int]]:
    """Over random periods: the sum of all differences in minor units, kind by kind, and the seeds that differ."""
    total, wrong = 0, []
    for seed in seeds:
        case = random_case(seed)
        ours, naive = by_the_engine(case), pay(case)
        apart = sum(_apart(ours[person], naive[person]) for person in naive)
        if apart or ours.keys() != naive.keys():
            wrong.append(seed)
            total += apart
    return total, wrong


def _apart(one: Amounts, other: Amounts) -> int:
    return int(sum(abs(one.get(key, Decimal()) - other.get(key, Decimal())) for key in one.keys() | other.keys()))
