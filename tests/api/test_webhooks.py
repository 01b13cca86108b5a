"""The machine door: what is genuine is kept once and acknowledged; everything else is refused and leaves no trace."""

import asyncio
import json
import time
from typing import Any

import httpx
import pytest

from onyx_app.integrations.fanvue import LARGEST_BODY
from tests import cast, endpoint
from tests.conftest import House
from tests.pretend import fanvue as pretend

BODY = pretend.purchase(cast.LUNA_FANVUE, 1999)


def stored(house: House) -> tuple[int, int]:
    """Events and jobs in the database."""
    return (
        house.rows("select count(*) from inbox_events")[0][0],
        house.rows("select count(*) from procrastinate_jobs")[0][0],
    )


async def test_a_genuine_event_is_kept_with_its_job_and_acknowledged(house: House) -> None:
    sender = endpoint.fanvue(endpoint.connect(house))

    answer = await sender.send("purchase_received", BODY)

    assert answer.status_code == 200
    assert house.rows("select agency_id, event, state, body from inbox_events") == [
        (cast.NORTHLIGHT, "purchase_received", "waiting", BODY)
    ]
    [(name, arguments)] = house.rows("select task_name, args from procrastinate_jobs")
    assert name == "handle_event"
    assert set(arguments) == {"agency_id", "event_id"}
    assert house.rows("select last_event_at is not null from connections") == [(True,)]


async def test_a_replay_is_acknowledged_and_changes_nothing(house: House) -> None:
    sender = endpoint.fanvue(endpoint.connect(house))
    raw = json.dumps(BODY).encode()

    answers = [await sender.send("purchase_received", raw) for _ in range(2)]
    resigned = await sender.send("purchase_received", raw, at=time.time() - 60)

    assert [a.status_code for a in (*answers, resigned)] == [200, 200, 200]
    assert stored(house) == (1, 1)


async def test_eight_deliveries_of_one_event_at_once_are_one_event(house: House) -> None:
    sender = endpoint.fanvue(endpoint.connect(house))
    raw = json.dumps(BODY).encode()

    answers = await asyncio.gather(*(sender.send("purchase_received", raw) for _ in range(8)))

    assert {a.status_code for a in answers} == {200}
    assert stored(house) == (1, 1)


@pytest.mark.parametrize(
    "bad",
    [
        {"secret": "somebody else's"},
        {"header": ""},
        {"header": "t=1,v0=zz"},
        {"at": time.time() - 600},
        {"at": time.time() + 600},
    ],
    ids=["other secret", "no signature", "nonsense", "stale", "from the future"],
)
async def test_a_forged_or_stale_event_is_refused_with_a_sentence(house: House, bad: dict[str, Any]) -> None:
    sender = endpoint.fanvue(endpoint.connect(house))

    answer = await sender.send("purchase_received", BODY, **bad)

    assert answer.status_code == 401
    assert "signature" in answer.json()["error"]
    assert stored(house) == (0, 0)


async def test_a_body_changed_after_signing_is_refused(house: House) -> None:
    sender = endpoint.fanvue(endpoint.connect(house))
    header = pretend.signature(sender.secret, json.dumps(BODY).encode(), time.time())

    answer = await sender.send("purchase_received", BODY | {"price": 999_999}, header=header)

    assert (answer.status_code, stored(house)) == (401, (0, 0))


async def test_the_secret_of_one_agency_opens_no_endpoint_of_another(house: House) -> None:
    endpoint.connect(house)
    rival = endpoint.connect(
        house, endpoint.Endpoint("key-of-rival", "whsec-of-rival", cast.RIVAL_STAR, cast.RIVAL, "USD")
    )

    answer = await endpoint.fanvue(rival).send("purchase_received", BODY, secret=endpoint.SECRET)

    assert (answer.status_code, stored(house)) == (401, (0, 0))


@pytest.mark.parametrize("key", ["unknown", "x" * 300, "%00", "ключ", "key-of-northlight' or '1'='1"])
async def test_an_unknown_key_is_not_found(house: House, key: str) -> None:
    sender = endpoint.fanvue(endpoint.connect(house))
    sender.url = f"http://onyx.test/webhooks/fanvue/{key}"

    answer = await sender.send("purchase_received", BODY)

    assert (answer.status_code, stored(house)) == (404, (0, 0))


async def test_a_removed_endpoint_is_not_found(house: House) -> None:
    sender = endpoint.fanvue(endpoint.connect(house))
    house.rows("update connections set removed_at = now() returning id")

    assert (await sender.send("purchase_received", BODY)).status_code == 404


async def test_an_unknown_kind_of_event_is_not_found(house: House) -> None:
    sender = endpoint.fanvue(endpoint.connect(house))

    assert (await sender.send("payout_paid", BODY)).status_code == 404
    assert stored(house) == (0, 0)


async def test_an_oversized_body_is_refused_whatever_the_sender_declares(house: House) -> None:
    sender = endpoint.fanvue(endpoint.connect(house))
    raw = json.dumps(BODY | {"padding": "x" * LARGEST_BODY}).encode()

    async def undeclared() -> Any:
        for start in range(0, len(raw), 65_536):
            yield raw[start : start + 65_536]

    declared = await sender.send("purchase_received", raw)
    headers = {"X-Fanvue-Signature": pretend.signature(sender.secret, raw, time.time())}
    chunked = await sender.client.post(f"{sender.url}/purchase_received", content=undeclared(), headers=headers)

    assert [declared.status_code, chunked.status_code] == [413, 413]
    assert stored(house) == (0, 0)


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b'{"price": 1e999}', b"[" * 50_000])
async def test_a_genuine_body_that_is_no_object_is_a_sentence(house: House, raw: bytes) -> None:
    sender = endpoint.fanvue(endpoint.connect(house))

    answer = await sender.send("purchase_received", raw)

    assert (answer.status_code, answer.json()["error"]) == (400, "The body is not a JSON object.")
    assert stored(house) == (0, 0)


async def test_odd_characters_are_kept_as_far_as_they_can_be(house: House) -> None:
    sender = endpoint.fanvue(endpoint.connect(house))

    answer = await sender.send("message_received", rb'{"message": {"text": "\u0000 \ud800 <b>\u202e"}}')

    assert answer.status_code == 200
    assert house.rows("select body from inbox_events") == [({"message": {"text": "\ufffd ? <b>\u202e"}},)]


async def test_a_database_that_is_gone_asks_the_sender_to_try_again(house: House) -> None:
    sender = endpoint.fanvue(endpoint.connect(house))
    house.shut()

    answer = await sender.send("purchase_received", BODY)

    assert answer.status_code == 503


async def test_only_post_is_answered(house: House) -> None:
    sender = endpoint.fanvue(endpoint.connect(house))

    answer: httpx.Response = await sender.client.get(f"{sender.url}/purchase_received")

    assert answer.status_code == 405
