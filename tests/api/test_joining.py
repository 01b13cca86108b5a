"""The other forms of the sign-in door over HTTP: invitation, first owner, new password, second step."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest
from starlette.applications import Starlette

from onyx_app.api import sign_in as door
from onyx_app.rules import form_note
from onyx_app.security import token_hash
from onyx_app.services import links, sign_in
from onyx_app.work import Actor
from tests.cast import NORTHLIGHT, OWNER, PASSWORD
from tests.conftest import House

OURS = "http://localhost:3000"
NEW = "a fresh set of words"
TOKEN = "an-invitation-of-this-test"


@asynccontextmanager
async def _client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(Starlette(routes=door.routes), client=("203.0.113.7", 5000))
    async with httpx.AsyncClient(transport=transport, base_url=OURS, headers={"origin": OURS}) as client:
        yield client


async def _actor(client: httpx.AsyncClient) -> Actor | None:
    return await sign_in.actor_for(client.cookies.get("onyx") or "", now=datetime.now(UTC))


def _back(answer: httpx.Response) -> tuple[str, dict[str, str]]:
    where = urlsplit(answer.headers["location"])
    return where.path, {name: values[0] for name, values in parse_qs(where.query).items()}


def _invite(house: House) -> None:
    with house.admin() as admin:
        admin.execute(
            "insert into invitations (agency_id, email, name, role, token_hash, expires_at)"
            " values (%s, 'nina@northlight.test', 'Nina', 'chatter', %s, %s)",
            [NORTHLIGHT, token_hash(TOKEN), datetime.now(UTC) + timedelta(days=1)],
        )


async def test_an_invitation_is_accepted_with_a_form(house: House) -> None:
    _invite(house)
    async with _client() as client:
        answer = await client.post("/auth/accept", data={"token": TOKEN, "name": "Nina", "password": NEW})
        actor = await _actor(client)

        assert answer.headers["location"] == "/"
        assert actor and (actor.name, actor.agency_id) == ("Nina", NORTHLIGHT)


async def test_a_refused_invitation_form_comes_back_to_its_page_with_what_was_typed(house: House) -> None:
    _invite(house)
    async with _client() as client:
        answer = await client.post("/auth/accept", data={"token": TOKEN, "name": "Nina", "password": "short"})
        note = form_note.unpack(client.cookies["onyx-form"].strip('"'))

    assert _back(answer) == ("/accept", {"error": "errors.input.too_short", "token": TOKEN})
    assert (note.field, note.parameters, note.kept) == ("password", {"limit": 12}, {"name": "Nina"})


@pytest.mark.parametrize("token", ["", "guess", "\x00", "%0d%0aset-cookie: a=b"])
async def test_a_guessed_invitation_is_refused(house: House, token: str) -> None:
    async with _client() as client:
        answer = await client.post("/auth/accept", data={"token": token, "name": "Nina", "password": NEW})

        assert _back(answer)[0] == "/accept" and _back(answer)[1]["error"] == "sign_in.invitation_spent"
        assert "onyx" not in client.cookies


async def test_the_first_owner_is_made_with_a_form(empty_house: House) -> None:
    token = (await links.first_owner_link() or "").rpartition("=")[2]
    form = {"token": token, "agency": "Halo", "currency": "eur", "zone": "Europe/Berlin", "name": "Hanna",
            "email": "hanna@halo.test", "password": NEW}  # fmt: skip
    async with _client() as client:
        refused = await client.post("/auth/first-owner", data=form | {"zone": ""})
        answer = await client.post("/auth/first-owner", data=form)
        again = await client.post("/auth/first-owner", data=form)

        assert _back(refused) == ("/first-owner", {"error": "errors.input.required", "token": token})
        assert answer.headers["location"] == "/"
        assert (actor := await _actor(client)) and actor.name == "Hanna"
        assert _back(again)[1]["error"] == "sign_in.link_spent"


async def test_a_new_password_through_the_agencys_link_asks_to_sign_in_with_it(house: House) -> None:
    address = await links.owner_link(OWNER.email)
    token = address.rpartition("=")[2]
    with house.admin() as admin:
        made_by = "update one_time_links set purpose = 'password_reset', made_by = %s"
        admin.execute(made_by, [OWNER.profile_id])
    async with _client() as client:
        answer = await client.post("/auth/reset", data={"token": token, "password": NEW})
        again = await client.post("/auth/reset", data={"token": token, "password": NEW})

        assert answer.headers["location"] == "/sign-in?done=reset"
        assert "onyx" not in client.cookies
        assert _back(again)[1]["error"] == "sign_in.link_spent"


async def test_the_operators_link_signs_in(house: House) -> None:
    token = (await links.owner_link(OWNER.email)).rpartition("=")[2]
    async with _client() as client:
        answer = await client.post("/auth/reset", data={"token": token, "password": NEW})

        assert answer.headers["location"] == "/"
        assert await _actor(client)


async def test_the_second_step_is_carried_by_a_cookie_of_its_own(house: House) -> None:
    with house.admin() as admin:
        admin.execute("update agencies set totp_roles = '{owner}' where id = %s", [NORTHLIGHT])
    async with _client() as client:
        first = await client.post("/auth/sign-in", data={"email": OWNER.email, "password": PASSWORD})
        step = await sign_in.pending_step(client.cookies["onyx-step"], now=datetime.now(UTC))
        assert step and step.enrolment
        wrong = await client.post("/auth/totp", data={"code": "12"})
        code = pyotp.TOTP(step.enrolment.secret).at(datetime.now(UTC))
        right = await client.post("/auth/totp", data={"code": code})

        assert first.headers["location"] == "/sign-in?step=code"
        assert _back(wrong) == ("/sign-in", {"step": "code", "error": "sign_in.wrong_code"})
        assert right.headers["location"] == "/"
        assert await _actor(client) and "onyx-step" not in client.cookies


async def test_without_the_password_there_is_no_second_step(house: House) -> None:
    async with _client() as client:
        answer = await client.post("/auth/totp", data={"code": "123456"})

        assert _back(answer) == ("/sign-in", {"error": "sign_in.step_expired"})
        assert "onyx" not in client.cookies
