"""One pay run: what needs attention, everybody's slip, and the steps until it is paid."""

from typing import Any
from uuid import UUID

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action
from onyx_app.rules.text import clean_id
from onyx_app.services import pay_reading, payroll
from onyx_app.services.pay_reading import Behind, RunView, SlipView
from onyx_app.states._address import arriving, asked, last_part


class PayRunState(rx.State):
    """`run.row.id` is empty when there is no such run; `slip` is in the drawer while its id is set."""

    run: RunView = RunView()
    slip: SlipView = SlipView()
    behind: Behind = Behind()
    errors: dict[str, str] = {}

    @guard.allow(Action.PREPARE_PAYROLL)
    async def load(self) -> None:
        """The run of the address, and the slip it opens."""
        if arriving(self):
            self.run, self.errors = RunView(), {}
        self.behind = Behind()
        await self._read(clean_id(last_part(self)))

    @guard.allow(Action.PREPARE_PAYROLL)
    async def open_line(self, position: int) -> None:
        """What the line of the open slip was calculated from; pressed again, it closes."""
        if self.behind.position == position:
            self.behind = Behind()
            return
        async with guard.work(self) as work:
            self.behind = await pay_reading.behind_line(work, slip_id=clean_id(self.slip.id), position=position)

    @guard.allow(Action.PREPARE_PAYROLL)
    async def recalculate(self, run_id: UUID) -> None:
        await self._step(payroll.recalculate, run_id, "recalculated")

    @guard.allow(Action.PREPARE_PAYROLL)
    async def review(self, run_id: UUID) -> None:
        await self._step(payroll.review, run_id, "did_review")

    @guard.allow(Action.PREPARE_PAYROLL)
    async def to_draft(self, run_id: UUID) -> None:
        await self._step(payroll.back_to_draft, run_id, "did_to_draft")

    @guard.allow(Action.APPROVE_PAYROLL)
    async def approve(self, run_id: UUID) -> None:
        await self._step(payroll.approve, run_id, "did_approve")

    @guard.allow(Action.APPROVE_PAYROLL)
    async def pay(self, run_id: UUID) -> None:
        await self._step(payroll.pay, run_id, "did_pay")

    @guard.allow(Action.APPROVE_PAYROLL)
    async def reverse(self, run_id: UUID, form: dict[str, Any]) -> None:
        self.errors = {}
        await self._step(payroll.reverse, run_id, "did_reverse", reason=str(form.get("reason", "")))

    @guard.allow(Action.PREPARE_PAYROLL)
    async def discard(self, run_id: UUID) -> rx.event.EventSpec:
        async with guard.work(self) as work:
            await payroll.discard(work, run_id=run_id)
        await guard.flash(self, guard.sentence("payroll.did_discard"))
        return rx.redirect("/payroll")

    async def _step(self, verb: Any, run_id: UUID, said: str, **more: str) -> None:
        async with guard.work(self) as work:
            await verb(work, run_id=run_id, **more)
        await self._read(run_id)
        await guard.flash(self, guard.sentence(f"payroll.{said}"))

    async def _read(self, run_id: UUID) -> None:
        async with guard.work(self) as work:
            self.run = await pay_reading.run_view(work, run_id=run_id)
        opened = asked(self, "open")
        self.slip = next((one for one in self.run.slips if one.id == opened), SlipView())
