"""A page about one thing is opened by its address: from a link, a reload, a bookmark."""

import pytest
from playwright.sync_api import expect

from tests import cast
from tests.browser import OpenTab, settled

pytestmark = pytest.mark.browser


def test_a_creators_page_opens_by_its_address_every_time(open_tab: OpenTab) -> None:
    for _ in range(5):
        page = settled(open_tab(cast.OWNER, f"/creators/{cast.LUNA}"))
        expect(page.get_by_role("heading", name="Luna").first).to_be_visible()
        page.close()


def test_going_to_another_room_and_back_shows_each_with_its_own_data(open_tab: OpenTab) -> None:
    page = settled(open_tab(cast.OWNER, "/team"))
    rooms = page.get_by_role("navigation", name="Rooms")

    rooms.get_by_role("link", name="Creators").click()
    expect(page.get_by_role("main").get_by_text("Vera").first).to_be_visible()
    rooms.get_by_role("link", name="Team").click()

    expect(page.get_by_role("main").get_by_text(cast.MANAGER.name).first).to_be_visible()
