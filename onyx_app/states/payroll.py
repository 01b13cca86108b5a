"""Pay runs: the list, and preparing the run of a period."""

from datetime import date
from typing import Any

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action
from onyx_app.rules.agency import clean_day
from onyx_app.services import pay_runs, payroll
from onyx_app.services.pay_runs import RunList
from onyx_app.services.payroll import RunCard
from onyx_app.states import _calculating
from onyx_app.states._address import page_asked
from onyx_app.states._calculating import HowFar, Told

ADDRESS = "/payroll"


class PayrollState(rx.State):
    """`runs` is the page of runs the address asks for; `progress` runs while a run is calculated."""

    runs: RunList = RunList()
    progress: HowFar = HowFar()
    errors: dict[str, str] = {}

    @guard.allow(Action.PREPARE_PAYROLL)
    async def load(self) -> Any:
        async with guard.work(self) as work:
            self.runs = await pay_runs.run_list(work, page=page_asked(self))
        begun = _calculating.of(guard.actor(self))
        if begun is None:
            self.progress = HowFar()
        return PayrollState.follow if begun and not self.progress.running else None

    @guard.allow(Action.PREPARE_PAYROLL, background=True)
    async def prepare(self, form: dict[str, Any]) -> Any:
        """The run of the chosen period; its page opens when it is calculated, if somebody still waits for it here."""
        chosen = str(form.get("period") or "")
        day = clean_day(chosen, "period") if chosen else None
        begun = _calculating.begin(guard.actor(self), None, lambda told: self._open(day, told))
        made = await _calculating.shown(self, begun)
        async with self:
            waits = str(self.router.url.path).rstrip("/") == ADDRESS
        return rx.redirect(f"{ADDRESS}/{made.run_id}") if waits else None

    @guard.allow(Action.PREPARE_PAYROLL, background=True)
    async def follow(self) -> None:
        """Watch what was begun before this page was opened, or by somebody else."""
        begun = _calculating.of(guard.actor(self))
        if begun is not None:
            await _calculating.follow(self, begun)

    async def _open(self, day: date | None, told: Told) -> RunCard:
        async with guard.work(self) as work:
            return await payroll.open_run(work, day=day, on_progress=told)
