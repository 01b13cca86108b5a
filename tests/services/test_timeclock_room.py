"""The manager's room: today's board, the week of everybody, one person's week, "my week is complete"."""

from datetime import date

import pytest
from sqlalchemy import event

from onyx_app import db
from onyx_app.errors import InvalidInput, NotAllowed
from onyx_app.services import leave, timeclock
from onyx_app.services.timeclock import StillRunning, WeekAhead
from tests import cast
from tests.conftest import House
from tests.services.clocking import ADA, HOUR, MINUTE, MONDAY, SAM, do, lock, settings, shift, worked

CORA, MARA = cast.CONTENT.profile_id, cast.MANAGER.profile_id


async def test_the_board_says_what_became_of_every_shift_of_today(house: House) -> None:
    shift(house, MONDAY, MONDAY + 8 * HOUR, creators=(cast.VERA,))
    shift(house, MONDAY, MONDAY + 8 * HOUR, SAM)
    shift(house, MONDAY - HOUR, MONDAY + HOUR, CORA)
    shift(house, MONDAY + 6 * HOUR, MONDAY + 8 * HOUR, MARA)
    shift(house, MONDAY + 6 * HOUR, MONDAY + 8 * HOUR, cast.ADMIN.profile_id, published=False)
    await do(cast.CHATTER, timeclock.clock_in, MONDAY + 20 * MINUTE)
    await do(cast.CHATTER, timeclock.start_break, MONDAY + HOUR)
    await do(cast.OWNER, timeclock.clock_in, MONDAY)

    board = await do(cast.MANAGER, timeclock.today, MONDAY + 2 * HOUR)

    assert [(one.name, one.state, one.minutes_late, one.creators) for one in board.entries] == [
        ("Sam Chatter", "late", 120, ()),
        ("Cora Content", "missed", 180, ()),
        ("Ada Chatter", "on_break", 20, ("Vera",)),
        ("Mona Owner", "working", 0, ()),
        ("Mara Manager", "not_in", 0, ()),
    ]
    assert board.counts == {"late": 1, "missed": 1, "on_break": 1, "working": 1, "not_in": 1, "on_leave": 0, "done": 0}


async def test_somebody_on_leave_is_neither_late_nor_missing(house: House) -> None:
    shift(house, MONDAY, MONDAY + 8 * HOUR)
    shift(house, MONDAY, MONDAY + 8 * HOUR, SAM)
    for person in (cast.CHATTER, cast.OTHER_CHATTER):
        part = 240 if person is cast.OTHER_CHATTER else None  # half a day off: the rest is still due
        asked = await do(person, leave.ask, MONDAY - 24 * HOUR, kind="sick", first=date(2026, 11, 16),
                         last=date(2026, 11, 17), minutes_a_day=part)  # fmt: skip
        await do(cast.MANAGER, leave.decide, MONDAY - 23 * HOUR, leave_id=asked.id, approve=True)

    board = await do(cast.MANAGER, timeclock.today, MONDAY + 2 * HOUR)

    assert [(one.name, one.state) for one in board.entries] == [("Sam Chatter", "late"), ("Ada Chatter", "on_leave")]


async def test_a_night_that_began_yesterday_is_on_todays_board_once_whoever_came_early(house: House) -> None:
    night = MONDAY + 12 * HOUR  # 22:00
    shift(house, night, night + 8 * HOUR)
    await do(cast.CHATTER, timeclock.clock_in, night - HOUR)

    at_three = await do(cast.MANAGER, timeclock.today, night + 5 * HOUR)
    await do(cast.CHATTER, timeclock.clock_out, night + 8 * HOUR)
    after = await do(cast.MANAGER, timeclock.today, night + 9 * HOUR)

    assert [(one.state, one.since, one.minutes_late) for one in at_three.entries] == [("working", night - HOUR, 0)]
    assert [(one.state, one.until) for one in after.entries] == [("done", night + 8 * HOUR)]
    assert after.day == date(2026, 11, 17)


async def test_the_grid_has_everybodys_week_by_day_and_what_waits(house: House) -> None:
    settings(house, rounding_minutes=15)
    await worked(MONDAY, MONDAY + 2 * HOUR + 9 * MINUTE)
    await worked(MONDAY + 25 * HOUR, MONDAY + 26 * HOUR)
    await do(cast.OTHER_CHATTER, timeclock.clock_in, MONDAY + 26 * HOUR)
    await do(cast.CHATTER, timeclock.confirm_week, MONDAY + 27 * HOUR, first=date(2026, 11, 16))
    times = timeclock.Times(MONDAY - HOUR, MONDAY)
    await do(cast.CHATTER, timeclock.ask, MONDAY + 27 * HOUR, sheet_id=None, times=times, reason="Early")
    lock(house, "2026-11-01", "2026-11-17", CORA)

    grid = await do(cast.MANAGER, timeclock.week_grid, MONDAY + 28 * HOUR)
    found = await do(cast.MANAGER, timeclock.week_grid, MONDAY + 28 * HOUR, find="sam ch")

    rows = {row.name: row for row in grid.rows}
    ada, sam = rows["Ada Chatter"], rows["Sam Chatter"]
    assert ada.minutes == (135, 60, 0, 0, 0, 0, 0)
    assert (ada.total, ada.to_review, ada.requests, ada.confirmed, ada.running) == (195, 2, 1, True, False)
    assert (sam.minutes[1], sam.running, sam.confirmed) == (120, True, False)
    assert rows["Cora Content"].locked
    assert "Luna Creator" not in rows
    assert [row.name for row in found.rows] == ["Sam Chatter"]


async def test_a_hundred_people_are_pages_of_five_queries_at_most(house: House) -> None:
    people = house.rows(
        "with s as (insert into sign_ins (email) select 'p' || n || '@x.test' from generate_series(1, 100) n"
        " returning id) insert into profiles (agency_id, sign_in_id, name, role)"
        " select %s, id, 'Person ' || row_number() over (), 'chatter' from s returning id",
        cast.NORTHLIGHT,
    )  # fmt: skip
    for (person,) in people:
        house.rows(
            "insert into timesheets (agency_id, sheet_id, profile_id, business_date, clocked_in_at, clocked_out_at,"
            " source_in) select %s, uuidv7(), %s, '2026-11-16'::date + n, %s + n * interval '1 day',"
            " %s + n * interval '1 day', 'web' from generate_series(0, 6) n returning id",
            cast.NORTHLIGHT, person, MONDAY, MONDAY + 8 * HOUR,
        )  # fmt: skip
    asked: list[str] = []
    event.listen(db.engine().sync_engine, "before_cursor_execute", lambda *args: asked.append(args[2]))

    grid = await do(cast.MANAGER, timeclock.week_grid, MONDAY + 7 * 24 * HOUR, first=date(2026, 11, 18), page=2)

    assert (grid.people, grid.pages, grid.page, len(grid.rows)) == (106, 3, 2, 50)
    assert grid.rows[10].minutes == (480,) * 7
    assert len([one for one in asked if "set_config" not in one]) <= 5


async def test_my_week_is_complete_is_said_once_shown_and_taken_back(house: House) -> None:
    await worked(MONDAY, MONDAY + HOUR)
    now, first = MONDAY + 2 * HOUR, date(2026, 11, 18)  # any day of it
    open_week = await do(cast.CHATTER, timeclock.person_week, now)
    for _ in range(2):
        await do(cast.CHATTER, timeclock.confirm_week, now, first=first)
    said = await do(cast.MANAGER, timeclock.person_week, now, profile_id=ADA)
    await do(cast.CHATTER, timeclock.withdraw_week, now, first=first)
    again = await do(cast.CHATTER, timeclock.person_week, now)

    assert (open_week.may_confirm, said.confirmed_at, said.may_confirm) == (True, now, False)
    assert (again.confirmed_at, again.may_confirm) == (None, True)


async def test_a_week_ahead_or_with_work_going_on_is_not_complete(house: House) -> None:
    with pytest.raises(WeekAhead):
        await do(cast.CHATTER, timeclock.confirm_week, MONDAY, first=date(2026, 11, 23))
    await do(cast.CHATTER, timeclock.clock_in, MONDAY)
    with pytest.raises(StillRunning):
        await do(cast.CHATTER, timeclock.confirm_week, MONDAY + HOUR, first=date(2026, 11, 16))


async def test_a_week_of_another_century_is_refused_with_a_sentence(house: House) -> None:
    for verb in (timeclock.person_week, timeclock.week_grid, timeclock.confirm_week, timeclock.withdraw_week):
        for day in (date.min, date.max):
            with pytest.raises(InvalidInput):
                await do(cast.MANAGER, verb, MONDAY, first=day)


async def test_a_persons_week_is_theirs_and_the_managers(house: House) -> None:
    await worked(MONDAY, MONDAY + HOUR)

    week = await do(
        cast.MANAGER, timeclock.person_week, MONDAY + 8 * 24 * HOUR, profile_id=ADA, first=date(2026, 11, 17)
    )

    assert (week.name, week.page, [one.raw for one in week.days]) == ("Ada Chatter", 2, [60, 0, 0, 0, 0, 0, 0])
    with pytest.raises(NotAllowed):
        await do(cast.OTHER_CHATTER, timeclock.person_week, MONDAY, profile_id=ADA)
    with pytest.raises(NotAllowed):
        await do(cast.CHATTER, timeclock.week_grid, MONDAY)
