"""The clock through its handlers, with the guard in front: what the header and the page show."""

from datetime import UTC, datetime, timedelta

from onyx_app.states.timeclock import TimeclockState
from tests import cast
from tests.conftest import House
from tests.handlers import at_desk


async def test_clocking_in_shows_at_once_and_clocking_out_too(house: House) -> None:
    async with at_desk(house, cast.CHATTER, path="/timeclock") as desk:
        await desk.send(TimeclockState.clock_in)
        card = await desk.value(TimeclockState, "card")
        await desk.send(TimeclockState.clock_out)
        after = await desk.value(TimeclockState, "card")

    started = datetime.fromisoformat(card.started_at)
    assert card.working
    assert datetime.now(UTC) - started < timedelta(seconds=10)
    assert card.since
    assert not after.working


async def test_a_second_clock_in_is_a_sentence_and_changes_nothing(house: House) -> None:
    async with at_desk(house, cast.CHATTER) as one, at_desk(house, cast.CHATTER) as other:
        await one.send(TimeclockState.clock_in)
        await other.send(TimeclockState.clock_in)
        told = await other.flashes()

    assert told == ["You are already clocked in."]
    assert house.rows("select count(*) from timesheets") == [(1,)]


async def test_clocking_out_while_not_working_is_a_sentence(house: House) -> None:
    async with at_desk(house, cast.CHATTER) as desk:
        await desk.send(TimeclockState.clock_out)

        assert await desk.flashes() == ["You are not clocked in."]


async def test_the_header_of_a_creator_has_no_clock_and_no_error(house: House) -> None:
    async with at_desk(house, cast.CREATOR) as desk:
        await desk.send(TimeclockState.load)

        assert await desk.flashes() == []
        assert not (await desk.value(TimeclockState, "card")).working


async def test_a_manager_sees_who_is_on_and_a_chatter_does_not(house: House) -> None:
    async with at_desk(house, cast.CHATTER, path="/timeclock") as desk:
        await desk.send(TimeclockState.clock_in)
        await desk.send(TimeclockState.load_page)
        seen_by_chatter = await desk.value(TimeclockState, "people")
    async with at_desk(house, cast.MANAGER, path="/timeclock") as desk:
        await desk.send(TimeclockState.load_page)
        seen_by_manager = await desk.value(TimeclockState, "people")

    assert seen_by_chatter == []
    assert [(person.name, person.below, person.initials) for person in seen_by_manager] == [
        ("Ada Chatter", "Luna", "AC")
    ]


async def test_a_note_on_nothing_is_a_sentence_and_no_failure(house: House) -> None:
    async with at_desk(house, cast.CHATTER, path="/timeclock") as desk:
        await desk.send(TimeclockState.save_note, form={"note": "Covered for Sam"})

        assert (await desk.value(TimeclockState, "errors")).keys() == {"note"}
        assert await desk.flashes() == []


async def test_a_note_is_kept_and_too_long_a_one_is_said_beside_its_field(house: House) -> None:
    async with at_desk(house, cast.CHATTER, path="/timeclock") as desk:
        await desk.send(TimeclockState.clock_in)
        await desk.send(TimeclockState.load_page)
        [line] = await desk.value(TimeclockState, "lines")
        await desk.send(TimeclockState.open_note, id=line.id)
        await desk.send(TimeclockState.save_note, form={"note": "x" * 501})
        errors = await desk.value(TimeclockState, "errors")
        await desk.send(TimeclockState.save_note, form={"note": "Covered for Sam", "note-error": None})
        [noted] = await desk.value(TimeclockState, "lines")

    assert errors == {"note": "Keep this to 500 characters."}
    assert noted.note == "Covered for Sam"


async def test_pages_beyond_the_history_are_empty_weeks(house: House) -> None:
    async with at_desk(house, cast.CHATTER, path="/timeclock") as desk:
        for page in (-5, 0, 10**9):
            await desk.send(TimeclockState.turn_to, page=page)
            assert await desk.value(TimeclockState, "lines") == []

        assert not await desk.value(TimeclockState, "has_older")
