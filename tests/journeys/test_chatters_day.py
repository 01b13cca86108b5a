"""A chatter's day on a phone: in, a break, a note, what it earned so far and why, out, and the week put right."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests import cast
from tests.browser import OpenTab, settled, shot
from tests.conftest import House
from tests.journeys.test_every_room import barriers, use_light
from tests.services.paying import ADA, plan, sale
from tests.states.staging import ended, room_of

pytestmark = pytest.mark.browser


def two_hours_pass(house: House) -> datetime:
    """The day goes on: what runs began two hours earlier, and a fan has bought something."""
    [(since,)] = house.rows(
        "update timesheets set clocked_in_at = clocked_in_at - interval '2 hours',"
        " business_date = ((clocked_in_at - interval '2 hours') at time zone 'Europe/Bucharest')::date"
        " where clocked_out_at is null returning clocked_in_at"
    )
    at = (since + timedelta(minutes=30)).astimezone(ZoneInfo("Europe/Bucharest"))
    sale(house, f"{at:%Y-%m-%d %H:%M}", 5000, ADA, state="provisional")
    return since


def fits(phone: Page) -> bool:
    return bool(phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0)


@pytest.mark.parametrize("light", [False, True], ids=["dark", "light"])
def test_a_day_with_one_thumb(open_tab: OpenTab, house: House, light: bool) -> None:
    plan(house, hourly=1200, commission=[{"id": "all", "percent": "10", "basis": "gross"}])
    phone = settled(open_tab(cast.CHATTER, "/timeclock", phone=True))
    if light:
        use_light(phone)
        phone.reload()
        settled(phone)
    found = _work(phone, house, "light" if light else "dark")
    _put_right(phone)
    found += barriers(phone)

    assert found == []
    assert fits(phone)
    assert house.rows("select count(*) from correction_requests where status = 'waiting'") == [(1,)]
    assert house.rows("select count(*) from week_confirmations") == [(1,)]

    phone.get_by_role("link", name="Your payslips").tap()
    phone.wait_for_url("**/me/pay")


def _work(phone: Page, house: House, name: str) -> list[str]:
    room = phone.get_by_role("main")
    room.get_by_role("button", name="Clock in").tap()
    room.get_by_text(re.compile("working since")).wait_for()
    room.get_by_role("button", name="Start break", exact=True).tap()
    room.get_by_text(re.compile("on break since")).wait_for()
    shot(phone, f"day-break-{name}")
    room.get_by_role("button", name="End break").tap()
    room.get_by_role("button", name="Add a note").tap()
    note = phone.get_by_role("dialog", name="Note for this stretch")
    note.get_by_label("Note").fill("Covered for Sam")
    note.get_by_role("button", name="Save note").tap()
    expect(room.get_by_text("Covered for Sam").first).to_be_visible()

    two_hours_pass(house)
    room.get_by_role("button", name="Read again what you have earned").tap()
    expect(room.get_by_text("€24.", exact=False).first).to_be_visible()
    expect(room.get_by_text(re.compile("€12.00"))).to_be_visible()  # the rule of the line
    expect(room.get_by_text("provisional", exact=True)).to_be_visible()
    shot(phone, f"day-earned-{name}")
    found = barriers(phone)
    room.get_by_role("button", name="Clock out").tap()
    room.get_by_text("You are not working").wait_for()
    return found


def _put_right(phone: Page) -> None:
    """The clock-in was forgotten for half an hour: ask for it, then say that the week is complete."""
    phone.goto(phone.evaluate("location.origin") + room_of(ago=0, hours=2))
    room = settled(phone).get_by_role("main")
    room.get_by_role("button", name=re.compile("Approved|Needs a look")).first.tap()
    drawer = phone.locator("dialog[open]")
    expect(drawer.get_by_text("How it came to be so")).to_be_visible()
    phone.wait_for_timeout(300)  # the drawer has come in, for the picture
    shot(phone, "day-stretch")
    drawer.get_by_role("button", name="Ask for a change").tap()
    form = phone.get_by_role("dialog", name="What should it be?")
    typed = form.get_by_label("From", exact=True)
    before = datetime.strptime(typed.input_value(), "%H:%M").replace(tzinfo=UTC)
    typed.fill(f"{before - timedelta(minutes=30):%H:%M}")
    form.get_by_role("button", name="Ask", exact=True).tap()
    expect(form.get_by_text("Fill this in.")).to_be_visible()
    shot(phone, "day-ask")
    form.get_by_label("Reason", exact=True).fill("I was there half an hour before")
    form.get_by_role("button", name="Ask", exact=True).tap()
    expect(form).to_be_hidden()
    phone.keyboard.press("Escape")
    expect(room.get_by_text("Waiting", exact=True)).to_be_visible()
    room.get_by_role("button", name="My week is complete").tap()
    expect(room.get_by_text(re.compile("this week is complete"))).to_be_visible()
    shot(phone, "day-week")


def test_a_decision_of_the_manager_reaches_the_open_phone(open_tab: OpenTab, house: House) -> None:
    ended(house, ago=1, hours=1)
    phone = settled(open_tab(cast.CHATTER, room_of(ago=1, hours=1), phone=True))
    expect(phone.get_by_text("Needs a look")).to_be_visible()
    manager = settled(open_tab(cast.MANAGER, "/timeclock/review"))

    manager.get_by_role("button", name="Approve", exact=True).click()

    expect(phone.get_by_text("Approved", exact=True)).to_be_visible()


def test_days_off_are_asked_for_with_the_keyboard_and_withdrawn(open_tab: OpenTab, house: House) -> None:
    chatter = settled(open_tab(cast.CHATTER, "/timeclock"))
    first = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()

    chatter.get_by_role("button", name="Ask for days off").press("Enter")
    form = chatter.get_by_role("dialog", name="Days off")
    form.get_by_label("First day").fill(first)
    form.get_by_label("First day").press("Enter")
    expect(form).to_be_hidden()
    expect(chatter.get_by_text("Waiting", exact=True)).to_be_visible()
    chatter.get_by_role("button", name="Withdraw").press("Enter")
    expect(chatter.get_by_text("Withdrawn", exact=True)).to_be_visible()

    assert house.rows("select kind, first_day::text, status from leave_requests") == [("vacation", first, "withdrawn")]
