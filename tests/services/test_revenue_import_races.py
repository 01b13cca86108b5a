"""All or nothing, whoever else imports and whatever dies in the middle."""

import asyncio
import os
import subprocess
import sys
from typing import Any
from uuid import UUID

import pytest

from onyx_app.config import PROJECT
from onyx_app.errors import OnyxError
from onyx_app.services import revenue_import
from onyx_app.services.revenue_import import AlreadyImported, Overlaps
from tests.conftest import House
from tests.services.importing import back, books, bring, do, hint, look, row, seen


async def both(one: UUID, other: UUID) -> list[Any]:
    """Two people press Import at the same moment, each in a session of their own."""
    return await asyncio.gather(bring(one), bring(other), return_exceptions=True)


async def test_of_two_parallel_imports_of_one_file_one_wins(house: House) -> None:
    for at in ("2026-04-01", "2026-04-02", "2026-04-03"):
        rows = [row(f"{at}T12:00:00Z", external_id=f"{at}/{n}") for n in range(50)]
        before = len(books(house))

        answers = await both(await look(*rows), await look(*rows))

        assert sorted(type(answer).__name__ for answer in answers) == ["AlreadyImported", "Imported"]
        assert len(books(house)) == before + 50


async def test_of_two_parallel_files_with_a_row_in_common_one_reads_why_not(house: House) -> None:
    common = row(fan="both")

    answers = await both(await look(common, row(fan="a")), await look(common, row(fan="b")))

    refused = [answer for answer in answers if isinstance(answer, OnyxError)]
    assert [type(answer) for answer in refused] == [Overlaps]
    assert refused[0].parameters == {"count": 1, "fresh": 1}
    assert len(books(house)) == 2


async def test_pressed_twice_it_is_imported_once(house: House) -> None:
    import_id = await look(row(), row())

    answers = await both(import_id, import_id)

    assert sorted(type(answer).__name__ for answer in answers) == ["Imported", "NotWaiting"]
    assert len(books(house)) == 2


async def test_an_announced_sale_that_two_files_settle_is_settled_by_one(house: House) -> None:
    hint(house)

    answers = await both(await look(row(external_id="a")), await look(row(external_id="b")))

    assert [type(answer).__name__ for answer in answers] == ["Imported", "Imported"]  # the second is another sale
    assert books(house) == [(1000, 800, "settled", "webhook"), (1000, 800, "settled", "import")]


async def test_a_fault_in_the_middle_leaves_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onyx_app.services.revenue_import._bring.AT_ONCE", 3)
    announced = hint(house)
    import_id = await look(*[row(f"2026-04-11T12:00:0{n}Z") for n in range(8)], row(), back("2026-04-11T12:00:00Z"))
    told: list[tuple[int, int]] = []

    async def tell(done: int, of: int) -> None:
        told.append((done, of))
        if done >= 6:
            raise RuntimeError("the machine is on fire")

    with pytest.raises(RuntimeError):
        await bring(import_id, tell=tell)

    assert told == [(3, 10), (6, 10)]
    assert books(house) == [(1000, None, "provisional", "webhook")]
    assert house.rows("select count(*) from attributions where transaction_id <> %s", announced) == [(0,)]
    found = await seen(import_id)
    assert (found.state, found.fresh) == ("checked", 10)
    assert (await bring(import_id)).added == 8


_KILLED = """
import asyncio, os, signal, sys
from uuid import UUID

this_database = dict(os.environ)
from tests.services.importing import bring  # empties what an operator may have set
os.environ.update(this_database)
from onyx_app.config import settings
from onyx_app.services.revenue_import import _bring

settings.cache_clear()
_bring.AT_ONCE = 10

async def die(done, of):
    if done >= 50:
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(bring(UUID(sys.argv[1]), tell=die))
"""


async def test_a_process_killed_in_the_middle_leaves_nothing(house: House) -> None:
    import_id = await look(*[row(fan=f"fan {n}") for n in range(100)])

    died = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", _KILLED, str(import_id)], cwd=PROJECT, env=dict(os.environ), check=False
    )

    assert died.returncode == -9
    assert books(house) == []
    assert (await seen(import_id)).fresh == 100
    assert (await bring(import_id)).added == 100


async def test_the_same_file_cannot_be_brought_in_after_it_came_by_another_look(house: House) -> None:
    first, second = await look(row()), await look(row())
    await bring(first)

    with pytest.raises(AlreadyImported):
        await bring(second)
    assert (await seen(second)).known == 0  # as it was looked at; look_again tells it anew
    await do(revenue_import.look_again, import_id=second)
    assert (await seen(second)).known == 1
