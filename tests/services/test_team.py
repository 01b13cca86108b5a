"""People: who may change whom, and what a change ends."""

import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from onyx_app.errors import InvalidInput, NotAllowed, NotFound
from onyx_app.roles import Role
from onyx_app.services import team
from onyx_app.work import Actor, open_work
from tests import cast
from tests.conftest import House
from tests.services.staging import NOW, act, signed_in, status_of, why_ended


async def test_the_list_shows_everybody_of_this_agency_and_nobody_else(house: House) -> None:
    page = await act(cast.OWNER, team.people)

    assert {row.name for row in page.rows} == {person.name for person in cast.NORTHLIGHT_PEOPLE}
    assert (page.total, page.page, page.pages, page.active, page.suspended) == (7, 1, 1, 7, 0)
    ada = next(row for row in page.rows if row.name == "Ada Chatter")
    assert (ada.email, ada.role, ada.creators, ada.initials) == ("ada@northlight.test", "chatter", "Luna", "AC")


async def test_the_list_is_searched_filtered_and_sorted_by_the_database(house: House) -> None:
    by_name = await act(cast.OWNER, team.people, search="CHATTER")
    by_email = await act(cast.OWNER, team.people, search="mona@")
    by_role = await act(cast.OWNER, team.people, role="manager")
    ranked = await act(cast.OWNER, team.people, sort="-role")

    assert [row.name for row in by_name.rows] == ["Ada Chatter", "Sam Chatter"]
    assert [row.name for row in by_email.rows] == ["Mona Owner"]
    assert [row.name for row in by_role.rows] == ["Mara Manager"]
    assert [row.role for row in ranked.rows] == [
        role.value for role in reversed(Role) for _ in range(1 + (role == Role.CHATTER))
    ]


@pytest.mark.parametrize("search", ["%", "_", "'; drop table profiles; --", "<b>", "\\"])
async def test_a_search_is_only_text(house: House, search: str) -> None:
    assert (await act(cast.OWNER, team.people, search=search)).rows == []


async def test_a_search_with_unseen_characters_is_a_sentence(house: House) -> None:
    with pytest.raises(InvalidInput):
        await act(cast.OWNER, team.people, search="a\x00b")


async def test_long_lists_come_in_pages(house: House) -> None:
    with house.admin() as connection:
        connection.execute(
            "with s as (insert into sign_ins (email) select 'p' || n || '@x.test'"
            " from generate_series(1, 60) n returning id)"
            " insert into profiles (agency_id, sign_in_id, name, role) select %s, id, 'Person', 'chatter' from s",
            [cast.NORTHLIGHT],
        )

    pages = [await act(cast.OWNER, team.people, page=number) for number in (1, 2, 3, 99)]

    assert [len(page.rows) for page in pages] == [25, 25, 17, 17]
    assert len({row.id for page in pages for row in page.rows}) == 67


@pytest.mark.parametrize("person", [cast.CHATTER, cast.CONTENT, cast.CREATOR])
async def test_who_may_not_see_the_team_sees_nobody(house: House, person: cast.Person) -> None:
    with pytest.raises(NotAllowed):
        await act(person, team.people)


@pytest.mark.parametrize(
    ("by", "whom", "role", "allowed"),
    [
        (cast.OWNER, cast.CHATTER, "owner", True),
        (cast.OWNER, cast.ADMIN, "chatter", True),
        (cast.ADMIN, cast.CHATTER, "admin", True),
        (cast.ADMIN, cast.CHATTER, "owner", False),
        (cast.ADMIN, cast.OWNER, "chatter", False),
        (cast.MANAGER, cast.CHATTER, "content", True),
        (cast.MANAGER, cast.CHATTER, "manager", False),
        (cast.MANAGER, cast.ADMIN, "chatter", False),
        (cast.MANAGER, cast.MANAGER, "chatter", False),
    ],
)
async def test_nobody_grants_or_touches_a_role_above_their_own(
    house: House, by: cast.Person, whom: cast.Person, role: str, allowed: bool
) -> None:
    if allowed:
        await act(by, team.change_role, profile_id=whom.profile_id, role=role)
    else:
        with pytest.raises(team.OutOfRank):
            await act(by, team.change_role, profile_id=whom.profile_id, role=role)

    assert status_of(house, whom)[0] == (role if allowed else whom.role)


async def test_a_role_change_ends_that_persons_sessions_and_is_on_record(house: House) -> None:
    session, other = signed_in(house, cast.CHATTER), signed_in(house, cast.OTHER_CHATTER)

    await act(cast.OWNER, team.change_role, profile_id=cast.CHATTER.profile_id, role="manager")

    assert why_ended(house, session) == "role_changed"
    assert why_ended(house, other) is None
    (record,) = house.rows("select profile_id, subject, details from audit_entries where action = 'role_changed'")
    assert record == (
        cast.OWNER.profile_id,
        str(cast.CHATTER.profile_id),
        {"before": "chatter", "after": "manager"},
    )


async def test_the_same_role_again_changes_nothing(house: House) -> None:
    session = signed_in(house, cast.CHATTER)

    await act(cast.OWNER, team.change_role, profile_id=cast.CHATTER.profile_id, role="chatter")

    assert why_ended(house, session) is None


async def test_the_creator_role_is_invited_and_never_changed(house: House) -> None:
    for person, role in ((cast.CHATTER, "creator"), (cast.CREATOR, "chatter")):
        with pytest.raises(team.WrongRole):
            await act(cast.OWNER, team.change_role, profile_id=person.profile_id, role=role)


async def test_an_unknown_role_is_a_sentence_next_to_its_field(house: House) -> None:
    with pytest.raises(InvalidInput) as caught:
        await act(cast.OWNER, team.change_role, profile_id=cast.CHATTER.profile_id, role="system")

    assert caught.value.field == "role"


async def test_people_of_another_agency_are_not_found(house: House) -> None:
    for verb in (team.suspend, team.resume, team.off_board, team.leaving):
        with pytest.raises(NotFound):
            await act(cast.OWNER, verb, profile_id=cast.RIVAL_CHATTER.profile_id)
    with pytest.raises(NotFound):
        await act(cast.OWNER, team.change_role, profile_id=uuid4(), role="chatter")

    assert status_of(house, cast.RIVAL_CHATTER) == ("chatter", "active")


async def test_the_last_owner_stays(house: House) -> None:
    owner = cast.OWNER.profile_id

    with pytest.raises(team.LastOwner):
        await act(cast.OWNER, team.change_role, profile_id=owner, role="admin")
    with pytest.raises(team.LastOwner):
        await act(cast.OWNER, team.off_board, profile_id=owner)
    with pytest.raises(team.NotYourself):
        await act(cast.OWNER, team.suspend, profile_id=owner)

    assert status_of(house, cast.OWNER) == ("owner", "active")


async def test_a_suspended_second_owner_does_not_count(house: House) -> None:
    await act(cast.OWNER, team.change_role, profile_id=cast.ADMIN.profile_id, role="owner")
    await act(cast.OWNER, team.suspend, profile_id=cast.ADMIN.profile_id)

    with pytest.raises(team.LastOwner):
        await act(cast.OWNER, team.off_board, profile_id=cast.OWNER.profile_id)


async def test_two_owners_who_demote_each_other_at_once_leave_one(house: House) -> None:
    await act(cast.OWNER, team.change_role, profile_id=cast.ADMIN.profile_id, role="owner")
    second = replace(cast.ADMIN.actor, role=Role.OWNER)
    both_inside = asyncio.Barrier(2)

    async def demote(actor: Actor, profile_id: UUID) -> str:
        async with open_work(actor, now=NOW) as work:
            await both_inside.wait()
            await team.change_role(work, profile_id=profile_id, role="chatter")
            return "done"

    answers = await asyncio.gather(
        demote(cast.OWNER.actor, cast.ADMIN.profile_id),
        demote(second, cast.OWNER.profile_id),
        return_exceptions=True,
    )

    assert answers.count("done") == 1
    assert any(isinstance(answer, NotAllowed | team.LastOwner) for answer in answers)
    assert house.rows("select count(*) from profiles where agency_id = %s and role = 'owner'", cast.NORTHLIGHT) == [
        (1,)
    ]


async def test_two_owners_who_leave_at_once_leave_one(house: House) -> None:
    await act(cast.OWNER, team.change_role, profile_id=cast.ADMIN.profile_id, role="owner")
    second = replace(cast.ADMIN.actor, role=Role.OWNER)

    async def leave(actor: Actor) -> str:
        async with open_work(actor, now=NOW) as work:
            await team.off_board(work, profile_id=actor.person())
            return "done"

    answers = await asyncio.gather(leave(cast.OWNER.actor), leave(second), return_exceptions=True)

    assert answers.count("done") == 1
    query = "select count(*) from profiles where agency_id = %s and role = 'owner' and status = 'active'"
    assert house.rows(query, cast.NORTHLIGHT) == [(1,)]


async def test_who_lost_their_role_meanwhile_may_no_longer_use_it(house: House) -> None:
    await act(cast.OWNER, team.change_role, profile_id=cast.ADMIN.profile_id, role="chatter")

    with pytest.raises(NotAllowed):
        await act(cast.ADMIN, team.suspend, profile_id=cast.CHATTER.profile_id)
