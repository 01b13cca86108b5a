"""Bank accounts through their pages: entered with the password, shown by their end, gone from the page's state."""

import json

from onyx_app.services import bank_accounts
from onyx_app.states.bank_accounts import BankAccountsState
from onyx_app.states.my_pay import MyPayState
from tests import cast
from tests.conftest import House
from tests.handlers import at_desk
from tests.services.paying import ADA, do

IBAN = "DE89 3704 0044 0532 0130 00"
TYPED = {"holder": "Ada Chatter", "iban": IBAN, "bic": "", "password": cast.PASSWORD}


async def test_a_person_enters_their_own_and_nothing_of_the_number_stays(house: House) -> None:
    async with at_desk(house, cast.CHATTER, path="/me/pay") as desk:
        await desk.send(MyPayState.load)
        none = await desk.value(MyPayState, "account")
        await desk.send(MyPayState.edit_account)
        await desk.send(MyPayState.save_account, form=TYPED | {"iban": "DE00 3704 0044 0532 0130 00"})
        wrong = dict(await desk.value(MyPayState, "errors"))
        await desk.send(MyPayState.save_account, form=TYPED | {"password": "not my password"})
        unproven = dict(await desk.value(MyPayState, "errors"))
        await desk.send(MyPayState.save_account, form=TYPED)
        view = await desk.value(MyPayState, "account")
        sent = json.dumps(desk.updates, default=str)
        kept = str(vars(await desk.state(MyPayState)))

    assert (none.ends, view.ends, view.foreign) == ("", "3000", False)
    assert (set(wrong), set(unproven)) == ({"iban"}, {"password"})
    assert view.said.endswith("by Ada Chatter.")
    for secret in ("37040044", "3704 0044", cast.PASSWORD):
        assert secret not in sent and secret not in kept
    assert house.rows("select action from audit_entries") == [("bank_account_set",)]


async def test_what_somebody_else_changed_is_said_to_the_person(house: House) -> None:
    await do(cast.CHATTER, bank_accounts.set_account, profile_id=ADA, holder="Ada Chatter", iban=IBAN)
    async with at_desk(house, cast.OWNER, path=f"/settings/bank-accounts?open={ADA}") as desk:
        await desk.send(BankAccountsState.load)
        await desk.send(
            BankAccountsState.save_person, profile_id=str(ADA), form=TYPED | {"iban": "RO49 AAAA 1B31 0075 9384 0000"}
        )
        person = await desk.value(BankAccountsState, "person")
    async with at_desk(house, cast.CHATTER, path="/me/pay") as desk:
        await desk.send(MyPayState.load)
        mine = await desk.value(MyPayState, "account")

    assert (person.ends, person.said.endswith("by Mona Owner.")) == ("0000", True)
    assert mine.foreign and mine.said.endswith(
        "by Mona Owner, not by yourself. If you did not ask for it, tell your owner now."
    )
    assert mine.earlier[0].endswith("Ada Chatter, ends in 3000")


async def test_the_agency_has_its_own_and_the_list_says_who_has_none(house: House) -> None:
    await do(cast.CHATTER, bank_accounts.set_account, profile_id=ADA, holder="Ada Chatter", iban=IBAN)
    async with at_desk(house, cast.ADMIN, path="/settings/bank-accounts?shown=missing&search=sam") as desk:
        await desk.send(BankAccountsState.load)
        await desk.send(BankAccountsState.edit)
        await desk.send(BankAccountsState.save_agency, form=TYPED | {"holder": "Northlight"})
        people, agency = await desk.value(BankAccountsState, "people"), await desk.value(BankAccountsState, "agency")
        editing = await desk.value(BankAccountsState, "editing")
    async with at_desk(house, cast.ADMIN, path="/settings/bank-accounts?search=ada chatter") as desk:
        await desk.send(BankAccountsState.load)
        [ada] = (await desk.value(BankAccountsState, "people")).rows
        await desk.send(BankAccountsState.remove, profile_id=str(ADA))

    assert ([row.name for row in people.rows], people.missing) == (["Sam Chatter"], "5 people have no account")
    assert (agency.holder, agency.ends, agency.foreign, editing) == ("Northlight", "3000", False, False)
    assert ada.account == "Ada Chatter, ends in 3000"
    assert house.rows("select count(*) from bank_accounts where profile_id is not null and replaced_at is null") == [
        (0,)
    ]
