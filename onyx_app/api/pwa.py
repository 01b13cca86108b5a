"""OnyxOS on a phone: the manifest an agency's people install, the service worker, and the page for no network."""

import base64
import hashlib
import html
from functools import lru_cache
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from onyx_app.db import Offline
from onyx_app.guard import asker
from onyx_app.rooms import ROOMS
from onyx_app.services import agency
from onyx_app.services.agency import Brand
from onyx_app.strings import DEFAULT, say
from onyx_app.work import open_work

_PRODUCT = Brand(name="OnyxOS", accent="#0c0d10", logo_url="")
_GROUND = "#0c0d10"
_WORKER = Path(__file__).parent / "service_worker.js"
_CHECK = "no-cache"


async def manifest(request: Request) -> Response:
    """What the browser installs: under the agency's own name, accent and logo for whoever is signed in."""
    brand = await _brand(request)
    return JSONResponse(
        {
            "id": "/",
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "name": brand.name,
            "short_name": brand.name[:12].strip(),
            "lang": DEFAULT,
            "background_color": _GROUND,
            "theme_color": brand.accent,
            "icons": _icons(brand),
            "shortcuts": _shortcuts(),
        },
        media_type="application/manifest+json",
        headers={"cache-control": "private, no-cache", "vary": "cookie"},
    )


async def service_worker(request: Request) -> Response:
    """The worker, with the version of what it keeps. Its own policy: it fetches from here and nothing else."""
    source = _WORKER.read_text("utf-8").replace("VERSION", _version())
    policy = "default-src 'none'; connect-src 'self'"
    headers = {"cache-control": _CHECK, "content-security-policy": policy}
    return Response(source, media_type="text/javascript", headers=headers)


async def offline(request: Request) -> Response:
    """Plain HTML without script: it is kept by the browser and shown when nothing else can be."""
    policy = f"default-src 'none'; img-src 'self'; style-src 'sha256-{_style_hash()}'; form-action 'self'"
    return HTMLResponse(_offline_page(), headers={"cache-control": _CHECK, "content-security-policy": policy})


routes = [
    Route("/manifest.webmanifest", manifest),
    Route("/sw.js", service_worker),
    Route("/offline", offline),
]


async def _brand(request: Request) -> Brand:
    """The asker's agency; the product for nobody, and while the database is away."""
    try:
        who = await asker.identify(asker.token_in(request.headers))
        if who.actor is None:
            return _PRODUCT
        async with open_work(who.actor) as work:
            return await agency.brand(work)
    except Offline:
        return _PRODUCT


def _icons(brand: Brand) -> list[dict[str, str]]:
    """The agency's logo first; ours too, because an install needs exact sizes and one that may be cut round."""
    ours = [
        {"src": "/icons/onyx-192.png", "sizes": "192x192", "type": "image/png", "purpose": "any"},
        {"src": "/icons/onyx-512.png", "sizes": "512x512", "type": "image/png", "purpose": "any"},
        {"src": "/icons/onyx-maskable-512.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
    ]
    logo = {"src": brand.logo_url, "sizes": "any", "type": "image/png", "purpose": "any"}
    return [logo, *ours] if brand.logo_url else ours


def _shortcuts() -> list[dict[str, Any]]:
    """What a long press on the icon offers: the clock, and Alfred on the first page."""
    clock = [room.route for room in ROOMS if room.name == "timeclock"]
    wanted = [("shell.clock_in", route) for route in clock] + [("shell.ask_alfred", "/?alfred=open")]
    icon = {"src": "/icons/onyx-192.png", "sizes": "192x192", "type": "image/png"}
    return [{"name": say(DEFAULT, key), "url": url, "icons": [icon]} for key, url in wanted]


@lru_cache(maxsize=1)
def _version() -> str:
    kept = _WORKER.read_bytes() + _offline_page().encode()
    return hashlib.sha256(kept).hexdigest()[:12]


@lru_cache(maxsize=1)
def _offline_page() -> str:
    title, why, retry = (html.escape(say(DEFAULT, f"shell.offline_page.{key}")) for key in ("title", "why", "retry"))
    return (
        f'<!doctype html><html lang="{DEFAULT}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title} · OnyxOS</title><style>{_STYLE}</style></head>"
        f'<body><main><img src="/icons/onyx.svg" alt="" width="48" height="48"><h1>{title}</h1><p>{why}</p>'
        f'<a href="/">{retry}</a></main></body></html>'
    )


def _style_hash() -> str:
    return base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()


_STYLE = (
    ":root{color-scheme:dark light}"
    "body{margin:0;min-height:100vh;display:grid;place-items:center;font:14px/1.45 system-ui,sans-serif;"
    "background:#0c0d10;color:#ebebee}main{padding:24px;max-width:40ch;text-align:center}h1{font-size:16px}"
    "p{color:#a5a6ad}a{display:inline-block;margin-top:16px;padding:12px 20px;border-radius:8px;"
    "background:#938fff;color:#0e0d1a;font-weight:600;text-decoration:none}"
    "@media(prefers-color-scheme:light){body{background:#f8f8fa;color:#1b1b1f}p{color:#5b5c63}}"
)
