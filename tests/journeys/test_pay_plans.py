"""An owner sets a pay plan: a wrong rate is explained, the change is weighed, then it is kept."""

import pytest
from playwright.sync_api import expect

from tests import cast
from tests.browser import OpenTab, settled, shot
from tests.conftest import House
from tests.journeys.test_every_room import barriers, use_light

pytestmark = pytest.mark.browser
PATH = "/settings/pay-plans"


def test_a_plan_is_typed_weighed_and_saved(open_tab: OpenTab, house: House) -> None:
    owner = settled(open_tab(cast.OWNER, PATH))
    shot(owner, "pay-plans-none")
    expect(owner.get_by_text("No plan").first).to_be_visible()

    owner.get_by_role("button", name="Ada Chatter").click()
    owner.get_by_label("Per hour").fill("twelve")
    owner.get_by_label("How much").first.fill("10")
    owner.get_by_role("button", name="See what it would have cost").click()
    expect(owner.get_by_text("Enter an amount of zero or more.")).to_be_visible()
    shot(owner, "pay-plans-error")
    wrong = barriers(owner)
    owner.get_by_label("Per hour").fill("12.50")
    owner.get_by_role("button", name="See what it would have cost").click()
    expect(owner.get_by_role("heading", name="What it would have cost")).to_be_visible()
    shot(owner, "pay-plans-weighed")
    owner.get_by_role("button", name="Save this plan").click()

    expect(owner.get_by_role("dialog").get_by_text("In force", exact=True)).to_be_visible()
    shot(owner, "pay-plans-saved")
    expect(owner.get_by_label("Per hour")).to_have_value("12.50")
    assert wrong == []
    assert house.rows("select terms->>'hourly' from pay_plans") == [("1250",)]


def test_the_form_fits_a_phone(open_tab: OpenTab) -> None:
    phone = settled(open_tab(cast.ADMIN, phone=True))
    use_light(phone)
    phone.goto(phone.evaluate("location.origin") + PATH)
    settled(phone)
    shot(phone, "pay-plans-phone")
    phone.get_by_role("button", name="Mara Manager").click()
    expect(phone.get_by_label("In force from")).to_be_visible()
    shot(phone, "pay-plans-phone-form")

    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert barriers(phone) == []
