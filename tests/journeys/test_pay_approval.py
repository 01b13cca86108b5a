"""Both who may approve are paid by the run: the page says what each waits for, and they approve each other's pay."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests import cast
from tests.browser import OpenTab, settled, shot
from tests.conftest import House
from tests.journeys.test_every_room import barriers, use_light
from tests.services.paying import plan

pytestmark = pytest.mark.browser


def test_owner_and_admin_approve_each_others_pay(open_tab: OpenTab, house: House) -> None:
    for who in (cast.OWNER.profile_id, cast.ADMIN.profile_id):
        plan(house, who, base=240000)
    admin = settled(open_tab(cast.ADMIN, "/payroll"))
    last_month = datetime.now(UTC).replace(day=1) - timedelta(days=1)
    admin.get_by_label("Prepare the run of").select_option(f"{last_month:%Y-%m}-01")
    admin.get_by_role("button", name="Prepare the run").click()
    admin.get_by_role("button", name="Mark as reviewed").click()
    expect(admin.get_by_text("Mona Owner may approve the run once Adam Admin has approved their")).to_be_visible()

    owner = _on_a_phone(open_tab, admin.url)
    expect(owner.get_by_text("It waits for somebody else")).to_be_visible()
    shot(owner, "approval-waits-phone")
    waiting = barriers(owner)
    admin.get_by_text("Approve the payslip of Mona Owner").click()
    shot(admin, "approval-slip")
    asked = barriers(admin)
    admin.get_by_role("button", name="I have looked at it: approve").click()

    owner.get_by_role("button", name="Approve", exact=True).click()
    owner.get_by_role("dialog").get_by_role("button", name="Approve").click()
    expect(owner.get_by_text("Approved", exact=True)).to_be_visible()
    expect(admin.get_by_text("Approved", exact=True)).to_be_visible()
    assert waiting + asked == []
    assert set(house.rows("select profile_id, approved_by from payslips")) == {
        (cast.OWNER.profile_id, cast.ADMIN.profile_id),
        (cast.ADMIN.profile_id, cast.OWNER.profile_id),
    }


def _on_a_phone(open_tab: OpenTab, url: str) -> Page:
    phone = settled(open_tab(cast.OWNER, phone=True))
    use_light(phone)
    phone.goto(url)
    return settled(phone)
