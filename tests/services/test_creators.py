"""Creators: who sees which, who works for them, how revenue is shared."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from onyx_app.errors import InvalidInput, NotAllowed, NotFound
from onyx_app.services import creators, team
from onyx_app.work import open_work
from tests import cast
from tests.conftest import House

NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)


async def act(person: cast.Person, verb, /, *, now: datetime = NOW, **options):
    async with open_work(person.actor, now=now) as work:
        return await verb(work, **options)


@pytest.mark.parametrize(
    ("person", "names"),
    [
        (cast.OWNER, ["Luna", "Vera"]),
        (cast.ADMIN, ["Luna", "Vera"]),
        (cast.MANAGER, ["Luna", "Vera"]),
        (cast.CONTENT, ["Luna", "Vera"]),
        (cast.CHATTER, ["Luna"]),
        (cast.OTHER_CHATTER, []),
        (cast.CREATOR, ["Luna"]),
        (cast.RIVAL_OWNER, ["Nova"]),
    ],
)
async def test_everybody_sees_their_part(house: House, person: cast.Person, names: list[str]) -> None:
    page = await act(person, creators.roster)

    assert [row.name for row in page.rows] == names
    assert page.total == len(names)


@pytest.mark.parametrize(
    ("person", "creator"),
    [
        (cast.CHATTER, cast.VERA),
        (cast.OTHER_CHATTER, cast.LUNA),
        (cast.CREATOR, cast.VERA),
        (cast.OWNER, cast.RIVAL_STAR),
        (cast.OWNER, uuid4()),
    ],
)
async def test_what_is_not_theirs_is_not_found(house: House, person: cast.Person, creator) -> None:
    with pytest.raises(NotFound):
        await act(person, creators.card, creator_id=creator)


async def test_a_chatter_stops_seeing_a_creator_when_the_assignment_ends(house: House) -> None:
    detail = await act(cast.OWNER, creators.card, creator_id=cast.LUNA)

    await act(cast.OWNER, creators.end_assignment, assignment_id=detail.people[0].id)

    assert (await act(cast.CHATTER, creators.roster)).rows == []


async def test_the_list_is_searched_filtered_and_sorted(house: House) -> None:
    await act(cast.OWNER, creators.add, name="Iris", handle="@iris.blooms")
    paused = {"handle": "", "status": "paused", "fanvue_uuid": ""}
    await act(cast.OWNER, creators.change, creator_id=cast.VERA, name="Vera", **paused)

    by_handle = await act(cast.OWNER, creators.roster, search="@IRIS")
    only_paused = await act(cast.OWNER, creators.roster, status="paused")
    by_people = await act(cast.OWNER, creators.roster, sort="-people")

    assert [row.handle for row in by_handle.rows] == ["iris.blooms"]
    assert [row.name for row in only_paused.rows] == ["Vera"]
    assert [row.name for row in by_people.rows] == ["Luna", "Iris", "Vera"]
    assert by_people.unassigned == 1
    assert (await act(cast.OWNER, creators.roster, search="%")).rows == []


@pytest.mark.parametrize("person", [cast.CHATTER, cast.CONTENT, cast.CREATOR])
async def test_who_only_looks_changes_nothing(house: House, person: cast.Person) -> None:
    fields = {"name": "X", "handle": "", "fanvue_uuid": ""}
    for verb, options in (
        (creators.add, fields),
        (creators.change, {"creator_id": cast.LUNA, "status": "left", **fields}),
        (creators.assign, {"creator_id": cast.LUNA, "profile_id": person.profile_id}),
        (creators.end_assignment, {"assignment_id": uuid4()}),
        (creators.set_split, {"creator_id": cast.LUNA, "share": "1", "from_day": date(2026, 1, 1)}),
    ):
        with pytest.raises(NotAllowed):
            await act(person, verb, **options)


async def test_managers_add_and_assign_but_neither_set_nor_see_splits(house: House) -> None:
    await act(cast.OWNER, creators.set_split, creator_id=cast.LUNA, share="70", from_day=date(2026, 1, 1))

    with pytest.raises(NotAllowed):
        await act(cast.MANAGER, creators.set_split, creator_id=cast.LUNA, share="60", from_day=date(2026, 1, 1))
    detail = await act(cast.MANAGER, creators.card, creator_id=cast.LUNA)
    listed = await act(cast.MANAGER, creators.roster)

    assert (detail.splits, detail.may_edit, detail.may_split) == ([], True, False)
    assert {row.share for row in listed.rows} == {""}


async def test_a_split_holds_from_its_day_in_the_agencys_zone(house: House) -> None:
    for share, day in (("70", date(2026, 1, 1)), ("67,5", date(2026, 11, 4))):
        await act(cast.OWNER, creators.set_split, creator_id=cast.LUNA, share=share, from_day=day)

    before = datetime(2026, 11, 3, 21, 59, tzinfo=UTC)  # 23:59 in Bucharest
    today = await act(cast.OWNER, creators.card, now=before, creator_id=cast.LUNA)
    tomorrow = await act(cast.OWNER, creators.roster, now=before + timedelta(minutes=2))

    assert [(line.share, line.holds) for line in today.splits] == [("67.5%", False), ("70%", True)]
    assert {row.name: row.share for row in tomorrow.rows} == {"Luna": "67.5%", "Vera": ""}


async def test_the_same_day_again_corrects_the_split_and_both_are_on_record(house: House) -> None:
    for share in ("70", "75"):
        await act(cast.OWNER, creators.set_split, creator_id=cast.LUNA, share=share, from_day=date(2026, 1, 1))

    assert house.rows("select creator_share_bp from creator_splits") == [(7500,)]
    recorded = house.rows("select details->>'creator_share_bp' from audit_entries order by seq")
    assert recorded == [("7000",), ("7500",)]


@pytest.mark.parametrize("share", ["", "101", "-1", "67.555", "seventy", "1e2", "٧٠", "70%%a", "NaN"])
async def test_a_share_that_is_none_is_a_sentence(house: House, share: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        await act(cast.OWNER, creators.set_split, creator_id=cast.LUNA, share=share, from_day=date(2026, 1, 1))

    assert caught.value.field == "share"
    assert house.rows("select count(*) from creator_splits") == [(0,)]


@pytest.mark.parametrize(
    ("field", "options"),
    [
        ("name", {"name": ""}),
        ("name", {"name": "x" * 81}),
        ("name", {"name": "a\u202eb"}),
        ("handle", {"name": "Iris", "handle": "two words"}),
        ("fanvue_uuid", {"name": "Iris", "fanvue_uuid": "12345"}),
    ],
)
async def test_bad_input_is_a_sentence_next_to_its_field(house: House, field: str, options: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        await act(cast.OWNER, creators.add, **options)

    assert caught.value.field == field
    assert len((await act(cast.OWNER, creators.roster)).rows) == 2


async def test_a_platform_id_belongs_to_one_creator_of_an_agency(house: House) -> None:
    with pytest.raises(creators.AlreadyConnected):
        await act(cast.OWNER, creators.add, name="Copy", fanvue_uuid=str(cast.LUNA_FANVUE))

    # The rival's creator has this id there: nothing here may depend on that.
    await act(cast.OWNER, creators.add, name="Same elsewhere", fanvue_uuid=str(cast.RIVAL_FANVUE))
    unchanged = {"name": "Luna", "handle": "", "status": "active", "fanvue_uuid": str(cast.LUNA_FANVUE)}
    await act(cast.OWNER, creators.change, creator_id=cast.LUNA, **unchanged)


async def test_two_creators_taking_one_platform_id_at_once_leave_one(house: House) -> None:
    wanted = str(uuid4())

    async def take(name: str) -> str:
        await act(cast.OWNER, creators.add, name=name, fanvue_uuid=wanted)
        return "done"

    answers = await asyncio.gather(take("One"), take("Two"), return_exceptions=True)

    assert sorted(type(answer).__name__ for answer in answers) == ["AlreadyConnected", "str"]


async def test_assigning_twice_changes_nothing_and_a_new_weight_begins_anew(house: House) -> None:
    give = {"creator_id": cast.VERA, "profile_id": cast.OTHER_CHATTER.profile_id}
    await act(cast.OWNER, creators.assign, **give)
    await act(cast.OWNER, creators.assign, **give)
    await act(cast.OWNER, creators.assign, now=NOW + timedelta(days=1), weight="3", **give)

    detail = await act(cast.OWNER, creators.card, creator_id=cast.VERA)

    assert [(line.name, line.weight) for line in detail.people] == [("Sam Chatter", 3)]
    assert [(line.weight, bool(line.until)) for line in detail.former] == [(1, True)]


async def test_two_screens_assigning_the_same_person_leave_one_assignment(house: House) -> None:
    give = {"creator_id": cast.VERA, "profile_id": cast.OTHER_CHATTER.profile_id}

    await asyncio.gather(*(act(cast.OWNER, creators.assign, **give) for _ in range(4)))

    query = "select count(*) from creator_assignments where creator_id = %s and until_at is null"
    assert house.rows(query, cast.VERA) == [(1,)]


@pytest.mark.parametrize("person", [cast.CREATOR.profile_id, cast.RIVAL_CHATTER.profile_id, uuid4()])
async def test_only_the_agencys_own_working_people_are_assigned(house: House, person) -> None:
    with pytest.raises(creators.CannotBeAssigned):
        await act(cast.OWNER, creators.assign, creator_id=cast.VERA, profile_id=person)


@pytest.mark.parametrize("weight", ["0", "101", "a lot", ""])
async def test_a_weight_has_limits(house: House, weight: str) -> None:
    give = {"creator_id": cast.VERA, "profile_id": cast.CHATTER.profile_id}
    with pytest.raises(InvalidInput) as caught:
        await act(cast.OWNER, creators.assign, weight=weight, **give)

    assert caught.value.field == "weight"


async def test_who_can_be_assigned_are_those_who_are_not(house: House) -> None:
    found = await act(cast.MANAGER, creators.assignable, creator_id=cast.LUNA)

    assert [name for _, name in found] == ["Adam Admin", "Cora Content", "Mara Manager", "Mona Owner", "Sam Chatter"]


async def test_a_creator_who_leaves_has_nobody_assigned(house: House) -> None:
    fields = {"name": "Luna", "handle": "", "status": "left", "fanvue_uuid": ""}
    await act(cast.OWNER, creators.change, creator_id=cast.LUNA, **fields)

    assert (await act(cast.CHATTER, creators.roster)).rows == []
    assert [row.name for row in (await act(cast.OWNER, creators.roster)).rows] == ["Vera"]
    with pytest.raises(creators.CannotBeAssigned):
        await act(cast.OWNER, creators.assign, creator_id=cast.LUNA, profile_id=cast.CHATTER.profile_id)


async def test_another_agencys_assignment_is_not_found(house: House) -> None:
    (assignment,) = house.rows("select id from creator_assignments")[0]

    with pytest.raises(NotFound):
        await act(cast.RIVAL_OWNER, creators.end_assignment, assignment_id=assignment)


async def test_who_is_assigned_while_they_are_off_boarded_is_not_left_assigned(house: House) -> None:
    from_inside, gone = asyncio.Event(), asyncio.Event()

    async def assign() -> None:
        async with open_work(cast.MANAGER.actor, now=NOW) as work:
            give = {"creator_id": cast.VERA, "profile_id": cast.CHATTER.profile_id}
            await creators.assign(work, **give)
            from_inside.set()
            await asyncio.wait([asyncio.create_task(gone.wait())], timeout=0.3)  # off-boarding has to wait for us

    async def off_board() -> None:
        await from_inside.wait()
        await act(cast.OWNER, team.off_board, profile_id=cast.CHATTER.profile_id)
        gone.set()

    await asyncio.gather(assign(), off_board())

    assert house.rows("select count(*) from creator_assignments where until_at is null") == [(0,)]


async def test_who_only_looks_learns_neither_weights_nor_platform_ids(house: House) -> None:
    seen = await act(cast.CHATTER, creators.card, creator_id=cast.LUNA)
    edited = await act(cast.MANAGER, creators.card, creator_id=cast.LUNA)

    assert (seen.fanvue_uuid, [line.weight for line in seen.people]) == ("", [0])
    assert (edited.fanvue_uuid, [line.weight for line in edited.people]) == (str(cast.LUNA_FANVUE), [1])


async def test_the_published_page_is_linked(house: House) -> None:
    with house.admin() as connection:
        connection.execute(
            "with page as (insert into bio_pages (agency_id, creator_id, title, published_at)"
            " values (%s, %s, 'Luna live', now()) returning agency_id, id)"
            " insert into slugs (slug, agency_id, bio_page_id) select 'luna', agency_id, id from page",
            [cast.NORTHLIGHT, cast.LUNA],
        )

    detail = await act(cast.CHATTER, creators.card, creator_id=cast.LUNA)

    assert (detail.bio_title, detail.bio_url) == ("Luna live", "http://localhost:3000/u/luna")
    assert (detail.may_edit, detail.former) == (False, [])
