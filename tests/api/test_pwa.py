"""The phone's door: the manifest wears the agency, the worker carries a version, the offline page needs nothing."""

import base64
import hashlib
import re

import httpx
from PIL import Image
from starlette.applications import Starlette

from onyx_app.api import pwa
from onyx_app.config import PROJECT
from tests import cast
from tests.conftest import House
from tests.serving import session_of

ORIGIN = "http://localhost:3000"


def visitor(house: House | None = None, person: cast.Person | None = None) -> httpx.AsyncClient:
    headers = {"cookie": f"onyx={session_of(house, person)}"} if house and person else {}
    transport = httpx.ASGITransport(app=Starlette(routes=pwa.routes))
    return httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers)


async def test_a_stranger_installs_the_product() -> None:
    async with visitor() as stranger:
        manifest = (await stranger.get("/manifest.webmanifest")).json()

    assert (manifest["name"], manifest["id"], manifest["start_url"]) == ("OnyxOS", "/", "/")
    assert manifest["display"] == "standalone"


async def test_people_install_their_agency_under_its_name_and_accent(house: House) -> None:
    with house.admin() as connection:
        connection.execute("update agencies set accent = '#0a7d55' where id = %s", [cast.NORTHLIGHT])

    async with visitor(house, cast.CHATTER) as chatter:
        answer = await chatter.get("/manifest.webmanifest")
    async with visitor(house, cast.RIVAL_OWNER) as rival:
        other = (await rival.get("/manifest.webmanifest")).json()

    name = house.rows("select name from agencies where id = %s", cast.NORTHLIGHT)[0][0]
    assert (answer.json()["name"], answer.json()["theme_color"]) == (name, "#0a7d55")
    assert other["name"] != name
    assert "private" in answer.headers["cache-control"]


async def test_while_the_database_is_away_the_manifest_is_the_products(house: House) -> None:
    async with visitor(house, cast.OWNER) as owner:
        house.shut()
        answer = await owner.get("/manifest.webmanifest")
        house.open()

    assert (answer.status_code, answer.json()["name"]) == (200, "OnyxOS")


async def test_every_icon_of_the_manifest_is_there_in_its_size() -> None:
    async with visitor() as stranger:
        icons = (await stranger.get("/manifest.webmanifest")).json()["icons"]

    for icon in icons:
        width, height = Image.open(PROJECT / "assets" / icon["src"].lstrip("/")).size
        assert icon["sizes"] == f"{width}x{height}"
    assert {icon["purpose"] for icon in icons} == {"any", "maskable"}


async def test_the_service_worker_says_which_version_it_keeps_and_may_fetch_from_here_only() -> None:
    async with visitor() as stranger:
        answer = await stranger.get("/sw.js")

    assert re.search(r'"onyx-[0-9a-f]{12}"', answer.text)
    assert "VERSION" not in answer.text
    assert answer.headers["content-security-policy"] == "default-src 'none'; connect-src 'self'"
    assert answer.headers["cache-control"] == "no-cache"


async def test_the_offline_page_runs_no_script_and_its_policy_knows_its_style() -> None:
    async with visitor() as stranger:
        answer = await stranger.get("/offline")

    style = re.search(r"<style>(.*?)</style>", answer.text, re.S)
    assert style
    digest = base64.b64encode(hashlib.sha256(style.group(1).encode()).digest()).decode()
    assert f"'sha256-{digest}'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert "<h1>You are offline</h1>" in answer.text
