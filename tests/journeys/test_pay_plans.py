"""An owner sets a pay plan: a wrong rate is explained, brackets are added, the change is weighed, then it is kept."""

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
    owner.get_by_role("button", name="Add a rule").click()
    owner.get_by_label("Kind").nth(1).select_option("brackets")
    owner.get_by_label("Percent", exact=True).first.fill("5")
    owner.get_by_label("Above").nth(1).fill("1000")
    owner.get_by_label("Percent", exact=True).nth(1).fill("8")
    owner.get_by_role("button", name="Move this rule up").click()
    owner.get_by_role("button", name="Add a daily step").click()
    owner.get_by_label("Beyond, hours a day").fill("8")
    owner.get_by_label("Vacation").fill("100")
    owner.get_by_role("button", name="See what it would have cost").click()
    expect(owner.get_by_text("Enter an amount of zero or more.")).to_be_visible()
    expect(owner.get_by_text("Fill this in.")).to_be_visible()
    shot(owner, "pay-plans-error")
    wrong = barriers(owner)
    owner.get_by_label("Per hour").fill("12.50")
    owner.get_by_label("Factor").fill("1.5")
    owner.get_by_role("button", name="See what it would have cost").click()
    expect(owner.get_by_role("heading", name="What it would have cost")).to_be_visible()
    expect(owner.get_by_text("5% above €0.00, 8% above €1,000.00 of net")).to_be_visible()
    shot(owner, "pay-plans-weighed")
    owner.get_by_role("button", name="Save this plan").click()

    expect(owner.get_by_role("dialog").get_by_text("In force", exact=True)).to_be_visible()
    shot(owner, "pay-plans-saved")
    expect(owner.get_by_label("Per hour")).to_have_value("12.50")
    assert wrong == []
    [(terms,)] = house.rows("select terms from pay_plans")
    assert (terms["hourly"], [bool(rule.get("brackets")) for rule in terms["commission"]]) == (1250, [True, False])
    assert terms["leave"] == [{"kind": "vacation", "percent": "100"}]


def test_the_form_fits_a_phone_and_a_planned_version_is_withdrawn(open_tab: OpenTab, house: House) -> None:
    phone = settled(open_tab(cast.ADMIN, phone=True))
    use_light(phone)
    phone.goto(phone.evaluate("location.origin") + PATH)
    settled(phone)
    shot(phone, "pay-plans-phone")
    phone.get_by_role("button", name="Mara Manager").click()
    phone.get_by_label("In force from").fill("2099-01-01")
    phone.get_by_label("Kind").first.select_option("brackets")
    phone.get_by_label("Base per pay period").fill("1800")
    shot(phone, "pay-plans-phone-form")
    too_wide = phone.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = barriers(phone)
    phone.get_by_role("button", name="See what it would have cost").click()
    phone.get_by_role("button", name="Save this plan").click()
    phone.get_by_role("button", name="Withdraw the plan from Jan 1, 2099").click()
    expect(phone.get_by_text("Mara Manager: From Jan 1, 2099")).to_be_visible()
    shot(phone, "pay-plans-phone-withdraw")
    phone.get_by_role("dialog", name="Withdraw this planned version?").get_by_role("button", name="Withdraw").click()

    expect(phone.get_by_text("Replaced", exact=True)).to_be_visible()
    assert (too_wide, found) == (0, [])
    assert house.rows("select count(*) from pay_plans where replaced_at is null") == [(0,)]
