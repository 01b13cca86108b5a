"""get_agency_financials says what the dashboard's function says, to the llm and in plain words."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from onyx_app.alfred.figures import Known, unfounded
from onyx_app.alfred.tool import Found
from onyx_app.alfred.tools.revenue import TOOL, Financials
from onyx_app.errors import NotAllowed
from onyx_app.money import Money
from onyx_app.services import revenue
from onyx_app.work import open_work
from tests.cast import CHATTER, CONTENT, CREATOR, LUNA, NORTHLIGHT, OWNER, VERA, Person
from tests.conftest import House

NOW = datetime(2026, 11, 21, 12, 32, tzinfo=UTC)  # Saturday 14:32 in Bucharest
LAST_WEEK = timedelta(days=7, hours=1)


def sell(
    house: House, gross: int, *, creator: UUID = LUNA, ago: timedelta = timedelta(hours=1), currency: str = "EUR",
    net: int | None = None,
) -> None:  # fmt: skip
    house.rows(
        "insert into transactions"
        " (agency_id, creator_id, occurred_at, type, gross, net, currency, origin, state, natural_key)"
        " values (%s, %s, %s, 'tip', %s, %s, %s, 'sync', %s, gen_random_uuid()::text) returning 1",
        NORTHLIGHT, creator, NOW - ago, gross, net, currency, "provisional" if net is None else "settled",
    )  # fmt: skip


async def found(person: Person = OWNER, period: Any = "this_week") -> Found:
    async with open_work(person.actor, now=NOW) as work:
        return await TOOL.find(work, Financials(period=period))


async def test_a_better_week_in_plain_words(house: House) -> None:
    sell(house, 121_240)
    sell(house, 112_778, creator=VERA, net=90_000)
    sell(house, 203_516, ago=LAST_WEEK)

    week = await found()

    assert week.label == "Revenue, Mon, Nov 16 12:00 AM – Sat, Nov 21 2:32 PM"
    assert week.plain == (
        "This week so far (Mon, Nov 16 12:00 AM – Sat, Nov 21 2:32 PM, Europe/Bucharest):\n"
        "**€2,340.18** gross from 2 sales. That is 15 % more (€305.02) than the €2,035.16 of the same time before."
        " €1,212.40 of it is provisional until the platform settles it. Net of the settled part: €900.00."
        " By creator: Luna €1,212.40, Vera €1,127.78."
    )
    assert (week.room, week.as_of) == ("dashboard", NOW)


async def test_the_facts_are_the_dashboards_figures(house: House) -> None:
    sell(house, 121_240)
    sell(house, 112_778, creator=VERA)

    week = await found()
    async with open_work(OWNER.actor, now=NOW) as work:
        total = (await revenue.summary(work, window="this_week")).totals[0]

    facts = week.facts["totals"][0]
    assert facts["gross"] == Money(total.gross, total.currency).show() == "€2,340.18"
    assert [one["share_percent"] for one in facts["creators"]] == [52, 48]
    assert {Money(234_018, "EUR"), Money(121_240, "EUR")} <= set(week.amounts)
    assert Decimal(52) in week.percents


async def test_its_own_words_hold_nothing_unfounded(house: House) -> None:
    sell(house, 121_240)
    sell(house, 112_778, creator=VERA, net=90_000)
    sell(house, 303_516, ago=LAST_WEEK)
    sell(house, 9_900, currency="USD")

    week = await found()
    known = Known()
    known.learn(week.proof(TOOL.name))

    assert unfounded(week.plain, known) == []
    assert unfounded("\n".join(map(str, week.facts["totals"])), known) == []


@pytest.mark.parametrize(
    ("now", "before", "sentence"),
    [
        (1_000, 2_000, "That is 50 % less (−€10.00) than the €20.00 of the same time before."),
        (1_000, 1_000, "Exactly as much as in the same time before."),
        (1_000, 0, "In the same time before it was €0.00."),
        (-500, 1_000, "**-€5.00** gross from 1 sale."),
    ],
)
async def test_every_turn_of_the_week_is_said(house: House, now: int, before: int, sentence: str) -> None:
    sell(house, now)
    if before:
        sell(house, before, ago=LAST_WEEK)

    assert sentence in (await found()).plain


@pytest.mark.parametrize(
    ("person", "sentence"),
    [(OWNER, "nothing came in."), (CHATTER, "no sale is yours yet."), (CREATOR, "nothing came in.")],
)
async def test_an_empty_week_is_said_and_zero_may_be_quoted(house: House, person: Person, sentence: str) -> None:
    week = await found(person)

    assert week.plain.endswith(sentence)
    assert week.amounts == (Money(0, "EUR"),)


@pytest.mark.parametrize(("person", "label"), [(CHATTER, "Your sales, "), (CREATOR, "Your statement, ")])
async def test_the_label_says_whose_money_it_is(house: House, person: Person, label: str) -> None:
    assert (await found(person)).label.startswith(label)


async def test_two_currencies_are_never_added(house: House) -> None:
    sell(house, 100)
    sell(house, 200, currency="USD")

    week = await found()

    assert [total["gross"] for total in week.facts["totals"]] == ["€1.00", "$2.00"]
    assert not any(amount.minor == 300 for amount in week.amounts)


async def test_content_people_see_no_money(house: House) -> None:
    with pytest.raises(NotAllowed):
        await found(CONTENT)
