"""Files of sales: choosing one, and those that came before."""

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action, Scope
from onyx_app.services import revenue_import
from onyx_app.services.revenue_import import ImportList
from onyx_app.states._address import page_asked


class RevenueImportsState(rx.State):
    """`errors` holds why the last file was refused, as the address says it."""

    files: ImportList = ImportList([])
    errors: dict[str, str] = {}

    @guard.allow(Action.CONNECT, at_least=Scope.AGENCY)
    async def load(self) -> None:
        note = str(self.router.url.query_parameters.get("refused", ""))
        said = revenue_import.noted(guard.actor(self), note) if note else ""
        self.errors = {"file": said} if said else {}
        async with guard.work(self) as work:
            self.files = await revenue_import.imports(work, page=page_asked(self))
