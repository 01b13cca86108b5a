"""The public door: a page that is simply there, for every browser, and nothing else of anybody."""

import gzip
import json

import httpx
import pytest
from starlette.applications import Starlette

from onyx_app.api import bio as door
from onyx_app.rules import bio
from tests import cast
from tests.conftest import House

BLOCKS = [
    {"kind": "text", "text": "Cooking & coffee"},
    {"kind": "link", "label": "Fanvue", "url": "https://www.fanvue.com/luna"},
]


def publish(
    house: House, slug: str = "luna", *, title: str = "Luna", blocks: object = BLOCKS, live: bool = True
) -> None:
    [(page,)] = house.rows(
        "insert into bio_pages (agency_id, creator_id, title, tagline, blocks, published_at)"
        " values (%s, %s, %s, 'Hello', %s, case when %s then now() end) returning id",
        cast.NORTHLIGHT, cast.LUNA, title, json.dumps(blocks), live,
    )  # fmt: skip
    named = "insert into slugs (slug, agency_id, bio_page_id) values (%s, %s, %s) returning slug"
    house.rows(named, slug, cast.NORTHLIGHT, page)


async def get(path: str, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(Starlette(routes=door.routes))
    async with httpx.AsyncClient(transport=transport, base_url="http://onyx.test") as client:
        return await client.get(path, headers={"accept-encoding": "identity", **headers})


async def test_a_published_page_is_plain_html_without_script(house: House) -> None:
    publish(house)

    answer = await get("/u/luna")

    assert answer.status_code == 200
    assert "<h1>Luna</h1>" in answer.text
    assert "Cooking &amp; coffee" in answer.text
    assert 'href="https://www.fanvue.com/luna"' in answer.text
    assert "<script" not in answer.text
    assert "set-cookie" not in answer.headers


async def test_the_policy_allows_the_one_style_and_nothing_else(house: House) -> None:
    publish(house)

    policy = (await get("/u/luna")).headers["content-security-policy"]

    assert policy.startswith("default-src 'none'")
    assert bio.STYLE_HASH in policy
    assert "unsafe" not in policy


async def test_a_full_page_fits_into_the_first_round_trip(house: House) -> None:
    links = [{"kind": "link", "label": f"Link {n} " + "é" * 60, "url": f"https://example.com/{n}"} for n in range(100)]
    publish(house, blocks=links)

    answer = await get("/u/luna", **{"accept-encoding": "gzip"})

    assert answer.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(answer.content, 9)) <= bio.LARGEST_COMPRESSED
    assert "Link 99" in answer.text


async def test_a_browser_that_has_the_page_gets_304(house: House) -> None:
    publish(house)
    first = await get("/u/luna")

    again = await get("/u/luna", **{"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert "max-age" in first.headers["cache-control"]


async def test_what_somebody_stored_is_never_markup_nor_a_way_to_run_something(house: House) -> None:
    elsewhere = ("javascript:alert(1)", "data:text/html,x", "//x", "")
    bad = [
        {"kind": "link", "label": "<img src=x onerror=alert(1)>", "url": "https://ok.example/?a=1&b=<i>"},
        *({"kind": "link", "label": "bad", "url": url} for url in elsewhere),
        {"kind": "link", "label": "bad", "url": 'https://x.example/" onclick="alert(1)'},
        {"kind": "html", "text": "<script>alert(1)</script>"},
        {"kind": "text", "text": "<b>bold</b>"},
        "nonsense",
    ]
    publish(house, title="</title><script>alert(1)</script>", blocks=bad)

    text = (await get("/u/luna")).text

    assert "<script" not in text
    assert "<img" not in text
    assert "<b>" not in text
    assert "onclick" not in text
    assert "javascript:" not in text
    assert text.count("<a ") == 1


@pytest.mark.parametrize("slug", ["nobody", "LUNA", "luna%00", "admin", "x" * 200, "лу", "luna'--"])
async def test_an_unknown_name_is_a_page_that_says_so(house: House, slug: str) -> None:
    publish(house)

    answer = await get(f"/u/{slug}")

    assert answer.status_code == 404
    assert "This page is not here" in answer.text


async def test_a_draft_and_the_page_of_a_creator_who_left_are_not_there(house: House) -> None:
    publish(house, "draft", live=False)
    publish(house, "gone")
    house.rows("update creators set status = 'left' returning id")

    assert [(await get(f"/u/{slug}")).status_code for slug in ("draft", "gone")] == [404, 404]


async def test_while_the_database_is_away_it_says_so(house: House) -> None:
    publish(house)
    house.shut()

    answer = await get("/u/luna")

    assert (answer.status_code, answer.headers["cache-control"]) == (503, "no-store")
