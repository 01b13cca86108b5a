"""A manager's Monday: what needs a look is approved in three clicks, requests are answered, the next week goes out."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests import cast
from tests.browser import OpenTab, settled, shot
from tests.conftest import House
from tests.journeys.test_every_room import barriers, use_light
from tests.states.staging import BUCHAREST, ended, monday_of

pytestmark = pytest.mark.browser


def asked_for(house: House) -> None:
    """Sam wants days off."""
    first = (datetime.now(UTC) + timedelta(days=9)).date()
    house.rows(
        "insert into leave_requests (agency_id, profile_id, kind, first_day, last_day, reason)"
        " values (%s, %s, 'vacation', %s, %s, 'A wedding') returning id",
        cast.NORTHLIGHT, cast.OTHER_CHATTER.profile_id, first, first + timedelta(days=2),
    )  # fmt: skip


def drafted_for_next_week(house: House) -> None:
    """Ada's shift of next Wednesday is planned and nobody knows yet."""
    today = datetime.now(BUCHAREST).date()
    wednesday = today + timedelta(days=9 - today.weekday())
    house.rows(
        "insert into shifts (agency_id, profile_id, starts_at, ends_at) values (%s, %s,"
        " %s::timestamp at time zone 'Europe/Bucharest', %s::timestamp at time zone 'Europe/Bucharest') returning id",
        cast.NORTHLIGHT, cast.CHATTER.profile_id, f"{wednesday} 09:00", f"{wednesday} 17:00",
    )  # fmt: skip


def test_three_clicks_from_anywhere_approve_what_needs_a_look(open_tab: OpenTab, house: House) -> None:
    for person in (cast.CHATTER, cast.OTHER_CHATTER):
        ended(house, person)
    asked_for(house)
    manager = settled(open_tab(cast.MANAGER, "/"))

    manager.get_by_role("link", name="Timesheets").first.click()  # one
    room = manager.get_by_role("main")
    room.get_by_role("list", name="Needs a look").wait_for()
    shot(manager, "review-now")
    found = barriers(manager)
    room.get_by_label("Select all").check()  # two
    room.get_by_role("button", name="Approve selected").click()  # three
    expect(manager.get_by_text("2 stretches approved.")).to_be_visible()
    expect(room.get_by_text("Nothing needs a look")).to_be_visible()
    room.get_by_role("button", name="Approve", exact=True).click()  # the wedding
    expect(room.get_by_role("heading", name="Days off ahead")).to_be_visible()

    assert found + barriers(manager) == []
    assert house.rows("select distinct approval from timesheets") == [("approved",)]
    assert house.rows("select status from leave_requests") == [("approved",)]


def test_the_next_week_goes_out_after_the_review(open_tab: OpenTab, house: House) -> None:
    ended(house)
    drafted_for_next_week(house)
    manager = settled(open_tab(cast.MANAGER, "/timeclock/review"))
    manager.get_by_role("button", name="Approve", exact=True).click()
    expect(manager.get_by_text("1 stretch approved.")).to_be_visible()

    manager.get_by_role("link", name="Shifts").first.click()  # one
    manager.get_by_role("button", name="Week after").click()
    manager.get_by_role("button", name="Publish week", exact=True).click()  # two
    question = manager.get_by_role("dialog", name="Publish 1 shift?")
    question.get_by_role("button", name="Publish", exact=True).click()  # three
    expect(question).to_be_hidden()
    expect(manager.get_by_role("button", name="Publish week", exact=True)).to_be_disabled()

    assert house.rows("select published_at is not null from shifts") == [(True,)]
    assert house.rows("select approval from timesheets") == [("approved",)]


def test_a_correction_says_what_is_missing_beside_the_field_and_keeps_what_was_typed(
    open_tab: OpenTab, house: House
) -> None:
    ended(house)
    manager = settled(open_tab(cast.MANAGER, "/timeclock/review"))
    manager.get_by_role("button", name="Correct").click()
    form = manager.get_by_role("dialog", name=re.compile("Correct the hours of Ada"))
    since = form.get_by_label("From", exact=True)
    typed = f"{datetime.strptime(since.input_value(), '%H:%M').replace(tzinfo=UTC) - timedelta(minutes=20):%H:%M}"
    since.fill(typed)
    form.get_by_role("button", name="Add a break").click()
    form.get_by_label("Break 1 from").wait_for()
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_text("Fill this in.")).to_be_visible()
    shot(manager, "review-correct")
    found = barriers(manager)
    expect(since).to_have_value(typed)
    form.get_by_label("Reason", exact=True).fill("Forgot to clock in")
    form.get_by_label("Reason", exact=True).press("Tab")
    form.get_by_role("button", name="Save").click()
    expect(manager.get_by_text("The hours of Ada Chatter are corrected.")).to_be_visible()

    assert found == []
    assert house.rows("select version, reason from timesheets where current") == [(2, "Forgot to clock in")]


def test_today_changes_while_somebody_looks(open_tab: OpenTab) -> None:
    manager = settled(open_tab(cast.MANAGER, "/timeclock/review"))
    expect(manager.get_by_text("Nobody is planned or working")).to_be_visible()
    chatter = settled(open_tab(cast.CHATTER, "/"))

    chatter.get_by_role("banner").get_by_role("button", name="Clock in").click()
    expect(manager.get_by_role("list", name="Today").get_by_text("Ada Chatter")).to_be_visible()
    chatter.get_by_role("banner").get_by_role("button", name="Break", exact=True).click()

    expect(manager.get_by_role("list", name="Today").get_by_text("on break")).to_be_visible()


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_week_opens_a_person_and_their_stretches(open_tab: OpenTab, house: House, phone: bool) -> None:
    ended(house)
    manager = settled(open_tab(cast.MANAGER, "/", phone=phone))
    use_light(manager)
    week = f"/timeclock/review?tab=week&week={monday_of()}"
    manager.goto(manager.evaluate("location.origin") + week)
    settled(manager)
    shot(manager, f"review-week-{'phone' if phone else 'desktop'}")
    manager.get_by_role("button", name="Ada Chatter").click()
    drawer = manager.get_by_role("dialog", name="Ada Chatter")
    drawer.get_by_role("button", name="Needs a look").click()
    expect(drawer.get_by_text("How it came to be so")).to_be_visible()
    manager.wait_for_timeout(300)  # the drawer has come in, for the picture
    shot(manager, f"review-person-{'phone' if phone else 'desktop'}")

    assert barriers(manager) == []
    assert manager.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
