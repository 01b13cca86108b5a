"""The week as a grid: who is where, what is missing, what to know, in a constant number of queries."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import event

from onyx_app import db
from onyx_app.errors import NotFound
from onyx_app.rules.shifts import CoverWindow
from onyx_app.services import shifts
from onyx_app.work import open_work
from tests import cast
from tests.conftest import House
from tests.services.planning import MONDAY, local, on_leave, planned, set_status
from tests.services.staging import NOW, act

ALWAYS = [CoverWindow(tuple(range(7)), 0, 0)]


async def week(person: cast.Person = cast.MANAGER, **options: object) -> shifts.WeekPlan:
    return await act(person, shifts.week, **{"day": MONDAY, **options})


def cards(plan: shifts.WeekPlan, name: str) -> list[shifts.ShiftCard]:
    return [card for row in plan.rows if row.name == name for cell in row.cells for card in cell]


async def test_a_week_has_a_row_for_open_shifts_and_one_for_everybody_who_works(house: House) -> None:
    await planned(local(10, 22))
    await planned(local(11, 9), person=None, publish=False)
    await planned(local(16, 9))

    plan = await week()

    assert [row.name for row in plan.rows] == [
        "", "Ada Chatter", "Adam Admin", "Cora Content", "Mara Manager", "Mona Owner", "Sam Chatter",
    ]  # fmt: skip
    assert [len(cell) for cell in plan.rows[1].cells] == [0, 1, 0, 0, 0, 0, 0]
    assert (plan.first, plan.minutes, plan.open_minutes, plan.draft_minutes, plan.drafts) == (MONDAY, 960, 480, 480, 1)
    assert [row.me for row in plan.rows] == [False] * 4 + [True, False, False]
    assert (plan.may_plan, plan.may_see_cost, (await week(cast.OWNER)).may_see_cost) == (True, False, True)


async def test_people_are_found_by_name_and_come_in_pages(house: House) -> None:
    with house.admin() as connection:
        connection.execute(
            "with s as (insert into sign_ins (email) select 'p' || n || '@x.test'"
            " from generate_series(1, 150) n returning id)"
            " insert into profiles (agency_id, sign_in_id, name, role) select %s, id, 'Person', 'chatter' from s",
            [cast.NORTHLIGHT],
        )

    pages = [await week(page=number) for number in (1, 2, 99)]
    found = await week(search="aDA %")

    assert [(plan.page, plan.pages, plan.total, len(plan.rows)) for plan in pages] == [
        (1, 2, 156, 101), (2, 2, 156, 56), (1, 2, 156, 101),
    ]  # fmt: skip
    assert found.rows == ()
    assert [row.name for row in (await week(search="ada")).rows] == ["Ada Chatter", "Adam Admin"]


async def test_the_budget_is_in_hours_and_for_who_plans(house: House) -> None:
    with house.admin() as connection:
        connection.execute("update agencies set hours_budget = 40")

    assert ((await week()).budget_minutes, (await week(cast.CHATTER)).budget_minutes) == (2400, None)


async def test_wanted_hours_that_nobody_is_planned_for_are_named(house: House) -> None:
    await act(cast.MANAGER, shifts.set_cover, creator_id=cast.LUNA, windows=ALWAYS)
    await planned(local(8, 22), creators=[cast.LUNA])  # reaches into Monday
    await planned(local(9, 6), creators=[cast.LUNA, cast.VERA], publish=False)  # a draft counts
    await planned(local(9, 10), person=cast.OTHER_CHATTER, creators=[cast.LUNA])  # twice is once
    await planned(local(11, 9), person=None, creators=[cast.LUNA])  # nobody

    plan = await week(by="creator")

    luna, vera = [row.cover for row in plan.rows]
    assert luna is not None
    assert vera is not None
    assert (luna.wanted_minutes, luna.covered_minutes, luna.set) == (168 * 60, 18 * 60, True)
    assert [(gap.day.day, gap.starts_local.hour, gap.minutes) for gap in luna.uncovered][:2] == [
        (9, 18, 360), (10, 0, 1440),
    ]  # fmt: skip
    assert (vera.set, vera.uncovered, plan.uncovered_minutes) == (False, (), 150 * 60)
    assert [len(row.cells[0]) for row in plan.rows] == [2, 1]
    assert (await week()).uncovered_minutes == 150 * 60


async def test_a_shift_that_names_no_creator_covers_those_its_person_is_assigned_to(house: House) -> None:
    with house.admin() as connection:
        connection.execute("update creator_assignments set from_at = '2026-01-01'")
    for creator in (cast.LUNA, cast.VERA):
        await act(cast.MANAGER, shifts.set_cover, creator_id=creator, windows=ALWAYS)
    await planned(local(10, 9))

    plan = await week(by="creator")

    assert [row.cover and row.cover.covered_minutes for row in plan.rows] == [480, 0]
    assert [row.minutes for row in plan.rows] == [480, 0]


async def test_the_hours_wanted_are_kept_and_only_of_ones_own_creators(house: House) -> None:
    nights = [CoverWindow((4, 5), 1320, 360)]
    await act(cast.MANAGER, shifts.set_cover, creator_id=cast.LUNA, windows=nights)

    assert await act(cast.OWNER, shifts.cover_of, creator_id=cast.LUNA) == tuple(nights)
    with pytest.raises(NotFound):
        await act(cast.RIVAL_OWNER, shifts.set_cover, creator_id=cast.LUNA, windows=[])


async def test_too_little_rest_leave_many_hours_and_absence_are_said_where_they_are(house: House) -> None:
    await planned(local(8, 16))  # Sunday until midnight
    early = await planned(local(9, 6))
    away = await planned(local(13, 22))
    on_leave(house, cast.CHATTER, MONDAY + timedelta(days=5))
    for day in range(9, 15):
        await planned(local(day, 8), hours=9, person=cast.OTHER_CHATTER)
    set_status(house, cast.CHATTER, "suspended")

    plan = await week()

    by_id = {card.shift_id: [(each.kind, each.text) for each in card.concerns] for card in cards(plan, "Ada Chatter")}
    assert by_id[early.shift_id] == [
        ("rest", "Only 6h 0m of rest in one piece; at least 11h 0m is due."),
        ("away", "Ada Chatter is suspended."),
    ]
    assert by_id[away.shift_id][0] == ("leave", "On leave on Sat, Nov 14.")
    assert [[each.kind for each in card.concerns] for card in cards(plan, "Sam Chatter")] == [[]] * 5 + [["hours"]]
    ada = next(row for row in plan.rows if row.name == "Ada Chatter")
    assert [(each.day.day, each.status) for each in ada.leave] == [(14, "approved")]


async def test_the_grid_of_100_people_takes_six_queries_and_little_time(house: House) -> None:
    with house.admin() as connection:
        connection.execute(
            "with s as (insert into sign_ins (email) select 'p' || n || '@x.test'"
            " from generate_series(1, 94) n returning id)"
            " insert into profiles (agency_id, sign_in_id, name, role)"
            " select %s, id, 'Person ' || row_number() over (), 'chatter' from s",
            [cast.NORTHLIGHT],
        )
        connection.execute(
            "insert into shifts (agency_id, profile_id, starts_at, ends_at, creators, published_at)"
            " select %s, id, at, at + interval '8 hours', %s, now() from profiles,"
            " generate_series(timestamptz '2026-11-09 08:00Z', '2026-11-15 08:00Z', '1 day') at"
            " where agency_id = %s and role = 'chatter'",
            [cast.NORTHLIGHT, [cast.LUNA], cast.NORTHLIGHT],
        )
        connection.execute('update creators set cover = \'[{"days": [0,1,2,3,4,5,6], "since": 0, "until": 0}]\'')
    statements: list[str] = []
    event.listen(db.engine().sync_engine, "before_cursor_execute", lambda *given: statements.append(given[2]))

    took = []
    for _ in range(3):
        statements.clear()
        async with open_work(cast.MANAGER.actor, now=NOW) as work:
            began = time.perf_counter()
            plan = await shifts.week(work, day=MONDAY)
            took.append(time.perf_counter() - began)

    asked = [each for each in statements if "set_config" not in each]
    assert (len(plan.rows), plan.total, len(asked)) == (101, 100, 6)
    assert sum(len(cell) for row in plan.rows for cell in row.cells) == 96 * 7
    assert min(took) < 1, took  # the figure is in docs/performance; a busy machine must not fail the test
