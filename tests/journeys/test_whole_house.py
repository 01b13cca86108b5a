"""`onyx demo` as a stranger meets it: the printed sign-ins work, and a killed database loses nothing acknowledged."""

import contextlib
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Page, TimeoutError, expect

from tests.browser import DESKTOP, browser, settled
from tests.homes import home_in
from tests.supervisor.test_house import House

pytestmark = pytest.mark.browser
_WITHIN = 90.0


@pytest.fixture
def demo(tmp_path: Path, pages: Path) -> Iterator[House]:
    with home_in(tmp_path) as home:
        running = House(home, verb="demo")
        deadline = time.monotonic() + _WITHIN
        while not (running.answers() and (home / "demo.json").exists()):
            assert time.monotonic() < deadline, running.said
            time.sleep(0.1)
        yield running
        running.stop()


def test_acknowledged_punches_survive_kill_9_of_postgresql_and_the_page_recovers(demo: House) -> None:
    facts = json.loads((demo.home / "demo.json").read_text("utf-8"))
    owner = facts["people"][0]
    with browser() as running:
        page = running.new_context(viewport=DESKTOP).new_page()  # type: ignore[arg-type]
        page.goto(f"{facts['base_url']}/sign-in")
        page.fill("[name=email]", owner["email"])
        page.fill("[name=password]", owner["password"])
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/$"))
        settled(page)

        acknowledged = sum(_press(page, working=number % 2 == 0) for number in range(4))
        demo.children()["postgres"].kill()
        acknowledged += sum(_press(page, working=number % 2 == 0, patient=True) for number in range(4))

    assert acknowledged == 8
    address = demo.ask("db-url", "--role", "admin").stdout.strip()
    with psycopg.connect(address) as connection:
        kept = connection.execute(
            "select count(*) from punches p"
            " join profiles on (profiles.agency_id, profiles.id) = (p.agency_id, p.profile_id)"
            " join sign_ins s on s.id = profiles.sign_in_id where s.email = %s",
            [owner["email"]],
        ).fetchone()
    assert kept == (acknowledged,)


def _press(page: Page, *, working: bool, patient: bool = False) -> int:
    """Press the clock until the page says so; 1 when it was acknowledged. A press that was refused is pressed again."""
    clock = page.get_by_role("banner")
    before, after = ("Clock in", "Clock out") if working else ("Clock out", "Clock in")
    deadline = time.monotonic() + (_WITHIN if patient else 10)
    while time.monotonic() < deadline:
        with contextlib.suppress(TimeoutError, AssertionError):
            if clock.get_by_role("button", name=before).is_visible():
                clock.get_by_role("button", name=before).click(timeout=2000)
            expect(clock.get_by_role("button", name=after)).to_be_visible(timeout=3000)
            return 1
    return 0
