"""The case of a run: every fact of the period from the database, for one person or for all, in as many queries."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from onyx_app import db
from onyx_app.errors import NotAllowed
from onyx_app.rules.pay import Case, Person, calculate, case_json, read_case
from onyx_app.rules.periods import Period
from onyx_app.services.pay_case import case_for
from tests import cast
from tests.conftest import House
from tests.services.paying import ADA, SAM, do, plan, sale, sheet

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


async def march(by: cast.Person = cast.OWNER, **options: Any) -> Case:
    return await do(by, case_for, MARCH, **options)


def ada(case: Case) -> Person:
    return next(person for person in case.people if person.id == str(ADA))


async def test_a_timesheet_comes_with_its_breaks_and_those_of_the_week_before_with_it(house: House) -> None:
    plan(house, hourly=1000)
    sheet(house, "2026-02-22 10:00", "2026-02-22 12:00")  # the Sunday before the week that March begins in
    sheet(house, "2026-02-23 10:00", "2026-02-23 12:00")
    worked = sheet(house, "2026-03-02 10:00", "2026-03-02 18:00")
    sheet(house, "2026-04-01 10:00", "2026-04-01 12:00")
    house.rows(
        "insert into breaks (agency_id, timesheet_id, profile_id, began_at, ended_at) values (%s, %s, %s,"
        " '2026-03-02 12:00+02', '2026-03-02 12:30+02') returning id",
        cast.NORTHLIGHT, worked, ADA,
    )  # fmt: skip

    case = await march()

    assert [(str(one.day), one.id == str(worked)) for one in ada(case).sheets] == [
        ("2026-02-23", False),
        ("2026-03-02", True),
    ]
    [line] = calculate(case).slips[0].lines
    assert (line.kind, line.quantity, line.amount) == ("hours", 450, 7500)


async def test_a_version_that_was_replaced_or_voided_is_not_paid(house: House) -> None:
    plan(house, hourly=1000)
    gone = sheet(house, "2026-03-02 10:00", "2026-03-02 18:00")
    with house.admin() as admin:
        admin.execute("update timesheets set void = true where id = %s", [gone])

    assert (await march()).people == ()


async def test_the_agencys_settings_are_the_rules_of_the_case(house: House) -> None:
    with house.admin() as admin:
        admin.execute(
            "update agencies set country = 'RO', rounding_minutes = 15, legal_breaks = '[{\"after\": 360,"
            ' "minutes": 30}]\' where id = %s',
            [cast.NORTHLIGHT],
        )

    agency = (await do(cast.OWNER, case_for, Period(date(2026, 5, 1), date(2026, 6, 1)))).agency

    assert (agency.zone, agency.night, agency.weekend) == ("Europe/Bucharest", (1320, 360), (5, 6))
    assert (agency.rounding.step, agency.legal_breaks[0].after) == (15, 360)
    assert date(2026, 5, 1) in agency.holidays


async def test_approved_leave_counts_by_the_day_and_waiting_leave_does_not(house: House) -> None:
    plan(house, hourly=1000, leave=[{"kind": "holiday", "percent": "100"}])
    for first, last, minutes, status in (
        ("2026-02-27", "2026-03-02", None, "approved"),
        ("2026-03-10", "2026-03-10", 120, "approved"),
        ("2026-03-20", "2026-03-20", None, "waiting"),
    ):
        house.rows(
            "insert into leave_requests (agency_id, profile_id, kind, first_day, last_day, minutes_a_day, status)"
            " values (%s, %s, 'holiday', %s, %s, %s, %s) returning id",
            cast.NORTHLIGHT, ADA, first, last, minutes, status,
        )  # fmt: skip

    leave = ada(await march()).leave

    assert [(str(one.day), one.minutes, one.whole_day) for one in leave] == [
        ("2026-03-01", 0, True),  # a Sunday
        ("2026-03-02", 480, True),
        ("2026-03-10", 120, False),
    ]


async def test_sales_of_a_day_are_one_and_shared_or_reversed_ones_stay_by_themselves(house: House) -> None:
    plan(house, commission=[{"id": "all", "percent": "10"}])
    sale(house, "2026-03-02 10:00", 1000, ADA)
    sale(house, "2026-03-02 23:59", 2000, ADA)
    sale(house, "2026-03-03 00:00", 500, ADA)
    shared = sale(house, "2026-03-02 10:00", 101, ADA, SAM)
    partly = sale(house, "2026-03-02 11:00", 900, ADA)
    sale(house, "2026-03-05 11:00", -300, net=-240, reverses=partly)
    sale(house, "2026-03-02 12:00", 700)

    found = {(one.gross, one.count): one for one in (await march()).sales}

    assert set(found) == {(3000, 2), (500, 1), (101, 1), (900, 1), (700, 1)}
    assert found[101, 1].id == str(shared)
    assert found[101, 1].credits == tuple(sorted(((str(ADA), 1), (str(SAM), 1))))
    assert (found[900, 1].reversed_gross, found[900, 1].reversed_net) == (300, 240)
    assert found[700, 1].credits == ()


async def test_a_shift_decides_before_an_assignment(house: House) -> None:
    sold = sale(house, "2026-03-02 10:00", 1000, ADA)
    house.rows(
        "insert into attributions (agency_id, transaction_id, profile_id, method) values (%s, %s, %s, 'shift')"
        " returning id",
        cast.NORTHLIGHT, sold, SAM,
    )  # fmt: skip

    assert [one.credits for one in (await march()).sales] == [((str(SAM), 1),)]


async def test_what_is_not_settled_is_only_for_the_meter(house: House) -> None:
    sale(house, "2026-03-02 10:00", 1000, ADA, state="provisional")

    assert (await march()).sales == ()
    assert [one.gross for one in (await march(provisional=True)).sales] == [1000]


async def test_items_come_with_their_reasons_and_a_late_bonus_as_an_adjustment(house: House) -> None:
    for kind, day, amount in (("bonus", "2026-03-31", 1), ("bonus", "2026-02-01", 2), ("bonus", "2026-04-01", 3),
                              ("deduction", "2026-03-01", 4), ("adjustment", "2026-03-01", -5)):  # fmt: skip
        house.rows(
            "insert into pay_items (agency_id, profile_id, kind, day, currency, amount, reason)"
            " values (%s, %s, %s, %s, 'EUR', %s, 'Said so') returning id",
            cast.NORTHLIGHT, ADA, kind, day, amount,
        )  # fmt: skip

    person = ada(await march())

    assert [one.amount for one in person.bonuses] == [1]
    assert sorted((one.amount, one.reason) for one in person.adjustments) == [(-5, "Said so"), (2, "Said so")]
    assert [one.amount for one in person.deductions] == [4]


async def test_a_salary_ends_with_the_day_somebody_left(house: House) -> None:
    plan(house, base=31000)
    with house.admin() as admin:
        admin.execute("update profiles set status = 'left', left_at = '2026-03-10 12:00+02' where id = %s", [ADA])

    [line] = calculate(await march()).slips[0].lines

    assert (line.kind, line.quantity, line.amount) == ("base", 10, 10000)


async def test_the_case_is_one_the_engine_can_read_back(house: House) -> None:
    plan(house, hourly=1000, commission=[{"id": "all", "percent": "10"}])
    sheet(house, "2026-03-28 22:00", "2026-03-29 06:00")
    sale(house, "2026-03-02 10:00", 1000, ADA, SAM)

    case = await march()

    assert case_json(read_case(case_json(case))) == case_json(case)


async def test_it_takes_as_many_queries_for_seven_people_as_for_one(house: House) -> None:
    counted: list[str] = []
    event.listen(db.engine().sync_engine, "before_cursor_execute", lambda *given: counted.append(given[2]))

    async def queries() -> int:
        counted.clear()
        await march()
        return len(counted)

    plan(house, hourly=1000)
    sheet(house, "2026-03-02 10:00", "2026-03-02 18:00")
    alone = await queries()
    for person in cast.NORTHLIGHT_PEOPLE[:6]:
        plan(house, person.profile_id, since="2026-02-01", hourly=500)
        for day in range(10, 20):
            sheet(house, f"2026-03-{day} 10:00", f"2026-03-{day} 18:00", person.profile_id)
            sale(house, f"2026-03-{day} 10:00", 1000, person.profile_id)

    assert await queries() == alone <= 20


async def test_one_persons_case_knows_who_shares_their_sales(house: House) -> None:
    plan(house, commission=[{"id": "all", "percent": "10"}])
    sale(house, "2026-03-02 10:00", 1000, ADA, SAM)
    sale(house, "2026-03-02 10:00", 7000, SAM)

    case = await march(cast.CHATTER, profile_ids=[ADA])

    assert [one.gross for one in case.sales] == [1000]
    assert case.elsewhere == (str(SAM),)
    assert calculate(case).totals == (("EUR", 40),)


async def test_nobody_sees_the_case_of_others(house: House) -> None:
    for person, whom in ((cast.CHATTER, None), (cast.CHATTER, [SAM]), (cast.MANAGER, [ADA]), (cast.CREATOR, [ADA])):
        with pytest.raises(NotAllowed):
            await march(person, profile_ids=whom)
