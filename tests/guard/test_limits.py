"""How fast, how large and from where: what a socket or a request may not do, however polite its content."""

import asyncio

import aiohttp
import httpx
import pytest
from socketio.exceptions import ConnectionError as Refused

from tests.cast import CHATTER
from tests.guard.names import stage
from tests.serving import Tab, Web


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost.evil.example", "http://localhost:1"]
)
async def test_another_sites_page_cannot_open_a_socket(web: Web, origin: str) -> None:
    with pytest.raises(Refused):
        async with Tab(web, web.cookie(CHATTER), origin=origin):
            pass


async def test_both_names_of_the_loopback_are_ours(web: Web) -> None:
    for origin in (f"http://localhost:{web.port}", f"http://127.0.0.1:{web.port}"):
        async with Tab(web, web.cookie(CHATTER), origin=origin) as tab:
            await tab.hydrated()


async def test_a_flood_closes_its_own_socket_and_nobody_elses(web: Web) -> None:
    async with Tab(web, web.cookie(CHATTER)) as flood, Tab(web, web.cookie(CHATTER)) as calm:
        await flood.hydrated()
        await calm.hydrated()
        for _ in range(400):
            if flood.closed:
                break
            await flood.raw("ping", None)
            await asyncio.sleep(0)
        await flood.until(lambda t: t.closed, "the flood went on")
        await calm.send(stage("add"), by=1)

        await calm.until(lambda t: t.value("stage_state", "count") == 1)


async def test_an_oversized_message_closes_the_socket(web: Web) -> None:
    async with Tab(web, web.cookie(CHATTER)) as tab:
        await tab.hydrated()
        await tab.send(stage("write"), form={"name": "x" * 300_000})

        await tab.until(lambda t: t.closed)


async def test_a_text_that_is_far_too_long_is_a_sentence(web: Web) -> None:
    async with Tab(web, web.cookie(CHATTER)) as tab:
        await tab.hydrated()
        await tab.send(stage("write"), form={"name": "x" * 30_000})

        await tab.until(lambda t: "20000" in (t.value("stage_state", "errors") or {}).get("name", ""))


@pytest.mark.parametrize(
    "message",
    [
        '42/_event,["event",' + "[" * 100_000 + "]" * 100_000 + "]",
        '42/_event,["event",{"name":' + '{"a":' * 5_000 + "1" + "}" * 5_000 + "}]",
        "42/_event,[5]",
        "42/_event,[]",
        "42/_event,{}",
        "451-/_event,[]",
        '42/_event,["event",{"_placeholder":true,"num":9}]',
        "zzz",
    ],
    ids=range(8),
)
async def test_messages_no_page_of_ours_sends_harm_nobody(web: Web, message: str) -> None:
    async with Tab(web, web.cookie(CHATTER)) as calm, aiohttp.ClientSession() as session:
        await calm.hydrated()
        async with session.ws_connect(f"{web.url}/_event/?EIO=4&transport=websocket&token=odd") as raw:
            await raw.send_str("40/_event,")
            await raw.send_str(message)
        await calm.send(stage("add"), by=1)

        await calm.until(lambda t: t.value("stage_state", "count") == 1)
        assert "Traceback" not in web.log(), web.log()


async def test_an_oversized_request_is_refused_before_it_is_read(web: Web) -> None:
    async with httpx.AsyncClient() as client:
        declared = await client.post(f"{web.url}/auth/sign-in", content=b"x" * (7 * 1024 * 1024))

    assert declared.status_code == 413


async def test_strangers_leave_nothing_behind_in_memory(web: Web) -> None:
    before = await _measured(web, "onyx_tab_states")
    for _ in range(12):
        async with Tab(web, path="/404") as tab:
            await tab.hydrated()
    async with Tab(web, web.cookie(CHATTER), path="/404") as known:
        await known.hydrated()
    for _ in range(1_000):
        if not await _measured(web, "onyx_sockets_open"):
            break
        await asyncio.sleep(0.01)

    assert await _measured(web, "onyx_tab_states") <= before + 1


@pytest.mark.parametrize("name", ["", "x", "../../etc", "a" * 500, "name with spaces", "%00"])
async def test_a_name_our_pages_do_not_make_is_replaced(web: Web, name: str) -> None:
    async with Tab(web, web.cookie(CHATTER), path="/404", token=name) as tab:
        if name:
            await tab.hydrated()
            assert tab.token != name
        else:
            await tab.send(stage("add"), by=1)
            assert not tab.state


async def _measured(web: Web, name: str) -> float:
    async with httpx.AsyncClient() as client:
        lines = (await client.get(f"{web.url}/metrics")).text.splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(f"{name} "))
