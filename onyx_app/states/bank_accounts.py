"""Bank accounts: the agency's own, and where everybody is paid to. Numbers pass through, nothing of them stays here."""

from typing import Any
from uuid import UUID

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action
from onyx_app.rules.text import clean_id
from onyx_app.services import bank_account_list, bank_accounts
from onyx_app.services.bank_account_list import AccountList, AccountView
from onyx_app.states._address import arriving, asked, page_asked, read_filters
from onyx_app.states._typed import texts

_FIELDS = ("holder", "iban", "bic", "password")


class BankAccountsState(rx.State):
    """`agency` is the agency's own account; `person` is in the drawer while its id is set.

    `done` counts what was kept: the forms begin afresh with it. `editing` shows the agency's form.
    """

    people: AccountList = AccountList()
    search: str = ""
    shown: str = ""
    agency: AccountView = AccountView()
    person: AccountView = AccountView()
    editing: bool = False
    done: int = 0
    errors: dict[str, str] = {}

    @guard.allow(Action.PREPARE_PAYROLL)
    async def load(self) -> None:
        """What the address asks for: the list, and the person in the drawer."""
        if arriving(self):
            self.editing, self.errors = False, {}
        read_filters(self, search="", shown="")
        opened, self.person = asked(self, "open"), AccountView()
        async with guard.work(self) as work:
            missing = self.shown == "missing"
            self.people = await bank_account_list.account_list(
                work, search=self.search, missing=missing, page=page_asked(self)
            )
            self.agency = await bank_account_list.account_of(work, profile_id=None)
            if opened:
                self.person = await bank_account_list.account_of(work, profile_id=clean_id(opened))

    @guard.allow(Action.PREPARE_PAYROLL)
    async def edit(self) -> None:
        self.editing, self.errors = not self.editing, {}

    @guard.allow(Action.PREPARE_PAYROLL)
    async def save_agency(self, form: dict[str, Any]) -> None:
        await self._save(None, form)
        self.editing = False

    @guard.allow(Action.PREPARE_PAYROLL)
    async def save_person(self, profile_id: UUID, form: dict[str, Any]) -> None:
        await self._save(profile_id, form)

    @guard.allow(Action.PREPARE_PAYROLL)
    async def remove(self, profile_id: UUID) -> None:
        async with guard.work(self) as work:
            await bank_accounts.remove_account(work, profile_id=profile_id)
            self.person = await bank_account_list.account_of(work, profile_id=profile_id)
        await guard.flash(self, guard.sentence("bank_accounts.did_remove"))

    async def _save(self, profile_id: UUID | None, form: dict[str, Any]) -> None:
        self.errors = {}
        async with guard.work(self) as work:
            await bank_accounts.change_account(work, profile_id=profile_id, **texts(form, *_FIELDS))
            view = await bank_account_list.account_of(work, profile_id=profile_id)
        if profile_id is None:
            self.agency = view
        else:
            self.person = view
        self.done += 1
        await guard.flash(self, guard.sentence("bank_accounts.saved"))
