"""The palette's search: people and creators, as far as the asker may see."""

import pytest

from onyx_app.errors import InvalidInput
from onyx_app.services import search
from onyx_app.work import open_work
from tests import cast
from tests.conftest import House


async def found(person: cast.Person, query: str) -> list[tuple[str, str]]:
    async with open_work(person.actor) as work:
        return [(hit.kind, hit.label) for hit in await search.find(work, query=query)]


async def test_people_and_creators_are_found_by_a_few_letters(house: House) -> None:
    assert await found(cast.OWNER, "lun") == [("person", "Luna Creator"), ("creator", "Luna")]


async def test_names_that_begin_with_the_letters_come_first(house: House) -> None:
    assert await found(cast.OWNER, "a") == [
        ("person", "Ada Chatter"),
        ("person", "Adam Admin"),
        ("person", "Cora Content"),
        ("person", "Luna Creator"),
        ("person", "Mara Manager"),
        ("person", "Mona Owner"),
        ("creator", "Luna"),
        ("creator", "Vera"),
    ]


@pytest.mark.parametrize(
    ("person", "hits"),
    [
        (cast.CHATTER, [("creator", "Luna")]),
        (cast.OTHER_CHATTER, []),
        (cast.CREATOR, [("creator", "Luna")]),
        (cast.CONTENT, [("creator", "Luna"), ("creator", "Vera")]),
        (
            cast.RIVAL_OWNER,
            [("person", "Ada Chatter"), ("person", "Rita Rival"), ("person", "Rob Rival"), ("creator", "Nova")],
        ),
    ],
)
async def test_everybody_finds_only_what_they_may_see(house: House, person: cast.Person, hits) -> None:
    assert await found(person, "a") == hits


@pytest.mark.parametrize("query", ["", "  ", "%", "@", "'; --"])
async def test_signs_are_no_wildcards(house: House, query: str) -> None:
    assert await found(cast.OWNER, query) == []


async def test_too_much_is_refused(house: House) -> None:
    with pytest.raises(InvalidInput):
        await found(cast.OWNER, "x" * 81)
