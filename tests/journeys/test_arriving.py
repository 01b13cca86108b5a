"""The first minutes: making the house, being invited, coming back."""

import asyncio
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from onyx_app.services import links
from tests import cast
from tests.browser import OpenTab, people_at, settled, shot
from tests.conftest import House
from tests.serving import Web, serve

pytestmark = pytest.mark.browser
NEW_PASSWORD = "a quiet harbour at dawn"


def test_the_first_owner_makes_the_agency_through_the_printed_link(empty_house: House, pages: Path) -> None:
    link = asyncio.run(links.first_owner_link())
    assert link is not None
    path = link[link.index("/first-owner") :]
    with serve(empty_house, pages=pages) as web, people_at(web) as open_tab:
        page = open_tab(path=path)
        page.fill("[name=agency]", "Harbour Lights")
        page.fill("[name=currency]", "eur")
        page.select_option("[name=zone]", "Europe/Rome")
        page.fill("[name=name]", "Olivia Own")
        page.fill("[name=email]", "olivia@harbour.test")
        page.fill("[name=password]", NEW_PASSWORD)
        shot(page, "first-owner")
        page.keyboard.press("Enter")
        page.wait_for_url(web.url + "/")
        settled(page)

        expect(page.get_by_text("Harbour Lights").first).to_be_visible()
        again = open_tab(path=path)
        expect(again.get_by_role("heading", level=1)).to_be_visible()
        expect(again.locator("[name=password]")).to_have_count(0)
    assert empty_house.rows("select name, currency, zone from agencies") == [("Harbour Lights", "EUR", "Europe/Rome")]


def test_an_invited_chatter_joins_on_the_phone_and_sees_only_their_rooms(
    house: House, web: Web, open_tab: OpenTab
) -> None:
    manager = settled(open_tab(cast.MANAGER, "/team/invitations"))
    manager.get_by_role("button", name=re.compile("Invite")).first.click()
    manager.locator("dialog[open] [name=email]").fill("nina@chat.test")
    manager.locator("dialog[open] [name=name]").fill("Nina New")
    manager.locator("dialog[open] [name=role]").select_option("chatter")
    manager.locator("dialog[open]").get_by_role("button", name=re.compile("Invite|Make")).last.click()
    shown = manager.get_by_text(re.compile(r"/accept\?token="))
    link = (shown.first.text_content() or shown.first.input_value()).strip()

    phone = open_tab(path=link[link.index("/accept") :], phone=True)
    phone.fill("[name=name]", "Nina New")
    phone.fill("[name=password]", NEW_PASSWORD)
    shot(phone, "accept-phone")
    phone.keyboard.press("Enter")
    phone.wait_for_url(web.url + "/")
    settled(phone)

    phone.goto(web.url + "/timeclock")
    settled(phone)
    phone.get_by_role("main").get_by_role("button", name="Clock in").click()
    expect(phone.get_by_role("main").get_by_role("button", name="Clock out")).to_be_visible()
    shot(phone, "timeclock-phone")
    phone.goto(web.url + "/team")
    expect(phone.get_by_text("Mona Owner")).to_have_count(0)
    assert house.rows("select role, name from profiles where name = 'Nina New'") == [("chatter", "Nina New")]


def test_a_wrong_password_is_one_sentence_and_keeps_the_email(open_tab: OpenTab) -> None:
    page = open_tab(path="/sign-in")
    page.fill("[name=email]", cast.OWNER.email)
    page.fill("[name=password]", "not the password at all")

    page.keyboard.press("Enter")

    expect(page.get_by_text("E-mail or password is wrong.")).to_be_visible()
    expect(page.locator("[name=email]")).to_have_value(cast.OWNER.email)


def test_a_person_in_two_agencies_picks_one_and_switches(open_tab: OpenTab, web: Web) -> None:
    page = open_tab(path="/sign-in")
    page.fill("[name=email]", cast.CHATTER.email)
    page.fill("[name=password]", cast.PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name=re.compile("Rival Talent")).click()
    page.wait_for_url(web.url + "/")
    settled(page)
    expect(page.get_by_text("Rival Talent").first).to_be_visible()

    page.get_by_label("Your menu").click()
    page.get_by_role("button", name=re.compile("Northlight")).click()
    page.wait_for_load_state()
    settled(page)

    expect(page.get_by_text("Northlight Agency").first).to_be_visible()
