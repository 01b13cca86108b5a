"""What people ask a manager for: corrections of their time, days off."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action, Scope
from onyx_app.rules.text import clean_id
from onyx_app.services import leave, timeclock
from onyx_app.states._address import page_asked
from onyx_app.states._requests import Asked, leave_of, on_page, request_of


@dataclass
class Refusal:
    """What is about to be refused, while its answer is written."""

    id: str = ""
    leave: bool = False
    name: str = ""
    title: str = ""


class RequestsState(rx.State):
    """`ahead` are days off that were approved and are not over. One page turns all three lists."""

    requests: list[Asked] = []
    leaves: list[Asked] = []
    ahead: list[Asked] = []
    count: int = 0
    page: int = 1
    pages: int = 1
    refusal: Refusal = Refusal()
    errors: dict[str, str] = {}

    @guard.allow(Action.SEE_TIMESHEETS, at_least=Scope.AGENCY)
    async def load(self) -> None:
        async with guard.work(self) as work:
            page = page_asked(self, "asked")
            waiting, away = await timeclock.requests_waiting(work, page=page), await leave.waiting(work, page=page)
            ahead = await leave.upcoming(work, page=page)
            self.pages = max(waiting.pages, away.pages, ahead.pages)
            self.page = min(page, self.pages)
            self.requests = [request_of(one, waiting.zone, work.actor) for one in on_page(waiting, self.page)]
            self.leaves = [leave_of(one, work.actor) for one in on_page(away, self.page)]
            self.ahead = [leave_of(one, work.actor) for one in on_page(ahead, self.page)]
            self.count = waiting.count + away.count

    @guard.allow(Action.CORRECT_TIMESHEETS, at_least=Scope.AGENCY)
    async def approve(self, id: UUID) -> Any:
        async with guard.work(self) as work:
            done = await timeclock.decide(work, request_id=id, approve=True)
        await guard.flash(self, guard.sentence("review.request_approved", name=done.name))
        return RequestsState.load

    @guard.allow(Action.CORRECT_TIMESHEETS, at_least=Scope.AGENCY)
    async def approve_leave(self, id: UUID) -> Any:
        async with guard.work(self) as work:
            done = await leave.decide(work, leave_id=id, approve=True)
        await guard.flash(self, guard.sentence("review.leave_approved", name=done.name))
        return RequestsState.load

    @guard.allow(Action.CORRECT_TIMESHEETS, at_least=Scope.AGENCY)
    async def begin_refusal(self, id: UUID) -> None:
        """Ask for the answer that goes with a refusal; days off already approved are taken back the same way."""
        self.errors = {}
        for rows, is_leave in ((self.requests, False), (self.leaves, True), (self.ahead, True)):
            for one in rows:
                if one.id == str(id):
                    self.refusal = Refusal(one.id, is_leave, one.name, one.title)

    @guard.allow(Action.CORRECT_TIMESHEETS, at_least=Scope.AGENCY)
    async def keep(self) -> None:
        self.refusal = Refusal()

    @guard.allow(Action.CORRECT_TIMESHEETS, at_least=Scope.AGENCY)
    async def refuse(self, form: dict[str, Any]) -> Any:
        answer, asked = str(form.get("answer") or ""), clean_id(self.refusal.id)
        async with guard.work(self) as work:
            if self.refusal.leave:
                await leave.decide(work, leave_id=asked, approve=False, answer=answer)
            else:
                await timeclock.decide(work, request_id=asked, approve=False, answer=answer)
        await guard.flash(self, guard.sentence("review.refused", name=self.refusal.name))
        self.refusal = Refusal()
        return RequestsState.load
