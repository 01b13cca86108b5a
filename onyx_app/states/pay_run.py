"""One pay run: what needs attention, everybody's slip, and the steps until it is paid."""

from typing import Any
from uuid import UUID

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action
from onyx_app.rules.agency import clean_day
from onyx_app.rules.text import clean_id
from onyx_app.services import pay_files, pay_outgoing, pay_reading, pay_runs, payroll
from onyx_app.services.pay_outgoing import Outgoing
from onyx_app.services.pay_reading import Behind, SlipView
from onyx_app.services.pay_runs import RunView, SlipList
from onyx_app.services.payroll import RunCard
from onyx_app.states import _calculating
from onyx_app.states._address import arriving, asked, last_part, page_asked, read_filters
from onyx_app.states._calculating import HowFar, Told


class PayRunState(rx.State):
    """`run.row.id` is empty when there is no such run; `slip` is in the drawer while its id is set."""

    run: RunView = RunView()
    slips: SlipList = SlipList()
    search: str = ""
    slip: SlipView = SlipView()
    behind: Behind = Behind()
    outgoing: Outgoing = Outgoing()
    progress: HowFar = HowFar()
    errors: dict[str, str] = {}

    @guard.allow(Action.PREPARE_PAYROLL)
    async def load(self) -> Any:
        """The run of the address, the page of its slips, and the slip it opens."""
        if arriving(self):
            self.run, self.outgoing, self.errors = RunView(), Outgoing(), {}
        read_filters(self, search="")
        self.behind = Behind()
        run_id = clean_id(last_part(self))
        await self._read(run_id)
        begun = _calculating.of(guard.actor(self))
        if begun is None or begun.about != run_id:
            self.progress = HowFar()
            return None
        return None if self.progress.running else PayRunState.follow

    @guard.allow(Action.PREPARE_PAYROLL)
    async def open_line(self, position: int) -> None:
        """What the line of the open slip was calculated from; pressed again, it closes."""
        if self.behind.position == position:
            self.behind = Behind()
            return
        async with guard.work(self) as work:
            self.behind = await pay_reading.behind_line(work, slip_id=clean_id(self.slip.id), position=position)

    @guard.allow(Action.PREPARE_PAYROLL, background=True)
    async def recalculate(self, run_id: UUID) -> None:
        """Calculate the draft again; the page stays usable, and one who comes back sees how far it is."""
        begun = _calculating.begin(guard.actor(self), run_id, lambda told: self._calculate(run_id, told))
        await _calculating.shown(self, begun)
        async with self:
            if last_part(self) == str(run_id):
                await self._read(run_id)
        await guard.flash(self, guard.sentence("payroll.recalculated"))

    @guard.allow(Action.PREPARE_PAYROLL, background=True)
    async def follow(self) -> None:
        """Watch what was begun before this page was opened, or by somebody else."""
        begun = _calculating.of(guard.actor(self))
        if begun is not None:
            await _calculating.follow(self, begun)

    @guard.allow(Action.PREPARE_PAYROLL)
    async def review(self, run_id: UUID) -> None:
        await self._step(payroll.review, run_id, "did_review")

    @guard.allow(Action.PREPARE_PAYROLL)
    async def to_draft(self, run_id: UUID) -> None:
        await self._step(payroll.back_to_draft, run_id, "did_to_draft")

    @guard.allow(Action.APPROVE_PAYROLL)
    async def approve_slip(self, run_id: UUID, profile_id: UUID) -> None:
        """Somebody else's slip, so that they can approve the run."""
        await self._step(payroll.approve_slip, run_id, "did_approve_slip", profile_id=profile_id)

    @guard.allow(Action.APPROVE_PAYROLL)
    async def approve(self, run_id: UUID) -> None:
        await self._step(payroll.approve, run_id, "did_approve")

    @guard.allow(Action.APPROVE_PAYROLL)
    async def pay(self, run_id: UUID) -> None:
        await self._step(payroll.pay, run_id, "did_pay")

    @guard.allow(Action.PREPARE_PAYROLL)
    async def take_payments(self, run_id: UUID, form: dict[str, Any]) -> rx.event.EventSpec:
        """The file for the bank on the day that was chosen; the browser fetches it from the route of files."""
        self.errors = {}
        async with guard.work(self) as work:
            day = await pay_files.payment_day(work, on=clean_day(str(form.get("on", "")), "on"))
        return rx.download(url=f"/payroll/{run_id}/sepa.xml?on={day}", filename=f"sepa-{day}.xml")

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

    async def _step(self, verb: Any, run_id: UUID, said: str, **more: Any) -> None:
        async with guard.work(self) as work:
            await verb(work, run_id=run_id, **more)
        await self._read(run_id)
        await guard.flash(self, guard.sentence(f"payroll.{said}"))

    async def _calculate(self, run_id: UUID, told: Told) -> RunCard:
        async with guard.work(self) as work:
            return await payroll.recalculate(work, run_id=run_id, on_progress=told)

    async def _read(self, run_id: UUID) -> None:
        opened, self.slip = asked(self, "open"), SlipView()
        async with guard.work(self) as work:
            self.run = await pay_runs.run_view(work, run_id=run_id)
            self.outgoing = await pay_outgoing.outgoing(work, run_id=run_id)
            self.slips = await pay_runs.slip_list(work, run_id=run_id, search=self.search, page=page_asked(self))
            if opened:
                self.slip = await pay_reading.slip_view(work, run_id=run_id, slip_id=clean_id(opened))
