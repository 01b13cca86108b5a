"""An answer while it is being made: it runs on its own, is kept as it grows, and can be watched and stopped.

The tab that asked only watches. A reload watches the same answer again, and Stop works from any tab.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any, cast
from uuid import UUID

import structlog

from onyx_app.alfred import agent, commands
from onyx_app.alfred.answer import Answer, Looked, Looking, Said, Step
from onyx_app.alfred.tool import Proof
from onyx_app.db import Offline
from onyx_app.errors import OnyxError
from onyx_app.services import conversations
from onyx_app.services.conversations import Asked
from onyx_app.strings import say
from onyx_app.work import Actor, open_work

_KEEP_SECONDS = 1.0
_KEEP_TRIES = 5
_LOOK_AGAIN_SECONDS = 1.0
log = structlog.get_logger(__name__)


class Busy(OnyxError):
    """This person is being answered already."""

    key = "alfred.busy"
    field = "text"


class Talk:
    """One answer. `text` is what may be shown by now, `activity` what Alfred is doing, `state` what it became."""

    def __init__(self, actor: Actor, asked: Asked) -> None:
        self.actor = actor
        self.asked = asked
        self.text = ""
        self.activity = ""
        self.proof: tuple[Proof, ...] = ()
        self.state = "streaming"
        self._end = ""
        self._steps = 0
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def stop(self, *, because: str = "stopped") -> None:
        """Close the connection to the llm and keep what was said; `because` is stopped or cut."""
        if self.state == "streaming" and self._task and not self._end:
            self._end = because
            self._task.cancel()

    async def watch(self, *, every: float = 0.1) -> AsyncIterator["Talk"]:
        """This talk when something changed, at most once per `every` seconds and at least once a second; ends with
        the answer. Several may watch."""
        seen = 0
        while self.state == "streaming":
            if self._steps == seen:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), _LOOK_AGAIN_SECONDS)
            seen = self._steps
            yield self
            await asyncio.sleep(every if self.state == "streaming" else 0)

    def _hear(self, step: Step) -> None:
        if isinstance(step, Said):
            self.text, self.activity = step.text, ""
        elif isinstance(step, Looking):
            self.activity = step.activity
        elif isinstance(step, Looked):
            self.proof = (*(one for one in self.proof if one["label"] != step.proof["label"]), step.proof)
        self._tell_watchers()

    def _tell_watchers(self) -> None:
        self._steps += 1
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def _run(self) -> None:
        keeping = asyncio.create_task(self._keep_progress())
        try:
            answer = await self._answer()
        finally:
            keeping.cancel()
        self.text, self.proof, self.activity = answer.text, answer.proof, ""
        await self._keep(answer)
        self.state = answer.state

    async def _answer(self) -> Answer:
        """Always an answer, unless the process itself is stopping."""
        try:
            if commands.is_command(self.asked.question.text):
                return await commands.run(self.actor, self.asked.question.text)
            return await agent.answer(self.actor, self.asked, self._hear)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if not self._end or task is None:
                raise
            task.uncancel()
            return Answer(self.text.rstrip(), self.proof, self._end)
        except Exception:
            incident = secrets.token_hex(4)
            log.exception("butler.failed", id=incident)
            return Answer(say(self.actor.language, "errors.unknown", id=incident), state="failed")

    async def _keep_progress(self) -> None:
        """Once a second what is new, so that a cut answer shows what was said."""
        kept = ""
        while True:
            await asyncio.sleep(_KEEP_SECONDS)
            if self.text != kept:
                kept = self.text
                try:
                    async with open_work(self.actor) as work:
                        await conversations.progress(work, answer_id=self.asked.answer_id, text=kept)
                except OnyxError as error:
                    log.warning("butler.progress_not_kept", error=error.key)

    async def _keep(self, answer: Answer) -> None:
        """The end, even when the database is away for a moment; else the next load says that it was cut."""
        proof = [cast(dict[str, Any], one) for one in answer.proof]
        for wait in range(_KEEP_TRIES):
            try:
                async with open_work(self.actor) as work:
                    await conversations.finish(
                        work, answer_id=self.asked.answer_id, text=answer.text, state=answer.state, proof=proof
                    )
                return
            except Offline:
                await asyncio.sleep(wait)
        log.error("butler.answer_not_kept")


_people: dict[UUID, Talk | None] = {}  # one answer at a time for each; None while its question is being kept


async def begin(actor: Actor, opening: Callable[[], Awaitable[Asked]]) -> Talk:
    """Keep a question with `opening` and start answering it.

    Raises:
        Busy: the person has an answer coming; whatever `opening` raises.
    """
    person = actor.person()
    if person in _people:
        raise Busy
    _people[person] = None
    try:
        talk = Talk(actor, await opening())
    except BaseException:
        del _people[person]
        raise
    _people[person] = talk
    talk._task = asyncio.create_task(_until_done(talk, person))
    return talk


def running() -> frozenset[UUID]:
    """The answers this process is making; any other open one was cut off."""
    return frozenset(talk.asked.answer_id for talk in _people.values() if talk)


def of(actor: Actor) -> Talk | None:
    """The answer `actor` is being given."""
    return _people.get(actor.person())


async def _until_done(talk: Talk, person: UUID) -> None:
    try:
        await talk._run()
    finally:
        del _people[person]
        if talk.state == "streaming":
            talk.state = "cut"
        talk._tell_watchers()
