"""Shifts that change hands, through the handlers of who gives, takes and decides."""

from datetime import UTC, datetime, timedelta
from typing import Any

from onyx_app.states.shifts import CostState, CoverState, OffersState, PlanState
from tests import cast
from tests.conftest import House
from tests.handlers import at_desk

ADA, SAM = cast.CHATTER, cast.OTHER_CHATTER
SOON = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=3)


def planned(house: House, person: cast.Person | None, *, days: int = 0) -> str:
    """A published shift of eight hours."""
    starts = SOON + timedelta(days=days)
    with house.admin() as connection:
        row: Any = connection.execute(
            "insert into shifts (agency_id, profile_id, starts_at, ends_at, published_at, creators)"
            " values (%s, %s, %s, %s, now(), %s) returning id",
            [cast.NORTHLIGHT, person.profile_id if person else None, starts, starts + timedelta(hours=8), [cast.LUNA]],
        ).fetchone()
    return str(row[0])


async def test_a_shift_is_offered_taken_and_given_over(house: House) -> None:
    shift_id = planned(house, ADA)
    async with at_desk(house, ADA, path="/shifts") as ada:
        await ada.send(OffersState.load)
        await ada.send(OffersState.begin_offer, shift_id=shift_id, words="Tue")
        await ada.send(OffersState.offer, form={"to": "anybody", "note": "Dentist"})
        closed = await ada.value(OffersState, "giving")
        await ada.send(OffersState.load)
        [mine] = await ada.value(OffersState, "mine")
    async with at_desk(house, SAM, path="/shifts") as sam:
        await sam.send(OffersState.load)
        [free] = await sam.value(OffersState, "open")
        await sam.send(OffersState.take, id=free.id, claimable=free.claimable)
    async with at_desk(house, cast.MANAGER, path="/shifts") as manager:
        await manager.send(OffersState.load)
        [asked] = await manager.value(OffersState, "waiting")
        await manager.send(OffersState.approve, id=asked.id)

    assert closed == ""
    assert mine.state == "waits for anybody"
    assert (free.note, free.about, free.claimable, free.takeable) == ("Dentist", "Luna", False, True)
    assert asked.words == "Sam Chatter takes over from Ada Chatter"
    assert house.rows("select profile_id from shifts") == [(SAM.profile_id,)]


async def test_a_swap_names_what_comes_back(house: House) -> None:
    mine, theirs = planned(house, ADA), planned(house, SAM, days=2)
    async with at_desk(house, ADA, path="/shifts") as ada:
        await ada.send(OffersState.load)
        await ada.send(OffersState.begin_offer, shift_id=mine, words="Tue")
        mates = {mate.name: mate for mate in await ada.value(OffersState, "mates")}
        await ada.send(OffersState.choose_mate, who=str(SAM.profile_id))
        await ada.send(OffersState.offer, form={"to": str(SAM.profile_id), "back": theirs})
    async with at_desk(house, SAM, path="/shifts") as sam:
        await sam.send(OffersState.load)
        [offered] = await sam.value(OffersState, "to_me")
        await sam.send(OffersState.turn_down, id=offered.id)
        await sam.send(OffersState.load)
        after = list(await sam.value(OffersState, "to_me"))

    assert [value for value, _ in mates["Sam Chatter"].back] == [theirs]
    assert offered.back.startswith("in return: ")
    assert after == []


async def test_an_open_shift_is_claimed_and_the_claim_taken_back(house: House) -> None:
    planned(house, None)
    async with at_desk(house, SAM, path="/shifts") as sam:
        await sam.send(OffersState.load)
        [free] = await sam.value(OffersState, "open")
        await sam.send(OffersState.take, id=free.id, claimable=free.claimable)
        await sam.send(OffersState.load)
        [mine] = await sam.value(OffersState, "mine")
        await sam.send(OffersState.withdraw, id=mine.id)
        await sam.send(OffersState.load)

        assert free.claimable is True
        assert "waits for approval" in mine.state
        assert len(await sam.value(OffersState, "open")) == 1


async def test_nobody_decides_without_planning(house: House) -> None:
    planned(house, None)
    async with at_desk(house, SAM, path="/shifts") as sam:
        await sam.send(OffersState.load)
        [free] = await sam.value(OffersState, "open")
        await sam.send(OffersState.take, id=free.id, claimable=True)
        await sam.send(OffersState.load)
        [mine] = await sam.value(OffersState, "mine")
        await sam.send(OffersState.approve, id=mine.id)

    assert house.rows("select profile_id from shifts") == [(None,)]


async def test_an_address_is_shown_once_and_gone_with_its_dialog(house: House) -> None:
    async with at_desk(house, ADA, path="/shifts") as ada:
        await ada.send(OffersState.load)
        await ada.send(OffersState.make_address)
        shown = await ada.value(OffersState, "address")
        await ada.send(OffersState.forget_address)
        since = await ada.value(OffersState, "feed_since")
        await ada.send(OffersState.revoke_address)

        assert shown.endswith(".ics")
        assert (await ada.value(OffersState, "address"), since != "") == ("", True)
        assert await ada.value(OffersState, "feed_since") == ""


async def test_uncovered_hours_are_said_in_words_until_somebody_is_there(house: House) -> None:
    async with at_desk(house, cast.MANAGER, path="/shifts?by=creator") as desk:
        await desk.send(CoverState.open, creator_id=str(cast.LUNA), name="Luna")
        await desk.send(CoverState.add, creator_id=str(cast.LUNA), form={"from": "09:00", "to": "09:00"})
        wanted = list(await desk.value(CoverState, "wanted"))
        await desk.send(PlanState.load)
        [luna] = [line for line in await desk.value(PlanState, "lines") if line.name == "Luna"]
        await desk.send(CoverState.drop, creator_id=str(cast.LUNA), place=0)
        await desk.send(PlanState.load)
        [after] = [line for line in await desk.value(PlanState, "lines") if line.name == "Luna"]

    assert [(one.days, one.time) for one in wanted] == [("Every day", "around the clock")]
    assert (luna.gap, len(luna.gaps)) == ("168h uncovered", 7)
    assert (after.gap, after.gaps) == ("", [])


async def test_the_forecast_is_for_those_who_see_rates(house: House) -> None:
    planned(house, ADA)
    week = f"/shifts?week={SOON.date()}"
    async with at_desk(house, cast.OWNER, path=week) as owner:
        await owner.send(CostState.load)
        without = await owner.value(CostState, "without")
    async with at_desk(house, cast.MANAGER, path=week) as manager:
        await manager.send(CostState.load)

        assert await manager.value(CostState, "without") == ""
        assert await manager.value(CostState, "people") == []
    assert without == "Ada Chatter"
