"""Asking Alfred, in a real browser: the answer grows, its proof leads to the room, Stop stops."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import cast
from tests.browser import OpenTab, people_at, settled, shot
from tests.conftest import House
from tests.pretend.groq import KEY, PretendGroq, Reply, says, uses
from tests.serving import free_port, serve

pytestmark = pytest.mark.browser
WEEK = uses("get_agency_financials", {"period": "this_week"})


@pytest.fixture
def service() -> Iterator[PretendGroq]:
    with PretendGroq.on(free_port()) as running:
        yield running


@pytest.fixture
def open_tab(house: House, pages: Path, service: PretendGroq) -> Iterator[OpenTab]:
    house.rows(
        "insert into transactions"
        " (agency_id, creator_id, occurred_at, type, gross, currency, origin, state, natural_key)"
        " values (%s, %s, %s, 'tip', 234018, 'EUR', 'webhook', 'provisional', '1') returning 1",
        cast.NORTHLIGHT,
        cast.LUNA,
        datetime.now(UTC),
    )
    with (
        serve(house, pages=pages, GROQ_API_KEY=KEY, GROQ_BASE_URL=service.address) as web,
        people_at(web) as opener,
    ):
        yield opener


def chat(page: Page) -> Page:
    settled(page)
    page.locator("[data-do=alfred]:visible, .tabs-below button:has-text('Alfred'):visible").first.click()
    expect(page.locator("#alfred")).to_be_focused()
    return page


@pytest.mark.parametrize(("phone", "scheme"), [(False, "dark"), (False, "light"), (True, "dark")])
def test_the_owner_asks_about_the_week_and_follows_the_proof(
    open_tab: OpenTab, service: PretendGroq, phone: bool, scheme: str
) -> None:
    answer = "This week you earned **€2,340.18**. All of it is provisional until the platform settles it."
    service.script(WEEK, says(answer, pause=0.08))
    owner = chat(open_tab(cast.OWNER, phone=phone, scheme=scheme))
    log = owner.get_by_role("log")

    owner.locator("#alfred").fill("How much did we make this week?")
    owner.keyboard.press("Enter")
    owner.get_by_role("button", name="Stop").wait_for()
    expect(log.locator(".said").last).to_contain_text("This week you")
    shot(owner, f"alfred-growing-{scheme}-{phone}")
    expect(log).to_have_attribute("aria-busy", "true")
    chip = log.locator("a.chip")
    chip.wait_for()

    expect(log.locator("b")).to_have_text("€2,340.18")
    expect(log.locator(".said.mine")).to_have_text("How much did we make this week?")
    expect(chip).to_contain_text("Revenue, ")
    expect(owner.locator("#alfred")).to_have_value("")
    expect(owner.locator("#alfred")).to_be_focused()
    shot(owner, f"alfred-answer-{scheme}-{phone}")
    owner.reload()
    chat(owner)
    expect(log.locator("b")).to_have_text("€2,340.18")


def test_stop_hangs_up_and_the_answer_can_be_continued(open_tab: OpenTab, service: PretendGroq) -> None:
    service.script(Reply(pieces=["One ", "two ", "three "], hang=True), says("three, four."))
    owner = chat(open_tab(cast.OWNER))
    owner.locator("#alfred").fill("Count")
    owner.keyboard.press("Enter")
    expect(owner.get_by_role("log")).to_contain_text("One two")

    owner.get_by_role("button", name="Stop").click()

    service.wait_until(lambda s: s.asked[0].hung_up_at)
    expect(owner.get_by_role("log")).to_contain_text("You stopped this answer.")
    owner.get_by_role("button", name="Continue").click()
    expect(owner.get_by_role("log").locator(".said").last).to_have_text("three, four.")


def test_a_question_that_is_refused_stays_in_the_field_with_the_reason(open_tab: OpenTab, service: PretendGroq) -> None:
    owner = chat(open_tab(cast.OWNER))
    field = owner.locator("#alfred")

    field.fill("hidden\u200b\u202e characters")
    owner.keyboard.press("Enter")

    expect(owner.locator("#alfred-error")).to_have_text("Remove the invisible control characters.")
    expect(field).to_have_value("hidden\u200b\u202e characters")
    expect(field).to_be_focused()
    assert service.asked == []


def test_markup_in_an_answer_is_only_text(open_tab: OpenTab, service: PretendGroq) -> None:
    service.script(says("<img src=x onerror=alert(1)> [a](javascript:alert(1)) **bold <b>not</b>**"))
    owner = chat(open_tab(cast.OWNER))
    log = owner.get_by_role("log")

    owner.locator("#alfred").fill("<script>alert(1)</script>")
    owner.keyboard.press("Enter")

    expect(log.locator("b")).to_have_text("bold <b>not</b>")
    expect(log).to_contain_text("<img src=x onerror=alert(1)> [a](javascript:alert(1))")
    expect(log.locator(".said.mine")).to_have_text("<script>alert(1)</script>")
    assert log.locator("img, script, a").count() == 0


def test_the_room_lists_what_was_asked_and_goes_on_with_it(open_tab: OpenTab, service: PretendGroq) -> None:
    service.script(says("Hello Mona."), says("Hello again."))
    owner = settled(open_tab(cast.OWNER, "/alfred"))
    owner.locator("#room").fill("Good morning")
    owner.keyboard.press("Enter")
    log = owner.get_by_role("log").first
    expect(log).to_contain_text("Hello Mona.")

    owner.get_by_role("button", name="New conversation").first.click()
    expect(log).not_to_contain_text("Hello Mona.")
    owner.get_by_role("button", name="Good morning").click()

    expect(log).to_contain_text("Hello Mona.")
    owner.locator("#room").fill("Again")
    owner.keyboard.press("Enter")
    expect(log).to_contain_text("Hello again.")
    shot(owner, "alfred-room")
