"""Requests in the manager's room: approved with one tap, refused with an answer, never one's own."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from onyx_app.services import leave, timeclock
from onyx_app.services.timeclock import Times
from onyx_app.states.review_requests import RequestsState
from tests import cast
from tests.conftest import House
from tests.handlers import at_desk
from tests.services.paying import do

ROOM = "/timeclock/review"


async def ask_for_hours(person: cast.Person = cast.CHATTER) -> None:
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    times = Times(now - timedelta(hours=5), now - timedelta(hours=4), (), "")
    await do(person, timeclock.ask, sheet_id=None, times=times, reason="The phone was empty")


async def ask_for_leave(person: cast.Person = cast.CHATTER) -> date:
    first = (datetime.now(UTC) + timedelta(days=20)).date()
    await do(person, leave.ask, kind="vacation", first=first, last=first + timedelta(days=2), reason="Wedding")
    return first


async def test_a_correction_is_approved_with_one_tap(house: House) -> None:
    await ask_for_hours()
    async with at_desk(house, cast.MANAGER, path=ROOM) as desk:
        await desk.send(RequestsState.load)
        [asked] = await desk.value(RequestsState, "requests")
        await desk.send(RequestsState.approve, id=asked.id)

        assert (asked.name, asked.reason, asked.mine) == ("Ada Chatter", "The phone was empty", False)
        assert await desk.flashes() == ["Approved. The hours of Ada Chatter are changed."]
        assert await desk.value(RequestsState, "requests") == []
    assert house.rows("select clocked_out_at - clocked_in_at from timesheets") == [(timedelta(hours=1),)]


async def test_a_refusal_needs_an_answer_and_is_read_by_who_asked(house: House) -> None:
    await ask_for_hours()
    async with at_desk(house, cast.MANAGER, path=ROOM) as desk:
        await desk.send(RequestsState.load)
        [asked] = await desk.value(RequestsState, "requests")
        await desk.send(RequestsState.begin_refusal, id=asked.id)
        await desk.send(RequestsState.refuse, form={"answer": ""})
        errors, open_ = await desk.value(RequestsState, "errors"), await desk.value(RequestsState, "refusal")
        await desk.send(RequestsState.refuse, form={"answer": "You were not there"})

        assert (errors.keys(), open_.id) == ({"answer"}, asked.id)
        assert (await desk.value(RequestsState, "refusal")).id == ""
    assert house.rows("select status, answer from correction_requests") == [("refused", "You were not there")]
    assert house.rows("select count(*) from timesheets") == [(0,)]


async def test_leave_is_approved_stands_ahead_and_is_taken_back_with_an_answer(house: House) -> None:
    await ask_for_leave()
    async with at_desk(house, cast.MANAGER, path=ROOM) as desk:
        await desk.send(RequestsState.load)
        [asked] = await desk.value(RequestsState, "leaves")
        await desk.send(RequestsState.approve_leave, id=asked.id)
        [ahead] = await desk.value(RequestsState, "ahead")
        await desk.send(RequestsState.begin_refusal, id=ahead.id)
        await desk.send(RequestsState.refuse, form={"answer": "Two others are away"})

        assert (asked.title, ahead.id) == ("Vacation", asked.id)
        assert await desk.value(RequestsState, "ahead") == []
    assert house.rows("select status, answer from leave_requests") == [("refused", "Two others are away")]


async def test_ones_own_request_is_shown_and_decided_by_somebody_else(house: House) -> None:
    await ask_for_hours(cast.MANAGER)
    async with at_desk(house, cast.MANAGER, path=ROOM) as desk:
        await desk.send(RequestsState.load)
        [asked] = await desk.value(RequestsState, "requests")
        await desk.send(RequestsState.approve, id=asked.id)

        assert asked.mine
        assert len(await desk.flashes()) == 1
    assert house.rows("select status from correction_requests") == [("waiting",)]


async def test_a_refusal_is_given_up(house: House) -> None:
    await ask_for_leave()
    async with at_desk(house, cast.MANAGER, path=ROOM) as desk:
        await desk.send(RequestsState.load)
        [asked] = await desk.value(RequestsState, "leaves")
        await desk.send(RequestsState.begin_refusal, id=asked.id)
        await desk.send(RequestsState.keep)

        assert (await desk.value(RequestsState, "refusal")).id == ""


async def test_a_request_decided_elsewhere_is_a_sentence(house: House) -> None:
    await ask_for_hours()
    async with at_desk(house, cast.MANAGER, path=ROOM) as desk:
        await desk.send(RequestsState.load)
        [asked] = await desk.value(RequestsState, "requests")
        await do(cast.OWNER, timeclock.decide, request_id=UUID(asked.id), approve=True)
        await desk.send(RequestsState.approve, id=asked.id)

        assert len(await desk.flashes()) == 1
    assert house.rows("select count(*) from timesheets") == [(1,)]
