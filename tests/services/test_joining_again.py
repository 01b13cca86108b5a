"""Joining a second agency with a sign-in whose password the first one may know."""

from datetime import UTC, datetime, timedelta

import pytest

from onyx_app.errors import InvalidInput
from onyx_app.security import new_token, token_hash
from onyx_app.services import links, sign_in
from onyx_app.services.sessions import Visitor
from onyx_app.services.sign_in import Begun, SamePassword, WrongPassword
from onyx_app.work import open_work
from tests.cast import OTHER_CHATTER, OWNER, RIVAL
from tests.conftest import House

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
VISITOR = Visitor("", "203.0.113.7")
NEW = "a fresh set of words"


def _invite(house: House) -> str:
    token = new_token()
    with house.admin() as admin:
        admin.execute(
            "insert into invitations (agency_id, email, role, token_hash, name, expires_at)"
            " values (%s, %s, 'chatter', %s, 'Sam', %s)",
            [RIVAL, OTHER_CHATTER.email, token_hash(token), NOW + timedelta(days=7)],
        )
    return token


async def test_a_password_that_an_agency_may_know_opens_no_second_agency(house: House) -> None:
    async with open_work(OWNER.actor) as work:
        link = await links.password_reset_link(work, profile_id=OTHER_CHATTER.profile_id)
    lent = "words the manager may know"
    await sign_in.reset(link.rpartition("=")[2], password=lent, visitor=VISITOR, now=datetime.now(UTC))
    before = await sign_in.begin(email=OTHER_CHATTER.email, password=lent, visitor=VISITOR, now=NOW)
    token = _invite(house)

    async def join(new: str) -> Begun:
        return await sign_in.accept(token, name="Sam", password=lent, new=new, visitor=VISITOR, now=NOW)

    card = await sign_in.invitation(token, now=NOW)
    assert card and (card.has_sign_in, card.renews) == (True, True)
    for refused, why in (("", InvalidInput), (lent, SamePassword)):
        with pytest.raises(why):
            await join(refused)
    begun = await join(NEW)

    assert begun.session
    assert await sign_in.actor_for(before.session, now=NOW) is None
    with pytest.raises(WrongPassword):
        await sign_in.begin(email=OTHER_CHATTER.email, password=lent, visitor=VISITOR, now=NOW)
    assert (await sign_in.begin(email=OTHER_CHATTER.email, password=NEW, visitor=VISITOR, now=NOW)).chooses
