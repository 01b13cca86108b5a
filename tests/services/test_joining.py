"""Joining: invitations and the first owner. The link alone never opens an existing sign-in."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from onyx_app.errors import InvalidInput
from onyx_app.live import Topic
from onyx_app.roles import Role
from onyx_app.rules.sign_in import CommonPassword
from onyx_app.security import new_token, token_hash
from onyx_app.services import invitations, links, sign_in
from onyx_app.services.links import LinkSpent
from onyx_app.services.sessions import Visitor
from onyx_app.services.sign_in import AlreadyMember, Begun, Founding, InvitationSpent, WrongPassword
from onyx_app.work import open_work
from tests.cast import ADMIN, LUNA, NORTHLIGHT, OWNER, PASSWORD, RIVAL, RIVAL_OWNER, VERA
from tests.conftest import House

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
VISITOR = Visitor("", "203.0.113.7")
NEW = "a fresh set of words"
NEWCOMER = "nina@northlight.test"
FOUNDING = Founding("Halo Talent", "EUR", "Europe/Berlin", "Hanna Halo", "hanna@halo.test")


def _invite(house: House, email: str = NEWCOMER, role: str = "chatter", agency: UUID = NORTHLIGHT, **more: Any) -> str:
    token = new_token()
    values = {"expires_at": NOW + timedelta(days=7), "name": "Nina"} | more
    columns = ", ".join(values)
    with house.admin() as admin:
        admin.execute(
            f"insert into invitations (agency_id, email, role, token_hash, {columns})"
            f" values (%s, %s, %s, %s, {', '.join(['%s'] * len(values))})",
            [agency, email, role, token_hash(token), *values.values()],
        )
    return token


async def _accept(token: str, *, name: str = "Nina New", password: str = NEW, now: datetime = NOW) -> Begun:
    return await sign_in.accept(token, name=name, password=password, visitor=VISITOR, now=now)


async def test_a_newcomer_joins_and_is_signed_in(house: House) -> None:
    token = _invite(house)

    card = await sign_in.invitation(token, now=NOW)
    begun = await _accept(token)
    actor = await sign_in.actor_for(begun.session, now=NOW)

    assert card and (card.agency, card.email, card.role, card.has_sign_in) == (
        "Northlight Agency", NEWCOMER, Role.CHATTER, False,
    )  # fmt: skip
    assert actor and (actor.agency_id, actor.role, actor.name) == (NORTHLIGHT, Role.CHATTER, "Nina New")
    assert (await sign_in.begin(email=NEWCOMER, password=NEW, visitor=VISITOR, now=NOW)).session
    assert ("invitation_accepted",) in house.rows("select action from audit_entries")


async def test_an_invitation_made_by_the_team_can_be_accepted(house: House) -> None:
    async with open_work(OWNER.actor) as work:
        made = await invitations.invite(work, email=NEWCOMER, role="manager", name="Nina")
    token = made.url.rpartition("=")[2]

    begun = await _accept(token, name="", now=datetime.now(UTC))

    assert "/accept?token=" in made.url
    actor = await sign_in.actor_for(begun.session, now=datetime.now(UTC))
    assert actor and (actor.role, actor.name) == (Role.MANAGER, "Nina")


async def test_of_many_parallel_accepts_one_wins(house: House) -> None:
    token = _invite(house)

    outcomes = await asyncio.gather(*(_accept(token, password=f"{NEW} {n}") for n in range(8)), return_exceptions=True)

    kinds = [type(outcome) for outcome in outcomes]
    assert kinds.count(Begun) == 1 and kinds.count(InvitationSpent) == 7
    assert house.rows("select count(*) from profiles where name = 'Nina New'") == [(1,)]
    assert house.rows("select count(*) from sign_ins where email = %s", NEWCOMER) == [(1,)]
    winner = next(outcome for outcome in outcomes if isinstance(outcome, Begun))
    assert await sign_in.actor_for(winner.session, now=NOW)


async def test_two_agencies_inviting_one_newcomer_at_once_make_one_sign_in(house: House) -> None:
    tokens = [_invite(house), _invite(house, agency=RIVAL)]

    await asyncio.gather(*(_accept(token) for token in tokens), return_exceptions=True)
    again = [token for token in tokens if await sign_in.invitation(token, now=NOW)]
    for token in again:
        await _accept(token)

    assert house.rows("select count(*) from sign_ins where email = %s", NEWCOMER) == [(1,)]
    assert house.rows("select count(*) from profiles where name = 'Nina New'") == [(2,)]


async def test_somebody_with_a_sign_in_must_prove_its_password(house: House) -> None:
    token = _invite(house, email=RIVAL_OWNER.email)

    card = await sign_in.invitation(token, now=NOW)
    with pytest.raises(WrongPassword):
        await _accept(token, password=NEW)
    begun = await _accept(token, name="Rita", password=PASSWORD)

    assert card and card.has_sign_in
    actor = await sign_in.actor_for(begun.session, now=NOW)
    assert actor and (actor.agency_id, actor.sign_in_id) == (NORTHLIGHT, RIVAL_OWNER.sign_in_id)
    assert house.rows("select name from profiles where id = %s", RIVAL_OWNER.profile_id) == [("Rita Rival",)]


@pytest.mark.parametrize(
    "spoiled",
    [
        {"expires_at": NOW},
        {"revoked_at": NOW - timedelta(hours=1)},
        {"accepted_at": NOW - timedelta(hours=1)},
    ],
)
async def test_a_spent_invitation_opens_nothing(house: House, spoiled: dict[str, datetime]) -> None:
    token = _invite(house, **spoiled)

    assert await sign_in.invitation(token, now=NOW) is None
    with pytest.raises(InvitationSpent):
        await _accept(token)
    assert house.rows("select count(*) from sign_ins where email = %s", NEWCOMER) == [(0,)]


@pytest.mark.parametrize("token", ["", "guess", "\x00", "x" * 9000])
async def test_a_guessed_invitation_opens_nothing(house: House, token: str) -> None:
    assert await sign_in.invitation(token, now=NOW) is None
    with pytest.raises(InvitationSpent):
        await _accept(token)


@pytest.mark.parametrize(
    ("name", "password", "error"),
    [
        ("N\x00ina", NEW, InvalidInput),
        ("x" * 81, NEW, InvalidInput),
        ("Nina", "short", InvalidInput),
        ("Nina", "passwordpassword", CommonPassword),
    ],
)
async def test_a_refused_form_leaves_the_invitation_open(
    house: House, name: str, password: str, error: type[Exception]
) -> None:
    token = _invite(house)

    with pytest.raises(error):
        await _accept(token, name=name, password=password)

    assert await sign_in.invitation(token, now=NOW)
    assert house.rows("select count(*) from sign_ins where email = %s", NEWCOMER) == [(0,)]


async def test_a_member_does_not_join_twice(house: House) -> None:
    token = _invite(house, email=ADMIN.email)

    with pytest.raises(AlreadyMember):
        await _accept(token, password=PASSWORD)

    assert house.rows("select role from profiles where id = %s", ADMIN.profile_id) == [("admin",)]
    assert await sign_in.invitation(token, now=NOW)


async def test_somebody_who_left_comes_back_with_the_new_role(house: House) -> None:
    with house.admin() as admin:
        admin.execute("update profiles set status = 'left', left_at = now() where id = %s", [ADMIN.profile_id])
    token = _invite(house, email=ADMIN.email, role="chatter")

    begun = await _accept(token, name="Adam", password=PASSWORD)

    actor = await sign_in.actor_for(begun.session, now=NOW)
    assert actor and (actor.profile_id, actor.role) == (ADMIN.profile_id, Role.CHATTER)


async def test_a_creators_invitation_links_the_creator(house: House) -> None:
    token = _invite(house, role="creator", creator_id=VERA)

    begun = await _accept(token)

    actor = await sign_in.actor_for(begun.session, now=NOW)
    assert actor and house.rows("select profile_id from creators where id = %s", VERA) == [(actor.profile_id,)]


async def test_a_creator_who_has_a_sign_in_is_not_given_a_second_one(house: House) -> None:
    token = _invite(house, role="creator", creator_id=LUNA)

    with pytest.raises(InvitationSpent):
        await _accept(token)

    assert house.rows("select count(*) from sign_ins where email = %s", NEWCOMER) == [(0,)]


async def test_the_first_owner_founds_the_agency(empty_house: House) -> None:
    address = await links.first_owner_link()
    assert address and "/first-owner?token=" in address
    token = address.rpartition("=")[2]
    now = datetime.now(UTC)

    begun = await sign_in.found_first(token, founding=FOUNDING, password=NEW, visitor=VISITOR, now=now)

    actor = await sign_in.actor_for(begun.session, now=now)
    assert actor and (actor.role, actor.name, actor.zone) == (Role.OWNER, "Hanna Halo", "Europe/Berlin")
    assert empty_house.rows("select name, currency, sample from agencies") == [("Halo Talent", "EUR", False)]
    assert await links.first_owner_link() is None
    assert not await sign_in.first_owner_awaited(token, now=now)


async def test_of_many_parallel_first_owners_one_wins(empty_house: House) -> None:
    token = (await links.first_owner_link() or "").rpartition("=")[2]
    now = datetime.now(UTC)

    outcomes = await asyncio.gather(
        *(
            sign_in.found_first(
                token,
                founding=Founding(f"Agency {n}", "EUR", "UTC", "Olga", f"olga{n}@halo.test"),
                password=NEW,
                visitor=VISITOR,
                now=now,
            )
            for n in range(6)
        ),
        return_exceptions=True,
    )

    kinds = [type(outcome) for outcome in outcomes]
    assert kinds.count(Begun) == 1 and kinds.count(LinkSpent) == 5
    assert empty_house.rows("select count(*) from agencies") == [(1,)]


async def test_only_the_newest_first_owner_link_works(empty_house: House) -> None:
    old = (await links.first_owner_link() or "").rpartition("=")[2]
    new = (await links.first_owner_link() or "").rpartition("=")[2]

    assert not await sign_in.first_owner_awaited(old, now=datetime.now(UTC))
    assert await sign_in.first_owner_awaited(new, now=datetime.now(UTC))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"agency": ""}, "agency"),
        ({"agency": "x" * 81}, "agency"),
        ({"currency": "XXXX"}, "currency"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"name": "\u202egnp.exe"}, "name"),
        ({"email": "not an address"}, "email"),
    ],
)
async def test_a_founding_that_cannot_be_taken_names_its_field_and_keeps_the_link(
    empty_house: House, changed: dict[str, str], field: str
) -> None:
    token = (await links.first_owner_link() or "").rpartition("=")[2]
    values = {name: getattr(FOUNDING, name) for name in FOUNDING.__slots__} | changed

    with pytest.raises(InvalidInput) as refused:
        await sign_in.found_first(
            token, founding=Founding(**values), password=NEW, visitor=VISITOR, now=datetime.now(UTC)
        )

    assert refused.value.field == field
    assert await sign_in.first_owner_awaited(token, now=datetime.now(UTC))


async def test_no_first_owner_where_there_is_an_owner(house: House) -> None:
    assert await links.first_owner_link() is None


async def test_another_agency_gets_its_owner_through_a_one_time_link(house: House) -> None:
    address = await sign_in.found_another(FOUNDING)

    token = address.rpartition("=")[2]
    begun = await sign_in.reset(token, password=NEW, visitor=VISITOR, now=datetime.now(UTC))
    actor = await sign_in.actor_for(begun.session, now=datetime.now(UTC))
    assert "/reset?token=" in address
    assert actor and actor.role is Role.OWNER and actor.agency_id not in (NORTHLIGHT, RIVAL)


async def test_another_agency_of_somebody_known_leaves_their_password_alone(house: House) -> None:
    address = await sign_in.found_another(Founding("Second House", "EUR", "UTC", "Mona", OWNER.email))

    assert address.endswith("/sign-in")
    begun = await sign_in.begin(email=OWNER.email, password=PASSWORD, visitor=VISITOR, now=NOW)
    assert begun.chooses


async def test_the_team_hears_of_a_newcomer(house: House) -> None:
    token = _invite(house)
    async with await psycopg.AsyncConnection.connect(house.dsn(), autocommit=True) as heard:
        await heard.execute("listen onyx_live")

        await _accept(token)

        notices = [notice.payload async for notice in heard.notifies(timeout=2, stop_after=1)]
    assert notices and f'"t": "{Topic.TEAM}"' in notices[0]
