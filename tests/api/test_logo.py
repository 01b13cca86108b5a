"""The logo's door: who may post, who may look, what is kept."""

from io import BytesIO

import httpx
import pytest
from PIL import Image
from starlette.applications import Starlette

from onyx_app.api import logo
from tests import cast
from tests.conftest import House
from tests.serving import session_of

ORIGIN = "http://localhost:3000"


def picture(kind: str = "PNG") -> bytes:
    written = BytesIO()
    Image.new("RGB", (400, 200), "#7c5cff").save(written, kind)
    return written.getvalue()


def visitor(house: House, person: cast.Person | None) -> httpx.AsyncClient:
    headers = {"cookie": f"onyx={session_of(house, person)}"} if person else {}
    transport = httpx.ASGITransport(app=Starlette(routes=logo.routes))
    return httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers)


async def post(client: httpx.AsyncClient, file: bytes, *, name: str = "logo", origin: str = ORIGIN) -> httpx.Response:
    return await client.post("/logo", files={name: ("logo.png", file, "image/png")}, headers={"origin": origin})


def address(house: House) -> str:
    (logo_id,) = house.rows("select logo_id from agencies where id = %s", cast.NORTHLIGHT)[0]
    return f"/logo/{logo_id}.png"


async def test_an_owner_posts_a_logo_and_everybody_of_the_agency_sees_it(house: House) -> None:
    async with visitor(house, cast.OWNER) as owner:
        answer = await post(owner, picture("JPEG"))
    async with visitor(house, cast.CHATTER) as chatter:
        shown = await chatter.get(address(house))

    assert (answer.status_code, answer.headers["location"]) == (303, "/settings")
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/png")
    assert "private" in shown.headers["cache-control"]
    assert Image.open(BytesIO(shown.content)).size == (256, 128)


@pytest.mark.parametrize("person", [cast.RIVAL_OWNER, None])
async def test_for_everybody_else_there_is_no_logo(house: House, person: cast.Person | None) -> None:
    async with visitor(house, cast.OWNER) as owner:
        await post(owner, picture())

    async with visitor(house, person) as stranger:
        answers = [await stranger.get(path) for path in (address(house), "/logo/nonsense.png")]

    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("person", [cast.MANAGER, cast.CHATTER, cast.CREATOR, None])
async def test_who_may_not_edit_the_agency_may_not_post(house: House, person: cast.Person | None) -> None:
    async with visitor(house, person) as client:
        answer = await post(client, picture())

    assert answer.status_code == 403
    assert house.rows("select count(*) from logos") == [(0,)]


async def test_a_form_of_another_site_is_refused(house: House) -> None:
    async with visitor(house, cast.OWNER) as owner:
        answer = await post(owner, picture(), origin="https://evil.example")

    assert answer.status_code == 403
    assert house.rows("select count(*) from logos") == [(0,)]


@pytest.mark.parametrize(
    ("file", "name", "reason"),
    [
        (b"<script>alert(1)</script>", "logo", "not_a_picture"),
        (picture(), "other", "not_a_picture"),
        (bytes(2 * 1024 * 1024 + 1), "logo", "picture_too_large"),
        (bytes(4 * 1024 * 1024), "logo", "picture_too_large"),
    ],
)
async def test_what_is_no_logo_goes_back_with_a_sentence(house: House, file: bytes, name: str, reason: str) -> None:
    async with visitor(house, cast.OWNER) as owner:
        answer = await post(owner, file, name=name)

    assert (answer.status_code, answer.headers["location"]) == (303, f"/settings?error=settings.errors.{reason}")
    assert house.rows("select count(*) from logos") == [(0,)]


async def test_what_is_not_a_form_goes_back_too(house: House) -> None:
    async with visitor(house, cast.OWNER) as owner:
        answers = [
            await owner.post("/logo", content=body, headers={"content-type": kind, "origin": ORIGIN})
            for body, kind in (
                (b"x", "text/plain"),
                (b"--b", "multipart/form-data"),
                (b"--b\r\n", "multipart/form-data; boundary=b"),
            )
        ]

    assert {answer.headers["location"] for answer in answers} == {"/settings?error=settings.errors.not_a_picture"}
