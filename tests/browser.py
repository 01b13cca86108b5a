"""A real Chromium for a test: what people see, with every console error and failed request counted as a failure.

`with people_at(web) as open_tab:` gives a function that opens a tab for a person of the cast (signed in by a session
row) or for a stranger, desktop or phone, dark or light.
"""

import asyncio
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.cast import Person
from tests.serving import Web

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
_SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--no-first-run"]  # fmt: skip
OpenTab = Callable[..., Page]


def chromium_path() -> str | None:
    """The system's Chromium; None lets Playwright use its own."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def browser() -> Iterator[Browser]:
    try:
        with sync_playwright() as playwright:
            running = playwright.chromium.launch(executable_path=chromium_path(), args=_SWITCHES)
            try:
                yield running
            finally:
                running.close()
    finally:
        # After a failure Playwright may leave its loop marked as running, and every later test would fail with it.
        asyncio._set_running_loop(None)


@contextmanager
def people_at(web: Web) -> Iterator[OpenTab]:
    """Tabs for people; leaving fails when any tab's console reported an error.

    Raises:
        AssertionError: a page logged an error (give `quiet=False` to `open_tab` where errors are the point).
    """
    complaints: list[str] = []
    contexts: dict[str, BrowserContext] = {}
    with browser() as running:

        def open_tab(
            person: Person | None = None,
            path: str = "/",
            *,
            phone: bool = False,
            scheme: str = "dark",
            quiet: bool = True,
        ) -> Page:
            key = f"{person.email if person else ''} {phone} {scheme}"
            if key not in contexts:
                contexts[key] = _context(running, web, person, phone=phone, scheme=scheme)
            page = contexts[key].new_page()
            if quiet:
                page.on("console", lambda message: _complain(complaints, page, message))
                page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
            page.goto(web.url + path)
            return page

        yield open_tab
    assert complaints == []


def settled(page: Page) -> Page:
    """Wait until the room shows its data instead of its skeleton."""
    page.wait_for_selector("[data-ready=true], [data-plain=true]", timeout=15_000)
    return page


def shot(page: Page, name: str) -> None:
    """Keep a picture when somebody asked for them (`ONYX_SHOTS=folder`)."""
    if folder := os.environ.get("ONYX_SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def _context(running: Browser, web: Web, person: Person | None, *, phone: bool, scheme: str) -> BrowserContext:
    context = running.new_context(
        viewport=PHONE if phone else DESKTOP, has_touch=phone, is_mobile=phone, color_scheme=scheme, locale="en-GB"
    )  # type: ignore[arg-type]
    if person is not None:
        name, _, value = web.cookie(person).partition("=")
        context.add_cookies([{"name": name, "value": value, "url": web.url, "httpOnly": True, "sameSite": "Lax"}])
    return context


def _complain(complaints: list[str], page: Page, message: ConsoleMessage) -> None:
    if message.type == "error":
        complaints.append(f"{page.url}: {message.text}")
