"""The second step at sign-in: codes that are good once, recovery codes, and agencies that ask for it."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import psycopg
import pyotp
import pytest

from onyx_app.services import agency, settings_me, sign_in
from onyx_app.services.sessions import Visitor
from onyx_app.services.sign_in import StepExpired, WrongCode
from onyx_app.services.throttle import TooManyAttempts
from onyx_app.work import open_work
from tests.cast import NORTHLIGHT, OWNER, PASSWORD
from tests.conftest import House

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
VISITOR = Visitor("", "203.0.113.7")


def _code(secret: str, now: datetime = NOW) -> str:
    return pyotp.TOTP(secret).at(now)


async def _begin(now: datetime = NOW) -> sign_in.Begun:
    return await sign_in.begin(email=OWNER.email, password=PASSWORD, visitor=VISITOR, now=now)


async def _finish(token: str, code: str, now: datetime = NOW) -> sign_in.Begun:
    return await sign_in.finish_second_step(token, code=code, visitor=VISITOR, now=now)


async def _enrolled() -> tuple[str, tuple[str, ...]]:
    """OWNER has a second step since an hour; their secret and recovery codes."""
    before = NOW - timedelta(hours=1)
    async with open_work(OWNER.actor, now=before) as work:
        enrolment = await settings_me.begin_second_step(work, password=PASSWORD)
        await settings_me.confirm_second_step(work, code=_code(enrolment.secret, before))
    return enrolment.secret, enrolment.recovery_codes


async def test_the_password_alone_gives_no_session_when_there_is_a_second_step(house: House) -> None:
    secret, _ = await _enrolled()

    begun = await _begin()
    finished = await _finish(begun.second_step, _code(secret))

    assert not begun.session and begun.second_step
    assert await sign_in.actor_for(begun.second_step, now=NOW) is None
    assert await sign_in.actor_for(finished.session, now=NOW)


async def test_a_code_is_good_once(house: House) -> None:
    secret, _ = await _enrolled()
    first, second = await _begin(), await _begin()

    await _finish(first.second_step, _code(secret))

    with pytest.raises(WrongCode):
        await _finish(second.second_step, _code(secret))
    with pytest.raises(WrongCode):
        await _finish(second.second_step, _code(secret, NOW - timedelta(seconds=30)))
    assert (await _finish(second.second_step, _code(secret, NOW + timedelta(seconds=30)))).session


async def test_of_two_parallel_uses_of_a_code_one_wins(house: House) -> None:
    secret, _ = await _enrolled()
    steps = [(await _begin()).second_step for _ in range(4)]

    outcomes = await asyncio.gather(*(_finish(step, _code(secret)) for step in steps), return_exceptions=True)

    assert [type(outcome) for outcome in outcomes].count(sign_in.Begun) == 1
    assert house.rows("select count(*) from sessions where ended_at is null") == [(1,)]


async def test_of_two_parallel_uses_of_a_step_one_wins(house: House) -> None:
    secret, codes = await _enrolled()
    step = (await _begin()).second_step

    outcomes = await asyncio.gather(
        *(_finish(step, code) for code in (_code(secret), codes[0], codes[1])), return_exceptions=True
    )

    assert [type(outcome) for outcome in outcomes].count(sign_in.Begun) == 1
    assert house.rows("select count(*) from sessions where ended_at is null") == [(1,)]


async def test_a_finished_step_cannot_be_used_again(house: House) -> None:
    secret, _ = await _enrolled()
    step = (await _begin()).second_step
    await _finish(step, _code(secret))

    with pytest.raises(StepExpired):
        await _finish(step, _code(secret, NOW + timedelta(seconds=30)))


async def test_a_step_lasts_ten_minutes(house: House) -> None:
    secret, _ = await _enrolled()
    step, later = (await _begin()).second_step, NOW + timedelta(minutes=10)

    assert await sign_in.pending_step(step, now=later) is None
    with pytest.raises(StepExpired):
        await _finish(step, _code(secret, later), later)


@pytest.mark.parametrize("step", ["", "guess", "\x00"])
async def test_a_guessed_step_is_none(house: House, step: str) -> None:
    assert await sign_in.pending_step(step, now=NOW) is None
    with pytest.raises(StepExpired):
        await _finish(step, "123456")


async def test_a_recovery_code_works_once_however_it_is_typed(house: House) -> None:
    _, codes = await _enrolled()
    typed = codes[3].upper().replace("-", " ")

    finished = await _finish((await _begin()).second_step, typed)

    assert finished.session
    with pytest.raises(WrongCode):
        await _finish((await _begin()).second_step, codes[3])
    async with open_work(OWNER.actor) as work:
        assert (await settings_me.mine(work)).recovery_codes_left == 9


async def test_recovery_codes_and_the_secret_are_not_stored_in_the_clear(house: House) -> None:
    secret, codes = await _enrolled()

    [(sealed,)] = house.rows("select totp_sealed from credentials where totp_sealed is not null")
    hashes = [bytes(hash) for (hash,) in house.rows("select code_hash from recovery_codes")]

    assert len(codes) == len(set(codes)) == len(hashes) == 10
    assert secret.encode() not in sealed
    assert all(code.encode() not in hash for code in codes for hash in hashes)


async def test_codes_can_be_guessed_ten_times_and_no_more(house: House) -> None:
    secret, _ = await _enrolled()
    step = (await _begin()).second_step

    outcomes = await asyncio.gather(*(_finish(step, f"wrong{n}") for n in range(20)), return_exceptions=True)

    assert [type(outcome) for outcome in outcomes].count(WrongCode) == 10
    with pytest.raises(TooManyAttempts):
        await _finish(step, _code(secret))


async def test_an_agency_that_asks_for_it_leads_people_to_set_it_up_first(house: House) -> None:
    earlier = await _begin()
    with house.admin() as admin:
        admin.execute("update agencies set totp_roles = '{owner,admin}' where id = %s", [NORTHLIGHT])

    assert await sign_in.actor_for(earlier.session, now=NOW) is None
    begun = await _begin()
    step = await sign_in.pending_step(begun.second_step, now=NOW)

    assert not begun.session and step and step.enrolment
    finished = await _finish(begun.second_step, _code(step.enrolment.secret))
    assert await sign_in.actor_for(finished.session, now=NOW)
    assert house.rows("select count(*) from recovery_codes") == [(10,)]


async def test_reloading_the_page_keeps_the_secret_and_renews_the_recovery_codes(house: House) -> None:
    with house.admin() as admin:
        admin.execute("update agencies set totp_roles = '{owner}' where id = %s", [NORTHLIGHT])
    token = (await _begin()).second_step

    first, second = await sign_in.pending_step(token, now=NOW), await sign_in.pending_step(token, now=NOW)

    assert first and first.enrolment and second and second.enrolment
    assert first.enrolment.secret == second.enrolment.secret
    assert not set(first.enrolment.recovery_codes) & set(second.enrolment.recovery_codes)


async def test_a_step_of_somebody_who_has_codes_never_shows_the_secret(house: House) -> None:
    await _enrolled()

    step = await sign_in.pending_step((await _begin()).second_step, now=NOW)

    assert step and step.enrolment is None


async def test_asking_for_it_in_the_settings_is_heard_by_open_tabs(house: House) -> None:
    async with await psycopg.AsyncConnection.connect(house.dsn(), autocommit=True) as heard:
        await heard.execute("listen onyx_live")

        async with open_work(OWNER.actor, now=NOW) as work:
            await agency.change(work, section="safety", form={"totp_manager": True})

        told = {json.loads(notice.payload)["t"] async for notice in heard.notifies(timeout=2, stop_after=2)}
    assert "sessions" in told
