"""From a stored event to money on the dashboard: once, for the right creator, or waiting with a reason."""

import asyncio
from typing import Any
from uuid import UUID

import psycopg

from jobs.handle_event import handle_event
from onyx_app.live import CHANNEL
from onyx_app.services import inbox
from onyx_app.work import open_work
from tests import cast, endpoint
from tests.conftest import House
from tests.pretend import fanvue as pretend


async def deliver(house: House, event: str, body: Any) -> None:
    """Through the door, then every waiting event through the job."""
    answer = await endpoint.fanvue(endpoint.Endpoint()).send(event, body)
    assert answer.status_code == 200
    await handle_all(house)


async def handle_all(house: House) -> None:
    for agency_id, event_id in waiting(house):
        await handle_event(str(agency_id), str(event_id))


def waiting(house: House) -> list[tuple[UUID, UUID]]:
    return house.rows("select agency_id, id from inbox_events where state = 'waiting'")


def states(house: House) -> list[tuple[str, str]]:
    return house.rows("select state, reason from inbox_events order by received_at")


async def test_a_sale_is_provisional_gross_only_and_in_the_connections_currency(house: House) -> None:
    endpoint.connect(house, endpoint.Endpoint(currency="USD"))

    await deliver(house, "purchase_received", pretend.purchase(cast.LUNA_FANVUE, 1999))

    assert house.rows("select creator_id, type, gross, fee, net, currency, origin, state from transactions") == [
        (cast.LUNA, "message", 1999, None, None, "USD", "webhook", "provisional")
    ]
    assert states(house) == [("handled", "")]


async def test_a_job_that_runs_twice_or_eight_times_at_once_counts_once(house: House) -> None:
    endpoint.connect(house)
    await endpoint.fanvue(endpoint.Endpoint()).send("tip_received", pretend.tip(cast.LUNA_FANVUE, 500))
    [(agency_id, event_id)] = waiting(house)

    await asyncio.gather(*(handle_event(str(agency_id), str(event_id)) for _ in range(8)))
    await handle_event(str(agency_id), str(event_id))

    assert house.rows("select count(*), sum(gross) from transactions") == [(1, 500)]
    assert house.rows("select count(*) from attributions") == [(1,)]


async def test_the_same_purchase_told_twice_counts_once(house: House) -> None:
    endpoint.connect(house)
    body = pretend.purchase(cast.LUNA_FANVUE, 1999)

    await deliver(house, "purchase_received", body)
    await deliver(house, "purchase_received", dict(reversed(body.items())))

    assert house.rows("select count(*) from inbox_events") == [(2,)]
    assert house.rows("select count(*), sum(gross) from transactions") == [(1, 1999)]


async def test_equal_tips_of_two_fans_in_one_second_both_count(house: House) -> None:
    endpoint.connect(house)

    for _ in range(2):
        await deliver(house, "tip_received", pretend.tip(cast.LUNA_FANVUE, 500))

    assert house.rows("select count(*), sum(gross) from transactions") == [(2, 1000)]


async def test_a_sale_belongs_to_the_people_assigned_by_their_weights(house: House) -> None:
    endpoint.connect(house)
    house.rows(
        "insert into creator_assignments (agency_id, creator_id, profile_id, weight, from_at)"
        " values (%s, %s, %s, 3, now() - interval '1 day') returning id",
        cast.NORTHLIGHT,
        cast.LUNA,
        cast.OTHER_CHATTER.profile_id,
    )

    await deliver(house, "purchase_received", pretend.purchase(cast.LUNA_FANVUE, 1000))

    assert house.rows("select profile_id, method, weight from attributions order by weight") == [
        (cast.CHATTER.profile_id, "assignment", 1),
        (cast.OTHER_CHATTER.profile_id, "assignment", 3),
    ]


async def test_a_sale_of_a_creator_nobody_works_for_needs_attention(house: House) -> None:
    endpoint.connect(house)
    house.rows("update creator_assignments set until_at = from_at returning id")

    await deliver(house, "purchase_received", pretend.purchase(cast.LUNA_FANVUE, 1000))

    assert house.rows("select profile_id, method from attributions") == [(None, "none")]


async def test_an_unknown_recipient_waits_as_unmatched_with_the_reason(house: House) -> None:
    endpoint.connect(house)

    await deliver(house, "purchase_received", pretend.purchase(cast.RIVAL_FANVUE, 1000))
    await deliver(house, "purchase_received", pretend.purchase("not an id", 1000))

    assert states(house) == [("unmatched", "creator")] * 2
    assert house.rows("select count(*) from transactions") == [(0,)]


async def test_an_unmatched_sale_is_found_when_the_creator_gets_their_id(house: House) -> None:
    endpoint.connect(house)
    await deliver(house, "purchase_received", pretend.purchase(cast.VERA, 1000))
    house.rows("update creators set fanvue_uuid = %s where id = %s returning id", cast.VERA, cast.VERA)

    async with open_work(cast.OWNER.actor) as work:
        again = await inbox.try_again(work)
    await handle_all(house)

    assert again == 1
    assert house.rows("select creator_id, gross from transactions") == [(cast.VERA, 1000)]


async def test_a_price_that_is_none_is_kept_as_failed_and_loses_nothing(house: House) -> None:
    endpoint.connect(house)

    await deliver(house, "tip_received", pretend.tip(cast.LUNA_FANVUE, "five"))

    assert states(house) == [("failed", "price")]
    assert house.rows("select body ->> 'price' from inbox_events") == [("five",)]


async def test_events_without_money_are_handled_and_make_no_sale(house: House) -> None:
    endpoint.connect(house)

    await deliver(house, "message_received", pretend.message(cast.LUNA_FANVUE))
    await deliver(house, "message_read", {"messageUuid": "m", "timestamp": pretend.now_stamp()})
    await deliver(house, "new_follower", pretend.subscriber(cast.LUNA_FANVUE, 999))

    assert states(house) == [("handled", "")] * 3
    assert house.rows("select count(*) from transactions") == [(0,)]


async def test_the_agency_hears_of_a_sale_after_it_is_written(house: House) -> None:
    endpoint.connect(house)
    async with await psycopg.AsyncConnection.connect(house.dsn(), autocommit=True) as listener:
        await listener.execute(f"listen {CHANNEL}")

        await deliver(house, "tip_received", pretend.tip(cast.LUNA_FANVUE, 500))

        heard = [notice.payload async for notice in listener.notifies(timeout=0.3)]

    assert [str(cast.NORTHLIGHT) in payload and '"revenue"' in payload for payload in heard] == [True]


async def test_bodies_are_forgotten_after_thirty_days_and_replays_still_known(house: House) -> None:
    endpoint.connect(house)
    body = pretend.tip(cast.LUNA_FANVUE, 500)
    await deliver(house, "tip_received", body)
    house.rows("update inbox_events set received_at = now() - interval '31 days' returning id")

    async with open_work(cast.OWNER.actor) as work:
        emptied = await inbox.forget(work)
    await deliver(house, "tip_received", body)

    assert emptied == 1
    assert house.rows("select body from inbox_events") == [({},)]
    assert house.rows("select count(*) from transactions") == [(1,)]
