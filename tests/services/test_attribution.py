"""Sales that belong to nobody find their people when somebody is assigned, exactly once."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import event

from onyx_app.errors import NotAllowed
from onyx_app.services import attribution
from onyx_app.services.attribution import NobodyToShareWith, Sold
from onyx_app.work import Actor, open_work
from tests import cast
from tests.conftest import House


def orphan(house: House, gross: int, natural_key: str) -> None:
    """A sale of Vera's that nobody earned."""
    [(sale,)] = house.rows(
        "insert into transactions (agency_id, creator_id, occurred_at, type, gross, currency, origin, state,"
        " natural_key) values (%s, %s, %s, 'tip', %s, 'EUR', 'webhook', 'provisional', %s) returning id",
        cast.NORTHLIGHT, cast.VERA, datetime(2026, 11, 18, tzinfo=UTC), gross, natural_key,
    )  # fmt: skip
    house.rows(
        "insert into attributions (agency_id, transaction_id, method) values (%s, %s, 'none') returning id",
        cast.NORTHLIGHT,
        sale,
    )


def assign(house: House, person: cast.Person, weight: int) -> None:
    house.rows(
        "insert into creator_assignments (agency_id, creator_id, profile_id, weight)"
        " values (%s, %s, %s, %s) returning id",
        cast.NORTHLIGHT, cast.VERA, person.profile_id, weight,
    )  # fmt: skip


async def share_out(person: cast.Person) -> int:
    async with open_work(person.actor) as work:
        return await attribution.share_out(work)


async def test_open_sales_go_to_the_people_assigned_now(house: House) -> None:
    orphan(house, 1000, "one")
    orphan(house, 500, "two")
    assign(house, cast.CHATTER, 1)
    assign(house, cast.OTHER_CHATTER, 2)

    shared = await share_out(cast.MANAGER)

    assert shared == 2
    assert house.rows("select method, weight, count(*) from attributions group by 1, 2 order by 2") == [
        ("assignment", 1, 2),
        ("assignment", 2, 2),
    ]
    assert house.rows("select action from audit_entries") == [("sales_shared_out",)]


async def test_pressed_twice_at_once_it_happens_once(house: House) -> None:
    orphan(house, 1000, "one")
    assign(house, cast.CHATTER, 1)

    answers = await asyncio.gather(share_out(cast.MANAGER), share_out(cast.OWNER), return_exceptions=True)

    assert sorted(type(answer) for answer in answers if isinstance(answer, Exception)) == [NobodyToShareWith]
    assert house.rows("select count(*) from attributions") == [(1,)]


async def test_without_anybody_it_is_a_sentence(house: House) -> None:
    orphan(house, 1000, "one")

    with pytest.raises(NobodyToShareWith):
        await share_out(cast.OWNER)


async def test_a_chatter_shares_nothing_out(house: House) -> None:
    with pytest.raises(NotAllowed):
        await share_out(cast.CHATTER)


# By shift


def at(hour: int, day: int = 18) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def shift(
    house: House,
    person: cast.Person,
    since: datetime,
    until: datetime,
    *,
    creators: str = "{}",
    published: bool = True,
    status: str = "scheduled",
) -> None:
    house.rows(
        "insert into shifts (agency_id, profile_id, starts_at, ends_at, creators, published_at, status)"
        " values (%s, %s, %s, %s, %s, case when %s then now() end, %s) returning id",
        person.agency_id, person.profile_id, since, until, creators, published, status,
    )  # fmt: skip


VERAS = f"{{{cast.VERA}}}"


async def earned_at(house: House, *moments: datetime, creator: UUID = cast.VERA) -> list[list[tuple[str, str, int]]]:
    """Who earned a sale at each moment: (name, method, weight)."""
    sold = []
    for number, moment in enumerate(moments):
        [(sale,)] = house.rows(
            "insert into transactions (agency_id, creator_id, occurred_at, type, gross, currency, origin, state,"
            " natural_key) values (%s, %s, %s, 'tip', 100, 'EUR', 'webhook', 'provisional', %s) returning id",
            cast.NORTHLIGHT, creator, moment, f"moment {number} {moment}",
        )  # fmt: skip
        sold.append(Sold(sale, creator, moment))
    async with open_work(Actor.system(cast.NORTHLIGHT)) as work:
        await attribution.attribute_many(work, sold)
    names = {person.profile_id: person.name.split()[0] for person in cast.NORTHLIGHT_PEOPLE} | {None: ""}
    return [
        [(names[who], method, weight) for who, method, weight in house.rows(
            "select profile_id, method, weight from attributions where transaction_id = %s order by profile_id",
            one.transaction_id)]
        for one in sold
    ]  # fmt: skip


async def test_a_sale_belongs_to_the_shift_from_its_first_moment_up_to_not_including_its_last(house: House) -> None:
    shift(house, cast.CHATTER, at(10), at(18), creators=VERAS)
    shift(house, cast.OTHER_CHATTER, at(18), at(23), creators=VERAS)

    instant = timedelta(microseconds=1)
    earned = await earned_at(house, at(10) - instant, at(10), at(18) - instant, at(18), at(23) - instant, at(23))

    ada, sam, nobody = [("Ada", "shift", 1)], [("Sam", "shift", 1)], [("", "none", 1)]
    assert earned == [nobody, ada, ada, sam, sam, nobody]


async def test_a_night_shift_earns_on_both_sides_of_midnight(house: House) -> None:
    shift(house, cast.CHATTER, at(20), at(4, day=19), creators=VERAS)

    assert await earned_at(house, at(23), at(3, day=19)) == [[("Ada", "shift", 1)]] * 2


async def test_two_on_one_shift_share_a_sale_evenly_whatever_their_assignments_say(house: House) -> None:
    assign(house, cast.CHATTER, 3)
    shift(house, cast.CHATTER, at(10), at(18), creators=VERAS)
    shift(house, cast.OTHER_CHATTER, at(12), at(20), creators=VERAS)

    assert await earned_at(house, at(13)) == [[("Ada", "shift", 1), ("Sam", "shift", 1)]]


async def test_a_shift_that_names_no_creator_is_for_those_its_person_is_assigned_to(house: House) -> None:
    shift(house, cast.CHATTER, at(10), at(18))
    shift(house, cast.OTHER_CHATTER, at(10), at(18))

    assert await earned_at(house, at(12), creator=cast.LUNA) == [[("", "none", 1)]]
    with house.admin() as connection:
        connection.execute("update creator_assignments set from_at = %s", [at(0)])
    assert await earned_at(house, at(13), creator=cast.LUNA) == [[("Ada", "shift", 1)]]


@pytest.mark.parametrize("status", ["cancelled", "missed"])
async def test_a_shift_that_is_no_shift_earns_nothing(house: House, status: str) -> None:
    shift(house, cast.CHATTER, at(10), at(18), creators=VERAS, status=status)

    assert await earned_at(house, at(12)) == [[("", "none", 1)]]


async def test_a_draft_earns_nothing_and_assignments_step_in(house: House) -> None:
    shift(house, cast.CHATTER, at(10), at(18), creators=VERAS, published=False)
    assign(house, cast.OTHER_CHATTER, 2)
    with house.admin() as connection:
        connection.execute("update creator_assignments set from_at = %s where creator_id = %s", [at(11), cast.VERA])

    assert await earned_at(house, at(10), at(12)) == [[("", "none", 1)], [("Sam", "assignment", 2)]]


async def test_another_agencys_shifts_earn_nothing_here(house: House) -> None:
    shift(house, cast.RIVAL_CHATTER, at(10), at(18), creators=VERAS)

    assert await earned_at(house, at(12)) == [[("", "none", 1)]]


async def test_sharing_out_asks_the_plan_first_and_then_who_is_assigned_now(house: House) -> None:
    orphan(house, 1000, "planned later")  # at midnight
    shift(house, cast.CHATTER, at(20, day=17), at(4), creators=VERAS)
    assign(house, cast.OTHER_CHATTER, 1)

    await share_out(cast.MANAGER)

    assert house.rows("select profile_id, method from attributions") == [(cast.CHATTER.profile_id, "shift")]


async def test_a_changed_plan_does_not_move_what_was_earned(house: House) -> None:
    shift(house, cast.CHATTER, at(10), at(18), creators=VERAS)
    await earned_at(house, at(12))
    with house.admin() as connection:
        connection.execute("update shifts set profile_id = %s", [cast.OTHER_CHATTER.profile_id])

    with pytest.raises(NobodyToShareWith):
        await share_out(cast.OWNER)

    assert house.rows("select profile_id from attributions") == [(cast.CHATTER.profile_id,)]


async def test_thousands_of_sales_are_attributed_in_three_statements(house: House) -> None:
    shift(house, cast.CHATTER, at(10), at(18), creators=VERAS)
    with house.admin() as connection:
        sales = connection.execute(
            "insert into transactions (agency_id, creator_id, occurred_at, type, gross, currency, origin, state,"
            " natural_key) select %s, %s, cast(%s as timestamptz) + n * interval '10 seconds', 'tip', 100, 'EUR',"
            " 'webhook', 'provisional', n::text from generate_series(1, 5000) n returning id, creator_id, occurred_at",
            [cast.NORTHLIGHT, cast.VERA, at(9)],
        ).fetchall()
    statements: list[str] = []

    async with open_work(cast.OWNER.actor) as work:
        event.listen(work.session.sync_session.get_bind(), "before_cursor_execute", lambda *a: statements.append(a[2]))
        await attribution.attribute_many(work, [Sold(*sale) for sale in sales])

    assert house.rows("select method, count(*) from attributions group by 1 order by 1") == [
        ("none", 5000 - 2880),
        ("shift", 2880),
    ]
    assert len([each for each in statements if each.startswith("SELECT") or each.startswith("select")]) <= 2
