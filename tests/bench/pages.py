"""What a page ships and how soon it paints: every room, cold cache, as the owner.

"Slow 4G" is 1.6 Mbit/s down, 750 kbit/s up, 150 ms round trip; the CPU runs at a quarter.
"""

import gzip
from typing import Any

from playwright.sync_api import Browser

from tests import cast
from tests.bench.figure import Figure, at, bench_house, exported_pages
from tests.browser import DESKTOP, browser
from tests.serving import Web, serve

_ROOMS = (
    "/sign-in", "/", "/timeclock", "/team", "/team/invitations", "/creators", "/alfred",
    "/settings", "/settings/connections", "/settings/me", "/settings/pay-plans",
    "/timeclock/review", "/shifts", "/revenue", "/payroll", "/me/pay",
)  # fmt: skip
_WATCH = """
window.__cls = 0;
new PerformanceObserver(l => l.getEntries().forEach(e => { if (!e.hadRecentInput) window.__cls += e.value }))
  .observe({type: 'layout-shift', buffered: true});
"""


def run() -> list[Figure]:
    figures: list[Figure] = []
    pages = exported_pages()
    with bench_house() as house, serve(house, pages=pages) as web, browser() as running:
        for path in _ROOMS:
            name = path.strip("/").replace("-", "_").replace("/", "_") or "dashboard"
            cold = _open(running, web, path, slow=False)
            paints = [_open(running, web, path, slow=True)["fcp"] for _ in range(3)]
            size = f"{path}, cold cache, owner, brotli"
            figures += [
                Figure(f"page_{name}_script_kb", cold["script"] / 1000, "KB", _script_goal(path), size),
                Figure(
                    f"page_{name}_style_kb", cold["style"] / 1000, "KB", 15, f"{path}, inside the page, owner, gzip"
                ),
                Figure(f"page_{name}_cls", cold["cls"], "", 0.02, size),
                Figure(f"page_{name}_fcp_s", at(paints, 0.5) / 1000, "s", 1.0, f"{path}, slow 4G, CPU ÷ 4, of 3"),
            ]
    return figures


def _script_goal(path: str) -> float | None:
    """Rooms with a calendar have none."""
    return None if path == "/shifts" else 165


def _open(running: Browser, web: Web, path: str, *, slow: bool) -> dict[str, float]:
    context = running.new_context(viewport=DESKTOP)  # type: ignore[arg-type]
    if path != "/sign-in":
        name, _, value = web.cookie(cast.OWNER).partition("=")
        context.add_cookies([{"name": name, "value": value, "url": web.url}])
    page = context.new_page()
    page.add_init_script(_WATCH)
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    if slow:
        wire.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750},
        )
        wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {"script": 0.0, "style": 0.0}
    wire.on("Network.responseReceived", lambda e: kinds.__setitem__(e["requestId"], _kind(e)))
    wire.on("Network.loadingFinished", lambda e: _add(sizes, kinds.get(e["requestId"], ""), e["encodedDataLength"]))
    page.goto(web.url + path)
    page.wait_for_selector("[data-ready=true], [data-plain=true]", timeout=60_000)
    page.wait_for_load_state("networkidle")
    sizes["style"] += len(gzip.compress("".join(page.locator("head > style").all_text_contents()).encode(), 9))
    painted = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"
    sizes |= {"cls": page.evaluate("window.__cls"), "fcp": page.evaluate(painted)}
    context.close()
    return sizes


def _kind(event: dict[str, Any]) -> str:
    return {"Script": "script", "Stylesheet": "style"}.get(event["type"], "")


def _add(sizes: dict[str, float], kind: str, size: float) -> None:
    if kind:
        sizes[kind] += size
