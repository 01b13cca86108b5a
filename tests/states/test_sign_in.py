"""The sign-in page: which step is due, and what a refused form says when the browser comes back."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pyotp
import pytest

from onyx_app.rules import form_note
from onyx_app.rules.form_note import Note
from onyx_app.services import sign_in
from onyx_app.services.sessions import Visitor
from onyx_app.states.session import SessionState
from onyx_app.states.sign_in import SignInState
from tests.cast import ADA_AT_RIVAL, CHATTER, NORTHLIGHT, OWNER, PASSWORD
from tests.conftest import House
from tests.handlers import at_desk


def _came_back(note: Note) -> str:
    return f"onyx-form={form_note.pack(note)}"


async def _step_of_owner(house: House) -> str:
    with house.admin() as admin:
        admin.execute("update agencies set totp_roles = '{owner}' where id = %s", [NORTHLIGHT])
    begun = await sign_in.begin(email=OWNER.email, password=PASSWORD, visitor=Visitor(), now=datetime.now(UTC))
    return begun.second_step


async def test_a_stranger_is_asked_for_email_and_password(house: House) -> None:
    async with at_desk(house, path="/sign-in") as desk:
        await desk.send(SignInState.load)

        assert await desk.value(SignInState, "step") == "password"
        assert await desk.value(SignInState, "errors") == {}
        assert desk.redirects == []


async def test_a_refused_form_shows_its_sentence_beside_its_field_and_keeps_the_email(house: House) -> None:
    async with at_desk(house, path="/sign-in?error=sign_in.wrong") as desk:
        desk.cookie = _came_back(Note("sign_in.wrong", "password", {}, {"email": "mona@northlight.test"}))
        await desk.send(SignInState.load)

        assert await desk.value(SignInState, "errors") == {"password": "E-mail or password is wrong."}
        assert await desk.value(SignInState, "email") == "mona@northlight.test"


async def test_a_sentence_with_a_number_is_complete(house: House) -> None:
    async with at_desk(house, path="/sign-in?error=sign_in.too_many") as desk:
        desk.cookie = _came_back(Note("sign_in.too_many", "", {"count": 15}))
        await desk.send(SignInState.load)

        assert await desk.value(SignInState, "errors") == {"form": "Too many tries. Wait 15 minutes."}


@pytest.mark.parametrize(
    "key",
    [
        "team.title",
        "sign_in.nothing_like_it",
        "errors.input",
        "errors.input.too_short",
        "<b>Call us</b>",
        "errors.unknown",
    ],
)
async def test_an_address_cannot_put_words_of_its_own_on_the_page(house: House, key: str) -> None:
    async with at_desk(house, path=f"/sign-in?{urlencode({'error': key})}") as desk:
        await desk.send(SignInState.load)

        shown = " ".join((await desk.value(SignInState, "errors")).values())
        assert "Call us" not in shown and "{" not in shown
        assert await desk.flashes() == []


async def test_somebody_signed_in_has_nothing_to_do_here(house: House) -> None:
    async with at_desk(house, OWNER, path="/sign-in") as desk:
        await desk.send(SignInState.load)

        assert set(desk.redirects) == {"/"}


async def test_the_picker_lists_only_ones_own_agencies(house: House) -> None:
    async with at_desk(house, CHATTER, path="/sign-in?step=choose") as desk:
        await desk.send(SignInState.load)
        places = await desk.value(SignInState, "places")

    assert [(place["profile_id"], place["name"], place["role"]) for place in places] == [
        (str(CHATTER.profile_id), "Northlight Agency", "Chatter"),
        (str(ADA_AT_RIVAL.profile_id), "Rival Talent", "Manager"),
    ]


async def test_the_picker_tells_a_stranger_nothing(house: House) -> None:
    async with at_desk(house, path="/sign-in?step=choose") as desk:
        await desk.send(SignInState.load)

        assert await desk.value(SignInState, "step") == "password"
        assert await desk.value(SignInState, "places") == []


async def test_setting_up_a_second_step_shows_a_secret_whose_code_signs_in(house: House) -> None:
    step = await _step_of_owner(house)
    async with at_desk(house, path="/sign-in?step=code") as desk:
        desk.cookie = f"onyx-step={step}"
        await desk.send(SignInState.load)
        shown = await desk.state(SignInState)
        secret, codes, picture = shown.secret, list(shown.codes), shown.picture

        assert shown.step == "enrol"
    assert len(codes) == 10 and picture.startswith("data:image/svg+xml")
    now = datetime.now(UTC)
    code = pyotp.TOTP(secret).at(now)
    begun = await sign_in.finish_second_step(step, code=code, visitor=Visitor(), now=now)
    assert await sign_in.actor_for(begun.session, now=now)


@pytest.mark.parametrize("cookie", ["", "onyx-step=guess", "onyx-step="])
async def test_a_step_that_is_over_says_so(house: House, cookie: str) -> None:
    async with at_desk(house, path="/sign-in?step=code") as desk:
        desk.cookie = cookie
        await desk.send(SignInState.load)

        assert await desk.value(SignInState, "step") == "password"
        assert "ten minutes" in (await desk.value(SignInState, "errors"))["form"]
        assert await desk.value(SignInState, "secret") == ""


async def test_nobody_in_a_room_signs_in_and_goes_on_to_it(house: House) -> None:
    async with at_desk(house, path="/payroll/items?state=all") as desk:
        await desk.send(SessionState.open)
        turned_away = list(desk.redirects)
    async with at_desk(house, path=turned_away[0]) as desk:
        await desk.send(SignInState.load)
        kept = await desk.value(SignInState, "next")
    async with at_desk(house, OWNER, path=turned_away[0]) as desk:
        await desk.send(SignInState.load)
        signed_in = set(desk.redirects)
    async with at_desk(house, path="/sign-in?next=//evil.test") as desk:
        await desk.send(SignInState.load)
        elsewhere = await desk.value(SignInState, "next")

    assert set(turned_away) == {"/sign-in?next=%2Fpayroll%2Fitems%3Fstate%3Dall"}
    assert (kept, signed_in, elsewhere) == ("/payroll/items?state=all", {"/payroll/items?state=all"}, "")
