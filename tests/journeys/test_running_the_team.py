"""A day of an owner: finding people, changing them, showing an agency its own face."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests import cast
from tests.browser import OpenTab, settled, shot
from tests.conftest import House
from tests.serving import Web

pytestmark = pytest.mark.browser


def test_a_search_is_in_the_address_and_survives_a_reload(open_tab: OpenTab, web: Web) -> None:
    page = settled(open_tab(cast.OWNER, "/team"))
    page.get_by_role("searchbox", name="Search name or e-mail").press_sequentially("chatter")
    expect(page.get_by_role("row")).to_have_count(3)
    page.get_by_role("button", name="Person").click()
    expect(page.get_by_role("columnheader", name="Person")).to_have_attribute("aria-sort", "descending")

    assert page.url == f"{web.url}/team?search=chatter&sort=-name"
    page.reload()
    settled(page)

    expect(page.get_by_role("searchbox", name="Search name or e-mail")).to_have_value("chatter")
    expect(page.get_by_role("row").nth(1)).to_contain_text("Sam Chatter")


def test_who_is_suspended_leaves_their_page_and_cannot_come_back(open_tab: OpenTab, web: Web) -> None:
    theirs = settled(open_tab(cast.OTHER_CHATTER, "/timeclock"))
    owner = settled(open_tab(cast.OWNER, "/team"))
    owner.get_by_role("button", name=re.compile("Sam Chatter")).click()
    drawer = owner.get_by_role("dialog", name="Sam Chatter")
    shot(owner, "person")

    drawer.get_by_role("button", name="Suspend").click()

    theirs.wait_for_url(re.compile("/sign-in"))
    expect(drawer.get_by_role("button", name="Let in again")).to_be_visible()
    theirs.fill("[name=email]", cast.OTHER_CHATTER.email)
    theirs.fill("[name=password]", cast.PASSWORD)
    theirs.keyboard.press("Enter")
    theirs.wait_for_load_state()
    assert "/sign-in" in theirs.url


def test_off_boarding_names_what_it_ends_and_asks_for_the_name(open_tab: OpenTab, house: House) -> None:
    page = settled(open_tab(cast.OWNER, f"/team?open={cast.CHATTER.profile_id}"))
    page.get_by_role("dialog", name="Ada Chatter").get_by_role("button", name="Off-board").click()
    question = page.get_by_role("dialog", name="Ada Chatter leaves the agency")
    expect(question).to_contain_text("Their work for Luna")
    question.locator("[name=typed]").fill("Ada")
    page.keyboard.press("Enter")
    expect(question).to_contain_text("That is not the name.")
    shot(page, "off-board")
    question.locator("[name=typed]").fill("Ada Chatter")

    page.keyboard.press("Enter")

    expect(question).to_be_hidden()
    expect(page.get_by_text("Ada Chatter has left.")).to_be_visible()
    assert house.rows("select status from profiles where id = %s", cast.CHATTER.profile_id) == [("left",)]


def test_an_assignment_appears_on_the_chatters_open_page(open_tab: OpenTab) -> None:
    chatter = settled(open_tab(cast.CHATTER, "/creators"))
    expect(chatter.get_by_role("row")).to_have_count(2)
    manager = settled(open_tab(cast.MANAGER, f"/creators/{cast.VERA}"))
    manager.locator("[name=profile_id]").select_option(label="Ada Chatter")

    manager.get_by_role("button", name="Assign", exact=True).click()

    expect(manager.get_by_role("button", name="End Ada Chatter's assignment")).to_be_visible()
    expect(chatter.get_by_role("link", name=re.compile("Vera"))).to_be_visible()
    chatter.get_by_role("link", name=re.compile("Vera")).click()
    expect(chatter.get_by_role("heading", name="Vera")).to_be_visible()
    expect(chatter.get_by_role("button", name="Save")).to_have_count(0)


def test_an_agency_wears_its_own_name_colour_and_logo(open_tab: OpenTab) -> None:
    picture = BytesIO()
    Image.new("RGB", (600, 600), "#ff8800").save(picture, "PNG")
    page = settled(open_tab(cast.OWNER, "/settings"))
    page.locator("#form-look [name=name]").fill("Harbour Lights")
    page.locator("#form-look [name=accent]").fill("#ff8800")
    page.keyboard.press("Enter")
    expect(page.locator(".brand")).to_contain_text("Harbour Lights")

    page.locator("input[name=logo]").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    )
    page.get_by_role("button", name="Use this picture").click()
    page.wait_for_url(re.compile("/settings$"))
    settled(page)

    mark = page.locator(".brand img")
    expect(mark).to_have_attribute("src", re.compile(r"^/logo/.*\.png$"))
    assert mark.evaluate("image => image.naturalWidth") == 256
    shot(page, "settings")


def test_a_file_that_is_no_picture_is_a_sentence_next_to_its_field(open_tab: OpenTab) -> None:
    page = settled(open_tab(cast.OWNER, "/settings"))
    page.locator("input[name=logo]").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"<svg/>"})
    page.get_by_role("button", name="Use this picture").click()
    settled(page)

    expect(page.locator("#logo-error")).to_contain_text("That is not a picture we can read.")


def test_a_connections_secret_is_shown_once(open_tab: OpenTab) -> None:
    page = settled(open_tab(cast.OWNER, "/settings/connections"))
    page.get_by_role("button", name="Connect Fanvue").click()
    page.get_by_role("dialog", name="Connect Fanvue").get_by_role("button", name="Make the address").click()
    shown = page.get_by_role("dialog", name=re.compile("secret and addresses"))
    secret = shown.locator("#secret-value").text_content() or ""
    shot(page, "secret")

    shown.get_by_role("button", name="I have copied it").click()

    expect(shown).to_be_hidden()
    assert len(secret) >= 43
    assert secret not in page.content()
    page.reload()
    settled(page)
    assert secret not in page.content()
    expect(page.get_by_text("nothing yet")).to_be_visible()


def test_a_connection_gets_a_new_secret_and_is_removed_by_its_name(open_tab: OpenTab, house: House) -> None:
    with house.admin() as connection:
        connection.execute(
            "insert into connections (agency_id, name, endpoint_key, secret_sealed, currency)"
            " values (%s, 'Main', 'key-main', '\\x01', 'EUR'), (%s, 'Other', 'key-other', '\\x01', 'EUR')",
            [cast.NORTHLIGHT, cast.NORTHLIGHT],
        )
    page = settled(open_tab(cast.OWNER, "/settings/connections"))
    main = page.locator("section.panel", has_text="Main")
    main.get_by_role("button", name="New secret").click()
    page.get_by_role("dialog", name="Make a new secret for Main?").get_by_role("button", name="New secret").click()
    shown = page.get_by_role("dialog", name="Main: secret and addresses")
    expect(shown.locator("#secret-value")).not_to_be_empty()
    shown.get_by_role("button", name="I have copied it").click()

    main.get_by_role("button", name="Remove").click()
    question = page.get_by_role("dialog", name="Remove Main?")
    question.locator("[name=typed]").fill("Main")
    question.get_by_role("button", name="Remove").click()

    expect(page.get_by_text("The connection is removed.")).to_be_visible()
    expect(main).to_have_count(0)
    expect(question).to_be_hidden()
    assert house.rows("select name from connections where removed_at is null") == [("Other",)]


def test_an_invitation_is_revoked_after_a_question_that_names_it(open_tab: OpenTab, house: House) -> None:
    with house.admin() as connection:
        connection.execute(
            "insert into invitations (agency_id, email, role, token_hash, expires_at)"
            " values (%s, 'nia@x.test', 'chatter', '\\x01', now() + interval '7 days'),"
            " (%s, 'tom@x.test', 'chatter', '\\x02', now() + interval '7 days')",
            [cast.NORTHLIGHT, cast.NORTHLIGHT],
        )
    page = settled(open_tab(cast.OWNER, "/team/invitations", phone=True))
    page.get_by_role("row", name=re.compile("nia@x.test")).get_by_role("button", name="Revoke").click()
    question = page.get_by_role("dialog", name="Revoke the invitation of nia@x.test?")

    question.get_by_role("button", name="Revoke").click()

    expect(page.get_by_text("The invitation is revoked.")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("nia@x.test"))).to_have_count(0)
    assert house.rows("select email from invitations where revoked_at is null") == [("tom@x.test",)]


def test_a_creators_invitation_asks_for_the_creator(open_tab: OpenTab, house: House) -> None:
    page = settled(open_tab(cast.OWNER, "/team/invitations?new=1"))
    form = page.get_by_role("dialog", name="Invite somebody")
    form.locator("[name=email]").fill("vera@x.test")
    expect(form.locator("[name=creator_id]")).to_have_count(0)
    form.locator("[name=role]").select_option("creator")
    form.locator("[name=creator_id]").select_option(label="Vera")

    form.get_by_role("button", name="Make the link").click()

    expect(page.get_by_role("dialog", name="Link for vera@x.test")).to_contain_text("/accept?token=")
    assert house.rows("select role, creator_id from invitations") == [("creator", cast.VERA)]
