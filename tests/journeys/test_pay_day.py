"""Pay day: the owner prepares, the admin approves and takes the files along, the chatter reads why each cent."""

import io
import re
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sepaxml
import xmlschema
from playwright.sync_api import Locator, Page, expect

from tests import cast
from tests.browser import OpenTab, settled, shot
from tests.conftest import House
from tests.journeys.test_every_room import barriers, use_light
from tests.pdf import text_of
from tests.services.paying import ADA, SAM, bank, plan, sale, sheet

pytestmark = pytest.mark.browser
SCHEMA_FILE = Path(sepaxml.__file__).parent / "schemas" / "pain.001.001.09.xsd"


def worked_last_month(house: House) -> None:
    """Ada has a plan, Sam has none."""
    last = (datetime.now(UTC).replace(day=1) - timedelta(days=1)).replace(day=3)
    plan(house, hourly=1250, night="1.25", commission=[{"id": "all", "percent": "10"}])
    for shift in range(4):
        day = last + timedelta(days=shift)
        sheet(house, f"{day:%Y-%m-%d} 12:00", f"{day:%Y-%m-%d} 20:30")
        sale(house, f"{day:%Y-%m-%d} 15:00", 4000 + shift, ADA)
    sheet(house, f"{last:%Y-%m-%d} 10:00", f"{last:%Y-%m-%d} 12:00", SAM)


def test_the_owner_prepares_and_the_admin_approves_takes_the_files_and_pays(open_tab: OpenTab, house: House) -> None:
    worked_last_month(house)
    bank(house, None, ADA)
    owner = settled(open_tab(cast.OWNER, "/payroll"))
    shot(owner, "payroll-none")
    owner.get_by_role("button", name="Prepare the run").click()
    expect(owner.get_by_role("heading", name="Needs attention")).to_be_visible()
    shot(owner, "payroll-draft")
    found = barriers(owner)
    _open_a_line(owner)
    shot(owner, "payroll-slip")
    found += barriers(owner)
    owner.keyboard.press("Escape")
    owner.get_by_role("button", name="Mark as reviewed").click()
    expect(owner.get_by_role("heading", name="Who may approve")).to_be_visible()

    admin = settled(open_tab(cast.ADMIN, "/payroll"))
    admin.get_by_role("link", name="20").click()
    admin.get_by_role("button", name="Approve", exact=True).click()
    admin.get_by_role("dialog").get_by_role("button", name="Approve").click()  # three clicks from the list
    _take_the_files(admin)
    shot(admin, "payroll-approved")
    found += barriers(admin)
    admin.get_by_role("button", name="Mark as paid").click()
    admin.get_by_role("dialog").get_by_role("button", name="Mark as paid").click()
    expect(admin.get_by_text("Paid", exact=True).first).to_be_visible()
    shot(admin, "payroll-paid")
    expect(owner.get_by_text("Paid", exact=True).first).to_be_visible()

    found += _seen_on_a_phone(open_tab, admin.url)
    assert found == []
    assert house.rows("select status from payroll_runs") == [("paid",)]
    _read_by_the_chatter(open_tab)


def _seen_on_a_phone(open_tab: OpenTab, address: str) -> list[str]:
    phone = settled(open_tab(cast.ADMIN, phone=True))
    use_light(phone)
    phone.goto(address)
    settled(phone)
    expect(phone.get_by_text("The books balance")).to_be_visible()
    shot(phone, "payroll-phone-paid")
    wide = phone.evaluate("document.documentElement.scrollWidth - innerWidth") > 0
    return barriers(phone) + (["wider than the phone"] if wide else [])


def _take_the_files(admin: Page) -> None:
    """One click each: a slip as PDF, all of them, the lines, and what the bank is told."""
    slip = text_of(taken(admin, admin.get_by_role("link", name="Payslip of Ada Chatter as PDF")))
    assert "Ada Chatter" in slip and "€" in slip and "Approved" not in slip
    every = zipfile.ZipFile(io.BytesIO(taken(admin, admin.get_by_role("link", name="All payslips"))))
    assert len(every.namelist()) == 1
    assert b"Ada Chatter" in taken(admin, admin.get_by_role("link", name="Lines as CSV"))
    sepa = taken(admin, admin.get_by_role("button", name="Download the payments"))
    xmlschema.XMLSchema(SCHEMA_FILE).validate(sepa.decode())
    [total] = re.findall(r"To pay\n€([0-9,.]+)\n", slip)[:1]
    assert f"<CtrlSum>{total.replace(',', '')}</CtrlSum>".encode() in sepa
    expect(admin.get_by_text("Already downloaded")).to_be_visible()


def taken(page: Page, control: Locator) -> bytes:
    """What the browser keeps after one click."""
    with page.expect_download() as waiting:
        control.click()
    return Path(waiting.value.path()).read_bytes()


def _open_a_line(owner: Page) -> None:
    owner.get_by_role("button", name="Ada Chatter").click()
    owner.get_by_role("button", name="Hours").click()
    expect(owner.get_by_text("Plan in force since")).to_be_visible()
    owner.wait_for_timeout(300)  # the drawer has come in, for the picture


def _read_by_the_chatter(open_tab: OpenTab) -> None:
    phone = settled(open_tab(cast.CHATTER, phone=True))
    use_light(phone)
    phone.goto(phone.evaluate("location.origin") + "/me/pay")
    settled(phone)
    shot(phone, "my-pay-phone")
    phone.get_by_role("button", name="Payslip 1").click()
    phone.get_by_role("button", name="Commission").click()
    expect(phone.get_by_text("10% of net", exact=True)).to_be_visible()
    phone.wait_for_timeout(300)
    shot(phone, "my-pay-phone-slip")

    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert barriers(phone) == []
    phone.keyboard.press("Escape")
    assert "Ada Chatter" in text_of(taken(phone, phone.get_by_role("link", name="Download as PDF").first))


def test_a_run_on_a_phone_in_the_light(open_tab: OpenTab, house: House) -> None:
    worked_last_month(house)
    phone = settled(open_tab(cast.OWNER, phone=True))
    use_light(phone)
    phone.goto(phone.evaluate("location.origin") + "/payroll")
    settled(phone)
    phone.get_by_role("button", name="Prepare the run").click()
    expect(phone.get_by_role("heading", name="Needs attention")).to_be_visible()
    shot(phone, "payroll-phone-draft")

    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert barriers(phone) == []
