"""A server that stops lets people finish, one that comes back is picked up again, one that is not safe never starts."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator

import pytest

from onyx_app.config import PROJECT
from tests.cast import CHATTER
from tests.conftest import House
from tests.guard.names import stage
from tests.serving import FRONT_DOOR, Tab, Web, _environment, free_port, serve, stop

STAGE = "tests.guard.stage:app"


@pytest.fixture
def own_web(house: House) -> Iterator[Web]:
    """A web process of this test alone: it is going to be stopped."""
    with serve(house, target=STAGE) as running:
        yield running


async def test_a_running_handler_finishes_before_the_server_does(own_web: Web) -> None:
    async with Tab(own_web, own_web.cookie(CHATTER)) as tab:
        await tab.hydrated()
        await tab.send(stage("take_a_while"))
        await tab.send(stage("mark"))
        took = await asyncio.to_thread(stop, own_web)

    assert "CancelledError" not in own_web.log()
    assert "stage.finished" in own_web.log()
    assert 0.3 < took < 8


async def test_a_tab_finds_the_restarted_server_and_loads_again(house: House) -> None:
    port = free_port()
    with serve(house, target=STAGE, port=port) as first:
        cookie = first.cookie(CHATTER)
        tab = Tab(first, cookie)
        await tab.open()
        await tab.hydrated()
        await tab.send(stage("add"), by=3)
        await tab.until(lambda t: t.value("stage_state", "count") == 3)
    await tab.until(lambda t: t.closed, "the old socket never ended")
    with serve(house, target=STAGE, port=port) as second:
        async with Tab(second, cookie, token=tab.token) as again:
            await again.hydrated()
            await again.send(stage("add"), by=1)

            await again.until(lambda t: t.value("stage_state", "count") == 1)
            assert again.token == tab.token


async def test_nothing_is_lost_while_the_database_is_away(own_web: Web) -> None:
    house: House = own_web.house
    cookie = own_web.cookie(CHATTER)
    async with Tab(own_web, cookie) as tab:
        await tab.hydrated()
        await tab.send(stage("add"), by=3)
        await tab.until(lambda t: t.value("stage_state", "count") == 3)
        house.shut()
        async with Tab(own_web, cookie.replace("onyx=", "onyx=x")) as stranger:
            await stranger.until(lambda t: any("does not answer" in text for text in t.flashes))
            assert not stranger.value("stage_state", "count")
        await tab.send(stage("add"), by=1)
        await tab.until(lambda t: t.value("stage_state", "count") == 4, "who is known goes on for a while")


async def test_a_page_opened_while_the_database_is_away_loads_when_it_is_back(own_web: Web) -> None:
    cookie = own_web.cookie(CHATTER)
    own_web.house.shut()
    async with Tab(own_web, cookie) as tab:
        await tab.until(lambda t: t.flashes)
        own_web.house.open()

        await tab.hydrated()
        await tab.send(stage("add"), by=1)
        await tab.until(lambda t: t.value("stage_state", "count") == 1)


def test_it_refuses_to_start_when_row_security_would_not_hold(house: House) -> None:
    with house.admin() as connection:
        connection.execute("alter table timesheets no force row level security")
    port = free_port()
    ended = subprocess.run(
        [sys.executable, "-m", "granian", "--interface", "asgi", "--factory", FRONT_DOOR, "--port", str(port)],
        cwd=PROJECT,
        env=_environment(port, None),
        capture_output=True,
        timeout=60,
        check=False,
    )

    said = (ended.stdout + ended.stderr).decode()
    assert ended.returncode != 0
    assert "timesheets has no forced row security" in said
