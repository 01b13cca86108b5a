"""A code besides the password, and what people settle about themselves, in front of the real pages."""

import asyncio
from datetime import UTC, datetime

import pyotp
import pytest
from playwright.sync_api import Page, expect

from onyx_app import db
from onyx_app.services import links
from tests.browser import OpenTab, settled, shot
from tests.cast import ADMIN, NORTHLIGHT, OWNER, PASSWORD
from tests.conftest import House
from tests.serving import Web

pytestmark = pytest.mark.browser
NEW = "a quiet harbour at dawn"


def _sign_in(page: Page, email: str, password: str) -> None:
    page.fill("[name=email]", email)
    page.fill("[name=password]", password)
    page.keyboard.press("Enter")


def test_an_agency_that_asks_for_a_second_step_leads_its_owner_through_it(
    house: House, web: Web, open_tab: OpenTab
) -> None:
    with house.admin() as admin:
        admin.execute("update agencies set totp_roles = '{owner}' where id = %s", [NORTHLIGHT])
    page = open_tab(path="/sign-in")

    _sign_in(page, OWNER.email, PASSWORD)
    secret = page.locator("#secret").inner_text()
    recovery = page.locator("#recovery-codes li").first.inner_text()
    shot(page, "second-step-set-up")
    page.fill("[name=code]", "000 000")
    page.keyboard.press("Enter")
    expect(page.get_by_text("That code is not right")).to_be_visible()
    recovery = page.locator("#recovery-codes li").first.inner_text()
    page.fill("[name=code]", pyotp.TOTP(secret).at(datetime.now(UTC)))
    page.keyboard.press("Enter")
    page.wait_for_url(web.url + "/")
    settled(page)

    page.get_by_label("Your menu").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    _sign_in(page, OWNER.email, PASSWORD)
    expect(page.get_by_role("heading", name="Your code")).to_be_visible()
    shot(page, "second-step-code")
    page.fill("[name=code]", recovery)
    page.keyboard.press("Enter")
    page.wait_for_url(web.url + "/")


def test_changing_the_password_sends_the_other_tab_away(house: House, open_tab: OpenTab) -> None:
    other = open_tab(path="/sign-in", phone=True)
    _sign_in(other, ADMIN.email, PASSWORD)
    settled(other)
    page = settled(open_tab(ADMIN, "/settings/me"))
    shot(page, "settings-me")

    page.fill("[name=current]", "not the password")
    page.fill("[name=new]", NEW)
    page.keyboard.press("Enter")
    expect(page.get_by_text("That is not your password.")).to_be_visible()
    expect(page.locator("[name=new]")).to_have_value(NEW)
    page.fill("[name=current]", PASSWORD)
    page.keyboard.press("Enter")

    expect(page.get_by_text("Your password is changed")).to_be_visible()
    other.wait_for_url("**/sign-in*", timeout=5_000)


def test_a_second_step_is_set_up_in_ones_own_settings(open_tab: OpenTab) -> None:
    page = settled(open_tab(OWNER, "/settings/me"))
    page.fill("[name=step_password]", PASSWORD)
    page.keyboard.press("Enter")

    secret = page.locator("code.break-all").inner_text()
    expect(page.get_by_alt_text("QR code for your authenticator app")).to_be_visible()
    shot(page, "settings-me-second-step")
    page.fill("[name=code]", pyotp.TOTP(secret).at(datetime.now(UTC)))
    page.keyboard.press("Enter")

    expect(page.get_by_text("On: a code from your app")).to_be_visible()
    expect(page.get_by_text(secret)).to_have_count(0)


def test_the_operators_link_lets_a_locked_out_owner_back_in(link: str, web: Web, open_tab: OpenTab) -> None:
    page = open_tab(path=link)
    expect(page.get_by_text(OWNER.email)).to_be_visible()
    page.fill("[name=password]", "short")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Use at least 12 characters.")).to_be_visible()
    shot(page, "reset")
    page.fill("[name=password]", NEW)
    page.keyboard.press("Enter")
    page.wait_for_url(web.url + "/")
    settled(page)

    spent = open_tab(path=link)
    expect(spent.get_by_text("This link does not work")).to_be_visible()


@pytest.fixture
def link(house: House) -> str:
    """The path of a link that the operator printed; made before the browser's loop runs in this thread."""
    address = asyncio.run(_owner_link())
    return address[address.index("/reset") :]


async def _owner_link() -> str:
    try:
        return await links.owner_link(OWNER.email)
    finally:
        await db.engine().dispose()
        db.engine.cache_clear()
