"""An owner brings in the platform's sales from a file: wrong rows first, then what overlaps, then it counts."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import cast
from tests.browser import OpenTab, settled, shot
from tests.conftest import House
from tests.journeys.test_every_room import barriers, use_light
from tests.services.importing import assigned_all_year, back, books, file, hint, row
from tests.services.paying import ADA, SAM, sale

pytestmark = pytest.mark.browser
GOOD = [
    row(external_id="s1", fan="honey"),
    row("2026-04-11T20:15:00+03:00", type="message", gross="25.00", fee="5.00", net="20.00", external_id="s2",
        fan="fan 7", sender="sam@northlight.test"),
    row("2026-04-12 21:40:00", creator="Vera", type="subscription", external_id="s3"),
    row("2026-05-01T00:10:00+03:00", type="renewal", fee="", net="", external_id="s4"),
    back("2026-05-03T12:00:00Z", type="message", gross="-25.00", fee="-5.00", net="-20.00", external_id="s2"),
]  # fmt: skip
WRONG = [row(creator="Lena"), row("2026-03-29 03:30:00", gross="1.234,56", fee="", net=""), row(currency="EURO")]


def choose(page: Page, folder: Path, name: str, *rows: str) -> None:
    """Pick the file as a person does, and wait for the page it leads to."""
    path = folder / name
    path.write_bytes(file(*rows))
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Look at the file").click()
    settled(page)


def downloaded(page: Page, link: str) -> str:
    """The file behind a link; the page stays."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=link).click()
    return Path(waiting.value.path()).read_text("utf-8-sig")


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert barriers(page) == []


def test_a_file_is_corrected_imported_seen_and_undone(open_tab: OpenTab, house: House, tmp_path: Path) -> None:
    assigned_all_year(house)
    hint(house)
    owner = settled(open_tab(cast.OWNER, "/revenue"))
    shot(owner, "revenue-none")
    owner.get_by_role("main").get_by_role("link", name="Import a file").click()
    expect(owner.get_by_role("heading", name="What the file looks like")).to_be_visible()
    shot(owner, "imports-none")
    fits(owner)
    assert downloaded(owner, "Download a sample").startswith("occurred_at,creator,type,")

    choose(owner, tmp_path, "platform-april.csv", *GOOD, *WRONG)
    expect(owner.get_by_text("Fix the file first")).to_be_visible()
    expect(owner.get_by_text('creator: "Lena" is no creator here.')).to_be_visible()
    shot(owner, "import-wrong")
    fits(owner)
    assert downloaded(owner, "Download all problems").startswith("line,column,problem\n7,creator,")

    owner.get_by_role("link", name="Choose another file").click()
    choose(owner, tmp_path, "platform-april.csv", *GOOD)
    expect(owner.get_by_text("5 rows can be imported")).to_be_visible()
    expect(owner.get_by_text("1 announced sale is settled")).to_be_visible()
    shot(owner, "import-ready")
    fits(owner)

    manager = settled(open_tab(cast.MANAGER, "/revenue?span=all"))
    owner.get_by_role("button", name="Import 5 rows").click()
    expect(owner.get_by_text("5 rows imported", exact=True)).to_be_visible()
    expect(manager.get_by_text("Taken back").first).to_be_visible()
    shot(owner, "import-done")
    fits(owner)

    owner.get_by_role("link", name="Show these sales").click()
    owner.get_by_role("button", name="Message").last.click()
    expect(owner.get_by_role("heading", name="Who earned it")).to_be_visible()
    owner.wait_for_timeout(300)  # the drawer has come in, for the picture
    shot(owner, "revenue-drawer")
    fits(owner)
    owner.keyboard.press("Escape")
    shot(owner, "revenue-list")
    fits(owner)

    owner.get_by_role("link", name="Show the import").click()
    owner.get_by_role("button", name="Undo this import").click()
    owner.get_by_role("dialog").get_by_role("button", name="Undo this import").click()
    expect(owner.get_by_text("Undone", exact=True)).to_be_visible()
    assert books(house) == [(1000, None, "provisional", "webhook")]


def test_an_overlap_on_a_phone_in_the_light(open_tab: OpenTab, house: House, tmp_path: Path) -> None:
    assigned_all_year(house)
    phone = settled(open_tab(cast.OWNER, phone=True))
    use_light(phone)
    phone.goto(phone.evaluate("location.origin") + "/revenue/imports")
    settled(phone)
    shot(phone, "imports-phone")
    fits(phone)
    choose(phone, tmp_path, "first.csv", *GOOD)
    phone.get_by_role("button", name="Import 5 rows").click()
    expect(phone.get_by_text("5 rows imported", exact=True)).to_be_visible()
    phone.goto(phone.evaluate("location.origin") + "/revenue/imports")
    settled(phone)
    choose(phone, tmp_path, "again.csv", *GOOD)
    expect(phone.get_by_text("This very file was imported on")).to_be_visible()
    shot(phone, "imports-phone-refused")
    fits(phone)

    choose(phone, tmp_path, "longer.csv", *GOOD, row("2026-05-04T12:00:00Z", external_id="s5"))
    expect(phone.get_by_text("5 rows are here already")).to_be_visible()
    shot(phone, "import-phone-overlap")
    fits(phone)
    phone.get_by_role("button", name="Leave them out and import 1 row").click()
    expect(phone.get_by_text("1 row imported", exact=True)).to_be_visible()

    phone.goto(phone.evaluate("location.origin") + "/revenue?span=all")
    settled(phone)
    expect(phone.get_by_text("€40.00")).to_be_visible()
    shot(phone, "revenue-phone")
    fits(phone)
    phone.get_by_role("button", name="Renewal").click()
    phone.wait_for_timeout(300)
    shot(phone, "revenue-phone-drawer")
    fits(phone)


def test_a_chatter_reads_what_is_theirs(open_tab: OpenTab, house: House) -> None:
    sale(house, "2026-04-10 12:00", 1001, ADA, SAM)
    chatter = settled(open_tab(cast.CHATTER, "/revenue?span=all"))

    expect(chatter.get_by_text("Your part of these sales.")).to_be_visible()
    expect(chatter.get_by_text("€5.01").first).to_be_visible()
    expect(chatter.get_by_role("link", name="Import a file")).to_have_count(0)
    shot(chatter, "revenue-chatter")
    fits(chatter)
