"""What every answer carries, and how pages are served: asked of the shield itself, without a server."""

import base64
import hashlib
from pathlib import Path
from typing import Any

import httpx
import pytest

from onyx_app.config import Settings
from onyx_app.guard.frontend import Frontend
from onyx_app.guard.shield import Shield

_SCRIPT = "document.documentElement.className = 'dark'"
_PAGE = f'<!doctype html><script>{_SCRIPT}</script><script type="module" src="/assets/a-1.js"></script>'

_EARLY = '<link as="style" href="/assets/look-1.css" rel="preload"/>'
_LINK = '<link href="/assets/look-1.css" rel="stylesheet" type="text/css"/>'


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """The smallest export: two pages, a hashed file with its compressed twins, what is not found."""
    files = {
        "index.html": _PAGE,
        "team/index.html": _PAGE,
        "styled.html": f"<!doctype html><head>{_EARLY}<script>1</script>{_LINK}</head>",
        "assets/look-1.css": "p{color:red}",
        "404.html": "<!doctype html>not here",
        "__spa-fallback.html": "<!doctype html>any",
        "onyx.css": "body{}",
        "assets/env-1.js": "var e={EVENT:`ws://localhost:3000/_event`,PING:`http://localhost:3000/ping`}",
        "assets/a-1.js": "plain",
        "assets/a-1.js.br": "brotli",
        "assets/a-1.js.gz": "gzip",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Settings.model_config, "env_file", None)


def _client(export: Path, base_url: str = "http://localhost:4567") -> httpx.AsyncClient:
    settings = Settings(onyx_base_url=base_url, onyx_home=export)
    frontend = Frontend(export, settings, lambda path: path if path.startswith("creators/") else None)
    shield = Shield(_inner, settings, frontend)
    return httpx.AsyncClient(transport=httpx.ASGITransport(shield), base_url=base_url)


async def _inner(scope: Any, receive: Any, send: Any) -> None:
    """The app behind: one route that fails, one that answers, and Starlette's bare 404 for the rest."""
    if scope["path"] == "/fails":
        raise RuntimeError("ada@northlight.test")
    status, body = (200, b"from a route") if scope["path"] == "/api/x" else (404, b"Not Found")
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"X-Frame-Options", b"SAMEORIGIN")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def test_a_page_answers_with_and_without_its_slash_and_never_redirects(export: Path, unset: None) -> None:
    async with _client(export) as client:
        answers = [await client.get(path) for path in ("/", "/team", "/team/", "/team/index.html")]

    assert [answer.status_code for answer in answers] == [200] * 4


async def test_the_policy_names_the_pages_own_scripts_and_allows_no_inline_or_eval(export: Path, unset: None) -> None:
    async with _client(export) as client:
        policy = (await client.get("/team")).headers["content-security-policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    digest = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()

    assert scripts == f"script-src 'self' 'sha256-{digest}'"
    assert "unsafe-eval" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "ws://localhost:4567" in policy


async def test_hashed_files_stay_forever_and_pages_are_asked_for_again(export: Path, unset: None) -> None:
    async with _client(export) as client:
        asset, page = await client.head("/assets/a-1.js"), await client.get("/")
        again = await client.get("/", headers={"if-none-match": page.headers["etag"]})

    assert "immutable" in asset.headers["cache-control"]
    assert page.headers["cache-control"] == "no-cache"
    assert again.status_code == 304
    assert not again.content


@pytest.mark.parametrize(("accepted", "encoding"), [("gzip, br", "br"), ("gzip", "gzip"), ("identity", None)])
async def test_the_smallest_body_the_browser_takes_is_sent(
    export: Path, unset: None, accepted: str, encoding: str | None
) -> None:
    async with (
        _client(export) as client,
        client.stream("GET", "/assets/a-1.js", headers={"accept-encoding": accepted}) as answer,
    ):
        raw = b"".join([part async for part in answer.aiter_raw()])

    assert answer.headers.get("content-encoding") == encoding
    assert raw.decode() == {"br": "brotli", "gzip": "gzip", None: "plain"}[encoding]


async def test_an_unknown_address_is_a_404_that_looks_like_ours(export: Path, unset: None) -> None:
    async with _client(export) as client:
        person = await client.get("/nowhere", headers={"accept": "text/html"})
        machine = await client.get("/nowhere", headers={"accept": "application/json"})
        post = await client.post("/nowhere")

    assert (person.status_code, "not here" in person.text) == (404, True)
    assert (machine.status_code, machine.text) == (404, "Not Found")
    assert post.status_code == 404


async def test_an_address_with_a_part_that_varies_is_a_page(export: Path, unset: None) -> None:
    async with _client(export) as client:
        assert (await client.get("/creators/luna")).status_code == 200


@pytest.mark.parametrize("path", ["/../rxconfig.py", "/%2e%2e/rxconfig.py", "//etc/passwd", "/assets/../../x", "/404"])
async def test_nothing_outside_the_export_is_served(export: Path, unset: None, path: str) -> None:
    async with _client(export) as client:
        assert (await client.get(path)).status_code == 404


async def test_every_answer_carries_the_headers_and_a_route_may_set_its_own(export: Path, unset: None) -> None:
    async with _client(export) as client:
        answer = await client.get("/api/x")

    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert "strict-transport-security" not in answer.headers


async def test_a_hashed_file_carries_only_what_rules_files(export: Path, unset: None) -> None:
    async with _client(export) as client:
        file, page = await client.get("/assets/env-1.js"), await client.get("/team")

    assert (file.headers["x-content-type-options"], file.headers["cross-origin-resource-policy"]) == (
        "nosniff", "same-origin",
    )  # fmt: skip
    assert {"permissions-policy", "x-frame-options", "content-security-policy"}.isdisjoint(file.headers)
    assert {"permissions-policy", "x-frame-options", "content-security-policy"} <= set(page.headers)


async def test_https_is_for_good_once_seen(export: Path, unset: None) -> None:
    async with _client(export, "https://app.example.com") as client:
        assert "max-age=31536000" in (await client.get("/")).headers["strict-transport-security"]


@pytest.mark.parametrize(
    ("base_url", "socket"),
    [
        ("http://localhost:4567", "ws://localhost:4567/_event"),
        ("http://127.0.0.1:4567", "ws://localhost:4567/_event"),
        ("https://app.example.com", "ws://localhost:3000/_event"),
        ("https://app.example.com:8443", "wss://app.example.com:8443/_event"),
    ],
)
async def test_the_address_in_the_pages_becomes_the_real_one(
    export: Path, unset: None, base_url: str, socket: str
) -> None:
    async with _client(export, base_url) as client:
        assert socket in (await client.get("/assets/env-1.js")).text


async def test_a_failure_is_an_id_and_nothing_else(export: Path, unset: None, capsys: Any) -> None:
    async with _client(export) as client:
        answer = await client.get("/fails")

    assert answer.status_code == 500
    assert "ada@" not in answer.text
    assert "RuntimeError" not in answer.text
    assert "Id: " in answer.text


async def test_a_body_that_says_it_is_too_large_is_refused(export: Path, unset: None) -> None:
    async with _client(export) as client:
        declared = await client.post("/api/x", headers={"content-length": "99999999"}, content=b"x")

    assert declared.status_code == 413


async def test_a_page_brings_its_styles_along_and_fetches_none(export: Path) -> None:
    async with _client(export) as client:
        answer = await client.get("/styled", headers={"accept-encoding": "br, gzip"})

    assert answer.headers["content-encoding"] == "gzip"
    assert "<style>p{color:red}</style><link disabled" in answer.text
    assert '<link media="not all" as="style"' in answer.text  # a browser does not fetch what is for no medium


async def test_only_a_file_of_sales_may_be_larger(export: Path) -> None:
    body = bytes(7 * 1024 * 1024)
    async with _client(export) as client:
        passed = await client.post("/revenue/upload", content=body)
        refused = [await client.post(path, content=body) for path in ("/revenue/upload/", "/revenue/uploads", "/api/x")]

    assert passed.status_code == 404  # it reached the app behind, which has no such route here
    assert [answer.status_code for answer in refused] == [413, 413, 413]
