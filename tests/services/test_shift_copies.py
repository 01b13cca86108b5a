"""A week again, and shapes to plan with: what is copied, what is left out and why."""

import asyncio
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onyx_app import db
from onyx_app.errors import InvalidInput, NotFound
from onyx_app.services import shifts
from onyx_app.services.shifts import NameTaken, NoSuchCreator, NothingToCopy, SameWeek
from onyx_app.work import open_work
from tests import cast
from tests.conftest import House
from tests.services.planning import BUCHAREST, MONDAY, local, planned, set_status, there
from tests.services.staging import NOW, act


async def test_a_week_is_copied_as_drafts_with_everything_but_its_history(house: House) -> None:
    await planned(local(10, 22), creators=[cast.LUNA], title="Night", notes="Calm")
    await planned(local(11, 9), person=None, title="Anybody")
    gone = await planned(local(12, 9))
    await act(cast.MANAGER, shifts.cancel, shift_ids=[gone.shift_id])

    done = await act(cast.MANAGER, shifts.copy_week, from_day=MONDAY, to_day=MONDAY + timedelta(days=9))

    assert (done.made, done.refused) == (2, ())
    assert house.rows(
        "select starts_at, title, notes, published_at, status, version, series_id from shifts"
        " where starts_at > '2026-11-16' order by starts_at"
    ) == [
        (there(local(17, 22)), "Night", "Calm", None, "scheduled", 1, None),
        (there(local(18, 9)), "Anybody", "", None, "scheduled", 1, None),
    ]


async def test_copying_twice_doubles_nothing_and_says_why(house: House) -> None:
    await planned(local(10, 22))
    await planned(local(11, 9), person=None)
    weeks = {"from_day": MONDAY, "to_day": MONDAY + timedelta(days=7)}
    await act(cast.MANAGER, shifts.copy_week, **weeks)

    again = await act(cast.MANAGER, shifts.copy_week, **weeks)

    assert (again.made, [each.person for each in again.refused]) == (0, ["Ada Chatter"])
    assert again.refused[0].text.startswith("Ada Chatter is already planned Tue, Nov 17")
    assert house.rows("select count(*) from shifts") == [(4,)]


async def test_who_is_not_active_any_more_is_named_and_not_copied(house: House) -> None:
    await planned(local(10, 22))
    await planned(local(10, 9), person=cast.OTHER_CHATTER)
    set_status(house, cast.CHATTER, "suspended")

    done = await act(cast.MANAGER, shifts.copy_week, from_day=MONDAY, to_day=MONDAY + timedelta(days=7))

    assert (done.made, [each.person for each in done.refused]) == (1, ["Ada Chatter"])
    assert "cannot be planned" in done.refused[0].text


async def test_an_empty_week_and_the_same_week_are_refused(house: House) -> None:
    with pytest.raises(NothingToCopy):
        await act(cast.MANAGER, shifts.copy_week, from_day=MONDAY, to_day=MONDAY + timedelta(days=7))
    with pytest.raises(SameWeek):
        await act(cast.MANAGER, shifts.copy_week, from_day=MONDAY, to_day=MONDAY + timedelta(days=6))


async def test_a_week_copied_by_two_at_once_is_there_once(house: House) -> None:
    for day in range(9, 14):
        await planned(local(day, 9))
    weeks = {"from_day": MONDAY, "to_day": MONDAY + timedelta(days=7)}

    done = await asyncio.gather(*(act(cast.MANAGER, shifts.copy_week, **weeks) for _ in range(2)))

    assert sorted(each.made for each in done) == [0, 5]


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 95), st.integers(1, 96)), min_size=1, max_size=6),
    st.integers(-30, 60),
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_copied_shifts_show_the_same_wall_clock_in_any_other_week(
    house: House, plan: list[tuple[int, int, int]], weeks: int
) -> None:
    """Weeks on both sides of both changes of the clock; open shifts, which are never in each other's way."""
    if weeks == 0:
        return
    first = date(2026, 11, 9)

    seen: set[tuple[str, str]] = set()

    async def copied() -> None:
        async with open_work(cast.MANAGER.actor, now=NOW) as work:
            for day, start, length in plan:
                begins = local(9, 0) + timedelta(days=day, minutes=15 * start)
                await shifts.create(work, starts_local=begins, minutes=15 * length)
            await shifts.copy_week(work, from_day=first, to_day=first + timedelta(weeks=weeks))
            rows = (await shifts.week(work, day=first + timedelta(weeks=weeks))).rows
            seen.update(_shown(card) for row in rows for cell in row.cells for card in cell)
            raise _Undone

    with pytest.raises(_Undone):
        asyncio.run(_alone(copied()))

    ahead = timedelta(weeks=weeks)
    wanted = [local(9, 0) + timedelta(days=day, minutes=15 * start) + ahead for day, start, _ in plan]
    skipped = [at for at in wanted if there(at).astimezone(ZoneInfo("UTC")).astimezone(BUCHAREST).hour != at.hour]
    assert {start for start, _ in seen} >= {str(at) for at in wanted if at not in skipped}


class _Undone(Exception):
    """The next example starts with an empty plan."""


def _shown(card: shifts.ShiftCard) -> tuple[str, str]:
    return str(card.starts_local), str(card.ends_local)


async def _alone(doing):  # type: ignore[no-untyped-def]
    """In a loop of its own, with the pool closed in it."""
    try:
        return await doing
    finally:
        await db.engine().dispose()
        db.engine.cache_clear()


async def test_templates_have_one_name_each_and_leave_the_plan_alone_when_they_go(house: House) -> None:
    shape = {"starts_minute": 1320, "minutes": 480}
    night = await act(cast.MANAGER, shifts.save_template, name="Night", creators=[cast.VERA, cast.LUNA], **shape)
    early = await act(cast.MANAGER, shifts.save_template, name="Early", starts_minute=360, minutes=480)

    with pytest.raises(NameTaken):
        await act(cast.MANAGER, shifts.save_template, name="Night", template_id=early.template_id, **shape)
    with pytest.raises(NoSuchCreator):
        await act(cast.MANAGER, shifts.save_template, name="Other", creators=[cast.RIVAL_STAR], **shape)
    with pytest.raises(InvalidInput):
        await act(cast.MANAGER, shifts.save_template, name="Other", starts_minute=1440, minutes=60)
    renamed = await act(cast.MANAGER, shifts.save_template, name="Late", template_id=night.template_id, **shape)
    await act(cast.MANAGER, shifts.delete_template, template_id=early.template_id)

    assert (renamed.template_id, set(night.creators)) == (night.template_id, {"Luna", "Vera"})
    assert [each.name for each in await act(cast.MANAGER, shifts.templates)] == ["Late"]
    with pytest.raises(NotFound):
        await act(cast.RIVAL_OWNER, shifts.delete_template, template_id=night.template_id)


async def test_the_form_offers_active_people_and_creators_who_are_here(house: House) -> None:
    set_status(house, cast.OTHER_CHATTER, "left")

    offered = await act(cast.MANAGER, shifts.choices)

    assert [each.name for each in offered.people] == [
        "Ada Chatter", "Adam Admin", "Cora Content", "Mara Manager", "Mona Owner",
    ]  # fmt: skip
    assert ([each.name for each in offered.creators], offered.zone) == (["Luna", "Vera"], "Europe/Bucharest")
