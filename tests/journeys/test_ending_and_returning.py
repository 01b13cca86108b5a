"""Sessions that end, servers that restart and people who guess, as somebody in front of the page lives through it."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import WebSocket, WebSocketRoute, expect

from onyx_app import frontend
from onyx_app.rooms import ROOMS
from tests.browser import people_at, settled
from tests.cast import CHATTER, CREATOR, OWNER
from tests.conftest import House
from tests.guard.test_sessions import _end_sessions
from tests.serving import ROOT, Web, free_port, serve

_DELTA = re.compile(r'"delta":\s*\{(?=")')


@pytest.fixture(scope="session")
def pages() -> Path:
    return frontend.export()


@pytest.fixture
def web(house: House, pages: Path) -> Iterator[Web]:
    with serve(house, pages=pages) as running:
        yield running


def test_no_page_breaks_its_own_policy(web: Web) -> None:
    with people_at(web) as open_tab:
        tab = settled(open_tab(OWNER))
        for room in ROOMS:
            if "[" not in room.route:
                tab.goto(web.url + room.route)
                settled(tab)
        strangers = open_tab(None, "/sign-in")
        expect(strangers.locator("form").first).to_be_visible()


def test_nobody_is_led_to_the_sign_in_page(web: Web) -> None:
    with people_at(web) as open_tab:
        tab = open_tab(None, "/team")
        tab.wait_for_url("**/sign-in*")


def test_a_revoked_session_leaves_the_page_by_itself(web: Web) -> None:
    with people_at(web) as open_tab:
        tab = settled(open_tab(CHATTER))
        expect(tab.get_by_role("button", name="Clock in").first).to_be_visible()
        _end_sessions(web, CHATTER.profile_id)
        tab.wait_for_url("**/sign-in*", timeout=3_000)

        expect(tab.get_by_role("button", name="Clock in")).to_have_count(0)


def test_a_room_of_others_is_not_here_and_holds_no_data(web: Web) -> None:
    with people_at(web) as open_tab:
        tab = settled(open_tab(CREATOR, "/team"))

        expect(tab.get_by_text("That is not here")).to_be_visible()
        expect(tab.get_by_text("mona@northlight.test")).to_have_count(0)


def test_an_unknown_address_says_so(web: Web) -> None:
    with people_at(web) as open_tab:
        tab = open_tab(OWNER, "/no/such/page", quiet=False)

        expect(tab.get_by_text("That is not here")).to_be_visible()


def test_a_restart_needs_no_reload_and_keeps_what_was_typed(house: House, pages: Path) -> None:
    port = free_port()
    with ExitStack() as stack:
        with serve(house, pages=pages, port=port) as first:
            open_tab = stack.enter_context(people_at(first))
            tab = settled(open_tab(CHATTER, "/settings/me", quiet=False))
            field = tab.locator("main input[type=password]").first
            field.fill("half a password")
            tab.evaluate("window.neverReloaded = true")
        expect(tab.locator(".offline-strip")).to_be_visible(timeout=8_000)
        stack.enter_context(serve(house, pages=pages, port=port))
        expect(tab.locator(".offline-strip")).to_have_count(0, timeout=8_000)
        tab.get_by_role("button", name="Clock in").first.click()
        expect(tab.get_by_role("button", name="Clock out").first).to_be_visible()

        assert field.input_value() == "half a password"
        assert tab.evaluate("window.neverReloaded")


def test_a_duplicated_tab_is_a_tab_of_its_own(web: Web) -> None:
    with people_at(web) as open_tab:
        first = settled(open_tab(CHATTER))
        name = first.evaluate("sessionStorage.getItem('token')")
        with first.expect_popup() as opened:
            first.evaluate("window.open(location.href, '_blank')")
        second = settled(opened.value)
        first.reload()
        settled(first)

        assert second.evaluate("sessionStorage.getItem('token')") != name
        assert first.evaluate("sessionStorage.getItem('token')") == name


def test_an_idle_tab_exchanges_nothing_but_the_heartbeat(web: Web) -> None:
    with people_at(web) as open_tab:
        tab = open_tab(OWNER, "/sign-in")
        frames: list[str | bytes] = []

        def listen(socket: WebSocket) -> None:
            socket.on("framesent", lambda frame: frames.append(frame))
            socket.on("framereceived", lambda frame: frames.append(frame))

        tab.on("websocket", listen)
        tab.goto(web.url + "/timeclock")
        settled(tab)
        tab.wait_for_timeout(1_000)  # what loading still brings
        frames.clear()
        tab.wait_for_timeout(12_000)  # longer than one heartbeat

        assert {str(frame) for frame in frames} <= {"2", "3"}
        assert frames, "not even a heartbeat: the socket is not open"


def test_a_page_that_breaks_shows_an_id_that_is_in_the_log(web: Web) -> None:
    with people_at(web) as open_tab:
        tab = open_tab(None, "/healthz", quiet=False)
        tab.route_web_socket(re.compile("/_event/"), _breaking)
        tab.goto(web.url + "/sign-in")

        expect(tab.get_by_text("This page stopped working")).to_be_visible()
        shown = tab.locator("code").inner_text()
        assert shown == tab.evaluate("sessionStorage.getItem('token').slice(0, 8)")
        assert f'"tab": "{shown}"' in web.log()


def _breaking(socket: WebSocketRoute) -> None:
    """Between page and server: a toast arrives whose text is no text, which React refuses to draw."""
    toast = '{"id": "x", "kind": "bad", "at": 0, "text": {"not": "text"}}'
    state = f'"{ROOT}.onyx_app___states___flash____flash_state": {{"items_rx_state_": [{toast}]}}'
    server = socket.connect_to_server()
    server.on_message(lambda message: socket.send(_DELTA.sub(f'"delta": {{{state}, ', str(message), count=1)))
