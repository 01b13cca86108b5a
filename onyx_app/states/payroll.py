"""Pay runs: the list, and opening the next one."""

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action
from onyx_app.services import pay_reading, payroll
from onyx_app.services.pay_reading import RunRow


class PayrollState(rx.State):
    """The runs, the latest period first."""

    runs: list[RunRow] = []

    @guard.allow(Action.PREPARE_PAYROLL)
    async def load(self) -> None:
        async with guard.work(self) as work:
            self.runs = await pay_reading.run_rows(work)

    @guard.allow(Action.PREPARE_PAYROLL)
    async def prepare(self) -> rx.event.EventSpec:
        """The period after the last run, or the last one that is over; its page opens."""
        async with guard.work(self) as work:
            made = await payroll.open_run(work)
        return rx.redirect(f"/payroll/{made.run_id}")
