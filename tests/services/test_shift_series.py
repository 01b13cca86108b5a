"""Series: many shifts at once, exceptions that stay, and what could not be is named."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from onyx_app.errors import InvalidInput, NotFound
from onyx_app.rules.shifts import BadRule, TooLong
from onyx_app.services import shifts
from onyx_app.services.shifts import NotPlannable
from onyx_app.work import open_work
from tests import cast
from tests.conftest import House
from tests.services.planning import BUCHAREST, clocked, local, planned, there
from tests.services.staging import NOW, act

ADA, SAM = cast.CHATTER.profile_id, cast.OTHER_CHATTER.profile_id
WORKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"


async def weekly(rule: str = "FREQ=WEEKLY;BYDAY=MO", day: int = 9, **more: object) -> shifts.SeriesDone:
    options = {"starts_local": local(day, 22), "minutes": 480, "rule": rule, "profile_id": ADA, **more}
    return await act(cast.MANAGER, shifts.create_series, **options)


def starts(house: House, status: str = "scheduled") -> list[str]:
    rows = house.rows("select starts_at from shifts where status = %s order by 1", status)
    return [at.astimezone(BUCHAREST).strftime("%m-%d %H:%M") for (at,) in rows]


async def test_a_series_is_twelve_weeks_of_shifts_of_their_own(house: House) -> None:
    done = await weekly(creators=[cast.LUNA], title="Night", publish=True)

    card = await act(cast.MANAGER, shifts.series, series_id=done.series_id)
    assert (done.made, done.refused, len(starts(house))) == (12, (), 12)
    assert (card.words, card.person, card.ended) == ("Every week on Mon", "Ada Chatter", False)
    assert house.rows("select distinct title, published_at is not null, version, detached from shifts") == [
        ("Night", True, 1, False)
    ]
    assert house.rows("select count(*) from shift_versions") == [(12,)]


async def test_a_series_keeps_its_wall_clock_over_the_change(house: House) -> None:
    async with open_work(cast.MANAGER.actor, now=NOW - timedelta(days=60)) as work:
        await shifts.create_series(
            work, starts_local=local(23, 22, month=10), minutes=480, rule="FREQ=DAILY", profile_id=ADA,
            until_day=date(2026, 10, 26),
        )  # fmt: skip

    rows = house.rows("select starts_at, ends_at from shifts order by 1")
    assert [at.astimezone(BUCHAREST).hour for row in rows for at in row] == [22, 6] * 4
    assert [(until - since) // timedelta(hours=1) for since, until in rows] == [8, 9, 8, 8]


async def test_a_series_may_hang_on_another_wall_and_only_on_one_there_is(house: House) -> None:
    await weekly(zone="America/New_York", until_day=date(2026, 11, 9))

    [(since,)] = house.rows("select starts_at from shifts")
    assert since.astimezone(ZoneInfo("America/New_York")).hour == 22
    with pytest.raises(InvalidInput) as refused:
        await weekly(zone="Mars/Olympus")
    assert refused.value.key == "errors.input.zone"


async def test_what_a_series_cannot_make_is_named_and_the_rest_is_made(house: House) -> None:
    await planned(local(17, 1))

    done = await weekly()

    assert (done.made, [each.starts_local for each in done.refused]) == (11, [local(16, 22)])
    assert done.refused[0].text.startswith("Ada Chatter is already planned Tue")


async def test_a_series_that_makes_nothing_or_cannot_be_read_is_refused(house: House) -> None:
    for options in ({"until_day": date(2026, 11, 1)}, {"rule": "FREQ=HOURLY"}):
        with pytest.raises(BadRule):
            await weekly(**options)
    with pytest.raises(TooLong):
        await weekly(minutes=30 * 60)
    with pytest.raises(NotPlannable):
        await weekly(profile_id=cast.CREATOR.profile_id)

    assert house.rows("select count(*) from shift_series") == [(0,)]


async def test_a_changed_occurrence_stands_by_itself_when_the_series_moves_on(house: House) -> None:
    await weekly(WORKDAYS, until_day=date(2026, 11, 20))
    ids = dict(house.rows("select series_start, id from shifts"))
    await act(cast.MANAGER, shifts.move, shift_id=ids[local(17, 22)], starts_local=local(17, 20), profile_id=SAM)

    done = await act(
        cast.MANAGER, shifts.edit_series, shift_id=ids[local(16, 22)], starts_local=local(16, 18), minutes=360,
        profile_id=ADA, creators=[cast.VERA], title="Evening", notes="",
    )  # fmt: skip

    assert (done.made, done.refused) == (5, ())
    rows = house.rows(
        "select starts_at, id, detached, title, series_id = %s, profile_id, version from shifts"
        " where status = 'scheduled' order by starts_at",
        done.series_id,
    )
    before, after = [row for row in rows if row[0] < there(local(16, 0))], rows[5:]
    assert [(row[2], row[3], row[4]) for row in before] == [(False, "", False)] * 5
    assert [row[0] for row in after] == [
        there(local(16, 18)), there(local(17, 18)), there(local(17, 20)), there(local(18, 18)),
        there(local(19, 18)), there(local(20, 18)),
    ]  # fmt: skip
    # the moved one is Sam's and stays; that day's occurrence of the new series is a new shift, the others are the same
    assert [row[5] for row in after] == [ADA, ADA, SAM, ADA, ADA, ADA]
    assert [row[1] for row in after if row[6] == 2 and row[5] == ADA] == [ids[local(d, 22)] for d in (16, 18, 19, 20)]


async def test_a_series_goes_on_where_it_hangs_when_the_agency_has_moved(house: House) -> None:
    await weekly(until_day=date(2026, 11, 23))
    [(second,)] = house.rows("select id from shifts where series_start = %s", local(16, 22))
    with house.admin() as connection:
        connection.execute("update agencies set zone = 'Europe/London' where id = %s", [cast.NORTHLIGHT])

    await act(
        cast.MANAGER, shifts.edit_series, shift_id=second, starts_local=local(16, 19), minutes=480, profile_id=ADA,
        creators=[], title="", notes="",
    )  # fmt: skip

    assert starts(house) == ["11-09 22:00", "11-16 21:00", "11-23 21:00"]


async def test_this_and_following_on_another_weekday_take_their_days_along(house: House) -> None:
    await weekly("FREQ=WEEKLY;BYDAY=MO,WE", until_day=date(2026, 11, 25))
    [(monday,)] = house.rows("select id from shifts where series_start = %s", local(16, 22))

    await act(
        cast.MANAGER, shifts.edit_series, shift_id=monday, starts_local=local(17, 22), minutes=480, profile_id=ADA,
        creators=[], title="", notes="",
    )  # fmt: skip

    assert starts(house) == ["11-09 22:00", "11-11 22:00", "11-17 22:00", "11-19 22:00", "11-24 22:00"]


async def test_moving_a_series_by_an_hour_is_not_in_its_own_way(house: House) -> None:
    await weekly("FREQ=DAILY", minutes=23 * 60, until_day=date(2026, 11, 13))
    [(first,)] = house.rows("select id from shifts where series_start = %s", local(9, 22))

    done = await act(
        cast.MANAGER, shifts.edit_series, shift_id=first, starts_local=local(9, 23), minutes=24 * 60, profile_id=ADA,
        creators=[], title="", notes="",
    )  # fmt: skip

    assert (done.made, done.refused) == (5, ())
    assert len(starts(house)) == 5


async def test_following_occurrences_that_are_in_somebodys_way_are_named_and_stay_away(house: House) -> None:
    await weekly("FREQ=DAILY", until_day=date(2026, 11, 11))
    await planned(local(11, 9), person=cast.OTHER_CHATTER)
    [(first,)] = house.rows("select id from shifts where series_start = %s", local(9, 22))

    done = await act(
        cast.MANAGER, shifts.edit_series, shift_id=first, starts_local=local(9, 8), minutes=240, profile_id=SAM,
        creators=[], title="", notes="",
    )  # fmt: skip

    assert (done.made, [(each.person, each.starts_local) for each in done.refused]) == (
        2,
        [("Sam Chatter", local(11, 8))],
    )


async def test_a_counted_series_does_not_start_to_count_again(house: House) -> None:
    await weekly("FREQ=DAILY;COUNT=4")
    [(third,)] = house.rows("select id from shifts where series_start = %s", local(11, 22))

    await act(
        cast.MANAGER, shifts.edit_series, shift_id=third, starts_local=local(11, 20), minutes=480, profile_id=ADA,
        creators=[], title="", notes="",
    )  # fmt: skip

    assert starts(house) == ["11-09 22:00", "11-10 22:00", "11-11 20:00", "11-12 20:00"]


async def test_ending_a_series_leaves_worked_and_changed_occurrences(house: House) -> None:
    done = await weekly("FREQ=DAILY", day=2, until_day=date(2026, 11, 8))
    ids = dict(house.rows("select series_start, id from shifts"))
    clocked(house, cast.CHATTER, there(local(3, 22)), there(local(4, 6)), ids[local(3, 22)])
    await act(cast.MANAGER, shifts.resize, shift_id=ids[local(5, 22)], starts_local=local(5, 22), minutes=60)

    ended = await act(cast.MANAGER, shifts.end_series, series_id=done.series_id, from_day=date(2026, 11, 3))

    assert ended == 4
    assert starts(house) == ["11-02 22:00", "11-03 22:00", "11-05 22:00"]
    assert (await act(cast.MANAGER, shifts.series, series_id=done.series_id)).until_day == date(2026, 11, 2)


async def test_a_cancelled_occurrence_does_not_come_back_by_itself(house: House) -> None:
    done = await weekly(until_day=date(2026, 11, 23))
    [(second,)] = house.rows("select id from shifts where series_start = %s", local(16, 22))
    await act(cast.MANAGER, shifts.cancel, shift_ids=[second])

    await act(cast.MANAGER, shifts.extend)

    assert (done.made, starts(house)) == (3, ["11-09 22:00", "11-23 22:00"])


async def test_a_shift_of_no_series_has_nothing_that_follows(house: House) -> None:
    card = await planned(local(10, 9))

    with pytest.raises(NotFound):
        await act(
            cast.MANAGER, shifts.edit_series, shift_id=card.shift_id, starts_local=local(10, 9), minutes=60,
            profile_id=ADA, creators=[], title="", notes="",
        )  # fmt: skip
