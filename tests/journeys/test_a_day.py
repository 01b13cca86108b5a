"""A chatter's day on the phone, a sale that arrives while somebody looks, a fan who opens a bio page."""

import asyncio
import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect

from tests import cast, endpoint
from tests.browser import OpenTab, settled, shot
from tests.conftest import House
from tests.pretend import fanvue as pretend
from tests.pretend.fanvue import Fanvue
from tests.serving import Web
from tests.working import until, worker

pytestmark = pytest.mark.browser


def test_a_chatter_clocks_in_and_out_with_one_thumb_and_leaves_a_note(open_tab: OpenTab, house: House) -> None:
    phone = settled(open_tab(cast.CHATTER, "/timeclock", phone=True))
    room = phone.get_by_role("main")

    room.get_by_role("button", name="Clock in").tap()
    room.get_by_text(re.compile("working since")).wait_for()
    room.get_by_role("button", name="Add a note").tap()
    phone.get_by_role("dialog", name="Note for this stretch").get_by_label("Note").fill("Covered for Sam")
    phone.get_by_role("button", name="Save note").tap()
    expect(room.get_by_text("Covered for Sam").first).to_be_visible()
    shot(phone, "clock-phone")
    room.get_by_role("button", name="Clock out").tap()
    room.get_by_text("You are not working").wait_for()

    assert house.rows("select note, clocked_out_at is not null from timesheets") == [("Covered for Sam", True)]


def test_a_phone_shows_one_clock_and_nothing_runs_over_the_edge(open_tab: OpenTab) -> None:
    for path in ("/", "/timeclock"):
        phone = settled(open_tab(cast.CHATTER, path, phone=True))

        expect(phone.get_by_role("button", name="Clock in").locator("visible=true")).to_have_count(1)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_sale_appears_on_the_open_dashboard_without_a_reload(web: Web, open_tab: OpenTab, house: House) -> None:
    made = endpoint.connect(house)
    owner = settled(open_tab(cast.OWNER))
    expect(owner.get_by_text("Nothing came in this week or last")).to_be_visible()

    with worker() as running:
        until(lambda: "worker.ready" in running.log(), why=running.log)
        sender = Fanvue(f"{web.url}/webhooks/fanvue/{made.key}", made.secret)
        body = pretend.purchase(cast.LUNA_FANVUE, 4321)
        with ThreadPoolExecutor() as elsewhere:  # the browser's own loop runs in this thread
            told = elsewhere.submit(lambda: asyncio.run(sender.send("purchase_received", body))).result()
        assert told.status_code == 200
        owner.get_by_text("€43.21", exact=True).first.wait_for(timeout=3000)

    expect(owner.get_by_role("heading", name="Revenue has started this week")).to_be_visible()
    expect(owner.get_by_text(re.compile("is provisional"))).to_be_visible()
    shot(owner, "dashboard-live")
    owner.get_by_text("Show as a table").click()
    expect(owner.get_by_role("columnheader", name="Came in")).to_be_visible()


def test_a_fan_reads_a_bio_page_and_nothing_of_us_runs_there(open_tab: OpenTab, house: House) -> None:
    blocks = [{"kind": "link", "label": "My Fanvue", "url": "https://www.fanvue.com/luna"}]
    [(page,)] = house.rows(
        "insert into bio_pages (agency_id, creator_id, title, tagline, blocks, published_at)"
        " values (%s, %s, 'Luna', 'Late nights', %s, now()) returning id",
        cast.NORTHLIGHT,
        cast.LUNA,
        json.dumps(blocks),
    )
    named = "insert into slugs (slug, agency_id, bio_page_id) values ('luna', %s, %s) returning slug"
    house.rows(named, cast.NORTHLIGHT, page)

    fan = open_tab(None, "/u/luna", phone=True)

    expect(fan.get_by_role("heading", name="Luna")).to_be_visible()
    expect(fan.get_by_role("link", name="My Fanvue")).to_have_attribute("href", "https://www.fanvue.com/luna")
    assert fan.evaluate("document.scripts.length") == 0
    assert fan.evaluate("getComputedStyle(document.querySelector('a')).borderRadius") == "12px"
    shot(fan, "bio")
