"""Work: who asks, in which transaction, at what time, what changed, what to do later.

Doors open it, services use it, leaving it commits. Everything a change brings with it (announcements, jobs, the audit
trail) is written in the same transaction, just before the commit.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from onyx_app import live, queue
from onyx_app.db import agency_session
from onyx_app.errors import NotAllowed
from onyx_app.live import Change, Topic
from onyx_app.roles import SYSTEM, Action, Role, Scope, scope_of


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. `role` is None for the system acting inside one agency (a job, the command line)."""

    agency_id: UUID
    role: Role | None
    profile_id: UUID | None = None
    sign_in_id: UUID | None = None
    session_id: UUID | None = None
    name: str = ""
    language: str = "en"
    zone: str = "UTC"

    @classmethod
    def system(cls, agency_id: UUID) -> "Actor":
        return cls(agency_id=agency_id, role=None)

    def scope(self, action: Action) -> Scope:
        return Scope.AGENCY if self.role is None else scope_of(self.role, action)

    def may(self, action: Action, *, at_least: Scope = Scope.OWN) -> bool:
        return self.scope(action) >= at_least

    def must(self, action: Action, *, at_least: Scope = Scope.OWN) -> Scope:
        """How far the asker may take `action`.

        Raises:
            NotAllowed: not as far as `at_least`.
        """
        scope = self.scope(action)
        if scope < at_least:
            raise NotAllowed
        return scope

    def person(self) -> UUID:
        """The asker's profile.

        Raises:
            NotAllowed: the system has none.
        """
        if self.profile_id is None:
            raise NotAllowed
        return self.profile_id

    def sign_in(self) -> UUID:
        """The asker's sign-in, which they share with their profiles in other agencies.

        Raises:
            NotAllowed: the system has none.
        """
        if self.sign_in_id is None:
            raise NotAllowed
        return self.sign_in_id


class Work:
    """One unit of work of one agency; `now` is read once, timezone-aware UTC."""

    def __init__(self, actor: Actor, session: AsyncSession, now: datetime) -> None:
        self.actor = actor
        self.session = session
        self.now = now
        self._changes: dict[Change, None] = {}
        self._jobs: list[tuple[str, str | None, dict[str, Any]]] = []
        self._at_commit: list[Callable[[], Awaitable[None]]] = []

    def announce(self, topic: Topic, subject: UUID | str = "") -> None:
        """Every open room of this agency that follows `topic` hears it after the commit."""
        self._changes[Change(self.actor.agency_id, topic, str(subject))] = None

    def later(self, job: str, *, lock: str | None = None, **arguments: Any) -> None:
        """A durable job that exists if and only if this work commits. Arguments: ids only."""
        self._jobs.append((job, lock, arguments))

    def at_commit(self, step: Callable[[], Awaitable[None]]) -> None:
        """Run `step` in this transaction, last: for what takes a lock that should be held briefly."""
        self._at_commit.append(step)

    async def close(self) -> None:
        """Write what the work brings with it; called once, by the door, before the commit."""
        await self.session.flush()
        for job, lock, arguments in self._jobs:
            await queue.enqueue(self.session, job, agency_id=self.actor.agency_id, lock=lock, **arguments)
        await live.announce(self.session, self._changes)
        for step in self._at_commit:
            await step()


@asynccontextmanager
async def open_work(actor: Actor, *, now: datetime | None = None) -> AsyncIterator[Work]:
    """Open a unit of work for `actor`; leaving it commits, an exception undoes all of it.

    Raises:
        db.Offline: the database does not answer.
    """
    role = actor.role.value if actor.role else SYSTEM
    async with agency_session(
        actor.agency_id, profile_id=actor.profile_id, role=role, sign_in_id=actor.sign_in_id
    ) as session:
        work = Work(actor, session, now or datetime.now(UTC))
        yield work
        await work.close()
