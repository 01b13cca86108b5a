"""The worker's sign of life: people hear when it falls silent and when it is back, not at every beat."""

import asyncio
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from onyx_app.live import CHANNEL
from onyx_app.services import pulse
from tests.conftest import House

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


async def heard_during(house: House, *beats: datetime) -> int:
    """How many announcements the beats made."""
    async with await psycopg.AsyncConnection.connect(house.dsn(), autocommit=True) as listener:
        await listener.execute(f"listen {CHANNEL}")
        for at in beats:
            await pulse.beat(now=at)
        return len([notice async for notice in listener.notifies(timeout=0.3)])


async def test_a_worker_that_never_ran_is_silent(house: House) -> None:
    seen = await pulse.worker_seen(now=NOW)

    assert (seen.seen_at, seen.silent) == (None, True)


async def test_a_beat_is_seen_and_is_good_for_a_while(house: House) -> None:
    await pulse.beat(now=NOW)

    fresh, stale = [await pulse.worker_seen(now=NOW + timedelta(seconds=s)) for s in (45, 46)]

    assert (fresh.seen_at, fresh.silent, stale.silent) == (NOW, False, True)


async def test_only_the_first_beat_after_silence_is_announced(house: House) -> None:
    first = await heard_during(house, *(NOW + timedelta(seconds=10 * n) for n in range(5)))
    back = await heard_during(house, NOW + timedelta(minutes=10))

    assert (first, back) == (1, 1)


async def test_falling_silent_is_told_by_whoever_watches(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "_LOOK_EVERY_SECONDS", 0.05)
    await pulse.beat(now=datetime.now(UTC) - pulse.SILENT_AFTER + timedelta(seconds=0.5))

    async with await psycopg.AsyncConnection.connect(house.dsn(), autocommit=True) as listener:
        await listener.execute(f"listen {CHANNEL}")
        watching = asyncio.create_task(pulse.watch())
        told = [notice.payload async for notice in listener.notifies(timeout=5, stop_after=1)]
        more = [notice.payload async for notice in listener.notifies(timeout=0.3)]
        watching.cancel()

    assert ['"worker"' in payload for payload in told] == [True]
    assert more == []
