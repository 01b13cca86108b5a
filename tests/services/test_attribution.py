"""Sales that belong to nobody find their people when somebody is assigned, exactly once."""

import asyncio
from datetime import UTC, datetime

import pytest

from onyx_app.errors import NotAllowed
from onyx_app.services import attribution
from onyx_app.services.attribution import NobodyToShareWith
from onyx_app.work import open_work
from tests import cast
from tests.conftest import House


def orphan(house: House, gross: int, natural_key: str) -> None:
    """A sale of Vera's that nobody earned."""
    [(sale,)] = house.rows(
        "insert into transactions (agency_id, creator_id, occurred_at, type, gross, currency, origin, state,"
        " natural_key) values (%s, %s, %s, 'tip', %s, 'EUR', 'webhook', 'provisional', %s) returning id",
        cast.NORTHLIGHT, cast.VERA, datetime(2026, 11, 18, tzinfo=UTC), gross, natural_key,
    )  # fmt: skip
    house.rows(
        "insert into attributions (agency_id, transaction_id, method) values (%s, %s, 'none') returning id",
        cast.NORTHLIGHT,
        sale,
    )


def assign(house: House, person: cast.Person, weight: int) -> None:
    house.rows(
        "insert into creator_assignments (agency_id, creator_id, profile_id, weight)"
        " values (%s, %s, %s, %s) returning id",
        cast.NORTHLIGHT, cast.VERA, person.profile_id, weight,
    )  # fmt: skip


async def share_out(person: cast.Person) -> int:
    async with open_work(person.actor) as work:
        return await attribution.share_out(work)


async def test_open_sales_go_to_the_people_assigned_now(house: House) -> None:
    orphan(house, 1000, "one")
    orphan(house, 500, "two")
    assign(house, cast.CHATTER, 1)
    assign(house, cast.OTHER_CHATTER, 2)

    shared = await share_out(cast.MANAGER)

    assert shared == 2
    assert house.rows("select method, weight, count(*) from attributions group by 1, 2 order by 2") == [
        ("assignment", 1, 2),
        ("assignment", 2, 2),
    ]
    assert house.rows("select action from audit_entries") == [("sales_shared_out",)]


async def test_pressed_twice_at_once_it_happens_once(house: House) -> None:
    orphan(house, 1000, "one")
    assign(house, cast.CHATTER, 1)

    answers = await asyncio.gather(share_out(cast.MANAGER), share_out(cast.OWNER), return_exceptions=True)

    assert sorted(type(answer) for answer in answers if isinstance(answer, Exception)) == [NobodyToShareWith]
    assert house.rows("select count(*) from attributions") == [(1,)]


async def test_without_anybody_it_is_a_sentence(house: House) -> None:
    orphan(house, 1000, "one")

    with pytest.raises(NobodyToShareWith):
        await share_out(cast.OWNER)


async def test_a_chatter_shares_nothing_out(house: House) -> None:
    with pytest.raises(NotAllowed):
        await share_out(cast.CHATTER)
