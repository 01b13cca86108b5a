"""The hand-written table against what the guard does over a real socket.

Every handler is sent one argument that no handler has: the guard judges the person before the arguments, so whoever
is admitted is told that the arguments cannot be read, and nothing is ever run.
"""

from collections.abc import Iterator

import httpx
import pytest

from onyx_app.onyx_app import app, routes
from onyx_app.roles import Role
from onyx_app.strings import say
from tests.cast import BY_ROLE, OWNER
from tests.guard import expected_routes
from tests.guard.expected_table import ANYONE, EXPECTED, NOBODY
from tests.guard.names import stage
from tests.serving import Tab, Web, event_name

_ADMITTED = say("en", "errors.arguments")
_IN_ONE_TAB = 40  # a socket that asks faster than people click is closed
_REFUSED = (401, 403, 404)
_OURS_BELOW = "onyx_app.states."


def _rows() -> Iterator[tuple[str, str, set[str]]]:
    for state, handlers in EXPECTED.items():
        module, _, name = f"onyx_app.{state}".rpartition(".")
        for handler, admitted in handlers.items():
            yield f"{state}.{handler}", event_name(module, name, handler), admitted


def test_every_handler_is_in_the_table_and_nothing_else() -> None:
    written = {name for _, name, _ in _rows()}
    real = {
        name
        for name, found in app._registration_context.event_handlers.items()
        if found.states[0].__module__.startswith(_OURS_BELOW) and not name.endswith(".setvar")
    }

    assert real - written == set(), "handlers without a line in tests/guard/expected_table.py"
    assert written - real == set(), "lines for handlers that do not exist"


@pytest.mark.parametrize("who", sorted(ANYONE))
async def test_the_guard_admits_exactly_who_the_table_says(web: Web, who: str) -> None:
    cookie = web.cookie(BY_ROLE[Role(who)]) if who != NOBODY else ""
    rows = list(_rows())
    wrong = []
    for start in range(0, len(rows), _IN_ONE_TAB):
        async with Tab(web, cookie) as tab:
            for label, name, admitted in rows[start : start + _IN_ONE_TAB]:
                if await _is_admitted(tab, name) != (who in admitted):
                    wrong.append(f"{label}: {who} should {'' if who in admitted else 'not '}be admitted")

    assert not wrong


def test_every_route_is_in_the_table_and_nothing_else() -> None:
    real = {f"{method} {route.path}" for route in routes for method in route.methods - {"HEAD"}}

    assert real == set(expected_routes.EXPECTED)


@pytest.mark.parametrize("who", sorted(ANYONE))
async def test_routes_admit_exactly_who_the_table_says(web: Web, who: str) -> None:
    wrong = []
    async with httpx.AsyncClient(base_url=web.url) as client:
        for label, (address, admitted) in expected_routes.EXPECTED.items():
            cookie = {"cookie": web.cookie(BY_ROLE[Role(who)])} if who != NOBODY else {}
            method = label.partition(" ")[0]
            answer = await client.request(method, address, headers={"origin": web.url} | cookie)
            if (answer.status_code not in _REFUSED) != (who in admitted) or answer.status_code >= 500:
                wrong.append(f"{label}: {answer.status_code} for {who}")

    assert not wrong


async def test_no_route_takes_a_form_from_another_sites_page(web: Web) -> None:
    taken = []
    async with httpx.AsyncClient(base_url=web.url) as client:
        for label, (address, _) in expected_routes.EXPECTED.items():
            if label.startswith("POST") and "/webhooks/" not in label:
                headers = {"origin": "https://evil.example", "cookie": web.cookie(OWNER)}
                answer = await client.post(address, headers=headers, data={"email": "x"})
                if answer.status_code != 403:
                    taken.append(f"{label}: {answer.status_code}")

    assert not taken


async def _is_admitted(tab: Tab, name: str) -> bool:
    seen = {item["id"] for item in tab.value("flash_state", "items") or []}
    done = tab.value("stage_state", "done") or 0
    await tab.send(name, no_handler_has_this=1)
    await tab.send(stage("mark"))
    await tab.until(lambda t: (t.value("stage_state", "done") or 0) > done)
    fresh = [item["text"] for item in tab.value("flash_state", "items") or [] if item["id"] not in seen]
    return _ADMITTED in fresh
