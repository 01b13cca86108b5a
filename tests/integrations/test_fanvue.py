"""Webhooks of Fanvue: what counts as genuine, and which sale an event tells of."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onyx_app.integrations import fanvue
from onyx_app.integrations.fanvue import BadPrice, Forged, Stale, Unreadable
from tests.pretend import fanvue as pretend

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
BODY = b'{"price": 1999,  "recipientUuid": "x"}'


def test_what_fanvue_signs_is_genuine() -> None:
    fanvue.verify("secret", pretend.signature("secret", BODY, NOW.timestamp()), BODY, NOW)
    fanvue.verify("secret", fanvue.sign("secret", BODY, NOW), BODY, NOW)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "t=,v0=",
        "v0=abc",
        "t=abc,v0=abc",
        "nonsense",
        "t=" + "9" * 40 + ",v0=aa",
        "t=١٧٠٠,v0=aa",
        pretend.signature("other", BODY, NOW.timestamp()),
        pretend.signature("secret", BODY + b" ", NOW.timestamp()),
        pretend.signature("secret", BODY, NOW.timestamp()).replace("t=", "t=1"),
        pretend.signature("secret", BODY, NOW.timestamp())[:-1],
    ],
)
def test_anything_else_is_forged(header: str) -> None:
    with pytest.raises(Forged):
        fanvue.verify("secret", header, BODY, NOW)


@pytest.mark.parametrize(("seconds", "fresh"), [(-300, True), (-301, False), (300, True), (301, False)])
def test_a_signature_is_good_for_five_minutes(seconds: int, fresh: bool) -> None:
    header = pretend.signature("secret", BODY, NOW.timestamp() + seconds)

    if fresh:
        fanvue.verify("secret", header, BODY, NOW)
    else:
        with pytest.raises(Stale):
            fanvue.verify("secret", header, BODY, NOW)


@pytest.mark.parametrize("body", [b"", b"[]", b"1", b"nul", b"\xff", b'{"a": NaN}', b'{"a": 1e999}', b"[" * 100_000])
def test_what_is_no_object_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        fanvue.parse(body)


def test_what_postgresql_cannot_keep_is_replaced() -> None:
    parsed = fanvue.parse(rb'{"a\u0000": ["\ud800 ok", {"b": "\u0000"}]}')

    assert parsed == {"a\ufffd": ["? ok", {"b": "\ufffd"}]}


@given(st.dictionaries(st.text(), st.recursive(st.integers() | st.text() | st.none(), st.lists), max_size=5))
def test_no_body_ever_breaks_the_reader(body: dict[str, Any]) -> None:
    for event in fanvue.EVENTS:
        parsed = fanvue.parse(json.dumps(body).encode())
        assert fanvue.told_by(event, parsed, NOW).sale is None or "price" in body


def told(event: str, body: dict[str, Any]) -> fanvue.Told:
    return fanvue.told_by(event, body, NOW)


def test_money_events_tell_of_a_sale_in_minor_units() -> None:
    creator = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
    sold = told("purchase_received", pretend.purchase(creator, 1999)).sale
    tipped = told("tip_received", pretend.tip(creator, 500)).sale
    joined = told("new_subscriber", pretend.subscriber(creator, 999)).sale

    assert [(s.type, s.gross) for s in (sold, tipped, joined) if s] == [
        ("message", 1999),
        ("tip", 500),
        ("subscription", 999),
    ]


@pytest.mark.parametrize("event", ["message_received", "message_read", "new_follower"])
def test_other_events_tell_of_no_sale_even_with_a_price(event: str) -> None:
    assert told(event, pretend.message("x", price=5)).sale is None


def test_a_free_trial_is_no_sale() -> None:
    assert told("new_subscriber", pretend.subscriber("x", 0)).sale is None
    assert told("new_subscriber", pretend.subscriber("x", None)).sale is None


@pytest.mark.parametrize("price", ["19.99", -1, 19.99, True, [], {}, 10**12, float("1e300")])
def test_a_price_that_is_none_is_refused(price: Any) -> None:
    with pytest.raises(BadPrice):
        told("purchase_received", pretend.purchase("x", price))


def test_one_purchase_told_twice_has_one_name_and_two_purchases_have_two() -> None:
    body = pretend.purchase("x", 1999)
    again = json.loads(json.dumps(body, indent=2)) | {"timestamp": "2026-11-20T11:00:00Z"}

    names = [told("purchase_received", b).sale for b in (body, again, pretend.purchase("x", 1999))]

    keys = [sale.natural_key for sale in names if sale]
    assert keys[0] == keys[1] != keys[2]


def test_a_fan_may_tip_the_same_again() -> None:
    first = pretend.tip("x", 500, timestamp="2026-11-20T11:00:00Z")

    second = told("tip_received", first | {"timestamp": "2026-11-20T11:00:01Z"}).sale

    assert second
    assert told("tip_received", first).sale != second


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("2026-11-20T11:59:00.000Z", NOW - timedelta(minutes=1)),
        ("2026-11-20T13:59:00+02:00", NOW - timedelta(minutes=1)),
        (int(NOW.timestamp()) - 60, NOW - timedelta(minutes=1)),
        ((int(NOW.timestamp()) - 60) * 1000, NOW - timedelta(minutes=1)),
        ("2026-11-20T12:00:05Z", NOW),
        ("0001-01-01T00:00:00+14:00", NOW),
        ("yesterday", NOW),
        (10**30, NOW),
        (None, NOW),
        ([], NOW),
    ],
)
def test_it_happened_when_the_event_says_or_else_when_it_arrived(stamp: Any, expected: datetime) -> None:
    sale = told("tip_received", pretend.tip("x", 500, timestamp=stamp)).sale

    assert sale is not None
    assert sale.occurred_at == expected
