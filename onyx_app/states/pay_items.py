"""Bonuses, deductions and advances: the list, adding one, withdrawing one."""

from typing import Any
from uuid import UUID

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action
from onyx_app.rules.pay_item_form import ItemKind, read_item
from onyx_app.services import pay_item_list, pay_items
from onyx_app.services.pay_item_list import ItemList, ItemStart
from onyx_app.states._address import arriving, asked, page_asked, read_filters


class PayItemsState(rx.State):
    """Filters are what the address says. `adding`: the form is open, for `kind`; `leaving` is what is withdrawn."""

    items: ItemList = ItemList()
    search: str = ""
    kind_shown: str = ""
    state_shown: str = "open"
    adding: bool = False
    start: ItemStart = ItemStart()
    kind: str = ItemKind.BONUS.value
    person: str = ""
    leaving: str = ""
    leaving_words: str = ""
    errors: dict[str, str] = {}

    @guard.allow(Action.PREPARE_PAYROLL)
    async def load(self) -> None:
        """The list the address asks for; with `new` in it, the form."""
        if arriving(self):
            self.adding, self.leaving, self.errors = bool(asked(self, "new")), "", {}
            self.kind, self.person = ItemKind.BONUS.value, asked(self, "person")
        read_filters(self, search="")
        self.kind_shown, self.state_shown = asked(self, "kind"), asked(self, "state", "open")
        async with guard.work(self) as work:
            filters = {"search": self.search, "kind": self.kind_shown, "state": self.state_shown}
            self.items = await pay_item_list.item_list(work, **filters, page=page_asked(self))
            if self.adding:
                self.start = await pay_item_list.item_start(work)

    @guard.allow(Action.PREPARE_PAYROLL)
    async def begin(self) -> None:
        async with guard.work(self) as work:
            self.start = await pay_item_list.item_start(work)
        self.adding, self.kind, self.person, self.errors = True, ItemKind.BONUS.value, "", {}

    @guard.allow(Action.PREPARE_PAYROLL)
    async def give_up(self) -> None:
        self.adding, self.leaving, self.errors = False, "", {}

    @guard.allow(Action.PREPARE_PAYROLL)
    async def choose_kind(self, kind: str) -> None:
        """The form shows the fields of the kind; what was typed in the others stays."""
        self.kind, self.errors = kind if kind in set(ItemKind) else self.kind, {}

    @guard.allow(Action.PREPARE_PAYROLL)
    async def add(self, form: dict[str, Any]) -> None:
        self.errors = {}
        typed = {str(key): str(value or "") for key, value in form.items()}  # an empty box arrives as False
        async with guard.work(self) as work:
            await pay_item_list.add(work, item=read_item(typed))
        self.adding = False
        await guard.flash(self, guard.sentence("pay_items.added"))

    @guard.allow(Action.PREPARE_PAYROLL)
    async def ask_withdraw(self, item_id: UUID) -> None:
        self.leaving, self.errors = str(item_id), {}
        row = next((one for one in self.items.rows if one.id == self.leaving), None)
        self.leaving_words = f"{row.name} · {row.amount} · {row.reason}" if row else ""

    @guard.allow(Action.PREPARE_PAYROLL)
    async def withdraw(self, item_id: UUID, form: dict[str, Any]) -> None:
        self.errors = {}
        async with guard.work(self) as work:
            await pay_items.withdraw(work, item_id=item_id, reason=str(form.get("reason") or ""))
        self.leaving = ""
        await guard.flash(self, guard.sentence("pay_items.withdrawn"))
