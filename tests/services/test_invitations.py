"""Invitations: one link, one e-mail, one role, one use, seven days."""

import asyncio
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import pytest

from onyx_app.errors import InvalidInput, NotAllowed, NotFound
from onyx_app.services import invitations, team
from onyx_app.work import open_work
from tests import cast
from tests.conftest import House

NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
NEW = "new@northlight.test"


async def act(person: cast.Person, verb, /, *, now: datetime = NOW, **options):
    async with open_work(person.actor, now=now) as work:
        return await verb(work, **options)


def token_of(link: invitations.InvitationLink) -> str:
    return link.url.split("/accept?token=")[1]


def stored(house: House, column: str) -> list:
    return [value for (value,) in house.rows(f"select {column} from invitations order by created_at, id")]


def the_id(house: House) -> UUID:
    return stored(house, "id")[0]


async def test_the_link_carries_256_bits_and_only_their_hash_is_kept(house: House) -> None:
    link = await act(cast.OWNER, invitations.invite, email=" New@Northlight.TEST ", role="chatter", name="Nia")

    token = token_of(link)
    assert link.url.startswith("http://localhost:3000/accept?token=")
    assert len(token) >= 43
    assert stored(house, "token_hash") == [sha256(token.encode()).digest()]
    assert stored(house, "email") == [NEW]
    assert stored(house, "expires_at") == [NOW + timedelta(days=7)]
    everything = house.rows("select details::text from audit_entries where action = 'invited'")
    assert everything == [('{"role": "chatter"}',)]


async def test_the_same_person_is_invited_once_even_from_two_screens(house: House) -> None:
    async def invite() -> str:
        await act(cast.OWNER, invitations.invite, email=NEW, role="chatter")
        return "done"

    answers = await asyncio.gather(invite(), invite(), return_exceptions=True)

    assert sorted(str(type(answer).__name__) for answer in answers) == ["AlreadyInvited", "str"]
    assert len(stored(house, "id")) == 1


async def test_who_is_here_is_not_invited_but_who_left_may_come_back(house: House) -> None:
    with pytest.raises(invitations.AlreadyHere) as caught:
        await act(cast.OWNER, invitations.invite, email=cast.CHATTER.email.upper(), role="chatter")
    assert caught.value.field == "email"

    await act(cast.OWNER, team.off_board, profile_id=cast.CHATTER.profile_id)
    await act(cast.OWNER, invitations.invite, email=cast.CHATTER.email, role="chatter")

    assert stored(house, "email") == [cast.CHATTER.email]


async def test_somebody_of_another_agency_can_be_invited_without_a_hint_that_they_exist(house: House) -> None:
    link = await act(cast.OWNER, invitations.invite, email=cast.RIVAL_CHATTER.email, role="chatter")

    assert link.email == cast.RIVAL_CHATTER.email


@pytest.mark.parametrize(
    ("by", "role", "allowed"),
    [
        (cast.OWNER, "owner", True),
        (cast.ADMIN, "admin", True),
        (cast.ADMIN, "owner", False),
        (cast.MANAGER, "chatter", True),
        (cast.MANAGER, "content", True),
        (cast.MANAGER, "manager", False),
        (cast.MANAGER, "creator", False),
    ],
)
async def test_nobody_invites_above_their_rank(house: House, by: cast.Person, role: str, allowed: bool) -> None:
    if allowed:
        await act(by, invitations.invite, email=NEW, role=role)
    else:
        with pytest.raises(team.OutOfRank):
            await act(by, invitations.invite, email=NEW, role=role)

    assert stored(house, "role") == ([role] if allowed else [])


@pytest.mark.parametrize("person", [cast.CHATTER, cast.CONTENT, cast.CREATOR])
async def test_who_may_not_manage_people_neither_invites_nor_looks(house: House, person: cast.Person) -> None:
    for verb, options in ((invitations.invite, {"email": NEW, "role": "chatter"}), (invitations.invitations, {})):
        with pytest.raises(NotAllowed):
            await act(person, verb, **options)


@pytest.mark.parametrize(
    ("field", "options"),
    [
        ("email", {"email": "nobody", "role": "chatter"}),
        ("email", {"email": "a@x.test\r\nbcc: b@x.test", "role": "chatter"}),
        ("role", {"email": NEW, "role": "king"}),
        ("name", {"email": NEW, "role": "chatter", "name": "x" * 81}),
        ("name", {"email": NEW, "role": "chatter", "name": "a\x00"}),
        ("creator_id", {"email": NEW, "role": "creator"}),
    ],
)
async def test_bad_input_is_a_sentence_next_to_its_field(house: House, field: str, options: dict[str, str]) -> None:
    with pytest.raises((InvalidInput, invitations.CreatorNeeded)) as caught:
        await act(cast.OWNER, invitations.invite, **options)

    assert caught.value.field == field
    assert stored(house, "id") == []


async def test_a_creators_invitation_is_for_a_creator_without_a_sign_in(house: House) -> None:
    free = await act(cast.OWNER, invitations.free_creators)
    for taken in (cast.LUNA, cast.RIVAL_STAR, uuid4()):
        with pytest.raises(invitations.CreatorNeeded):
            await act(cast.OWNER, invitations.invite, email=NEW, role="creator", creator_id=taken)

    await act(cast.OWNER, invitations.invite, email=NEW, role="creator", creator_id=cast.VERA)

    assert free == [(str(cast.VERA), "Vera")]
    assert (stored(house, "creator_id"), stored(house, "name")) == ([cast.VERA], ["Vera"])


async def test_a_creator_given_to_another_role_is_ignored(house: House) -> None:
    await act(cast.OWNER, invitations.invite, email=NEW, role="chatter", creator_id=cast.VERA)

    assert stored(house, "creator_id") == [None]


async def test_resending_makes_a_new_link_and_kills_the_old(house: House) -> None:
    first = await act(cast.OWNER, invitations.invite, email=NEW, role="chatter")
    later = NOW + timedelta(days=6)

    second = await act(cast.OWNER, invitations.resend, now=later, invitation_id=the_id(house))

    assert stored(house, "token_hash") == [sha256(token_of(second).encode()).digest()]
    assert token_of(first) != token_of(second)
    assert stored(house, "expires_at") == [later + timedelta(days=7)]


async def test_a_renewed_link_ends_when_who_renewed_it_leaves(house: House) -> None:
    await act(cast.OWNER, invitations.invite, email=NEW, role="admin")
    await act(cast.ADMIN, invitations.resend, invitation_id=the_id(house))

    await act(cast.OWNER, team.off_board, profile_id=cast.ADMIN.profile_id)

    assert stored(house, "revoked_at") == [NOW]


async def test_a_revoked_or_accepted_invitation_is_over(house: House) -> None:
    await act(cast.OWNER, invitations.invite, email=NEW, role="chatter")
    await act(cast.OWNER, invitations.revoke, invitation_id=the_id(house))

    for verb in (invitations.resend, invitations.revoke):
        with pytest.raises(invitations.NotOpen):
            await act(cast.OWNER, verb, invitation_id=the_id(house))
    await act(cast.OWNER, invitations.invite, email=NEW, role="content")

    assert stored(house, "role") == ["chatter", "content"]


async def test_a_manager_cannot_renew_or_revoke_an_admins_invitation(house: House) -> None:
    await act(cast.OWNER, invitations.invite, email=NEW, role="admin")

    for verb in (invitations.resend, invitations.revoke):
        with pytest.raises(team.OutOfRank):
            await act(cast.MANAGER, verb, invitation_id=the_id(house))


async def test_another_agencys_invitation_is_not_found(house: House) -> None:
    await act(cast.RIVAL_OWNER, invitations.invite, email=NEW, role="chatter")

    for verb in (invitations.resend, invitations.revoke):
        with pytest.raises(NotFound):
            await act(cast.OWNER, verb, invitation_id=the_id(house))
    assert (await act(cast.OWNER, invitations.invitations, state="all")).rows == []


async def test_an_expired_invitation_makes_room_for_a_new_one(house: House) -> None:
    await act(cast.OWNER, invitations.invite, email=NEW, role="chatter")

    after = NOW + timedelta(days=7)
    await act(cast.OWNER, invitations.invite, now=after, email=NEW, role="content")

    assert stored(house, "revoked_at") == [after, None]


async def test_the_list_tells_open_from_expired_accepted_and_revoked(house: House) -> None:
    for number in range(3):
        await act(cast.OWNER, invitations.invite, email=f"p{number}@x.test", role="chatter", name=f"Person {number}")
    with house.admin() as connection:
        connection.execute("update invitations set expires_at = %s where email = 'p1@x.test'", [NOW])
        connection.execute("update invitations set accepted_at = %s where email = 'p2@x.test'", [NOW])

    waiting = await act(cast.MANAGER, invitations.invitations, sort="email")
    accepted = await act(cast.MANAGER, invitations.invitations, state="accepted")
    found = await act(cast.MANAGER, invitations.invitations, state="all", search="person 2")

    assert [(row.email, row.state) for row in waiting.rows] == [("p0@x.test", "open"), ("p1@x.test", "expired")]
    assert (waiting.open, waiting.rows[0].until, waiting.rows[0].by) == (1, "in 1 week", "Mona Owner")
    assert [row.email for row in accepted.rows] == ["p2@x.test"]
    assert [row.email for row in found.rows] == ["p2@x.test"]
    assert not accepted.rows[0].manageable
