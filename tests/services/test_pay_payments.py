"""Payments of a run: nobody is left out without being named, nothing is paid twice without a word."""

import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from onyx_app.errors import NotAllowed, NotFound
from onyx_app.rules.pay_files.sepa import SCHEMA
from onyx_app.services import bank_accounts, pay_files, pay_items, payroll
from onyx_app.services.pay_files import NoPayer, NoSuchDay, NotFinal, NothingToPay, NotReady
from tests import cast
from tests.conftest import House
from tests.services.paying import ADA, APRIL_2, SAM, approved, do, reviewed, worked

NAMESPACE = f"{{urn:iso:std:iso:20022:tech:xsd:{SCHEMA}}}"
GERMAN, GREEK, SWISS, UKRAINIAN = (
    "DE89370400440532013000", "GR1601101250000000012300695", "CH9300762011623852957", "UA213223130000026007233566001",
)  # fmt: skip
FRIDAY = datetime(2026, 4, 10, 9, 0, tzinfo=UTC)


async def account(who: UUID | None, iban: str = GERMAN, bic: str = "", holder: str = "Some Body") -> None:
    await do(cast.OWNER, bank_accounts.set_account, profile_id=who, holder=holder, iban=iban, bic=bic)


async def file_of(run_id: UUID, **asked: Any) -> ET.Element:
    made = await do(cast.OWNER, pay_files.payment_file, at=FRIDAY, run_id=run_id, **asked)
    return ET.fromstring(made.xml)  # noqa: S314 (our own)


def texts(tree: ET.Element, name: str) -> list[str | None]:
    return [found.text for found in tree.iter(f"{NAMESPACE}{name}")]


async def test_the_sum_of_the_file_is_the_sum_of_the_slips(house: House) -> None:
    worked(house)
    for who, iban in ((None, GERMAN), (ADA, GREEK), (SAM, GERMAN)):
        await account(who, iban)
    run = await approved()

    tree = await file_of(run.run_id)

    assert texts(tree, "CtrlSum") == ["98.80", "98.80"]
    assert dict(run.totals) == {"EUR": 9880}
    assert texts(tree, "EndToEndId") == ["PAYSLIP-1", "PAYSLIP-2"]
    assert texts(tree, "Ustrd")[1] == "Payslip 2, 2026-03-01 - 2026-03-31, Northlight Agency"
    assert texts(tree, "Dt") == ["2026-04-10"]


async def test_who_has_no_account_is_named_before_there_is_a_file(house: House) -> None:
    worked(house)
    run = await approved()

    with pytest.raises(NoPayer):
        await file_of(run.run_id)
    await account(None)
    with pytest.raises(NotReady) as refused:
        await file_of(run.run_id)
    assert refused.value.parameters == {"names": "Ada Chatter, Sam Chatter"}
    await account(ADA, SWISS)
    await account(SAM)
    with pytest.raises(NotReady) as refused:
        await file_of(run.run_id)
    assert refused.value.parameters == {"names": "Ada Chatter"}  # outside the EEA the bank has to be named
    assert texts(await file_of(run.run_id, without_the_incomplete=True), "CtrlSum") == ["18.00", "18.00"]
    await account(ADA, SWISS, "POFICHBEXXX")
    assert texts(await file_of(run.run_id), "BICFI") == ["POFICHBEXXX"]


async def test_an_account_that_cannot_be_opened_has_to_be_entered_again(house: House) -> None:
    worked(house)
    for who in (None, ADA, SAM):
        await account(who)
    house.rows(
        "update bank_accounts set iban_sealed = 'sealed with another key' where profile_id = %s returning id", SAM
    )
    run = await approved()

    assert (await do(cast.OWNER, pay_files.payments, at=FRIDAY, run_id=run.run_id)).without == ("Sam Chatter",)


async def test_other_currencies_other_banks_and_empty_slips_are_left_out_by_name(house: House) -> None:
    worked(house)
    bonus = {"day": date(2026, 3, 5), "reason": "A gift"}
    for who, currency in ((SAM, "USD"), (cast.CONTENT.profile_id, "USD"), (cast.ADMIN.profile_id, "EUR")):
        await do(cast.OWNER, pay_items.add_bonus, profile_id=who, currency=currency, amount=700, **bonus)
    await do(cast.OWNER, pay_items.add_deduction, profile_id=ADA, currency="EUR", amount=10_000, **bonus)
    for who, iban in ((None, GERMAN), (ADA, GERMAN), (SAM, GERMAN), (cast.ADMIN.profile_id, UKRAINIAN)):
        await account(who, iban)
    run = await approved_by_two(house)

    told = await do(cast.OWNER, pay_files.payments, at=FRIDAY, run_id=run.run_id)

    assert (told.count, told.total, told.incomplete) == (1, 1800, ())
    assert told.elsewhere == (("Cora Content", "USD", 700), ("Sam Chatter", "USD", 700))
    assert (told.beyond, told.nothing) == (("Adam Admin",), ("Ada Chatter",))
    assert texts(await file_of(run.run_id), "EndToEndId") == ["PAYSLIP-4"]


async def approved_by_two(house: House) -> Any:
    """The admin is paid by it: the owner prepares, somebody made an admin for this approves."""
    house.rows("update profiles set role = 'admin' where id = %s returning id", cast.MANAGER.profile_id)
    run = await reviewed(by=cast.OWNER)
    second = cast.Person(cast.MANAGER.name, cast.MANAGER.email, cast.ADMIN.role, cast.NORTHLIGHT,
                         cast.MANAGER.profile_id, cast.MANAGER.sign_in_id)  # fmt: skip
    return await do(second, payroll.approve, at=APRIL_2, run_id=run.run_id)


async def test_a_second_download_is_told_of_the_first_and_each_is_in_the_trail(house: House) -> None:
    worked(house)
    for who in (None, ADA, SAM):
        await account(who)
    run = await approved()

    assert (await do(cast.ADMIN, pay_files.payments, at=FRIDAY, run_id=run.run_id)).earlier == ()
    first = await file_of(run.run_id)
    told = await do(cast.ADMIN, pay_files.payments, at=FRIDAY, run_id=run.run_id)
    second = await file_of(run.run_id, on=date(2026, 4, 14))

    assert told.earlier == ((FRIDAY, "Mona Owner"),)
    assert texts(first, "MsgId") == texts(second, "MsgId")  # the bank sees that it is the same
    assert texts(second, "Dt") == ["2026-04-14"]
    trail = "select details->>'payments', details->>'cents' from audit_entries where action = 'payroll_sepa_downloaded'"
    assert house.rows(trail) == [("2", "9880")] * 2


async def test_only_an_approved_run_is_paid(house: House) -> None:
    worked(house)
    await account(None)
    run = await reviewed()

    with pytest.raises(NotFinal):
        await file_of(run.run_id)
    await do(cast.OWNER, payroll.approve, at=APRIL_2, run_id=run.run_id)
    await do(cast.OWNER, payroll.reverse, at=APRIL_2, run_id=run.run_id, reason="A day was missing")
    with pytest.raises(NotFinal):
        await file_of(run.run_id)


async def test_a_run_without_euros_gives_no_file(house: House) -> None:
    await do(cast.OWNER, pay_items.add_bonus, profile_id=ADA, day=date(2026, 3, 5), currency="USD", amount=700,
             reason="A gift")  # fmt: skip
    await account(None)

    with pytest.raises(NothingToPay):
        await file_of((await approved()).run_id)


@pytest.mark.parametrize("day", [FRIDAY.date() - timedelta(days=1), FRIDAY.date() + timedelta(days=91)])
async def test_a_day_that_is_over_or_far_away_is_refused(house: House, day: date) -> None:
    worked(house)
    for who in (None, ADA, SAM):
        await account(who)

    with pytest.raises(NoSuchDay):
        await file_of((await approved()).run_id, on=day)


async def test_accounts_are_opened_for_nobody_else(house: House) -> None:
    worked(house)
    run = await approved()

    for verb in (pay_files.payments, pay_files.payment_file):
        for person in (cast.MANAGER, cast.CHATTER, cast.CONTENT, cast.CREATOR):
            with pytest.raises(NotAllowed):
                await do(person, verb, run_id=run.run_id)
        with pytest.raises(NotFound):
            await do(cast.RIVAL_OWNER, verb, run_id=run.run_id)
