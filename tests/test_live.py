"""Hearing what changed, whatever else is said on the channel."""

import asyncio
import json

import psycopg
import pytest

from onyx_app import live
from onyx_app.live import Change, Topic
from tests import cast
from tests.conftest import House

DEADLINE = 10.0


@pytest.mark.parametrize(
    "noise",
    [
        "garbage",
        "[]",
        "[" * 7_000,
        '{"a": "x", "t": "team", "s": ""}',
        '{"a": 1, "t": "team", "s": ""}',
        '{"a": null, "t": "of a newer process", "s": ""}',
        '{"t": "team"}',
    ],
)
async def test_a_notice_that_is_not_ours_does_not_end_the_hearing(house: House, noise: str) -> None:
    heard: asyncio.Queue[Change] = asyncio.Queue()
    leave = live.subscribe(heard.put)
    listening = asyncio.create_task(live.listen())
    ours = json.dumps({"a": str(cast.NORTHLIGHT), "t": "sessions", "s": "1"})
    try:
        async with asyncio.timeout(DEADLINE):
            while heard.empty():
                assert not listening.done()
                _notify(house, noise)
                _notify(house, ours)
                await asyncio.sleep(0.05)
        first = heard.get_nowait()
    finally:
        leave()
        listening.cancel()

    assert first == Change(cast.NORTHLIGHT, Topic.SESSIONS, "1")


def _notify(house: House, payload: str) -> None:
    with psycopg.connect(house.dsn("app"), autocommit=True) as connection:
        connection.execute("select pg_notify(%s, %s)", [live.CHANNEL, payload])
