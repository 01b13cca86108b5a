"""A link never outlives the right it was made with, nor the password it was made under."""

from datetime import UTC, datetime

import pyotp
import pytest

from onyx_app.services import agency, links, settings_me, sign_in, team
from onyx_app.services.links import LinkSpent
from onyx_app.services.sessions import Visitor
from onyx_app.services.sign_in import StepExpired
from onyx_app.work import open_work
from tests.cast import MANAGER, OTHER_CHATTER, OWNER, PASSWORD, RIVAL, Person
from tests.conftest import House

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
VISITOR = Visitor("", "203.0.113.7")
NEW = "a fresh set of words"


async def _act(person: Person, verb, /, **options):
    async with open_work(person.actor, now=NOW) as work:
        return await verb(work, **options)


async def _link() -> str:
    address = await _act(MANAGER, links.password_reset_link, profile_id=OTHER_CHATTER.profile_id)
    return address.rpartition("=")[2]


async def _is_spent(token: str) -> bool:
    try:
        await sign_in.reset(token, password="another set of words", visitor=VISITOR, now=NOW)
    except LinkSpent:
        return True
    return False


async def test_a_managers_link_does_not_open_somebody_who_became_an_admin(house: House) -> None:
    token = await _link()

    await _act(OWNER, team.change_role, profile_id=OTHER_CHATTER.profile_id, role="admin")

    assert await _is_spent(token)


async def test_the_link_of_somebody_who_left_opens_nothing(house: House) -> None:
    token = await _link()

    await _act(OWNER, team.off_board, profile_id=MANAGER.profile_id)

    assert await _is_spent(token)


async def test_the_link_of_somebody_suspended_or_demoted_opens_nothing(house: House) -> None:
    token = await _link()

    await _act(OWNER, team.suspend, profile_id=MANAGER.profile_id)
    while_suspended = await _is_spent(token)
    await _act(OWNER, team.resume, profile_id=MANAGER.profile_id)
    await _act(OWNER, team.change_role, profile_id=MANAGER.profile_id, role="chatter")

    assert while_suspended and await _is_spent(token)


async def test_the_link_of_an_agency_somebody_left_does_not_open_their_next_one(house: House) -> None:
    token = await _link()

    await _act(OWNER, team.off_board, profile_id=OTHER_CHATTER.profile_id)
    with house.admin() as admin:
        admin.execute(
            "insert into profiles (agency_id, sign_in_id, name, role) values (%s, %s, 'Sam', 'chatter')",
            (RIVAL, OTHER_CHATTER.sign_in_id),
        )

    assert await _is_spent(token)


async def test_a_second_link_ends_with_the_first(house: House) -> None:
    first, second = await _link(), await _link()

    await sign_in.reset(first, password=NEW, visitor=VISITOR, now=NOW)

    assert await _is_spent(second)


async def test_a_password_the_person_chose_themselves_ends_the_links(house: House) -> None:
    token = await _link()

    await _act(OTHER_CHATTER, settings_me.change_password, current=PASSWORD, new=NEW)

    assert await _is_spent(token)


async def test_a_step_begun_with_the_old_password_cannot_set_up_the_codes_after_a_reset(house: House) -> None:
    await _act(OWNER, agency.change, section="safety", form={"totp_chatter": "on"})
    begun = await sign_in.begin(email=OTHER_CHATTER.email, password=PASSWORD, visitor=VISITOR, now=NOW)
    step = await sign_in.pending_step(begun.second_step, now=NOW)
    assert step and step.enrolment

    await sign_in.reset(await _link(), password=NEW, visitor=VISITOR, now=NOW)

    code = pyotp.TOTP(step.enrolment.secret).at(NOW)
    with pytest.raises(StepExpired):
        await sign_in.finish_second_step(begun.second_step, code=code, visitor=VISITOR, now=NOW)
