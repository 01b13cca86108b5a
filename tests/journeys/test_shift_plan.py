"""A week is planned by hand and by keys, published, and a shift changes hands: manager, chatter, colleague, manager."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import cast
from tests.browser import OpenTab, settled, shot
from tests.conftest import House
from tests.journeys.test_every_room import barriers

pytestmark = pytest.mark.browser
_AHEAD = datetime.now(UTC).date() + timedelta(days=7)
MONDAY = _AHEAD - timedelta(days=_AHEAD.weekday())
PATH = f"/shifts?week={MONDAY}"
ADA, SAM = cast.CHATTER, cast.OTHER_CHATTER
SPANS = (
    "select p.name, to_char(s.starts_at at time zone 'Europe/Bucharest', 'Dy HH24:MI'),"
    " to_char(s.ends_at at time zone 'Europe/Bucharest', 'Dy HH24:MI')"
    " from shifts s left join profiles p on (p.agency_id, p.id) = (s.agency_id, s.profile_id)"
    " where s.status <> 'cancelled' order by s.starts_at"
)


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name=name, exact=True).locator(".week-lane")


def blocks(page: Page, name: str) -> Locator:
    return row(page, name).locator(".shift")


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=4)
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def at(lane: Locator, day: int, hour: float) -> tuple[float, float]:
    """Where a time is on a row; `day` 0 is Monday."""
    box = lane.bounding_box()
    assert box
    return box["x"] + box["width"] * (day * 24 + hour) / 168, box["y"] + box["height"] / 2


def test_a_week_is_drawn_moved_and_stretched_by_hand(house: House, open_tab: OpenTab) -> None:
    page = settled(open_tab(cast.MANAGER, PATH))

    drag(page, at(row(page, ADA.name), 1, 22), at(row(page, ADA.name), 2, 6))
    expect(blocks(page, ADA.name)).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="Draft made for Ada Chatter")).to_be_visible()
    assert house.rows(SPANS) == [(ADA.name, "Tue 22:00", "Wed 06:00")]

    box = blocks(page, ADA.name).bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    drag(page, middle, (middle[0], at(row(page, SAM.name), 0, 0)[1]))
    expect(blocks(page, SAM.name)).to_have_count(1)
    expect(blocks(page, ADA.name)).to_have_count(0)

    box = blocks(page, SAM.name).bounding_box()
    assert box
    edge = (box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
    drag(page, edge, (at(row(page, SAM.name), 2, 8)[0] - 2, edge[1]))
    expect(blocks(page, SAM.name)).to_have_attribute("data-end", str(2 * 1440 + 480))
    assert house.rows(SPANS) == [(SAM.name, "Tue 22:00", "Wed 08:00")]

    page.get_by_role("button", name="Undo").click()
    expect(blocks(page, SAM.name)).to_have_attribute("data-end", str(2 * 1440 + 360))


def test_everything_the_hand_does_keys_do(house: House, open_tab: OpenTab) -> None:
    page = settled(open_tab(cast.MANAGER, PATH))

    page.get_by_role("button", name=f"New shift for {ADA.name}").focus()
    page.keyboard.press("n")
    drawer = page.get_by_role("dialog", name="New shift")
    drawer.get_by_label("Day").fill(str(MONDAY + timedelta(days=2)))
    drawer.get_by_role("button", name="Make shift").click()
    block = blocks(page, ADA.name)
    expect(block).to_have_count(1)
    expect(drawer).to_be_hidden()
    block.focus()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    expect(block).to_have_attribute("data-end", str(2 * 1440 + 17 * 60 + 45))
    expect(block).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(blocks(page, ADA.name)).to_have_count(0)
    [(name, since, until)] = house.rows(SPANS)
    assert (name != ADA.name, since, until) == (True, "Wed 09:30", "Wed 17:45")

    moved = page.locator(".shift[data-shift]")
    expect(moved).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name=re.compile("Wed"))).to_be_visible()
    page.keyboard.press("Escape")
    moved.focus()
    page.keyboard.press("Delete")
    expect(moved).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(moved).to_have_count(1)
    assert barriers(page) == []


def test_a_template_is_dragged_onto_a_day_or_pressed_and_placed(house: House, open_tab: OpenTab) -> None:
    page = settled(open_tab(cast.MANAGER, PATH))

    page.get_by_role("button", name="Templates").click()
    drawer = page.get_by_role("dialog", name="Templates")
    drawer.get_by_label("Name").fill("Night")
    drawer.get_by_label("From").fill("22:00")
    drawer.get_by_label("Until").fill("06:00")
    drawer.get_by_role("button", name="Keep template").click()
    expect(drawer.get_by_role("button", name="Delete template Night")).to_be_visible()
    page.keyboard.press("Escape")
    chip = page.locator(".week-template")
    box = chip.bounding_box()
    assert box
    drag(page, (box["x"] + 8, box["y"] + 8), at(row(page, ADA.name), 3, 10))
    expect(blocks(page, ADA.name)).to_have_count(1)
    chip.click()
    page.mouse.click(*at(row(page, SAM.name), 4, 10))
    expect(blocks(page, SAM.name)).to_have_count(1)

    assert house.rows(SPANS) == [(ADA.name, "Thu 22:00", "Fri 06:00"), (SAM.name, "Fri 22:00", "Sat 06:00")]


def test_a_published_shift_reaches_a_phone_live_and_changes_hands(house: House, open_tab: OpenTab) -> None:
    manager = settled(open_tab(cast.MANAGER, PATH))
    ada, sam = (settled(open_tab(person, PATH, phone=True)) for person in (ADA, SAM))
    expect(ada.get_by_text("No shifts this week")).to_be_visible()

    drag(manager, at(row(manager, ADA.name), 1, 9), at(row(manager, ADA.name), 1, 17))
    expect(blocks(manager, ADA.name)).to_have_count(1)
    manager.get_by_role("button", name="Publish week").click()
    question = manager.get_by_role("dialog", name="Publish 1 shift?")
    expect(question.get_by_text("Ada Chatter (1)")).to_be_visible()
    question.get_by_role("button", name="Publish", exact=True).click()
    shot(manager, "plan-published")

    ada.get_by_role("button", name=re.compile("^Offer the shift")).click()
    drawer = ada.get_by_role("dialog", name="Offer this shift")
    shot(ada, "plan-offer")
    drawer.get_by_role("button", name="Offer shift").click()
    expect(ada.get_by_text("on offer", exact=True)).to_be_visible()
    sam.get_by_role("button", name=re.compile("^Take the shift")).click()
    expect(sam.get_by_text("waits for approval")).to_be_visible()
    shot(sam, "plan-taken")
    manager.get_by_role("button", name="Approve", exact=True).click()

    expect(blocks(manager, SAM.name)).to_have_count(1)
    expect(sam.get_by_role("button", name=re.compile("^Offer the shift"))).to_be_visible()
    expect(ada.get_by_text("No shifts this week")).to_be_visible()
    assert barriers(ada) + barriers(sam) == []
    assert house.rows(SPANS) == [(SAM.name, "Tue 09:00", "Tue 17:00")]


def test_on_a_phone_a_planner_taps_instead_of_dragging(house: House, open_tab: OpenTab) -> None:
    page = settled(open_tab(cast.MANAGER, PATH, phone=True))

    wednesday = page.get_by_role("button", name=re.compile("^Wed"))
    wednesday.tap()
    expect(wednesday).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="New shift", exact=True).tap()
    drawer = page.get_by_role("dialog", name="New shift")
    expect(drawer.get_by_label("Day")).to_have_value(str(MONDAY + timedelta(days=2)))
    drawer.get_by_label("Person").select_option(ADA.name)
    drawer.get_by_role("button", name="Make shift").tap()
    card = page.locator(".shift-card")
    expect(card).to_contain_text(ADA.name)
    card.tap()
    drawer = page.get_by_role("dialog", name=re.compile("^Ada Chatter"))
    drawer.get_by_label("From").fill("12:00")
    drawer.get_by_role("button", name="Save shift").tap()
    expect(drawer).to_be_hidden()

    assert house.rows(SPANS) == [(ADA.name, "Wed 12:00", "Wed 17:00")]


def test_ones_calendar_address_is_shown_once_and_can_be_revoked(house: House, open_tab: OpenTab) -> None:
    ada = settled(open_tab(ADA, PATH, phone=True))

    ada.get_by_role("button", name="Make an address").tap()
    shown = ada.get_by_role("dialog", name="Your calendar")
    address = shown.locator("code").inner_text()
    assert ada.request.get(address).text().startswith("BEGIN:VCALENDAR")
    ada.keyboard.press("Escape")
    expect(ada.get_by_text(address)).to_have_count(0)
    ada.get_by_role("button", name="Revoke").tap()
    ada.get_by_role("dialog", name=re.compile("^Revoke")).get_by_role("button", name="Revoke").tap()
    expect(ada.get_by_role("button", name="Make an address")).to_be_visible()

    assert ada.request.get(address).status == 404
