"""What stands beside the plan: an advance its person sees, and the account pay goes to, behind a password."""

import pytest
from playwright.sync_api import Page, expect

from tests import cast
from tests.browser import OpenTab, settled, shot
from tests.conftest import House
from tests.journeys.test_every_room import barriers, use_light

pytestmark = pytest.mark.browser
IBAN = "DE89 3704 0044 0532 0130 00"


def test_an_advance_is_agreed_seen_by_its_person_and_withdrawn_with_a_reason(open_tab: OpenTab, house: House) -> None:
    admin = settled(open_tab(cast.ADMIN, "/payroll"))
    admin.get_by_role("link", name="Bonuses and deductions").click()
    settled(admin)
    shot(admin, "pay-items-none")
    admin.get_by_role("button", name="Add", exact=True).click()
    admin.get_by_label("Person", exact=True).select_option(label="Ada Chatter")
    form = admin.get_by_role("dialog", name="Add a bonus, deduction or advance")
    form.get_by_label("Kind").select_option("advance")
    form.get_by_label("Amount", exact=True).fill("300")
    form.get_by_label("Taken back each run").fill("400")
    form.get_by_label("Reason").fill("Rent deposit")
    form.get_by_role("button", name="Add it").click()
    expect(form.get_by_text("An instalment cannot be larger than the whole advance.")).to_be_visible()
    shot(admin, "pay-items-error")
    wrong = barriers(admin)
    form.get_by_label("Taken back each run").fill("100")
    form.get_by_role("button", name="Add it").click()
    expect(admin.get_by_text("€0.00 of €300.00 repaid, €100.00 a run")).to_be_visible()
    shot(admin, "pay-items")

    phone = _on_a_phone(open_tab, "/me/pay")
    expect(phone.get_by_text("Rent deposit")).to_be_visible()
    admin.get_by_role("button", name="Withdraw Advance of Ada Chatter").click()
    admin.get_by_role("dialog", name="Withdraw this?").get_by_label("Why").fill("Paid from the till")
    shot(admin, "pay-items-withdraw")
    admin.get_by_role("dialog", name="Withdraw this?").get_by_role("button", name="Withdraw").click()

    expect(phone.get_by_text("Paid from the till")).to_be_visible()
    assert wrong + barriers(admin) == []
    assert house.rows("select kind, cancel_reason from pay_items") == [("advance", "Paid from the till")]


def test_a_person_enters_an_account_and_the_owner_sees_its_end(open_tab: OpenTab) -> None:
    phone = _on_a_phone(open_tab, "/me/pay")
    shot(phone, "my-pay-account-none")
    phone.get_by_role("button", name="Enter an account").click()
    phone.get_by_label("IBAN").fill("DE00 3704 0044 0532 0130 00")
    phone.get_by_label("Your own password").fill(cast.PASSWORD)
    phone.get_by_role("button", name="Save the account").click()
    expect(phone.get_by_text("A character of this IBAN is wrong or two are swapped.")).to_be_visible()
    shot(phone, "my-pay-account-error")
    wrong = barriers(phone)
    phone.get_by_label("IBAN").fill(IBAN)
    phone.get_by_role("button", name="Save the account").click()
    expect(phone.get_by_text("•••• 3000")).to_be_visible()
    shot(phone, "my-pay-account")

    owner = settled(open_tab(cast.OWNER, "/settings/bank-accounts"))
    expect(owner.get_by_text("Ada Chatter, ends in 3000")).to_be_visible()
    shot(owner, "bank-accounts")
    owner.get_by_role("button", name="Ada Chatter").click()
    expect(owner.get_by_text("by Ada Chatter.")).to_be_visible()
    owner.wait_for_timeout(300)  # the drawer has come in, for the picture
    shot(owner, "bank-accounts-person")

    assert "3704" not in phone.content() + owner.content()
    assert wrong + barriers(phone) + barriers(owner) == []
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def _on_a_phone(open_tab: OpenTab, path: str) -> Page:
    phone = settled(open_tab(cast.CHATTER, phone=True))
    use_light(phone)
    phone.goto(phone.evaluate("location.origin") + path)
    return settled(phone)
