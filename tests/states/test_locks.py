"""Paid days: everybody who reviews sees them, the owner alone opens them, with a reason that stays."""

from onyx_app.states.locks import LocksState
from tests import cast
from tests.conftest import House
from tests.handlers import at_desk

WEEK = "/timeclock/review?tab=week"


def lock(house: House) -> None:
    house.rows(
        "insert into period_locks (agency_id, profile_id, first_day, end_day) values (%s, %s, '2026-10-01',"
        " '2026-11-01') returning id",
        cast.NORTHLIGHT, cast.CHATTER.profile_id,
    )  # fmt: skip


async def test_the_owner_unlocks_with_a_reason_and_locks_again(house: House) -> None:
    lock(house)
    async with at_desk(house, cast.OWNER, path=WEEK) as desk:
        await desk.send(LocksState.load)
        [locked] = await desk.value(LocksState, "locks")
        await desk.send(LocksState.begin, id=locked.id)
        await desk.send(LocksState.unlock, id=locked.id, form={"reason": ""})
        errors, asking = await desk.value(LocksState, "errors"), await desk.value(LocksState, "opening")
        await desk.send(LocksState.unlock, id=locked.id, form={"reason": "A day was missing"})
        [opened] = await desk.value(LocksState, "locks")
        await desk.send(LocksState.lock_again, id=locked.id)
        again = await desk.value(LocksState, "locks")

    assert (locked.name, locked.opened) == ("Ada Chatter", "")
    assert (errors.keys(), asking.id) == ({"reason"}, locked.id)
    assert opened.opened.startswith("Unlocked by Mona Owner")
    assert opened.opened.endswith("A day was missing")
    assert opened.again
    assert [one.opened for one in again if not one.opened] == [""]


async def test_the_question_is_given_up(house: House) -> None:
    lock(house)
    async with at_desk(house, cast.OWNER, path=WEEK) as desk:
        await desk.send(LocksState.load)
        [locked] = await desk.value(LocksState, "locks")
        await desk.send(LocksState.begin, id=locked.id)
        await desk.send(LocksState.give_up)

        assert (await desk.value(LocksState, "opening")).id == ""


async def test_a_manager_sees_what_is_locked_and_opens_nothing(house: House) -> None:
    lock(house)
    async with at_desk(house, cast.MANAGER, path=WEEK) as desk:
        await desk.send(LocksState.load)
        [locked] = await desk.value(LocksState, "locks")
        await desk.send(LocksState.unlock, id=locked.id, form={"reason": "please"})

        assert not await desk.value(LocksState, "may_unlock")
    assert house.rows("select unlocked_at from period_locks") == [(None,)]


async def test_locks_are_read_only_where_they_are_shown(house: House) -> None:
    lock(house)
    async with at_desk(house, cast.OWNER, path="/timeclock/review") as desk:
        await desk.send(LocksState.load)

        assert await desk.value(LocksState, "locks") == []
