"""Sessions: what ends them, and who hears of it."""

import json
from datetime import UTC, datetime

import psycopg
import pytest

from onyx_app.errors import NotAllowed
from onyx_app.services import sessions, sign_in
from onyx_app.services.sessions import Visitor
from onyx_app.work import Actor, open_work
from tests.cast import ADA_AT_RIVAL, CHATTER, NORTHLIGHT, OTHER_CHATTER, OWNER, PASSWORD, RIVAL, Person
from tests.conftest import House

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
VISITOR = Visitor("", "203.0.113.7")


async def _session(who: Person) -> str:
    return (await sign_in.begin(email=who.email, password=PASSWORD, visitor=VISITOR, now=NOW)).session


async def _is_over(token: str) -> bool:
    return await sign_in.actor_for(token, now=NOW) is None


async def test_ending_a_profiles_sessions_leaves_other_people_and_agencies_alone(house: House) -> None:
    here, other = await _session(CHATTER), await _session(OTHER_CHATTER)
    there = await sign_in.switch(await _session(CHATTER), profile_id=ADA_AT_RIVAL.profile_id, visitor=VISITOR, now=NOW)

    async with open_work(OWNER.actor, now=NOW) as work:
        ended = await sessions.end_for_profile(work, CHATTER.profile_id, because="suspended")

    assert ended == 1
    assert await _is_over(here)
    assert not await _is_over(other) and not await _is_over(there)
    assert ("suspended",) in house.rows("select ended_because from sessions")


async def test_the_rival_ends_nothing_here(house: House) -> None:
    token = await _session(OTHER_CHATTER)

    async with open_work(Actor.system(RIVAL), now=NOW) as work:
        assert await sessions.end_for_profile(work, OTHER_CHATTER.profile_id, because="suspended") == 0

    assert not await _is_over(token)


async def test_every_process_hears_of_an_ended_session_in_the_agency_it_was_in(house: House) -> None:
    there = await sign_in.switch(await _session(CHATTER), profile_id=ADA_AT_RIVAL.profile_id, visitor=VISITOR, now=NOW)
    here = await sign_in.switch(await _session(CHATTER), profile_id=CHATTER.profile_id, visitor=VISITOR, now=NOW)
    ending, asking = await sign_in.actor_for(there, now=NOW), await sign_in.actor_for(here, now=NOW)
    assert ending and asking and (ending.agency_id, asking.agency_id) == (RIVAL, NORTHLIGHT)
    async with await psycopg.AsyncConnection.connect(house.dsn(), autocommit=True) as heard:
        await heard.execute("listen onyx_live")

        async with open_work(asking, now=NOW) as work:
            await sessions.end_others(work, because="password_changed")

        [notice] = [json.loads(n.payload) async for n in heard.notifies(timeout=2, stop_after=1)]
    assert notice == {"a": str(RIVAL), "t": "sessions", "s": str(ending.session_id)}


async def test_ending_sessions_that_never_commits_ends_nothing(house: House) -> None:
    token = await _session(OTHER_CHATTER)

    with pytest.raises(RuntimeError):
        async with open_work(OWNER.actor, now=NOW) as work:
            await sessions.end_for_profile(work, OTHER_CHATTER.profile_id, because="suspended")
            raise RuntimeError

    assert not await _is_over(token)


async def test_the_system_has_no_session_of_its_own(house: House) -> None:
    async with open_work(Actor.system(NORTHLIGHT), now=NOW) as work:
        with pytest.raises(NotAllowed):
            await sessions.begin(work, visitor=VISITOR)
