"""Whatever the sales and the rules: when all of it is refunded, exactly the commission comes back, step by step."""

import random
from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from onyx_app.services import payroll
from onyx_app.services.payroll import RunCard
from tests import cast
from tests.conftest import House
from tests.services.paying import ADA, MAY_2, SAM, approved, do, plan, sale

RULES: dict[str, list[dict[str, Any]]] = {
    "percent": [{"id": "net", "percent": "7.77"}],
    "gross": [{"id": "gross", "percent": "3.33", "basis": "gross"}],
    "fixed": [{"id": "each", "fixed": 37}],
    "brackets": [{"id": "tiers", "brackets": [{"above": 0, "percent": "1.11"}, {"above": 3000, "percent": "12.5"},
                                              {"above": 9000, "percent": "33.33"}]}],
    "mixed": [{"id": "tip", "income": "tip", "fixed": 11}, {"id": "rest", "priority": 5, "percent": "9.99"}],
}  # fmt: skip
SEPTEMBER = MAY_2.replace(month=9)


async def close(day: date) -> RunCard:
    run = await do(cast.ADMIN, payroll.open_run, at=SEPTEMBER, day=day)
    await do(cast.ADMIN, payroll.review, at=SEPTEMBER, run_id=run.run_id)
    return await do(cast.OWNER, payroll.approve, at=SEPTEMBER, run_id=run.run_id)


async def sums(run: RunCard, kind: str) -> Counter[UUID]:
    found: Counter[UUID] = Counter()
    for slip in await do(cast.OWNER, payroll.slips, run_id=run.run_id):
        found[slip.profile_id] += sum(line.amount for line in slip.lines if line.kind == kind)
    return found


def sold(house: House, chance: random.Random) -> list[tuple[UUID, int, int]]:
    """Sales of one person or shared, some of a kind on one day; (id, gross, net)."""
    made = []
    for _ in range(24):
        gross = chance.randint(1, 1999)
        net = gross - chance.randint(0, gross // 3)
        people = chance.choice([(ADA,), (SAM,), (ADA, SAM)])
        day = f"2026-03-{chance.choice((2, 2, 2, 9)):02} 12:00"
        made.append((sale(house, day, gross, *people, net=net, kind=chance.choice(["tip", "message"])), gross, net))
    return made


@pytest.mark.parametrize("rules", RULES)
async def test_all_refunds_together_take_back_what_was_paid_to_the_cent(house: House, rules: str) -> None:
    chance = random.Random(rules)  # noqa: S311 (repeatable, not secret)
    for who in (ADA, SAM):
        plan(house, who, commission=RULES[rules], base=100000)
    made = sold(house, chance)
    first_gross, first_net = made[0][1] // 2, made[0][2] // 2
    sale(house, "2026-03-30 12:00", -first_gross, net=-first_net, reverses=made[0][0])  # before the approval
    paid = await sums(await approved(), "commission")

    chance.shuffle(left := [*made])
    taken: Counter[UUID] = Counter()
    for month, part in enumerate((left[:9], left[9:10], left[10:]), start=4):
        for one, gross, net in part:
            before = one == made[0][0]
            sale(house, f"2026-{month:02}-02 12:00", -(gross - first_gross if before else gross),
                 net=-(net - first_net if before else net), reverses=one)  # fmt: skip
        run = await close(date(2026, month, 1))
        taken += Counter({who: -amount for who, amount in (await sums(run, "clawback")).items()})
        assert not any((await sums(run, "adjustment")).values()), "a refund is no late fact as well"

    assert sum(paid.values()) > 0
    assert taken == paid


async def test_a_run_after_which_nothing_came_leaves_nothing_behind(house: House) -> None:
    chance = random.Random("quiet")  # noqa: S311 (repeatable, not secret)
    for who, rules in ((ADA, "brackets"), (SAM, "mixed")):
        plan(house, who, commission=RULES[rules], hourly=1000)
    sold(house, chance)
    await approved()

    run = await close(date(2026, 4, 1))

    assert run.totals == () and await do(cast.OWNER, payroll.slips, run_id=run.run_id) == ()
