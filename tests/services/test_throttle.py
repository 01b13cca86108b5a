"""Counting tries in the database, across processes."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from onyx_app.db import house_session
from onyx_app.services import sign_in, throttle
from onyx_app.services.sessions import Visitor
from onyx_app.services.throttle import TooManyAttempts
from tests.conftest import House

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
KEY = throttle.account_key("sign-in", "mona@northlight.test")


async def _try(key: bytes = KEY, address: str = "203.0.113.7", now: datetime = NOW) -> bool:
    try:
        async with house_session() as session:
            await throttle.count_try(session, key, address, now)
    except TooManyAttempts:
        return False
    return True


async def test_tries_are_counted_before_they_are_judged_so_that_no_process_can_overtake(house: House) -> None:
    allowed = await asyncio.gather(*(_try() for _ in range(30)))

    assert sum(allowed) == 10
    assert house.rows("select failures from sign_in_attempts") == [(10,)]


async def test_doors_count_apart(house: House) -> None:
    for _ in range(10):
        await _try()

    assert not await _try()
    assert await _try(throttle.account_key("second step", "mona@northlight.test"))


async def test_households_count_as_one_address(house: House) -> None:
    for host in range(100):
        async with house_session() as session:
            await throttle.count_failure(session, f"2001:db8::{host:x}", NOW)

    assert not await _try(address="2001:db8::ffff:1")
    assert await _try(address="2001:db8:0:1::1")


async def test_a_burst_of_guesses_at_many_accounts_does_not_run_ahead_of_its_address(house: House) -> None:
    async with house_session() as session:
        for _ in range(95):
            await throttle.count_failure(session, "203.0.113.7", NOW)

    async def guess(account: int) -> None:
        email = f"nobody{account}@northlight.test"
        await sign_in.begin(email=email, password="not the password", visitor=Visitor("", "203.0.113.7"), now=NOW)

    outcomes = await asyncio.gather(*(guess(account) for account in range(30)), return_exceptions=True)

    looked_at = [outcome for outcome in outcomes if isinstance(outcome, sign_in.WrongPassword)]
    assert 5 <= len(looked_at) <= 8
    assert len(outcomes) - len(looked_at) == len([o for o in outcomes if isinstance(o, TooManyAttempts)])


async def test_a_wait_says_how_long(house: House) -> None:
    for _ in range(10):
        await _try()

    with pytest.raises(TooManyAttempts) as refused:
        async with house_session() as session:
            await throttle.count_try(session, KEY, "", NOW + timedelta(minutes=13, seconds=30))

    assert refused.value.parameters == {"count": 2}
    assert refused.value.seconds == 90


async def test_old_tallies_are_forgotten(house: House) -> None:
    await _try()

    async with house_session() as session:
        await throttle.forget_old(session, NOW + timedelta(hours=23))
    kept = house.rows("select count(*) from sign_in_attempts")
    async with house_session() as session:
        await throttle.forget_old(session, NOW + timedelta(hours=25))

    assert kept == [(1,)]
    assert house.rows("select count(*) from sign_in_attempts") == [(0,)]
