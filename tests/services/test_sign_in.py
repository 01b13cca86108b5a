"""Signing in over the real database: passwords, throttling, sessions, agencies."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, text

from onyx_app import db
from onyx_app.db import agency_session
from onyx_app.errors import InvalidInput, NotFound
from onyx_app.services import sign_in
from onyx_app.services.sessions import Visitor
from onyx_app.services.sign_in import NoAgency, WrongPassword
from onyx_app.services.throttle import TooManyAttempts
from tests import cast
from tests.cast import ADA_AT_RIVAL, CHATTER, NORTHLIGHT, OWNER, PASSWORD, RIVAL, RIVAL_OWNER, Person
from tests.conftest import House

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
VISITOR = Visitor("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "203.0.113.7")


async def _begin(
    who: Person = OWNER, password: str = PASSWORD, *, now: datetime = NOW, email: str = "", address: str = "203.0.113.7"
) -> sign_in.Begun:
    visitor = Visitor(VISITOR.user_agent, address)
    return await sign_in.begin(email=email or who.email, password=password, visitor=visitor, now=now)


async def test_the_right_password_gives_a_session_of_ones_own_profile(house: House) -> None:
    begun = await _begin()

    actor = await sign_in.actor_for(begun.session, now=NOW)

    assert actor is not None and not begun.chooses and not begun.second_step
    assert (actor.agency_id, actor.profile_id, actor.role) == (NORTHLIGHT, OWNER.profile_id, OWNER.role)
    assert (actor.name, actor.zone, actor.language) == (OWNER.name, "Europe/Bucharest", "en")


async def test_only_the_hash_of_a_token_is_stored(house: House) -> None:
    begun = await _begin()

    [(stored, device, address)] = house.rows("select token_hash, device, address from sessions")

    assert len(begun.session) == 43 and len(stored) == 32
    assert begun.session.encode() not in stored
    assert (device, address) == ("Firefox on Linux", "203.0.113.7")


async def test_every_sign_in_gets_a_new_token(house: House) -> None:
    assert (await _begin()).session != (await _begin()).session


@pytest.mark.parametrize("email", ["MONA@NorthLight.TEST", "  mona@northlight.test ", "mona@northlight.test"])
async def test_an_email_is_the_same_however_it_is_typed(house: House, email: str) -> None:
    assert (await _begin(email=email)).session


async def test_unknown_email_and_wrong_password_are_one_answer(house: House) -> None:
    with pytest.raises(WrongPassword) as wrong:
        await _begin(password="not the password")
    with pytest.raises(WrongPassword) as unknown:
        await _begin(email="nobody@northlight.test")

    assert str(wrong.value) == str(unknown.value)
    assert wrong.value.field == unknown.value.field


async def test_unknown_email_and_wrong_password_ask_the_database_the_same(house: House) -> None:
    asked: list[str] = []
    event.listen(db.engine().sync_engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    with pytest.raises(WrongPassword):
        await _begin(password="not the password")
    wrong = asked.copy()
    asked.clear()
    with pytest.raises(WrongPassword):
        await _begin(email="nobody@northlight.test", password="not the password")

    assert len(wrong) > 5
    assert asked == wrong


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [
        ("", PASSWORD, "email"),
        ("not an address", PASSWORD, "email"),
        ("a\x00b@northlight.test", PASSWORD, "email"),
        ("x" * 300 + "@northlight.test", PASSWORD, "email"),
        ("' or 1=1 --", PASSWORD, "email"),
        (OWNER.email, "", "password"),
        (OWNER.email, "x" * 257, "password"),
        (OWNER.email, "correct horse\x00battery", "password"),
    ],
)
async def test_what_cannot_be_right_is_refused_next_to_its_field(
    house: House, email: str, password: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await sign_in.begin(email=email, password=password, visitor=VISITOR, now=NOW)

    assert refused.value.field == field
    assert house.rows("select count(*) from sign_in_attempts") == [(0,)]


async def test_after_ten_wrong_passwords_even_the_right_one_has_to_wait(house: House) -> None:
    for _ in range(10):
        with pytest.raises(WrongPassword):
            await _begin(password="not the password")

    with pytest.raises(TooManyAttempts) as refused:
        await _begin()

    assert refused.value.parameters == {"count": 15}
    assert (await _begin(now=NOW + timedelta(minutes=15, seconds=1))).session


async def test_an_unknown_email_has_to_wait_just_the_same(house: House) -> None:
    for _ in range(10):
        with pytest.raises(WrongPassword):
            await _begin(email="nobody@northlight.test")

    with pytest.raises(TooManyAttempts):
        await _begin(email="nobody@northlight.test")


async def test_parallel_guesses_get_no_more_tries_than_patient_ones(house: House) -> None:
    outcomes = await asyncio.gather(*(_begin(password=f"guess number {n}") for n in range(40)), return_exceptions=True)

    kinds = [type(outcome) for outcome in outcomes]

    assert kinds.count(WrongPassword) == 10
    assert kinds.count(TooManyAttempts) == 30


async def test_many_right_sign_ins_at_once_are_not_mistaken_for_guesses(house: House) -> None:
    begun = await asyncio.gather(*(_begin() for _ in range(25)))

    assert len({one.session for one in begun}) == 25


async def test_a_right_password_forgives_earlier_slips(house: House) -> None:
    for _ in range(3):
        for _ in range(9):
            with pytest.raises(WrongPassword):
                await _begin(password="not the password")
        await _begin()


async def test_an_address_that_tries_many_accounts_has_to_wait(house: House) -> None:
    for number in range(100):
        with pytest.raises(WrongPassword):
            await _begin(email=f"person{number}@northlight.test")

    with pytest.raises(TooManyAttempts):
        await _begin()
    assert (await _begin(address="198.51.100.9")).session


async def test_neither_email_nor_address_is_kept_with_the_failures(house: House) -> None:
    with pytest.raises(WrongPassword):
        await _begin(password="not the password")

    stored = house.rows("select key from sign_in_attempts")

    assert len(stored) == 2
    assert all(len(key) == 32 and b"mona" not in key and b"203" not in key for (key,) in stored)


@pytest.mark.parametrize("token", ["", "guess", "x" * 5000, "\x00", "ü"])
async def test_a_guessed_token_is_nobody(house: House, token: str) -> None:
    assert await sign_in.actor_for(token, now=NOW) is None


async def test_a_session_unused_for_twelve_hours_is_over(house: House) -> None:
    token = (await _begin()).session

    assert await sign_in.actor_for(token, now=NOW + timedelta(hours=11, minutes=59), touch=False)
    assert await sign_in.actor_for(token, now=NOW + timedelta(hours=12)) is None


async def test_use_keeps_a_session_alive_but_not_beyond_thirty_days(house: House) -> None:
    token, moment = (await _begin()).session, NOW
    while moment < NOW + timedelta(days=30) - timedelta(hours=11):
        moment += timedelta(hours=11)
        assert await sign_in.actor_for(token, now=moment)

    assert await sign_in.actor_for(token, now=NOW + timedelta(days=30)) is None


async def test_use_is_written_at_most_once_a_minute(house: House) -> None:
    token = (await _begin()).session

    await sign_in.actor_for(token, now=NOW + timedelta(seconds=59))
    early = house.rows("select seen_at from sessions")
    await sign_in.actor_for(token, now=NOW + timedelta(seconds=60))
    later = house.rows("select seen_at from sessions")

    assert early == [(NOW,)]
    assert later == [(NOW + timedelta(seconds=60),)]


async def test_a_suspended_person_is_nobody_and_cannot_sign_in(house: House) -> None:
    token = (await _begin()).session
    with house.admin() as admin:
        admin.execute("update profiles set status = 'suspended' where id = %s", [OWNER.profile_id])

    assert await sign_in.actor_for(token, now=NOW) is None
    with pytest.raises(NoAgency):
        await _begin()
    with pytest.raises(WrongPassword):
        await _begin(password="not the password")


async def test_signing_out_ends_the_session(house: House) -> None:
    token = (await _begin()).session

    await sign_in.sign_out(token, now=NOW)
    await sign_in.sign_out(token, now=NOW)

    assert await sign_in.actor_for(token, now=NOW) is None
    assert house.rows("select ended_because from sessions") == [("signed_out",)]
    assert house.rows("select action from audit_entries order by seq") == [("signed_in",), ("signed_out",)]


async def test_signing_in_again_ends_the_session_this_browser_had(house: House) -> None:
    old = (await _begin()).session

    new = await sign_in.begin(email=OWNER.email, password=PASSWORD, visitor=VISITOR, now=NOW, replaces=old)

    assert await sign_in.actor_for(old, now=NOW) is None
    assert await sign_in.actor_for(new.session, now=NOW)


async def test_somebody_elses_token_is_not_ended_by_signing_in(house: House) -> None:
    other = (await _begin(RIVAL_OWNER)).session

    await sign_in.begin(email=OWNER.email, password=PASSWORD, visitor=VISITOR, now=NOW, replaces=other)

    assert await sign_in.actor_for(other, now=NOW)


async def test_a_person_in_two_agencies_chooses_and_is_remembered(house: House) -> None:
    first = await _begin(CHATTER)
    places = await sign_in.agencies_of(CHATTER.sign_in_id)
    moved = await sign_in.switch(
        first.session, profile_id=ADA_AT_RIVAL.profile_id, visitor=VISITOR, now=NOW + timedelta(minutes=1)
    )
    again = await _begin(CHATTER, now=NOW + timedelta(minutes=2))

    assert first.chooses and again.chooses
    assert [(place.agency, place.role) for place in places] == [
        ("Northlight Agency", CHATTER.role),
        ("Rival Talent", ADA_AT_RIVAL.role),
    ]
    there = await sign_in.actor_for(moved, now=NOW)
    assert there and (there.agency_id, there.profile_id, there.role) == (
        RIVAL,
        ADA_AT_RIVAL.profile_id,
        ADA_AT_RIVAL.role,
    )
    assert await sign_in.actor_for(first.session, now=NOW) is None
    remembered = await sign_in.actor_for(again.session, now=NOW + timedelta(minutes=2))
    assert remembered and remembered.agency_id == RIVAL


async def test_nobody_switches_to_an_agency_they_are_not_in(house: House) -> None:
    token = (await _begin(OWNER)).session

    with pytest.raises(NotFound):
        await sign_in.switch(token, profile_id=ADA_AT_RIVAL.profile_id, visitor=VISITOR, now=NOW)
    with pytest.raises(NotFound):
        await sign_in.switch("guess", profile_id=OWNER.profile_id, visitor=VISITOR, now=NOW)
    assert await sign_in.actor_for(token, now=NOW)


async def test_a_switch_reads_only_the_new_agency(house: House) -> None:
    token = (await _begin(CHATTER)).session
    moved = await sign_in.switch(token, profile_id=ADA_AT_RIVAL.profile_id, visitor=VISITOR, now=NOW)
    actor = await sign_in.actor_for(moved, now=NOW)

    assert actor is not None
    async with agency_session(actor.agency_id, profile_id=actor.profile_id, sign_in_id=actor.sign_in_id) as session:
        names = (await session.execute(text("select name from agencies"))).scalars().all()
    assert names == ["Rival Talent"]


async def test_passwords_and_tokens_are_never_logged(
    house: House, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    begun = await _begin()
    with pytest.raises(WrongPassword):
        await _begin(password="a very secret guess")

    said = caplog.text + "".join(capsys.readouterr())

    assert PASSWORD not in said and "a very secret guess" not in said and begun.session not in said
    assert cast.OWNER.email not in said
