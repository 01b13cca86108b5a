"""My pay: one's own approved payslips, what is agreed beside the plan, and the account it is paid to."""

from typing import Any

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action
from onyx_app.rules.text import clean_id
from onyx_app.services import bank_account_list, bank_accounts, pay_item_list, pay_people, pay_reading
from onyx_app.services.bank_account_list import AccountView
from onyx_app.services.pay_item_list import ItemRow
from onyx_app.services.pay_reading import Behind, SlipView
from onyx_app.states._address import arriving, asked
from onyx_app.states._typed import texts
from onyx_app.work import Work


class MyPayState(rx.State):
    """`slip` is in the drawer while its id is set; `editing` shows the form of the account, `done` begins it afresh."""

    slips: list[SlipView] = []
    slip: SlipView = SlipView()
    behind: Behind = Behind()
    plan: list[str] = []
    items: list[ItemRow] = []
    account: AccountView = AccountView()
    editing: bool = False
    done: int = 0
    errors: dict[str, str] = {}

    @guard.allow(Action.SEE_OWN_PAY)
    async def load(self) -> None:
        if arriving(self):
            self.editing, self.errors = False, {}
        self.behind = Behind()
        async with guard.work(self) as work:
            self.slips = await pay_reading.my_slip_views(work)
            self.plan, self.items = await pay_people.my_plan(work), await pay_item_list.my_items(work)
            await self._read_account(work)
        opened = asked(self, "open")
        self.slip = next((one for one in self.slips if one.id == opened), SlipView())

    @guard.allow(Action.SEE_OWN_PAY)
    async def open_line(self, position: int) -> None:
        """What the line of the open slip was calculated from; pressed again, it closes."""
        if self.behind.position == position:
            self.behind = Behind()
            return
        async with guard.work(self) as work:
            self.behind = await pay_reading.behind_line(work, slip_id=clean_id(self.slip.id), position=position)

    @guard.allow(Action.SEE_OWN_PAY)
    async def edit_account(self) -> None:
        self.editing, self.errors = not self.editing, {}

    @guard.allow(Action.SEE_OWN_PAY)
    async def save_account(self, form: dict[str, Any]) -> None:
        """Be paid to another account; the password is asked again, and nothing of the number stays here."""
        self.errors = {}
        typed = texts(form, "holder", "iban", "bic", "password")
        async with guard.work(self) as work:
            await bank_accounts.change_account(work, profile_id=work.actor.person(), **typed)
            await self._read_account(work)
        self.editing = False
        self.done += 1
        await guard.flash(self, guard.sentence("bank_accounts.saved"))

    async def _read_account(self, work: Work) -> None:
        self.account = await bank_account_list.account_of(work, profile_id=work.actor.person())
