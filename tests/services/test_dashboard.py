"""The first page: only what waits for the asker, and nothing their role does not include."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from onyx_app.roles import Role
from onyx_app.services import dashboard, inbox, leave, offers, pulse, shifts, timeclock
from onyx_app.services.dashboard import Overview
from onyx_app.work import open_work
from tests import cast, endpoint
from tests.conftest import House

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


async def look(person: cast.Person) -> Overview:
    async with open_work(person.actor, now=NOW) as work:
        return await dashboard.overview(work)


async def kinds(person: cast.Person) -> list[str]:
    return [need.kind for need in (await look(person)).needs]


async def quiet(house: House) -> None:
    """A house in which nothing needs anybody."""
    await pulse.beat(now=NOW)
    house.rows("update creators set status = 'paused' where id = %s returning id", cast.VERA)


async def test_a_house_in_order_needs_nobody(house: House) -> None:
    await quiet(house)

    assert [await kinds(person) for person in cast.NORTHLIGHT_PEOPLE] == [[]] * 7


async def test_a_silent_worker_concerns_owner_and_admin_only(house: House) -> None:
    await quiet(house)
    house.rows("update pulses set seen_at = %s returning name", NOW - timedelta(minutes=10))
    endpoint.connect(house)
    house.rows(
        "insert into inbox_events (agency_id, connection_id, event, digest, body, received_at)"
        " values (%s, %s, 'tip_received', 'x', '{}', %s) returning id",
        cast.NORTHLIGHT, endpoint.CONNECTION, NOW - timedelta(minutes=5),
    )  # fmt: skip

    [need] = (await look(cast.OWNER)).needs

    assert (need.kind, need.count, need.at) == ("worker_silent", 1, NOW - timedelta(minutes=10))
    assert await kinds(cast.ADMIN) == ["worker_silent"]
    assert await kinds(cast.MANAGER) == await kinds(cast.CHATTER) == await kinds(cast.CREATOR) == []


async def test_an_event_that_fails_for_long_is_told_while_the_worker_lives(house: House) -> None:
    await quiet(house)
    endpoint.connect(house)
    for minutes in (5, 11):
        house.rows(
            "insert into inbox_events (agency_id, connection_id, event, digest, body, received_at)"
            " values (%s, %s, 'tip_received', %s, '{}', %s) returning id",
            cast.NORTHLIGHT, endpoint.CONNECTION, str(minutes).encode(), NOW - timedelta(minutes=minutes),
        )  # fmt: skip

    [need] = (await look(cast.OWNER)).needs
    async with open_work(cast.OWNER.actor, now=NOW) as work:
        again = await inbox.try_again(work)

    assert (need.kind, need.count, again) == ("delayed", 1, 1)


async def test_a_creator_nobody_works_for_is_named(house: House) -> None:
    await pulse.beat(now=NOW)

    [need] = (await look(cast.MANAGER)).needs

    assert (need.kind, need.names) == ("alone", ("Vera",))
    assert await kinds(cast.CHATTER) == []


async def test_somebody_who_forgot_to_clock_out_is_named_to_managers_and_to_themselves(house: House) -> None:
    await quiet(house)
    async with open_work(cast.CHATTER.actor, now=NOW - timedelta(hours=15)) as work:
        await timeclock.clock_in(work)

    [need] = (await look(cast.MANAGER)).needs

    assert (need.kind, need.names) == ("forgotten", ("Ada Chatter",))
    assert await kinds(cast.CHATTER) == ["forgotten"]
    assert await kinds(cast.OTHER_CHATTER) == await kinds(cast.CREATOR) == []


async def test_hours_and_requests_that_wait_are_counted_for_who_answers_for_them(house: House) -> None:
    await quiet(house)
    async with open_work(cast.CHATTER.actor, now=NOW - timedelta(hours=5)) as work:
        await timeclock.clock_in(work)
    async with open_work(cast.CHATTER.actor, now=NOW - timedelta(hours=1)) as work:
        await timeclock.clock_out(work)
        await leave.ask(
            work, kind="vacation", first=NOW.date() + timedelta(days=9), last=NOW.date() + timedelta(days=9)
        )

    needs = [(need.kind, need.count) for need in (await look(cast.MANAGER)).needs]

    assert needs == [("to_review", 1), ("requests", 1)]
    assert await kinds(cast.CHATTER) == await kinds(cast.CONTENT) == []


async def test_shifts_that_change_hands_wait_for_who_is_asked_and_then_for_who_plans(house: House) -> None:
    await quiet(house)
    sam, day = cast.OTHER_CHATTER, datetime(2026, 11, 24, 9)  # noqa: DTZ001 what the wall shows
    async with open_work(cast.MANAGER.actor, now=NOW) as work:
        shift = await shifts.create(
            work, starts_local=day, minutes=480, profile_id=cast.CHATTER.profile_id, publish=True
        )
    async with open_work(cast.CHATTER.actor, now=NOW) as work:
        offer_id = await offers.offer(work, shift_id=shift.shift_id, to=sam.profile_id)

    asked = [await kinds(person) for person in (sam, cast.CHATTER, cast.MANAGER)]
    async with open_work(sam.actor, now=NOW) as work:
        await offers.accept(work, offer_id=offer_id)
    taken = [await kinds(person) for person in (sam, cast.CHATTER, cast.MANAGER)]

    assert (asked, taken) == ([["offered"], [], []], [[], [], ["swaps"]])


async def test_a_second_step_is_asked_of_the_roles_that_need_it_until_it_is_set_up(house: House) -> None:
    await quiet(house)
    house.rows("update agencies set totp_roles = '{owner}' where id = %s returning id", cast.NORTHLIGHT)
    before = await kinds(cast.OWNER)
    house.rows("update credentials set totp_since = now() where sign_in_id = %s returning 1", cast.OWNER.sign_in_id)

    assert (before, await kinds(cast.OWNER), await kinds(cast.ADMIN)) == (["two_step"], [], [])


async def test_an_invitation_about_to_expire_is_counted(house: House) -> None:
    await quiet(house)
    for number, days in enumerate((1, 5, -1)):
        house.rows(
            "insert into invitations (agency_id, email, role, token_hash, expires_at)"
            " values (%s, %s, 'chatter', %s, %s) returning id",
            cast.NORTHLIGHT, f"{number}@new.test", str(number).encode(), NOW + timedelta(days=days),
        )  # fmt: skip

    [need] = (await look(cast.MANAGER)).needs

    assert (need.kind, need.count) == ("invitations", 1)
    assert await kinds(cast.CHATTER) == []


@pytest.mark.parametrize(
    ("role", "money", "others"),
    [
        (Role.OWNER, True, True),
        (Role.ADMIN, True, True),
        (Role.MANAGER, True, True),
        (Role.CHATTER, True, False),
        (Role.CONTENT, False, False),
        (Role.CREATOR, True, False),
    ],
)
async def test_what_a_role_may_not_see_is_absent(house: House, role: Role, money: bool, others: bool) -> None:
    seen = await look(cast.BY_ROLE[role])

    assert (seen.earned is not None, seen.on_now is not None) == (money, others)


async def test_the_rival_sees_nothing_of_northlight(house: House) -> None:
    await quiet(house)
    endpoint.connect(house)
    async with open_work(cast.CHATTER.actor, now=NOW - timedelta(hours=15)) as work:
        await timeclock.clock_in(work)

    seen = await look(cast.RIVAL_OWNER)

    assert ([need.kind for need in seen.needs], seen.connected, seen.on_now) == (["alone"], False, ())


async def test_the_page_takes_at_most_five_queries(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    async with open_work(cast.OWNER.actor, now=NOW) as work:
        execute = work.session.execute

        async def counted(*args: Any, **kwargs: Any) -> Any:
            asked.append(args)
            return await execute(*args, **kwargs)

        monkeypatch.setattr(work.session, "execute", counted)
        await dashboard.overview(work)

    assert len(asked) + 1 <= 5  # the one that sets the agency up came before
