"""Links that work once: a password reset made by the agency, a sign-in link made by the server's operator."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from onyx_app.errors import InvalidInput, NotAllowed, NotFound
from onyx_app.roles import Role
from onyx_app.rules.sign_in import CommonPassword
from onyx_app.services import links, settings_me, sign_in
from onyx_app.services.links import BelongsElsewhere, LinkSpent
from onyx_app.services.sessions import Visitor
from onyx_app.services.sign_in import Begun, WrongPassword
from onyx_app.work import open_work
from tests.cast import (
    ADMIN,
    BY_ROLE,
    CHATTER,
    CONTENT,
    CREATOR,
    MANAGER,
    OTHER_CHATTER,
    OWNER,
    PASSWORD,
    RIVAL,
    RIVAL_CHATTER,
    RIVAL_OWNER,
    Person,
)  # fmt: skip
from tests.conftest import House

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
VISITOR = Visitor("", "203.0.113.7")
NEW = "a fresh set of words"


async def _link(asker: Person, whom: Person) -> str:
    async with open_work(asker.actor, now=NOW) as work:
        address = await links.password_reset_link(work, profile_id=whom.profile_id)
    assert "/reset?token=" in address
    return address.rpartition("=")[2]


async def _reset(token: str, password: str = NEW, now: datetime = NOW) -> Begun:
    return await sign_in.reset(token, password=password, visitor=VISITOR, now=now)


async def _begin(who: Person, password: str, now: datetime = NOW) -> Begun:
    return await sign_in.begin(email=who.email, password=password, visitor=VISITOR, now=now)


async def test_a_reset_link_sets_the_password_once_and_ends_sessions(house: House) -> None:
    session = (await _begin(OTHER_CHATTER, PASSWORD)).session
    token = await _link(OWNER, OTHER_CHATTER)

    card = await sign_in.reset_card(token, now=NOW)
    answer = await _reset(token)

    assert card and (card.email, card.signs_in) == (OTHER_CHATTER.email, False)
    assert answer == Begun()
    assert await sign_in.actor_for(session, now=NOW) is None
    assert (await _begin(OTHER_CHATTER, NEW)).session
    with pytest.raises(WrongPassword):
        await _begin(OTHER_CHATTER, PASSWORD)
    with pytest.raises(LinkSpent):
        await _reset(token, "yet another password")
    assert await sign_in.reset_card(token, now=NOW) is None


async def test_of_many_parallel_uses_of_a_link_one_wins(house: House) -> None:
    token = await _link(OWNER, OTHER_CHATTER)

    outcomes = await asyncio.gather(*(_reset(token, f"{NEW} {n}") for n in range(6)), return_exceptions=True)

    kinds = [type(outcome) for outcome in outcomes]
    assert kinds.count(Begun) == 1 and kinds.count(LinkSpent) == 5


async def test_no_agency_resets_the_password_of_somebody_who_is_in_another_one_too(house: House) -> None:
    with pytest.raises(BelongsElsewhere):
        await _link(OWNER, CHATTER)

    assert house.rows("select count(*) from one_time_links") == [(0,)]


async def test_a_reset_link_stops_working_when_the_person_joins_another_agency(house: House) -> None:
    token = await _link(OWNER, OTHER_CHATTER)
    with house.admin() as admin:
        admin.execute(
            "insert into profiles (agency_id, sign_in_id, name, role) values (%s, %s, 'Sam', 'chatter')",
            [RIVAL, OTHER_CHATTER.sign_in_id],
        )

    with pytest.raises(BelongsElsewhere):
        await _reset(token)

    assert (await _begin(OTHER_CHATTER, PASSWORD)).session


@pytest.mark.parametrize(
    ("asker", "whom", "allowed"),
    [
        (OWNER, ADMIN, True),
        (OWNER, CREATOR, True),
        (ADMIN, MANAGER, True),
        (ADMIN, OWNER, False),
        (MANAGER, OTHER_CHATTER, True),
        (MANAGER, CONTENT, True),
        (MANAGER, ADMIN, False),
        (MANAGER, CREATOR, False),
        (OWNER, RIVAL_CHATTER, False),
        (RIVAL_OWNER, OTHER_CHATTER, False),
    ],
)
async def test_links_are_made_for_people_one_may_manage(
    house: House, asker: Person, whom: Person, allowed: bool
) -> None:
    if allowed:
        assert await _link(asker, whom)
    else:
        with pytest.raises((NotFound, NotAllowed)):
            await _link(asker, whom)


@pytest.mark.parametrize("role", [Role.CHATTER, Role.CONTENT, Role.CREATOR])
async def test_people_who_manage_nobody_make_no_links(house: House, role: Role) -> None:
    with pytest.raises(NotAllowed):
        await _link(BY_ROLE[role], OTHER_CHATTER)


@pytest.mark.parametrize(("new", "error"), [("short", InvalidInput), ("sonyericsson", CommonPassword)])
async def test_a_refused_password_leaves_the_link_open(house: House, new: str, error: type[Exception]) -> None:
    token = await _link(OWNER, OTHER_CHATTER)

    with pytest.raises(error):
        await _reset(token, new)

    assert await sign_in.reset_card(token, now=NOW)


async def test_a_reset_link_lasts_a_day(house: House) -> None:
    token = await _link(OWNER, OTHER_CHATTER)

    with pytest.raises(LinkSpent):
        await _reset(token, now=NOW + timedelta(days=1))


async def test_the_operators_link_signs_the_owner_in_past_a_lost_second_step(house: House) -> None:
    import pyotp

    now = datetime.now(UTC)
    async with open_work(OWNER.actor, now=now) as work:
        enrolment = await settings_me.begin_second_step(work, password=PASSWORD)
        await settings_me.confirm_second_step(work, code=pyotp.TOTP(enrolment.secret).at(now))
    token = (await links.owner_link(f" {OWNER.email.upper()}")).rpartition("=")[2]

    card = await sign_in.reset_card(token, now=now)
    begun = await _reset(token, now=now)

    actor = await sign_in.actor_for(begun.session, now=now)
    assert card and card.signs_in
    assert actor and actor.profile_id == OWNER.profile_id
    assert (await _begin(OWNER, NEW, now)).second_step


async def test_the_operators_link_is_for_somebody_who_exists(house: House) -> None:
    with pytest.raises(NotFound):
        await links.owner_link("nobody@northlight.test")
    with pytest.raises(InvalidInput):
        await links.owner_link("not an address")


async def test_only_the_hash_of_a_link_is_stored(house: House) -> None:
    token = await _link(OWNER, OTHER_CHATTER)

    [(stored,)] = house.rows("select token_hash from one_time_links")

    assert len(stored) == 32 and token.encode() not in stored


async def test_making_and_using_a_link_leaves_an_audit_trail(house: House) -> None:
    await _reset(await _link(OWNER, OTHER_CHATTER))

    trail = house.rows("select action, profile_id from audit_entries order by seq")

    assert trail == [("password_reset_link_made", OWNER.profile_id), ("password_reset", OTHER_CHATTER.profile_id)]


async def test_expired_links_of_the_person_go_when_a_new_one_is_made(house: House) -> None:
    await _link(OWNER, OTHER_CHATTER)
    await _link(OWNER, CONTENT)
    with house.admin() as admin:
        admin.execute("update one_time_links set expires_at = %s", [NOW - timedelta(seconds=1)])

    await _link(OWNER, OTHER_CHATTER)

    held = house.rows("select sign_in_id from one_time_links")
    assert sorted(held) == sorted([(CONTENT.sign_in_id,), (OTHER_CHATTER.sign_in_id,)])
