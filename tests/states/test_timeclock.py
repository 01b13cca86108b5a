"""The clock through its handlers, with the guard in front: what the header and the big card show."""

from datetime import UTC, datetime, timedelta

import pytest

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


@pytest.mark.parametrize("paid", [False, True])
async def test_a_break_starts_and_ends_and_is_kept_as_it_was_taken(house: House, paid: bool) -> None:
    async with at_desk(house, cast.CHATTER) as desk:
        await desk.send(TimeclockState.clock_in)
        await desk.send(TimeclockState.start_break, paid=paid)
        resting = await desk.value(TimeclockState, "card")
        await desk.send(TimeclockState.end_break)
        working = await desk.value(TimeclockState, "card")

    assert (resting.resting, resting.break_paid, bool(resting.break_since)) == (True, paid, True)
    assert (working.working, working.resting) == (True, False)
    assert house.rows("select paid, ended_at is not null from breaks") == [(paid, True)]


async def test_a_break_without_work_and_a_second_one_are_sentences(house: House) -> None:
    async with at_desk(house, cast.CHATTER) as desk:
        await desk.send(TimeclockState.start_break, paid=False)
        await desk.send(TimeclockState.clock_in)
        await desk.send(TimeclockState.end_break)
        await desk.send(TimeclockState.start_break, paid=False)
        await desk.send(TimeclockState.start_break, paid=True)
        told = await desk.flashes()

    assert len(told) == 3
    assert all(sentence.endswith(".") for sentence in told)
    assert house.rows("select count(*) from breaks") == [(1,)]


async def test_the_running_stretch_takes_a_note_and_too_long_a_one_is_said_beside_its_field(house: House) -> None:
    async with at_desk(house, cast.CHATTER) as desk:
        await desk.send(TimeclockState.clock_in)
        sheet = (await desk.value(TimeclockState, "card")).sheet_id
        await desk.send(TimeclockState.open_note)
        await desk.send(TimeclockState.save_note, sheet_id=sheet, form={"note": "x" * 501})
        errors, open_ = await desk.value(TimeclockState, "errors"), await desk.value(TimeclockState, "noting")
        await desk.send(TimeclockState.save_note, sheet_id=sheet, form={"note": "Covered for Sam", "clock-note": None})
        card, closed = await desk.value(TimeclockState, "card"), await desk.value(TimeclockState, "noting")

    assert errors == {"note": "Keep this to 500 characters."}
    assert (open_, closed, card.note) == (True, False, "Covered for Sam")


async def test_the_note_is_given_up_without_a_trace(house: House) -> None:
    async with at_desk(house, cast.CHATTER) as desk:
        await desk.send(TimeclockState.open_note)
        await desk.send(TimeclockState.close_note)

        assert not await desk.value(TimeclockState, "noting")


async def test_still_here_without_work_is_a_sentence(house: House) -> None:
    async with at_desk(house, cast.CHATTER) as desk:
        await desk.send(TimeclockState.still_here)

        assert await desk.flashes() == ["You are not clocked in."]


async def test_a_note_on_somebody_elses_stretch_is_refused(house: House) -> None:
    async with at_desk(house, cast.OTHER_CHATTER) as other:
        await other.send(TimeclockState.clock_in)
        theirs = (await other.value(TimeclockState, "card")).sheet_id
    async with at_desk(house, cast.CHATTER) as desk:
        await desk.send(TimeclockState.save_note, sheet_id=theirs, form={"note": "mine now"})

        assert await desk.flashes() == ["That is not here. It may have been removed, or the link is wrong."]
    assert house.rows("select note from timesheets") == [("",)]
