"""Alfred's chat: what was said, the answer as it grows. Rebuilt from the database whenever this tab starts anew."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import reflex as rx

from onyx_app import guard
from onyx_app.alfred import talk
from onyx_app.alfred.talk import Talk
from onyx_app.db import Offline
from onyx_app.guard import asker, tabs
from onyx_app.integrations import groq
from onyx_app.roles import Action
from onyx_app.rooms import ROOMS
from onyx_app.rules import wording
from onyx_app.services import conversations
from onyx_app.services.conversations import PERSON, Asked, Line, Opened
from onyx_app.work import Actor, Work

FIELDS = ("alfred", "room")  # the ids of the field to ask in: floating, and in Alfred's room
_FLUSH_SECONDS = 0.1
_GONE_SECONDS = 6.0  # a reload takes less
_MOST_SHOWN = 60
_UNFINISHED = ("stopped", "cut")


@dataclass
class Part:
    """A stretch of text; bold is the only mark an answer may carry."""

    text: str = ""
    bold: bool = False


@dataclass
class Chip:
    """Where a figure comes from: `label` names the result, `href` the room that shows it, `hint` says as of when."""

    label: str = ""
    href: str = "/"
    hint: str = ""


@dataclass
class Message:
    """One message as it is shown. `again` is "", continue or retry: what may be done about this answer."""

    id: str = ""
    mine: bool = False
    parts: list[Part] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)
    note: str = ""
    again: str = ""


@dataclass
class PastLine:
    id: str = ""
    title: str = ""
    when: str = ""


class AlfredState(rx.State):
    """`parts` and `activity` are the answer being made; it joins `messages` when it is whole."""

    messages: list[Message] = []
    parts: list[Part] = []
    activity: str = ""
    streaming: bool = False
    connected: bool = True
    errors: dict[str, str] = {}
    conversation: str = ""
    past: list[PastLine] = []
    _loaded: bool = False

    @guard.allow(Action.ASK_ALFRED)
    async def load(self) -> Any:
        """The conversation to go on with, once per tab; an answer on its way is watched again."""
        if self._loaded:
            return None
        actor = guard.actor(self)
        async with guard.work(self) as work:
            opened = await conversations.latest(work, running=talk.running())
        self._loaded, self.connected = True, groq.connected()
        self._show(opened, actor)
        return AlfredState.follow if talk.of(actor) else None

    @guard.allow(Action.ASK_ALFRED)
    async def load_past(self) -> None:
        """The list in Alfred's room."""
        actor = guard.actor(self)
        async with guard.work(self) as work:
            past = await conversations.past(work)
            now = work.now
        self.past = [
            PastLine(str(one.conversation_id), one.title, wording.ago(one.last_at, now, actor.language)) for one in past
        ]

    @guard.allow(Action.ASK_ALFRED, background=True)
    async def ask(self, form: dict[str, str]) -> AsyncIterator[Any]:
        """Ask, empty the field the question was typed in, and show the answer as it comes.

        A question that is refused stays where it was typed.
        """
        text = form.get("text", "")
        async with self:
            before = UUID(self.conversation) if self.conversation else None
        begun = await self._begin(lambda work: conversations.ask(work, text=text, conversation_id=before))
        yield [rx.set_value(field, "") for field in FIELDS if field in form]
        await self._watch(begun)

    @guard.allow(Action.ASK_ALFRED, background=True)
    async def retry(self) -> None:
        """Answer the last question once more."""
        async with self:
            before = UUID(self.conversation) if self.conversation else None
        if before is not None:
            await self._watch(await self._begin(lambda work: conversations.again(work, conversation_id=before)))

    @guard.allow(Action.ASK_ALFRED, background=True)
    async def go_on(self) -> None:
        """Let Alfred finish an answer that was cut or stopped."""
        async with self:
            before = UUID(self.conversation) if self.conversation else None
        please = guard.sentence("alfred.continue_please")
        begun = await self._begin(lambda work: conversations.ask(work, text=please, conversation_id=before))
        await self._watch(begun)

    @guard.allow(Action.ASK_ALFRED, background=True)
    async def follow(self) -> None:
        """Watch an answer that was asked for before this tab was reloaded, or in another one."""
        running = talk.of(guard.actor(self))
        if running is not None:
            await self._watch(running)

    @guard.allow(Action.ASK_ALFRED)
    async def stop(self) -> None:
        """End the answer here; the connection to the llm is closed."""
        running = talk.of(guard.actor(self))
        if running is not None:
            running.stop()

    @guard.allow(Action.ASK_ALFRED)
    async def new(self) -> None:
        """A fresh conversation; the old one stays in the list."""
        running = talk.of(guard.actor(self))
        if running is not None and str(running.asked.conversation_id) == self.conversation:
            running.stop()
        self._show(Opened(), guard.actor(self))

    @guard.allow(Action.ASK_ALFRED)
    async def resume(self, id: UUID) -> Any:
        """Go on with an old conversation."""
        actor = guard.actor(self)
        async with guard.work(self) as work:
            opened = await conversations.open_one(work, conversation_id=id, running=talk.running())
        self._show(opened, actor)
        return AlfredState.follow if talk.of(actor) else None

    def _show(self, opened: Opened, actor: Actor) -> None:
        lines = [line for line in opened.lines if line.state != "streaming"]
        self.messages = [_message(line, actor, last=line is lines[-1]) for line in lines]
        self.conversation = str(opened.conversation_id or "")
        self.parts, self.activity, self.streaming = [], "", False
        self.errors = {}

    async def _begin(self, opening: Callable[[Work], Awaitable[Asked]]) -> Talk:
        actor = guard.actor(self)

        async def keep() -> Asked:
            async with guard.work(self) as work:
                return await opening(work)

        begun = await talk.begin(actor, keep)
        async with self:
            self._show_question(begun)
        return begun

    def _show_question(self, begun: Talk) -> None:
        question = str(begun.asked.question.id)
        if any(message.id == question for message in self.messages):  # another try: the old answer goes
            self.messages = self.messages[:-1]
        else:
            before = [replace(message, again="") for message in self.messages]
            self.messages = [*before, _message(begun.asked.question, begun.actor)]
        self.conversation = str(begun.asked.conversation_id)
        now = datetime.now(UTC)
        line = PastLine(self.conversation, begun.asked.title, wording.ago(now, now, begun.actor.language))
        self.past = [line, *(one for one in self.past if one.id != line.id)]
        self.connected, self.errors = groq.connected(), {}

    async def _watch(self, begun: Talk) -> None:
        """Show the answer as it grows. Ends it when nobody looks any more."""
        token, last_seen, shown = self.router.session.client_token, time.monotonic(), ("", "none yet")
        async for now in begun.watch(every=_FLUSH_SECONDS):
            if _sits_there(token, begun.actor):
                last_seen = time.monotonic()
            elif last_seen + _GONE_SECONDS < time.monotonic() or not await _is_signed_in():
                begun.stop(because="cut")
            if shown != (shown := (now.text, now.activity)):
                await self._show_if_open(begun, self._show_growing)
        await self._show_if_open(begun, self._show_whole)

    async def _show_if_open(self, begun: Talk, show: Callable[[Talk], None]) -> None:
        """Only while the tab shows this conversation; a tab whose session ended shows none."""
        async with self:
            if self.conversation == str(begun.asked.conversation_id):
                show(begun)

    def _show_growing(self, now: Talk) -> None:
        self.streaming, self.parts, self.activity = True, _parts(now.text), now.activity

    def _show_whole(self, begun: Talk) -> None:
        answer = Line(begun.asked.answer_id, "alfred", begun.text, begun.state, tuple(map(dict, begun.proof)))
        kept = [message for message in self.messages if message.id != str(answer.id)]
        self.messages = [*kept, _message(answer, begun.actor, last=True)][-_MOST_SHOWN:]
        self.parts, self.activity, self.streaming = [], "", False


def _sits_there(token: str, actor: Actor) -> bool:
    """Whether the tab is open, and still this person's."""
    tab = tabs.get(token)
    return tab is not None and tab.actor is not None and tab.actor.session_id == actor.session_id


async def _is_signed_in() -> bool:
    """Whether the session that asked still exists; while the database is away nobody is cut off for it."""
    try:
        return (await asker.identify(asker.asking().token)).actor is not None
    except Offline:
        return True


def _message(line: Line, actor: Actor, *, last: bool = False) -> Message:
    mine = line.who == PERSON
    unfinished = not mine and line.state in _UNFINISHED
    again = "continue" if unfinished and line.text else "retry" if unfinished or line.state == "failed" else ""
    return Message(
        id=str(line.id),
        mine=mine,
        parts=[Part(line.text)] if mine else _parts(line.text),
        chips=[_chip(proof, actor) for proof in line.proof],
        note=guard.sentence(f"alfred.note.{line.state}") if unfinished else "",
        again=again if last else "",
    )


def _chip(proof: dict[str, Any], actor: Actor) -> Chip:
    as_of = wording.moment(datetime.fromisoformat(proof["as_of"]), actor.zone, actor.language)
    href = next((room.route for room in ROOMS if room.name == proof["room"]), "/")
    return Chip(proof["label"], href, guard.sentence("alfred.as_of", time=as_of))


def _parts(text: str) -> list[Part]:
    """`**so**` is bold; everything else is text, whatever it looks like."""
    return [Part(part, bold=bool(n % 2)) for n, part in enumerate(text.split("**")) if part]
