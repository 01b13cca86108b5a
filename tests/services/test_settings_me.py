"""What people change about themselves, and what that ends."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from onyx_app.db import house_session
from onyx_app.errors import InvalidInput, NotFound
from onyx_app.rules.sign_in import CommonPassword
from onyx_app.services import sessions, settings_me, sign_in, throttle
from onyx_app.services.sessions import Visitor
from onyx_app.services.settings_me import AlreadyOn, EmailTaken, SecondStepNeeded
from onyx_app.services.sign_in import NotYourPassword, WrongCode, WrongPassword
from onyx_app.services.throttle import TooManyAttempts
from onyx_app.work import Actor, open_work
from tests.cast import ADA_AT_RIVAL, ADMIN, CHATTER, NORTHLIGHT, OWNER, PASSWORD, RIVAL_OWNER, Person
from tests.conftest import House

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
VISITOR = Visitor("", "203.0.113.7")
NEW = "a fresh set of words"


async def _session(who: Person, *, password: str = PASSWORD, email: str = "", now: datetime = NOW) -> str:
    begun = await sign_in.begin(email=email or who.email, password=password, visitor=VISITOR, now=now)
    return begun.session


async def _actor(token: str, now: datetime = NOW) -> Actor:
    actor = await sign_in.actor_for(token, now=now)
    assert actor
    return actor


async def _is_over(token: str) -> bool:
    return await sign_in.actor_for(token, now=NOW) is None


async def test_changing_the_password_ends_every_other_session(house: House) -> None:
    here, other = await _session(OWNER), await _session(OWNER)

    async with open_work(await _actor(here), now=NOW) as work:
        ended = await settings_me.change_password(work, current=PASSWORD, new=NEW)

    assert ended == 1
    assert await _is_over(other) and not await _is_over(here)
    with pytest.raises(WrongPassword):
        await _session(OWNER)
    assert await _session(OWNER, password=NEW)


async def test_sessions_end_in_every_agency_of_the_person(house: House) -> None:
    there = await _session(CHATTER)
    there = await sign_in.switch(there, profile_id=ADA_AT_RIVAL.profile_id, visitor=VISITOR, now=NOW)
    here = await _session(CHATTER)
    here = await sign_in.switch(here, profile_id=CHATTER.profile_id, visitor=VISITOR, now=NOW)

    async with open_work(await _actor(here), now=NOW) as work:
        await settings_me.change_password(work, current=PASSWORD, new=NEW)

    assert await _is_over(there) and not await _is_over(here)


async def test_the_password_is_asked_for_again(house: House) -> None:
    async with open_work(OWNER.actor, now=NOW) as work:
        with pytest.raises(NotYourPassword) as refused:
            await settings_me.change_password(work, current="not the password", new=NEW)

    assert refused.value.field == "current"
    assert await _session(OWNER)


async def test_guessing_the_password_from_inside_is_throttled_too(house: House) -> None:
    for _ in range(10):
        async with open_work(OWNER.actor, now=NOW) as work:
            with pytest.raises(NotYourPassword):
                await settings_me.change_email(work, email="x@northlight.test", password="guess")

    async with open_work(OWNER.actor, now=NOW) as work:
        with pytest.raises(TooManyAttempts):
            await settings_me.change_email(work, email="x@northlight.test", password=PASSWORD)


@pytest.mark.parametrize(("new", "error"), [("short", InvalidInput), ("passwordpassword", CommonPassword)])
async def test_a_weak_new_password_is_refused_next_to_its_field(house: House, new: str, error: type) -> None:
    async with open_work(OWNER.actor, now=NOW) as work:
        with pytest.raises(error) as refused:
            await settings_me.change_password(work, current=PASSWORD, new=new)

    assert refused.value.field == "new"


async def test_changing_the_email_moves_the_sign_in_and_ends_other_sessions(house: House) -> None:
    here, other = await _session(OWNER), await _session(OWNER)

    async with open_work(await _actor(here), now=NOW) as work:
        await settings_me.change_email(work, email=" Mona.New@Northlight.TEST", password=PASSWORD)

    assert await _is_over(other) and not await _is_over(here)
    assert await _session(OWNER, email="mona.new@northlight.test")
    with pytest.raises(WrongPassword):
        await _session(OWNER)


@pytest.mark.parametrize("taken", [ADMIN.email, RIVAL_OWNER.email, RIVAL_OWNER.email.upper()])
async def test_an_email_of_somebody_else_is_refused(house: House, taken: str) -> None:
    async with open_work(OWNER.actor, now=NOW) as work:
        with pytest.raises(EmailTaken):
            await settings_me.change_email(work, email=taken, password=PASSWORD)

    assert await _session(OWNER)


async def test_language_and_zone_are_ones_own_or_the_agencys(house: House) -> None:
    async with open_work(OWNER.actor, now=NOW) as work:
        await settings_me.save(work, language="en", zone="Asia/Kathmandu")
    mine = await _actor(await _session(OWNER))
    async with open_work(OWNER.actor, now=NOW) as work:
        await settings_me.save(work, language="", zone="")
    agencys = await _actor(await _session(OWNER))

    assert (mine.zone, agencys.zone) == ("Asia/Kathmandu", "Europe/Bucharest")


@pytest.mark.parametrize(("language", "zone"), [("xx", ""), ("en", "Mars/Base"), ("../../etc", ""), ("en", "\x00")])
async def test_an_unknown_language_or_zone_is_refused(house: House, language: str, zone: str) -> None:
    async with open_work(OWNER.actor, now=NOW) as work:
        with pytest.raises(InvalidInput):
            await settings_me.save(work, language=language, zone=zone)


async def test_a_second_step_is_set_up_with_password_and_code(house: House) -> None:
    other = await _session(OWNER)
    async with open_work(OWNER.actor, now=NOW) as work:
        enrolment = await settings_me.begin_second_step(work, password=PASSWORD)
        begun = await settings_me.mine(work)
    async with open_work(OWNER.actor, now=NOW) as work:
        with pytest.raises(WrongCode):
            await settings_me.confirm_second_step(work, code="000000x")
    async with open_work(OWNER.actor, now=NOW) as work:
        await settings_me.confirm_second_step(work, code=pyotp.TOTP(enrolment.secret).at(NOW))
        done = await settings_me.mine(work)

    assert not begun.second_step and done.second_step and done.recovery_codes_left == 10
    assert enrolment.picture.startswith("data:image/svg+xml")
    assert await _is_over(other)
    async with open_work(OWNER.actor, now=NOW) as work:
        with pytest.raises(AlreadyOn):
            await settings_me.begin_second_step(work, password=PASSWORD)


async def test_turning_the_second_step_off_takes_the_password(house: House) -> None:
    await _with_second_step()

    async with open_work(OWNER.actor, now=NOW) as work:
        with pytest.raises(NotYourPassword):
            await settings_me.turn_off_second_step(work, password="not the password")
    async with open_work(OWNER.actor, now=NOW) as work:
        await settings_me.turn_off_second_step(work, password=PASSWORD)

    assert await _session(OWNER)
    assert house.rows("select count(*) from recovery_codes") == [(0,)]


async def test_a_second_step_an_agency_asks_for_stays_on(house: House) -> None:
    await _with_second_step()
    with house.admin() as admin:
        admin.execute("update agencies set totp_roles = '{owner}' where id = %s", [NORTHLIGHT])

    async with open_work(OWNER.actor, now=NOW) as work:
        with pytest.raises(SecondStepNeeded):
            await settings_me.turn_off_second_step(work, password=PASSWORD)


async def test_new_recovery_codes_replace_the_old_ones(house: House) -> None:
    old = await _with_second_step()

    async with open_work(OWNER.actor, now=NOW) as work:
        new = await settings_me.new_recovery_codes(work, password=PASSWORD)

    assert len(new) == 10 and not set(new) & set(old)
    step = await sign_in.begin(email=OWNER.email, password=PASSWORD, visitor=VISITOR, now=NOW)
    with pytest.raises(WrongCode):
        await sign_in.finish_second_step(step.second_step, code=old[0], visitor=VISITOR, now=NOW)
    assert (await sign_in.finish_second_step(step.second_step, code=new[0], visitor=VISITOR, now=NOW)).session


async def test_people_see_and_end_their_own_sessions_everywhere(house: House) -> None:
    elsewhere = await _session(CHATTER)
    elsewhere = await sign_in.switch(elsewhere, profile_id=ADA_AT_RIVAL.profile_id, visitor=VISITOR, now=NOW)
    later = NOW + timedelta(minutes=5)
    here = await _session(CHATTER, now=later)
    here = await sign_in.switch(here, profile_id=CHATTER.profile_id, visitor=VISITOR, now=later)
    await _session(OWNER)

    async with open_work(await _actor(here, later), now=later) as work:
        cards = await sessions.mine(work)
        await sessions.revoke(work, session_id=cards[1].id)

    assert [(card.agency, card.is_this_one) for card in cards] == [
        ("Northlight Agency", True),
        ("Rival Talent", False),
    ]
    assert await _is_over(elsewhere)


async def test_nobody_ends_somebody_elses_session(house: House) -> None:
    token = await _session(ADMIN)
    session_id = (await _actor(token)).session_id
    assert session_id

    for asker in (OWNER, RIVAL_OWNER):
        async with open_work(asker.actor, now=NOW) as work:
            with pytest.raises(NotFound):
                await sessions.revoke(work, session_id=session_id)
    assert not await _is_over(token)


async def _with_second_step() -> tuple[str, ...]:
    before = NOW - timedelta(hours=1)
    async with open_work(OWNER.actor, now=before) as work:
        enrolment = await settings_me.begin_second_step(work, password=PASSWORD)
        await settings_me.confirm_second_step(work, code=pyotp.TOTP(enrolment.secret).at(before))
    return enrolment.recovery_codes


async def test_wrong_passwords_of_signed_in_people_shut_nobody_else_out(house: House) -> None:
    async with house_session() as session:
        for _ in range(100):
            await throttle.count_failure(session, "", NOW)

    async with open_work(RIVAL_OWNER.actor, now=NOW) as work:
        await settings_me.change_password(work, current=PASSWORD, new=NEW)

    assert house.rows("select * from sign_in_attempts") == []
