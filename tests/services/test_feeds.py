"""A person's calendar: the address is the secret, and it shows their published shifts and nothing else."""

import asyncio

import pytest
from icalendar import Calendar

from onyx_app.errors import NotAllowed
from onyx_app.services import feeds, shifts, team
from tests import cast
from tests.conftest import House
from tests.services.planning import local, planned, set_status, there
from tests.services.staging import act


async def address_of(person: cast.Person = cast.CHATTER) -> str:
    return await act(person, feeds.make)


async def read(address: str) -> Calendar | None:
    file = await feeds.calendar(address.rsplit("/", 1)[-1].removesuffix(".ics"))
    return Calendar.from_ical(file) if file is not None else None


async def events(address: str) -> list[dict[str, object]]:
    found = await read(address)
    assert found is not None
    return [dict(event) for event in found.walk("VEVENT")]


async def test_the_address_is_shown_once_and_only_its_hash_is_kept(house: House) -> None:
    address = await address_of()

    token = address.rsplit("/", 1)[-1].removesuffix(".ics")
    [(kept,)] = house.rows("select token_hash from calendar_feeds")
    assert len(token) >= 43
    assert token.encode() not in bytes(kept)
    assert house.rows("select count(*) from audit_entries where details::text like %s", f"%{token}%") == [(0,)]
    assert (await act(cast.CHATTER, feeds.card)).made_at is not None


async def test_the_calendar_holds_the_persons_published_shifts_and_no_others(house: House) -> None:
    mine = await planned(local(10, 22), creators=[cast.LUNA], title="Night; late, \\ 🌙", notes="Two\nlines")
    await planned(local(12, 9), publish=False)
    await planned(local(11, 9), person=cast.OTHER_CHATTER)
    await planned(local(11, 9), person=None)

    [event] = await events(await address_of())

    assert event["UID"] == f"{mine.shift_id}@onyxos"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (there(local(10, 22)), there(local(11, 6)))  # type: ignore[attr-defined]
    assert (event["SUMMARY"], event["DESCRIPTION"]) == ("Night; late, \\ 🌙 · Luna", "Two\nlines")
    assert (event["SEQUENCE"], event["STATUS"]) == (1, "CONFIRMED")


async def test_a_moved_shift_keeps_its_uid_and_counts_and_a_cancelled_one_says_so(house: House) -> None:
    card = await planned(local(10, 9))
    address = await address_of()
    await act(
        cast.MANAGER, shifts.move, shift_id=card.shift_id, starts_local=local(10, 10),
        profile_id=cast.CHATTER.profile_id,
    )  # fmt: skip
    [moved] = await events(address)
    await act(cast.MANAGER, shifts.cancel, shift_ids=[card.shift_id])
    [cancelled] = await events(address)

    assert moved["UID"] == cancelled["UID"] == f"{card.shift_id}@onyxos"
    assert [(event["SEQUENCE"], event["STATUS"]) for event in (moved, cancelled)] == [
        (2, "CONFIRMED"),
        (3, "CANCELLED"),
    ]
    assert moved["DTSTART"].dt == there(local(10, 10))  # type: ignore[attr-defined]


async def test_it_is_a_calendar_programs_understand(house: House) -> None:
    await planned(local(10, 9))
    file = await read(await address_of())

    assert file is not None
    assert (file["VERSION"], file["X-WR-CALNAME"]) == ("2.0", "Northlight Agency")
    assert file["REFRESH-INTERVAL"].dt.total_seconds() == 900
    for event in file.walk("VEVENT"):
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE"} <= event.keys()
        assert str(event["DTSTART"].dt.tzinfo) == "UTC"
    assert file.errors == []


async def test_a_new_address_ends_the_older_one_and_revoking_ends_all(house: House) -> None:
    first, second = await address_of(), await address_of()

    assert (await read(first), (await read(second)) is not None) == (None, True)
    await act(cast.CHATTER, feeds.revoke)
    assert await read(second) is None
    assert (await act(cast.CHATTER, feeds.card)).made_at is None


async def test_of_two_addresses_made_at_once_one_works(house: House) -> None:
    addresses = await asyncio.gather(address_of(), address_of())

    assert sorted([await read(address) is not None for address in addresses]) == [False, True]


@pytest.mark.parametrize("status", ["suspended", "left"])
async def test_who_is_shut_out_has_no_calendar(house: House, status: str) -> None:
    address = await address_of()
    set_status(house, cast.CHATTER, status)

    assert await read(address) is None


async def test_an_address_that_ended_with_the_access_does_not_come_back_with_the_person(house: House) -> None:
    whom = {"profile_id": cast.CHATTER.profile_id}
    suspended = await address_of()
    await act(cast.MANAGER, team.suspend, **whom)
    await act(cast.MANAGER, team.resume, **whom)
    left = await address_of()
    await act(cast.MANAGER, team.off_board, **whom)
    set_status(house, cast.CHATTER, "active")

    assert (await read(suspended), await read(left)) == (None, None)
    assert (await act(cast.CHATTER, feeds.card)).made_at is None


async def test_one_agencys_address_shows_nothing_of_the_other(house: House) -> None:
    await planned(local(10, 9))

    assert await events(await address_of(cast.ADA_AT_RIVAL)) == []


async def test_a_creator_has_no_shifts_to_subscribe_to(house: House) -> None:
    with pytest.raises(NotAllowed):
        await address_of(cast.CREATOR)
