"""The sign-in door over HTTP, as a browser and as a plain program knock on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.applications import Starlette

from onyx_app.api import sign_in as door
from onyx_app.config import settings
from onyx_app.onyx_app import app
from onyx_app.rules import form_note
from onyx_app.services import sign_in
from onyx_app.work import Actor
from tests.cast import ADA_AT_RIVAL, CHATTER, NORTHLIGHT, OWNER, PASSWORD, RIVAL
from tests.conftest import House

OURS = "http://localhost:3000"
RIGHT = {"email": OWNER.email, "password": PASSWORD}


@asynccontextmanager
async def _client(**headers: str) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(Starlette(routes=door.routes), client=("203.0.113.7", 5000))
    async with httpx.AsyncClient(transport=transport, base_url=OURS, headers=headers) as client:
        yield client


async def _actor(client: httpx.AsyncClient) -> Actor | None:
    return await sign_in.actor_for(client.cookies.get("onyx") or "", now=datetime.now(UTC))


def _error(answer: httpx.Response) -> str:
    where = urlsplit(answer.headers["location"])
    return f"{where.path} {parse_qs(where.query)['error'][0]}"


async def test_a_plain_program_signs_in(house: House) -> None:
    async with _client() as client:
        answer = await client.post("/auth/sign-in", data=RIGHT)

        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert (actor := await _actor(client)) and actor.profile_id == OWNER.profile_id


async def test_the_cookie_is_kept_from_scripts_and_other_sites(house: House) -> None:
    async with _client(origin=OURS) as client:
        answer = await client.post("/auth/sign-in", data=RIGHT)

    [cookie] = [c for c in answer.headers.get_list("set-cookie") if c.startswith("onyx=") and len(c) > 60]
    assert {"httponly", "samesite=lax", "path=/", "max-age=2592000"} <= {p.strip().lower() for p in cookie.split(";")}
    assert "domain" not in cookie.lower() and "secure" not in cookie.lower()


async def test_on_https_the_cookie_is_secure_and_bound_to_the_host(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONYX_BASE_URL", "https://app.example.com")
    settings.cache_clear()
    async with _client(origin="https://app.example.com") as client:
        answer = await client.post("/auth/sign-in", data=RIGHT)

    [cookie] = [c for c in answer.headers.get_list("set-cookie") if c.startswith("__Host-onyx=")]
    assert "secure" in cookie.lower() and "path=/" in cookie.lower()


@pytest.mark.parametrize("email", [OWNER.email, "nobody@northlight.test"])
async def test_a_wrong_guess_goes_back_without_a_session(house: House, email: str) -> None:
    async with _client() as client:
        answer = await client.post("/auth/sign-in", data={"email": email, "password": "not the password"})

        assert answer.status_code == 303
        assert _error(answer) == "/sign-in sign_in.wrong"
        assert "onyx" not in client.cookies
        note = form_note.unpack(client.cookies["onyx-form"].strip('"'))
        assert note.kept == {"email": email} and note.field == "password"
        assert "password" not in answer.headers["location"] and email not in answer.headers["location"]


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "errors.input.required"),
        ({"email": "nope", "password": "x"}, "errors.input.email"),
        ({"email": "a\x00@b.test", "password": "x"}, "errors.input.control"),
        ({"email": OWNER.email, "password": "x" * 300}, "errors.input.too_long"),
        ({"email": "<script>alert(1)</script>@b.test", "password": "x"}, "errors.input.email"),
        ({"email": "'; drop table profiles; --", "password": "x"}, "errors.input.email"),
    ],
)
async def test_bad_input_is_a_sentence_and_stores_nothing(house: House, form: dict[str, str], error: str) -> None:
    async with _client() as client:
        answer = await client.post("/auth/sign-in", data=form)

    assert _error(answer) == f"/sign-in {error}"
    assert house.rows("select count(*) from sign_in_attempts") == [(0,)]


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": f"{OURS}.evil.example"},
        {"origin": "http://localhost:3001"},
        {"referer": "https://evil.example/page"},
        {"referer": "http://[evil"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
async def test_a_form_of_another_site_is_refused_with_a_sentence(house: House, headers: dict[str, str]) -> None:
    async with _client(**headers) as client:
        answer = await client.post("/auth/sign-in", data=RIGHT)

    assert answer.status_code == 403 and "OnyxOS" in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": OURS},
        {"origin": "http://127.0.0.1:3000"},
        {"referer": f"{OURS}/sign-in"},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
    ],
)
async def test_our_own_pages_may_post(house: House, headers: dict[str, str]) -> None:
    async with _client(**headers) as client:
        assert (await client.post("/auth/sign-in", data=RIGHT)).headers["location"] == "/"


async def test_a_form_beyond_sixteen_kilobytes_is_refused(house: House) -> None:
    async with _client() as client:
        answer = await client.post("/auth/sign-in", data={"email": "x" * 17_000, "password": "y"})

    assert answer.status_code == 413 and "more than this form takes" in answer.text


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b'{"email": "a@b.test"}', "application/json"),
        (b"email=%ff%fe&password=x", "application/x-www-form-urlencoded"),
        (b"&".join(b"a=1" for _ in range(100)), "application/x-www-form-urlencoded"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
    ],
)
async def test_what_is_not_a_form_is_refused(house: House, content: bytes, kind: str) -> None:
    async with _client() as client:
        answer = await client.post("/auth/sign-in", content=content, headers={"content-type": kind})

    assert answer.status_code == 415 and "set-cookie" not in answer.headers


async def test_too_many_tries_are_429_for_a_program_and_a_page_for_a_browser(house: House) -> None:
    async with _client() as client:
        for _ in range(10):
            await client.post("/auth/sign-in", data=RIGHT | {"password": "not the password"})

        program = await client.post("/auth/sign-in", data=RIGHT)
        browser = await client.post("/auth/sign-in", data=RIGHT, headers={"accept": "text/html,*/*"})

    assert program.status_code == 429 and int(program.headers["retry-after"]) > 800
    assert program.text == "Too many tries. Wait 15 minutes.\n"
    assert _error(browser) == "/sign-in sign_in.too_many"


async def test_a_forwarded_address_counts_only_behind_trusted_proxies(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with _client(**{"x-forwarded-for": "192.0.2.1, 198.51.100.9"}) as client:
        await client.post("/auth/sign-in", data=RIGHT)
        monkeypatch.setenv("ONYX_TRUSTED_PROXIES", "1")
        settings.cache_clear()
        await client.post("/auth/sign-in", data=RIGHT)

    assert house.rows("select address from sessions order by id") == [("203.0.113.7",), ("198.51.100.9",)]


async def test_somebody_in_two_agencies_sees_the_picker_and_moves(house: House) -> None:
    async with _client() as client:
        answer = await client.post("/auth/sign-in", data={"email": CHATTER.email, "password": PASSWORD})
        first = await _actor(client)
        old = client.cookies["onyx"]
        moved = await client.post("/auth/choose", data={"profile_id": str(ADA_AT_RIVAL.profile_id)})
        second = await _actor(client)

    assert answer.headers["location"] == "/sign-in?step=choose"
    assert first and second and (first.agency_id, second.agency_id) == (NORTHLIGHT, RIVAL)
    assert moved.headers["location"] == "/"
    assert await sign_in.actor_for(old, now=datetime.now(UTC)) is None


@pytest.mark.parametrize(
    "profile_id", ["", "guess", str(ADA_AT_RIVAL.profile_id), "00000000-0000-0000-0000-000000000000"]
)
async def test_nobody_moves_to_a_profile_that_is_not_theirs(house: House, profile_id: str) -> None:
    async with _client() as client:
        await client.post("/auth/sign-in", data=RIGHT)
        answer = await client.post("/auth/switch", data={"profile_id": profile_id})

        assert answer.status_code == 303
        assert (actor := await _actor(client)) and actor.profile_id == OWNER.profile_id


async def test_signing_out_ends_the_session_and_takes_the_cookie(house: House) -> None:
    async with _client() as client:
        await client.post("/auth/sign-in", data=RIGHT)
        token = client.cookies["onyx"]
        answer = await client.post("/auth/sign-out")

        assert answer.headers["location"] == "/sign-in"
        assert "onyx" not in client.cookies
        assert await sign_in.actor_for(token, now=datetime.now(UTC)) is None


async def test_reading_a_form_address_changes_nothing(house: House) -> None:
    async with _client() as client:
        assert [(await client.get(route.path)).status_code for route in door.routes] == [405] * len(door.routes)


async def test_a_database_that_is_away_is_a_sentence(house: House) -> None:
    house.shut()
    async with _client() as client:
        assert _error(await client.post("/auth/sign-in", data=RIGHT)) == "/sign-in errors.offline"


@pytest.mark.parametrize(
    ("next", "there"),
    [
        ("/payroll?page=2", "/payroll?page=2"),
        ("/creators/00000000-0000-7004-8000-000000000001", "/creators/00000000-0000-7004-8000-000000000001"),
        ("//evil.test/team", "/"),
        ("https://evil.test/", "/"),
        ("/auth/sign-out", "/"),
    ],
)
async def test_whoever_came_from_a_room_goes_back_to_it_and_nowhere_else(house: House, next: str, there: str) -> None:
    assert app  # the pages are what makes rooms
    async with _client() as client:
        answer = await client.post("/auth/sign-in", data=RIGHT | {"next": next})

    assert answer.headers["location"] == there


async def test_the_way_back_survives_a_wrong_password_and_the_choice_of_an_agency(house: House) -> None:
    both = {"email": CHATTER.email, "password": PASSWORD, "next": "/me/pay"}
    async with _client() as client:
        wrong = await client.post("/auth/sign-in", data=both | {"password": "not the password"})
        kept = form_note.unpack(client.cookies["onyx-form"].strip('"')).kept
        right = await client.post("/auth/sign-in", data=both)
        chosen = await client.post("/auth/choose", data={"profile_id": str(CHATTER.profile_id), "next": "/me/pay"})

    assert "next" not in wrong.headers["location"] and kept["next"] == "/me/pay"
    assert right.headers["location"] == "/sign-in?step=choose&next=%2Fme%2Fpay"
    assert chosen.headers["location"] == "/me/pay"
