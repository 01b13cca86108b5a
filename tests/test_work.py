"""Work: everything a change brings with it happens if and only if the change does."""

import asyncio

import psycopg
import pytest
from sqlalchemy import text

from onyx_app.db import Offline, agency_session
from onyx_app.errors import NotAllowed
from onyx_app.live import CHANNEL, Topic
from onyx_app.roles import Action, Scope
from onyx_app.work import Actor, open_work
from tests import cast
from tests.conftest import House


async def test_a_committed_work_announces_once_and_enqueues_its_job(house: House) -> None:
    async with await psycopg.AsyncConnection.connect(house.dsn(), autocommit=True) as listener:
        await listener.execute(f"listen {CHANNEL}")

        async with open_work(cast.OWNER.actor) as work:
            work.announce(Topic.TEAM)
            work.announce(Topic.TEAM)
            work.later("handle_event", event_id=cast.LUNA)

        heard = [notice.payload async for notice in listener.notifies(timeout=0.5)]

    assert len(heard) == 1
    assert '"t": "team"' in heard[0]
    jobs = house.rows("select task_name, args from procrastinate_jobs")
    assert jobs == [("handle_event", {"agency_id": str(cast.NORTHLIGHT), "event_id": str(cast.LUNA)})]


async def test_a_failed_work_leaves_no_row_no_job_and_no_announcement(house: House) -> None:
    async with await psycopg.AsyncConnection.connect(house.dsn(), autocommit=True) as listener:
        await listener.execute(f"listen {CHANNEL}")

        with pytest.raises(ZeroDivisionError):
            async with open_work(cast.OWNER.actor) as work:
                work.announce(Topic.TEAM)
                work.later("handle_event", event_id=cast.LUNA)
                await work.session.execute(text("update agencies set name = 'Changed'"))
                raise ZeroDivisionError

        heard = [notice.payload async for notice in listener.notifies(timeout=0.3)]

    assert heard == []
    assert house.rows("select count(*) from procrastinate_jobs") == [(0,)]
    assert house.rows("select name from agencies where id = %s", cast.NORTHLIGHT) == [("Northlight Agency",)]


async def test_a_session_sees_its_own_agency_only_even_on_a_reused_connection(house: House) -> None:
    seen = []
    for person in (cast.OWNER, cast.RIVAL_OWNER, cast.OWNER):
        async with agency_session(person.agency_id) as session:
            seen.append((await session.execute(text("select name from agencies"))).scalars().all())

    assert seen == [["Northlight Agency"], ["Rival Talent"], ["Northlight Agency"]]


async def test_two_agencies_at_once_never_see_each_other(house: House) -> None:
    async def names(person: cast.Person) -> set[str]:
        async with agency_session(person.agency_id) as session:
            return set((await session.execute(text("select name from profiles"))).scalars())

    answers = await asyncio.gather(*(names(p) for p in (cast.OWNER, cast.RIVAL_OWNER) * 20))

    assert all("Rita Rival" not in found for found in answers[0::2])
    assert all("Mona Owner" not in found for found in answers[1::2])


async def test_a_database_that_is_gone_is_one_sentence(house: House) -> None:
    house.shut()

    with pytest.raises(Offline):
        async with open_work(cast.OWNER.actor):
            raise AssertionError("the database let us in")


def test_an_actor_may_only_what_the_table_of_roles_says() -> None:
    assert cast.CHATTER.actor.scope(Action.SEE_REVENUE) == Scope.OWN
    assert cast.OWNER.actor.must(Action.EDIT_SPLITS) == Scope.AGENCY
    with pytest.raises(NotAllowed):
        cast.MANAGER.actor.must(Action.EDIT_SPLITS)
    with pytest.raises(NotAllowed):
        cast.CHATTER.actor.must(Action.SEE_REVENUE, at_least=Scope.AGENCY)


def test_the_system_acts_for_one_agency_and_is_nobody() -> None:
    system = Actor.system(cast.NORTHLIGHT)

    assert system.may(Action.SEE_REVENUE, at_least=Scope.AGENCY)
    with pytest.raises(NotAllowed):
        system.person()


async def test_no_statement_keeps_a_connection_for_ever(house: House) -> None:
    async with open_work(cast.OWNER.actor) as work:
        longest = await work.session.scalar(text("show statement_timeout"))

    assert longest == "2min"
