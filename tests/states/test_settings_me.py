"""One's own settings through their handlers, with the guard in front."""

from datetime import UTC, datetime

import pyotp

from onyx_app.states.settings_me import MeState
from tests.cast import ADMIN, CHATTER, OWNER, PASSWORD
from tests.conftest import House
from tests.handlers import at_desk
from tests.serving import session_of

NEW = "a fresh set of words"


async def test_the_page_shows_ones_own_settings_and_sessions(house: House) -> None:
    session_of(house, CHATTER)
    session_of(house, ADMIN)
    async with at_desk(house, CHATTER, path="/settings/me") as desk:
        await desk.send(MeState.load)
        shown = await desk.state(MeState)

        assert (shown.email, shown.agency_zone, shown.second_step) == (CHATTER.email, "Europe/Bucharest", False)
        assert sorted(line["is_this_one"] for line in shown.sessions) == [False, True]


async def test_a_wrong_password_is_a_sentence_beside_its_field(house: House) -> None:
    async with at_desk(house, OWNER) as desk:
        await desk.send(
            MeState.change_password, form={"current": "not the password", "new": NEW, "current-error": None}
        )
        refused = dict(await desk.value(MeState, "errors"))
        await desk.send(MeState.change_password, form={"current": PASSWORD, "new": "short"})
        short = dict(await desk.value(MeState, "errors"))
        await desk.send(MeState.change_password, form={"current": PASSWORD, "new": NEW})

        assert refused == {"current": "That is not your password."}
        assert short == {"new": "Use at least 12 characters."}
        assert await desk.value(MeState, "errors") == {}
        assert await desk.value(MeState, "done") == 1
        assert await desk.flashes() == ["Your password is changed. Your other sessions have ended."]


async def test_changing_the_email_shows_the_new_one(house: House) -> None:
    async with at_desk(house, OWNER) as desk:
        await desk.send(MeState.change_email, form={"email": ADMIN.email, "email_password": PASSWORD})
        taken = dict(await desk.value(MeState, "errors"))
        await desk.send(MeState.change_email, form={"email": "Mona@New.test", "email_password": PASSWORD})

        assert set(taken) == {"email"}
        assert await desk.value(MeState, "email") == "mona@new.test"


async def test_a_second_step_is_set_up_and_its_secret_forgotten(house: House) -> None:
    async with at_desk(house, OWNER) as desk:
        await desk.send(MeState.begin_second_step, form={"step_password": PASSWORD})
        secret, codes = await desk.value(MeState, "secret"), list(await desk.value(MeState, "codes"))
        await desk.send(MeState.confirm_second_step, form={"code": pyotp.TOTP(secret).at(datetime.now(UTC))})
        shown = await desk.state(MeState)

        assert secret and len(codes) == 10
        assert shown.second_step and shown.codes_left == 10
        assert (shown.secret, shown.picture, shown.codes) == ("", "", [])


async def test_ending_another_session_takes_it_off_the_list(house: House) -> None:
    session_of(house, OWNER)
    async with at_desk(house, OWNER) as desk:
        await desk.send(MeState.load)
        [other] = [line for line in await desk.value(MeState, "sessions") if not line["is_this_one"]]
        await desk.send(MeState.revoke, session_id=other["id"])

        assert [line["is_this_one"] for line in await desk.value(MeState, "sessions")] == [True]


async def test_somebody_elses_session_is_not_here(house: House) -> None:
    session_of(house, ADMIN)
    [(admins,)] = house.rows("select id from sessions where profile_id = %s", ADMIN.profile_id)
    async with at_desk(house, OWNER) as desk:
        await desk.send(MeState.revoke, session_id=str(admins))
        told = await desk.flashes()
        await desk.send(MeState.revoke, session_id="guess")

        assert told == ["That is not here. It may have been removed, or the link is wrong."]
    assert house.rows("select ended_at from sessions where id = %s", admins) == [(None,)]
