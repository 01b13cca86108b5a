"""The books: they add up after every posting, an event is in them once, and nothing in them can be changed."""

import asyncio
from collections.abc import Sequence
from datetime import date

import psycopg
import pytest

from onyx_app.errors import NotAllowed
from onyx_app.rules.ledger import Entry
from onyx_app.services import ledger
from onyx_app.services.ledger import AlreadyPosted, TrialBalance, Unbalanced
from tests import cast
from tests.conftest import House
from tests.services.paying import do
from tests.tables.test_tenancy import as_person

WAGES = [Entry("expenses:payroll", "EUR", 500), Entry("payroll:payable", "EUR", -500)]


async def post(entries: Sequence[Entry] = WAGES, source: str = "one", by: cast.Person = cast.OWNER) -> None:
    await do(by, ledger.post, kind="payroll", source=source, day=date(2026, 4, 1), about="March", entries=entries)


async def test_every_currency_adds_up_to_zero_after_each_posting(house: House) -> None:
    for number, amount in enumerate((500, -20, 7)):
        await post([Entry("a", "EUR", amount), Entry("b", "EUR", -amount), Entry("a", "USD", 3), Entry("c", "USD", -3)],
                   source=str(number))  # fmt: skip
        balance: TrialBalance = await do(cast.ADMIN, ledger.trial_balance)
        assert balance.holds and set(balance.sums) == {"EUR", "USD"}

    assert Entry("a", "EUR", 487) in balance.accounts
    assert Entry("c", "USD", -9) in balance.accounts


async def test_entries_that_do_not_add_up_are_a_sentence(house: House) -> None:
    with pytest.raises(Unbalanced) as refused:
        await post([Entry("a", "EUR", 500), Entry("b", "USD", -500)])

    assert refused.value.parameters == {"amount": 500, "currency": "EUR"}
    assert house.rows("select count(*) from ledger_journals") == [(0,)]


async def test_eight_postings_of_one_event_at_once_are_one(house: House) -> None:
    answers = await asyncio.gather(*(post() for _ in range(8)), return_exceptions=True)

    assert [type(answer) for answer in answers if answer] == [AlreadyPosted] * 7
    assert house.rows("select count(*) from ledger_entries") == [(2,)]


def test_the_database_refuses_a_journal_that_does_not_add_up(house: House) -> None:
    with as_person(house, cast.OWNER) as app:
        [journal] = app.execute(
            "insert into ledger_journals (agency_id, day, kind, source) values (%s, '2026-04-01', 'x', 'y')"
            " returning id",
            [cast.NORTHLIGHT],
        ).fetchone() or [None]  # fmt: skip
        app.execute(
            "insert into ledger_entries (agency_id, journal_id, account, currency, amount)"
            " values (%s, %s, 'a', 'EUR', 5), (%s, %s, 'b', 'EUR', -4)",
            [cast.NORTHLIGHT, journal, cast.NORTHLIGHT, journal],
        )
        with pytest.raises(psycopg.Error) as refused:
            app.commit()

    assert refused.value.sqlstate == "ON003"


@pytest.mark.parametrize(
    "statement",
    [
        "update ledger_entries set amount = 1",
        "delete from ledger_entries",
        "update ledger_journals set about = ''",
        "delete from ledger_journals",
    ],
)
async def test_the_app_can_neither_change_nor_remove_what_is_posted(house: House, statement: str) -> None:
    await post()

    with as_person(house, cast.OWNER) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(statement)


@pytest.mark.parametrize("person", [cast.MANAGER, cast.CHATTER])
async def test_only_those_who_prepare_pay_see_or_write_the_books(house: House, person: cast.Person) -> None:
    with pytest.raises(NotAllowed):
        await post(by=person)
    with pytest.raises(NotAllowed):
        await do(person, ledger.trial_balance)
