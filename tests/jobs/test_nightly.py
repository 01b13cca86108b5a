"""What the house does at night: it forgets what it need not know, and counts the audit trail again."""

from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from jobs.check_audit import check_audit
from jobs.check_books import check_books
from jobs.forget import forget
from jobs.forget_attempts import forget_attempts
from onyx_app.services import audit
from onyx_app.work import open_work
from tests import cast, endpoint
from tests.conftest import House


async def write_audit(person: cast.Person) -> None:
    async with open_work(person.actor) as work:
        audit.note(work, "agency_renamed", person.agency_id)


async def test_a_whole_audit_trail_is_nothing_to_speak_of(house: House) -> None:
    await write_audit(cast.OWNER)

    with capture_logs() as lines:
        await check_audit(str(cast.NORTHLIGHT))

    assert lines == []


async def test_a_broken_audit_trail_is_an_error_that_names_the_entry(house: House) -> None:
    for _ in range(3):
        await write_audit(cast.OWNER)
    house.rows("update audit_entries set action = 'nothing_happened' where seq = 2 returning seq")

    with capture_logs() as lines:
        await check_audit(str(cast.NORTHLIGHT))
        await check_audit(str(cast.RIVAL))

    assert [(line["event"], line["agency"], line["entry"]) for line in lines] == [
        ("audit.broken", str(cast.NORTHLIGHT), 2)
    ]


async def test_books_that_add_up_are_nothing_to_speak_of_and_a_cent_too_much_is_an_error(house: House) -> None:
    [(made,)] = house.rows("insert into ledger_journals (agency_id, day, kind, source) values"
                           " (%s, '2026-03-31', 'payroll', 'a run') returning id", cast.NORTHLIGHT)  # fmt: skip
    entry = (
        "insert into ledger_entries (agency_id, journal_id, account, currency, amount) values (%s, %s, %s, 'EUR', %s)"
    )
    with house.admin() as connection, connection.transaction():
        for account, amount in (("expenses:payroll", 100), ("payroll:payable", -100)):
            connection.execute(entry, [cast.NORTHLIGHT, made, account, amount])

    with capture_logs() as before:
        await check_books(str(cast.NORTHLIGHT))
    with house.admin() as connection:
        connection.execute("alter table ledger_entries disable trigger balanced")
        connection.execute(entry, [cast.NORTHLIGHT, made, "cash", 1])
    with capture_logs() as after:
        await check_books(str(cast.NORTHLIGHT))
        await check_books(str(cast.RIVAL))

    assert before == []
    assert [(line["event"], line["agency"], line["sums"]) for line in after] == [
        ("books.unbalanced", str(cast.NORTHLIGHT), {"EUR": 1})
    ]


async def test_each_agencys_night_touches_only_its_own_events(house: House) -> None:
    endpoint.connect(house)
    rival = endpoint.connect(house, endpoint.Endpoint("rival", "secret", cast.RIVAL_STAR, cast.RIVAL, "USD"))
    for agency, connection in ((cast.NORTHLIGHT, endpoint.CONNECTION), (cast.RIVAL, rival.connection)):
        house.rows(
            "insert into inbox_events (agency_id, connection_id, event, digest, body, state, received_at)"
            " values (%s, %s, 'tip_received', 'x', '{\"a\": 1}', 'handled', %s) returning id",
            agency, connection, datetime.now(UTC) - timedelta(days=40),
        )  # fmt: skip

    await forget(str(cast.RIVAL))

    assert house.rows("select agency_id, body from inbox_events order by agency_id") == [
        (cast.NORTHLIGHT, {"a": 1}),
        (cast.RIVAL, {}),
    ]


@pytest.mark.parametrize(("hours", "left"), [(23, 1), (25, 0)])
async def test_failed_sign_ins_are_counted_for_a_day(house: House, hours: int, left: int) -> None:
    house.rows(
        "insert into sign_in_attempts (key, failures, window_started_at) values ('k', 3, %s) returning 1",
        datetime.now(UTC) - timedelta(hours=hours),
    )

    await forget_attempts()

    assert house.rows("select count(*) from sign_in_attempts") == [(left,)]
