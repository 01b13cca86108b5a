"""The frame of every room, by keyboard, by thumb, and without a network."""

import re
import tempfile

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests import cast
from tests.browser import OpenTab, chromium_path, settled, shot
from tests.serving import Web

pytestmark = pytest.mark.browser
_HEARTBEATS = {"2", "3"}


def events_sent(page: Page) -> list[str]:
    """What the tab sends from now on, heartbeats aside; the tab is reloaded so that its socket is seen."""
    sent: list[str] = []

    def note(frame: str | bytes) -> None:
        text = frame if isinstance(frame, str) else frame.decode(errors="replace")
        if text not in _HEARTBEATS:
            sent.append(text[:120])

    page.on("websocket", lambda socket: socket.on("framesent", note))
    page.reload()
    settled(page)
    page.wait_for_load_state("networkidle")
    sent.clear()
    return sent


def test_a_few_letters_and_enter_open_a_creator(open_tab: OpenTab) -> None:
    owner = settled(open_tab(cast.OWNER))

    owner.keyboard.press("Control+k")
    owner.keyboard.type("ver")
    owner.locator("#palette .choice", has_text="Vera").first.wait_for()
    shot(owner, "palette")
    owner.keyboard.press("Enter")

    owner.wait_for_url(re.compile(f"/creators/{cast.VERA}"))
    expect(owner.locator("#palette")).to_be_hidden()


def test_arrow_keys_walk_the_palette_and_escape_gives_the_focus_back(open_tab: OpenTab) -> None:
    owner = settled(open_tab(cast.OWNER))
    owner.get_by_role("button", name="Search or do something").click()

    owner.keyboard.press("ArrowDown")
    first = owner.evaluate("document.activeElement.innerText")
    owner.keyboard.press("ArrowDown")
    second = owner.evaluate("document.activeElement.innerText")
    owner.keyboard.press("Escape")

    assert first
    assert first != second
    expect(owner.get_by_role("button", name="Search or do something")).to_be_focused()


def test_g_and_a_letter_goes_to_a_room_and_a_question_mark_lists_the_keys(open_tab: OpenTab) -> None:
    chatter = settled(open_tab(cast.CHATTER))

    chatter.keyboard.press("?")
    expect(chatter.get_by_role("dialog", name="Keys")).to_contain_text("Go to Time clock")
    chatter.keyboard.press("Escape")
    chatter.keyboard.press("g")
    chatter.keyboard.press("t")

    chatter.wait_for_url("**/timeclock")


def test_what_only_the_eye_needs_sends_nothing_to_the_server(open_tab: OpenTab) -> None:
    owner = settled(open_tab(cast.OWNER))
    sent = events_sent(owner)

    owner.get_by_role("button", name="Collapse or expand the menu").click()
    owner.get_by_role("button", name="Your menu").click()
    owner.get_by_role("button", name="Light").click()
    owner.keyboard.press("Escape")
    owner.keyboard.press("?")
    owner.keyboard.press("Escape")
    owner.keyboard.press("Control+k")
    owner.keyboard.press("Escape")
    owner.get_by_role("button", name="Ask Alfred").click()
    owner.get_by_role("complementary", name="Alfred").get_by_role("button", name="Close").click()

    assert owner.evaluate("document.documentElement.className") == "light"
    assert sent == []


def test_the_theme_and_the_folded_menu_are_there_before_the_first_paint(open_tab: OpenTab) -> None:
    owner = settled(open_tab(cast.OWNER))
    owner.get_by_role("button", name="Collapse or expand the menu").click()
    owner.get_by_role("button", name="Your menu").click()
    owner.get_by_role("button", name="Light").click()

    owner.add_init_script(
        "document.addEventListener('DOMContentLoaded', () => { const e = document.documentElement;"
        " window.early = [e.className, e.dataset.side] })"
    )
    owner.reload()

    assert owner.evaluate("window.early") == ["light", "icons"]
    # Styles come inside the page, and React took the page over as it was: else it would have put its own links beside.
    assert settled(owner).locator("head link[rel=stylesheet]").count() == 1
    assert owner.evaluate("performance.getEntriesByType('resource').filter(e => e.name.endsWith('.css')).length") == 0


def test_on_the_phone_everything_to_press_is_big_enough_for_a_thumb(open_tab: OpenTab) -> None:
    phone = settled(open_tab(cast.CHATTER, phone=True))

    small = phone.evaluate(
        "[...document.querySelectorAll('header :is(a,button), .tabs-below :is(a,button)')]"
        ".filter((one) => one.checkVisibility()).map((one) => [one.innerText || one.ariaLabel, one.offsetHeight])"
        ".filter(([_, height]) => height < 44)"
    )

    assert small == []
    assert phone.locator(".tabs-below > *").count() <= 5


def test_it_installs_and_says_so_when_there_is_no_network(web: Web) -> None:
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        context = playwright.chromium.launch_persistent_context(
            folder, executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = context.new_page()
        page.goto(f"{web.url}/sign-in")
        page.evaluate("navigator.serviceWorker.ready")
        problems = context.new_cdp_session(page).send("Page.getInstallabilityErrors")

        context.set_offline(True)
        page.goto(f"{web.url}/team")
        heading = page.get_by_role("heading").inner_text()
        context.close()

    assert problems["installabilityErrors"] == []
    assert heading == "You are offline"
