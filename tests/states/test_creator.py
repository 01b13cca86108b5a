"""One creator's page through its handlers."""

import pytest

from onyx_app.states.creator import CreatorState
from tests import cast
from tests.conftest import House
from tests.handlers import at_desk

LUNA = str(cast.LUNA)
PAGE = f"/creators/{LUNA}"


async def test_the_page_shows_the_creator_of_its_address(house: House) -> None:
    async with at_desk(house, cast.OWNER, path=PAGE) as desk:
        await desk.send(CreatorState.load)
        one = await desk.value(CreatorState, "creator")
        free = await desk.value(CreatorState, "free")

    assert (one.name, one.sign_in, one.may_split) == ("Luna", "Luna Creator", True)
    assert [line.name for line in one.people] == ["Ada Chatter"]
    assert free[0] == ("", "Choose a person")
    assert len(free) == 6


@pytest.mark.parametrize("guessed", [str(cast.RIVAL_STAR), "nonsense", "00000000-0000-7000-8000-00000000ffff"])
async def test_a_guessed_address_shows_nothing_of_the_page_before(house: House, guessed: str) -> None:
    async with at_desk(house, cast.OWNER, path=PAGE) as desk:
        await desk.send(CreatorState.load)
        desk.path = f"/creators/{guessed}"
        await desk.send(CreatorState.load)

        assert (await desk.value(CreatorState, "creator")).id == ""
        assert await desk.value(CreatorState, "free") == []


async def test_saving_keeps_the_page_and_says_so(house: House) -> None:
    form = {"name": "Luna Nova", "handle": "@luna", "status": "paused", "fanvue_uuid": str(cast.LUNA_FANVUE)}
    async with at_desk(house, cast.MANAGER, path=PAGE) as desk:
        await desk.send(CreatorState.load)
        await desk.send(CreatorState.save, creator_id=LUNA, form=form)

        assert (await desk.value(CreatorState, "creator")).handle == "luna"
        assert await desk.flashes() == ["Saved."]


async def test_people_are_assigned_and_their_assignment_ends(house: House) -> None:
    sam = {"profile_id": str(cast.OTHER_CHATTER.profile_id), "weight": "2"}
    async with at_desk(house, cast.MANAGER, path=PAGE) as desk:
        await desk.send(CreatorState.load)
        await desk.send(CreatorState.assign, creator_id=LUNA, form=sam)
        assigned = (await desk.value(CreatorState, "creator")).people
        await desk.send(CreatorState.end_assignment, creator_id=LUNA, assignment_id=assigned[1].id)
        after = await desk.value(CreatorState, "creator")

    assert [(line.name, line.weight) for line in assigned] == [("Ada Chatter", 1), ("Sam Chatter", 2)]
    assert [line.name for line in after.people] == ["Ada Chatter"]
    assert [line.name for line in after.former] == ["Sam Chatter"]


@pytest.mark.parametrize(
    ("handler", "form", "field"),
    [
        (CreatorState.assign, {"profile_id": "", "weight": "1"}, "profile_id"),
        (CreatorState.assign, {"profile_id": str(cast.OTHER_CHATTER.profile_id), "weight": "0"}, "weight"),
        (CreatorState.set_split, {"share": "70", "from_day": ""}, "from_day"),
        (CreatorState.set_split, {"share": "170", "from_day": "2026-01-01"}, "share"),
        (CreatorState.save, {"name": "", "handle": "", "status": "active", "fanvue_uuid": ""}, "name"),
        (CreatorState.save, {"name": "Luna", "handle": "", "status": "gone", "fanvue_uuid": ""}, "status"),
    ],
)
async def test_bad_input_is_a_sentence_next_to_its_field(
    house: House, handler, form: dict[str, str], field: str
) -> None:
    async with at_desk(house, cast.OWNER, path=PAGE) as desk:
        await desk.send(CreatorState.load)
        await desk.send(handler, creator_id=LUNA, form=form)

        assert list(await desk.value(CreatorState, "errors")) == [field]


async def test_a_split_is_agreed_from_a_day_on(house: House) -> None:
    async with at_desk(house, cast.OWNER, path=PAGE) as desk:
        await desk.send(CreatorState.load)
        await desk.send(CreatorState.set_split, creator_id=LUNA, form={"share": "67.5", "from_day": "2026-01-01"})

        (line,) = (await desk.value(CreatorState, "creator")).splits
        assert (line.share, line.by, line.holds) == ("67.5%", "Mona Owner", True)
