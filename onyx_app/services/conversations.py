"""Conversations with Alfred: asked, answered, found again after a reload. Private to the person who has them.

An answer is a row before its first word, so that whatever happens to the process, the next load knows that there was
one: a row that says "streaming" while nobody is writing it was cut off.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlmodel import col

from onyx_app.errors import NotFound, OnyxError
from onyx_app.roles import Action
from onyx_app.rules.text import clean_text
from onyx_app.tables import Agency, Conversation, Utterance
from onyx_app.work import Work

LONGEST_QUESTION = 4_000
LONGEST_ANSWER = 16_000
PER_MINUTE = 10
PER_DAY = 300
_SHOWN = 60
_LISTED = 50
_TITLE = 60
_FRESH = timedelta(hours=24)
PERSON, ALFRED = "person", "alfred"


class TooManyQuestions(OnyxError):
    """More questions than one person may ask; `seconds` until the next."""

    key = "alfred.too_many_questions"
    field = "text"


class NothingToRetry(OnyxError):
    """The last line of the conversation is not an answer that failed or was cut."""

    key = "alfred.nothing_to_retry"


@dataclass(frozen=True, slots=True)
class Line:
    """One message. `state` is done, streaming, stopped, cut or failed; `proof` is what its figures come from."""

    id: UUID
    who: str
    text: str
    state: str
    proof: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation as it is shown; without an id it has not begun."""

    conversation_id: UUID | None = None
    title: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that waits for its answer, with all that the answerer has to know."""

    conversation_id: UUID
    title: str
    question: Line
    answer_id: UUID
    history: tuple[Line, ...]
    agency_name: str
    zone: str
    currency: str


@dataclass(frozen=True, slots=True)
class Past:
    """One line of the list of conversations; `last_at` is its newest message."""

    conversation_id: UUID
    title: str
    last_at: datetime


async def ask(work: Work, *, text: str, conversation_id: UUID | None = None) -> Asked:
    """Keep a question and open its answer; without a conversation one begins.

    Raises:
        InvalidInput: empty, too long, or with characters nobody sees.
        TooManyQuestions, NotFound
    """
    work.actor.must(Action.ASK_ALFRED)
    question = clean_text(text, "text", LONGEST_QUESTION)
    await _must_not_hurry(work)
    conversation = await _conversation(work, conversation_id) if conversation_id else await _begin(work, question)
    history = await _lines(work, conversation.id)
    line = await _add(work, conversation.id, PERSON, question)
    return await _asked(work, conversation, line, history)


async def again(work: Work, *, conversation_id: UUID) -> Asked:
    """Answer the last question once more, in place of an answer that is not whole.

    Raises:
        NothingToRetry, TooManyQuestions, NotFound
    """
    work.actor.must(Action.ASK_ALFRED)
    await _must_not_hurry(work)
    conversation = await _conversation(work, conversation_id)
    lines = await _lines(work, conversation_id)
    if len(lines) < 2 or lines[-1].who != ALFRED or lines[-1].state == "done" or lines[-2].who != PERSON:
        raise NothingToRetry
    replaced = update(Utterance).where(col(Utterance.id) == lines[-1].id).values(state="replaced")
    await work.session.execute(replaced)  # kept, so that retrying counts as asking
    return await _asked(work, conversation, lines[-2], lines[:-2])


async def progress(work: Work, *, answer_id: UUID, text: str) -> None:
    """Keep what has been said so far, in case nobody gets to keep the whole."""
    work.actor.must(Action.ASK_ALFRED)
    await _write(work, answer_id, text=text[:LONGEST_ANSWER])


async def finish(
    work: Work, *, answer_id: UUID, text: str, state: str = "done", proof: Collection[dict[str, Any]] = ()
) -> Line:
    """Close an answer with what it became."""
    work.actor.must(Action.ASK_ALFRED)
    kept = text[:LONGEST_ANSWER]
    await _write(work, answer_id, text=kept, state=state, proof=list(proof))
    return Line(answer_id, ALFRED, kept, state, tuple(proof))


async def latest(work: Work, *, running: Collection[UUID] = ()) -> Opened:
    """The conversation to go on with: the newest, when it is not older than a day.

    `running` are the answers this process is still writing; any other open answer was cut off.
    """
    work.actor.must(Action.ASK_ALFRED)
    newest = select(col(Utterance.conversation_id)).order_by(col(Utterance.created_at).desc(), col(Utterance.id).desc())
    found = await work.session.scalar(newest.where(col(Utterance.created_at) > work.now - _FRESH).limit(1))
    return await open_one(work, conversation_id=found, running=running) if found else Opened()


async def open_one(work: Work, *, conversation_id: UUID, running: Collection[UUID] = ()) -> Opened:
    """One conversation, its newest messages last.

    Raises:
        NotFound: unknown, or somebody else's.
    """
    work.actor.must(Action.ASK_ALFRED)
    conversation = await _conversation(work, conversation_id)
    await _mark_cut(work, conversation_id, running)
    return Opened(conversation.id, conversation.title, tuple(await _lines(work, conversation_id)))


async def past(work: Work) -> tuple[Past, ...]:
    """The person's conversations, the newest first."""
    work.actor.must(Action.ASK_ALFRED)
    last_at = func.max(col(Utterance.created_at)).label("last_at")
    query = (
        select(col(Conversation.id), col(Conversation.title), last_at)
        .join(Utterance, col(Utterance.conversation_id) == col(Conversation.id))
        .group_by(col(Conversation.agency_id), col(Conversation.id))
        .order_by(last_at.desc())
        .limit(_LISTED)
    )
    return tuple(Past(*row) for row in (await work.session.execute(query)).all())


async def _must_not_hurry(work: Work) -> None:
    """At most so many questions a minute and a day; counted in the database, so that a restart forgets nothing."""
    for limit, window in ((PER_MINUTE, timedelta(minutes=1)), (PER_DAY, timedelta(days=1))):
        asked = (col(Utterance.who) == ALFRED, col(Utterance.created_at) > work.now - window)
        newest = select(col(Utterance.created_at)).where(*asked).order_by(col(Utterance.created_at).desc())
        oldest = await work.session.scalar(newest.offset(limit - 1).limit(1))
        if oldest is not None:
            raise TooManyQuestions(seconds=max(1, round((oldest + window - work.now).total_seconds())))


async def _begin(work: Work, question: str) -> Conversation:
    title = " ".join(question.split())
    title = title if len(title) <= _TITLE else title[: _TITLE - 1].rstrip() + "…"
    row = Conversation(agency_id=work.actor.agency_id, profile_id=work.actor.person(), title=title, created_at=work.now)
    work.session.add(row)
    await work.session.flush()
    return row


async def _conversation(work: Work, conversation_id: UUID) -> Conversation:
    row = await work.session.get(Conversation, (work.actor.agency_id, conversation_id))
    if row is None:
        raise NotFound
    return row


async def _asked(work: Work, conversation: Conversation, question: Line, history: list[Line]) -> Asked:
    answer = await _add(work, conversation.id, ALFRED, "", state="streaming")
    agency = await work.session.get_one(Agency, work.actor.agency_id)
    return Asked(
        conversation.id,
        conversation.title,
        question,
        answer.id,
        tuple(history),
        agency.name,
        work.actor.zone or agency.zone,
        agency.currency,
    )


async def _add(work: Work, conversation_id: UUID, who: str, text: str, state: str = "done") -> Line:
    row = Utterance(
        agency_id=work.actor.agency_id,
        conversation_id=conversation_id,
        profile_id=work.actor.person(),
        who=who,
        text=text,
        state=state,
        proof=[],
        created_at=work.now,
    )
    work.session.add(row)
    await work.session.flush()
    return Line(row.id, who, text, state, ())


async def _write(work: Work, answer_id: UUID, **values: Any) -> None:
    """Only an answer that is still open: one that was stopped or cut elsewhere keeps its end."""
    open_answer = (col(Utterance.id) == answer_id, col(Utterance.state) == "streaming")
    await work.session.execute(update(Utterance).where(*open_answer).values(**values))


async def _mark_cut(work: Work, conversation_id: UUID, running: Collection[UUID]) -> None:
    mine = (col(Utterance.conversation_id) == conversation_id, col(Utterance.state) == "streaming")
    abandoned = update(Utterance).where(*mine, col(Utterance.id).not_in(running))
    await work.session.execute(abandoned.values(state="cut").execution_options(synchronize_session=False))


async def _lines(work: Work, conversation_id: UUID) -> list[Line]:
    newest = (
        select(Utterance)
        .where(col(Utterance.conversation_id) == conversation_id, col(Utterance.state) != "replaced")
        .order_by(col(Utterance.created_at).desc(), col(Utterance.id).desc())
        .limit(_SHOWN)
        .execution_options(populate_existing=True)
    )
    rows = (await work.session.scalars(newest)).all()
    return [Line(row.id, row.who, row.text, row.state, tuple(row.proof)) for row in reversed(rows)]
