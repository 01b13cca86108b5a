"""Days that have been paid and therefore do not change, and who may open them again."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from onyx_app import guard
from onyx_app.roles import Action, Scope
from onyx_app.rules import wording
from onyx_app.services import timeclock
from onyx_app.services.timeclock import Lock
from onyx_app.states._address import asked
from onyx_app.strings import say
from onyx_app.work import Actor


@dataclass
class LockLine:
    """One person's locked days. `opened` says who opened them and why; "" while they are locked."""

    id: str = ""
    name: str = ""
    initials: str = ""
    days: str = ""
    opened: str = ""
    again: bool = False


class LocksState(rx.State):
    """`opening` is in the dialog while its id is set."""

    locks: list[LockLine] = []
    may_unlock: bool = False
    opening: LockLine = LockLine()
    errors: dict[str, str] = {}

    @guard.allow(Action.SEE_TIMESHEETS, at_least=Scope.AGENCY)
    async def load(self) -> None:
        """Only where they are shown: below the week."""
        if asked(self, "tab") != "week":
            return
        async with guard.work(self) as work:
            self.may_unlock = work.actor.may(Action.UNLOCK_PERIOD, at_least=Scope.AGENCY)
            self.locks = [lock_of(one, work.actor) for one in await timeclock.locks(work)]

    @guard.allow(Action.UNLOCK_PERIOD, at_least=Scope.AGENCY)
    async def begin(self, id: UUID) -> None:
        self.errors = {}
        self.opening = next((one for one in self.locks if one.id == str(id)), LockLine())

    @guard.allow(Action.UNLOCK_PERIOD, at_least=Scope.AGENCY)
    async def give_up(self) -> None:
        self.opening = LockLine()

    @guard.allow(Action.UNLOCK_PERIOD, at_least=Scope.AGENCY)
    async def unlock(self, id: UUID, form: dict[str, Any]) -> Any:
        async with guard.work(self) as work:
            await timeclock.unlock(work, lock_id=id, reason=str(form.get("reason") or ""))
        self.opening = LockLine()
        return LocksState.load

    @guard.allow(Action.UNLOCK_PERIOD, at_least=Scope.AGENCY)
    async def lock_again(self, id: UUID) -> Any:
        async with guard.work(self) as work:
            await timeclock.lock_again(work, lock_id=id)
        return LocksState.load


def lock_of(lock: Lock, actor: Actor) -> LockLine:
    said = {
        "name": lock.unlocked_by,
        "at": wording.moment(lock.unlocked_at, actor.zone, actor.language),
        "reason": lock.unlock_reason,
    }
    return LockLine(
        id=str(lock.id),
        name=lock.name,
        initials=wording.initials(lock.name),
        days=wording.days(lock.period, actor.language),
        opened=say(actor.language, "review.opened_by", **said) if lock.unlocked_at else "",
        again=lock.unlocked_at is not None and not lock.reversed,
    )
