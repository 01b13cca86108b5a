"""The audit trail: written with the work, chained by the database, checked again in Python."""

import asyncio
from datetime import UTC, datetime

import psycopg
import pytest

from onyx_app.errors import NotAllowed
from onyx_app.services import audit
from onyx_app.work import Actor, open_work
from tests.cast import CHATTER, NORTHLIGHT, OWNER, RIVAL, RIVAL_OWNER
from tests.conftest import House

NOW = datetime(2026, 5, 4, 9, 0, 0, 123456, tzinfo=UTC)


async def _write(count: int, actor: Actor = OWNER.actor) -> None:
    for number in range(count):
        async with open_work(actor, now=NOW) as work:
            audit.note(work, "did_something", number, before="ä\x1f\n\"'", after={"z": 1, "a": [None, 1.5]})


async def _verdict(agency=NORTHLIGHT) -> audit.Chain:  # type: ignore[no-untyped-def]
    async with open_work(Actor.system(agency)) as work:
        return await audit.verify(work)


async def test_an_entry_is_kept_if_and_only_if_its_work_commits(house: House) -> None:
    with pytest.raises(RuntimeError, match="changed my mind"):
        async with open_work(OWNER.actor, now=NOW) as work:
            audit.note(work, "never_happened")
            raise RuntimeError("changed my mind")
    await _write(1)

    [(seq, at, who, action)] = house.rows("select seq, at, profile_id, action from audit_entries")

    assert (seq, at, who, action) == (1, NOW, OWNER.profile_id, "did_something")


async def test_the_chain_python_computes_is_the_databases(house: House) -> None:
    await _write(5)
    await _write(2, Actor.system(NORTHLIGHT))

    assert await _verdict() == audit.Chain(7)
    assert await _verdict(RIVAL) == audit.Chain(0)


async def test_parallel_work_makes_one_chain(house: House) -> None:
    await asyncio.gather(*(_write(3) for _ in range(6)), _write(3, RIVAL_OWNER.actor))

    assert await _verdict() == audit.Chain(18)
    assert await _verdict(RIVAL) == audit.Chain(3)


@pytest.mark.parametrize(
    ("tamper", "broken_at"),
    [
        ("update audit_entries set subject = '99' where seq = 3", 3),
        ("update audit_entries set details = '{}' where seq = 2", 2),
        ("update audit_entries set at = at + interval '1 microsecond' where seq = 4", 4),
        ("delete from audit_entries where seq = 2", 2),
        ("update audit_entries set profile_id = null where seq = 1", 1),
    ],
)
async def test_what_somebody_changed_past_the_app_is_named(house: House, tamper: str, broken_at: int) -> None:
    await _write(5)
    with house.admin() as admin:
        admin.execute(tamper)

    assert (await _verdict()).broken_at == broken_at


@pytest.mark.parametrize("verb", ["update audit_entries set action = 'x'", "delete from audit_entries"])
async def test_the_app_can_neither_change_nor_delete_an_entry(house: House, verb: str) -> None:
    await _write(1)

    with psycopg.connect(house.dsn()) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("select set_config('onyx.agency_id', %s, true)", [str(NORTHLIGHT)])
        app.execute(verb)


async def test_only_owner_and_admin_check_the_trail(house: House) -> None:
    async with open_work(CHATTER.actor) as work:
        with pytest.raises(NotAllowed):
            await audit.verify(work)
