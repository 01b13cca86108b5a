"""Bank accounts: sealed in the database, one in use, one's own business and that of those who pay."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from onyx_app import security
from onyx_app.errors import InvalidInput, NotAllowed, NotFound
from onyx_app.rules.bank_accounts import WrongBic, WrongIban
from onyx_app.services import bank_accounts
from onyx_app.services.bank_accounts import SEALED_FOR, AccountCard
from onyx_app.services.sign_in import NotYourPassword
from tests import cast
from tests.conftest import House
from tests.services.paying import ADA, do

ONE, TWO = "DE89 3704 0044 0532 0130 00", "RO49 AAAA 1B31 0075 9384 0000"


async def put(by: cast.Person, profile_id: UUID | None, iban: str = ONE, holder: str = "Ada Chatter") -> AccountCard:
    return await do(by, bank_accounts.set_account, profile_id=profile_id, holder=holder, iban=iban)


async def test_the_number_is_sealed_and_a_screen_sees_its_end(house: House) -> None:
    card = await put(cast.CHATTER, ADA)

    assert (card.holder, card.last_four) == ("Ada Chatter", "3000")
    [(sealed,)] = house.rows("select iban_sealed from bank_accounts")
    assert b"3704" not in sealed
    assert security.unseal(sealed, SEALED_FOR) == "DE89370400440532013000"
    assert house.rows("select action, details::text like '%%3704%%' from audit_entries") == [
        ("bank_account_set", False)
    ]


async def test_a_new_one_takes_over_and_the_old_one_stays_on_record(house: House) -> None:
    await put(cast.CHATTER, ADA)
    await put(cast.ADMIN, ADA, TWO)

    card = await do(cast.CHATTER, bank_accounts.account, profile_id=ADA)

    assert card.last_four == "0000"
    assert house.rows("select count(*), count(replaced_at) from bank_accounts") == [(2, 1)]


async def test_the_agency_has_one_of_its_own_beside_those_of_people(house: House) -> None:
    await put(cast.CHATTER, ADA)
    await put(cast.OWNER, None, TWO, "Northlight")

    assert [card.holder for card in await do(cast.OWNER, bank_accounts.accounts)] == ["Northlight", "Ada Chatter"]


async def test_one_that_is_removed_is_gone_from_use(house: House) -> None:
    await put(cast.CHATTER, ADA)

    await do(cast.CHATTER, bank_accounts.remove_account, profile_id=ADA)

    assert await do(cast.CHATTER, bank_accounts.account, profile_id=ADA) is None
    with pytest.raises(NotFound):
        await do(cast.CHATTER, bank_accounts.remove_account, profile_id=ADA)


async def test_eight_changes_at_once_leave_one_in_use(house: House) -> None:
    await asyncio.gather(*(put(cast.CHATTER, ADA) for _ in range(8)))

    assert house.rows("select count(*) from bank_accounts where replaced_at is null") == [(1,)]


async def test_what_cannot_be_paid_to_is_refused(house: House) -> None:
    with pytest.raises(WrongIban):
        await put(cast.CHATTER, ADA, "DE00 3704 0044 0532 0130 00")
    with pytest.raises(InvalidInput, match="required"):
        await put(cast.CHATTER, ADA, holder=" ")
    with pytest.raises(NotFound):
        await put(cast.OWNER, cast.RIVAL_CHATTER.profile_id)


async def test_a_screen_changes_it_only_with_the_password_of_who_sits_there(house: House) -> None:
    new = {"profile_id": ADA, "holder": "Ada Chatter", "iban": ONE, "bic": "deut de ff"}

    with pytest.raises(NotYourPassword):
        await do(cast.CHATTER, bank_accounts.change_account, **new, password="not my password")
    with pytest.raises(WrongBic):
        await do(cast.CHATTER, bank_accounts.change_account, **new | {"bic": "x"}, password=cast.PASSWORD)
    card = await do(cast.ADMIN, bank_accounts.change_account, **new, password=cast.PASSWORD)

    assert (card.last_four, card.bic, card.made_by) == ("3000", "DEUTDEFF", cast.ADMIN.profile_id)
    assert house.rows("select count(*) from bank_accounts") == [(1,)]


@pytest.mark.parametrize("person", [cast.MANAGER, cast.OTHER_CHATTER, cast.CREATOR])
async def test_others_accounts_are_for_those_who_pay(house: House, person: cast.Person) -> None:
    calls: list[tuple[Any, dict[str, Any]]] = [
        (bank_accounts.set_account, {"profile_id": ADA, "holder": "x", "iban": ONE}),
        (bank_accounts.set_account, {"profile_id": None, "holder": "x", "iban": ONE}),
        (bank_accounts.change_account, {"profile_id": ADA, "holder": "x", "iban": ONE, "password": cast.PASSWORD}),
        (bank_accounts.account, {"profile_id": ADA}),
        (bank_accounts.remove_account, {"profile_id": None}),
        (bank_accounts.accounts, {}),
    ]
    for verb, given in calls:
        with pytest.raises(NotAllowed):
            await do(person, verb, **given)


async def test_where_an_owner_is_paid_only_an_owner_says(house: House) -> None:
    mine = cast.OWNER.profile_id
    await put(cast.OWNER, mine, holder="Mona Owner")

    for change in (put(cast.ADMIN, mine, TWO), do(cast.ADMIN, bank_accounts.remove_account, profile_id=mine)):
        with pytest.raises(NotAllowed):
            await change

    await put(cast.ADMIN, ADA, TWO)
    assert house.rows("select last_four from bank_accounts where replaced_at is null order by 1") == [
        ("0000",), ("3000",),
    ]  # fmt: skip
