"""The ReAct loop: think, look something up, think again, and always end with an answer.

At most 8 turns and 60 seconds. Text is told as it comes, but only as far as it can be judged: a figure that no tool
returned stops the llm before anybody reads it.
"""

import asyncio
import json
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import structlog

from onyx_app.alfred import figures, prompt, toolbox
from onyx_app.alfred.answer import Answer, Looked, Looking, Said, Tell
from onyx_app.alfred.figures import Known
from onyx_app.alfred.prompt import Setting
from onyx_app.alfred.tool import Found, Proof
from onyx_app.errors import OnyxError
from onyx_app.integrations import groq
from onyx_app.integrations.groq import BadToolCall, Call, Turn
from onyx_app.services.conversations import PERSON, Asked, Line
from onyx_app.strings import say
from onyx_app.work import Actor

MOST_TURNS = 8
LONGEST_SECONDS = 60.0
_MOST_CALLS = 4
_HISTORY = 12
_HISTORY_CHARACTERS = 12_000
_TEMPERATURE, _REPAIR_TEMPERATURE = 0.3, 0.0
log = structlog.get_logger(__name__)


class _Unfounded(Exception):
    """The llm wrote a figure that nothing supports."""


@dataclass(slots=True)
class _Run:
    """One answer being made."""

    actor: Actor
    tell: Tell
    messages: list[dict[str, Any]]
    known: Known
    earlier: list[Proof]
    found: list[Proof] = field(default_factory=list)
    repaired: bool = False
    temperature: float = _TEMPERATURE
    tokens: int = 0

    def say(self, key: str, **parameters: Any) -> str:
        return say(self.actor.language, key, **parameters)


async def answer(actor: Actor, asked: Asked, tell: Tell, *, now: datetime | None = None) -> Answer:
    """Answer a question under `actor`'s permissions; expected failures become sentences.

    `tell` hears each step and must not wait. Cancelling closes the connection to the llm.
    """
    run = _begin(actor, asked, tell, now or datetime.now(UTC))
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            return await _reason(run)
    except TimeoutError:
        return _without_an_end(run, run.say("alfred.out_of_time"))
    except _Unfounded:
        return _by_the_books(run)
    except OnyxError as error:
        return _without_an_end(run, run.say(error.key, **error.parameters))
    finally:
        log.info("butler.answered", tokens=run.tokens, tools=[proof["tool"] for proof in run.found])


def _begin(actor: Actor, asked: Asked, tell: Tell, now: datetime) -> _Run:
    earlier = [cast(Proof, proof) for line in asked.history for proof in line.proof]
    known = Known()
    for proof in earlier:
        known.learn(proof)
    known.hear_question(asked.question.text)
    setting = Setting(
        agency=asked.agency_name,
        zone=asked.zone,
        currency=asked.currency,
        name=actor.name,
        role=actor.role,
        language=actor.language,
        now=now,
    )
    system = prompt.system(setting, has_tools=bool(toolbox.offered(actor)))
    messages = [{"role": "system", "content": system}, *_history(asked.history)]
    messages.append({"role": "user", "content": asked.question.text})
    return _Run(actor, tell, messages, known, earlier)


def _history(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The newest lines that fit; answers that failed said nothing worth remembering."""
    kept: list[dict[str, Any]] = []
    room = _HISTORY_CHARACTERS
    for line in reversed(lines[-_HISTORY:]):
        room -= len(line.text)
        if room < 0:
            break
        if line.text and line.state != "failed":
            kept.append({"role": "user" if line.who == PERSON else "assistant", "content": line.text})
    return kept[::-1]


async def _reason(run: _Run) -> Answer:
    for number in range(1, MOST_TURNS + 1):
        turn = await _turn(run, may_call=number < MOST_TURNS)
        if turn is None:
            continue
        if not turn.calls:
            return _whole(run, turn)
        run.tell(Said(""))
        calls = turn.calls[:_MOST_CALLS]
        run.messages.append(_as_asked(turn.text, calls))
        for call in calls:
            run.messages.append({"role": "tool", "tool_call_id": call.id, "content": await _look_up(run, call)})
    return _without_an_end(run, run.say("alfred.out_of_steps"))


async def _turn(run: _Run, *, may_call: bool) -> Turn | None:
    """One turn of the llm; None when its tool call could not even be read, which is repaired once."""
    said, sure = "", 0
    try:
        stream = groq.turn(
            run.messages, tools=toolbox.schemas(run.actor), may_call=may_call, temperature=run.temperature
        )
        async with aclosing(stream) as steps:  # type: ignore[type-var]
            async for step in steps:
                if isinstance(step, Turn):
                    run.tokens += step.tokens
                    return step
                said += step
                sure = _tell_what_is_founded(run, said, sure)
    except BadToolCall:
        run.tell(Said(""))
        _repair_once(run, "it was not valid JSON.")
    return None


def _tell_what_is_founded(run: _Run, said: str, before: int) -> int:
    """Judge what is new and tell it; how far the text has been judged.

    Only the new part is looked at: `judgeable` never ends inside a figure, so that none is missed at the seam.

    Raises:
        _Unfounded: a figure in it has no source.
    """
    sure = figures.judgeable(said)
    if sure > before:
        in_mid_line = before > 0 and said[before - 1] != "\n"
        if figures.unfounded(("… " if in_mid_line else "") + said[before:sure], run.known):
            raise _Unfounded
        run.tell(Said(said[:sure]))
    return max(sure, before)


async def _look_up(run: _Run, call: Call) -> str:
    """The tool's result as the llm reads it; a refusal and a bad call are results too.

    Raises:
        BadToolCall: for the second time.
    """
    try:
        tool = toolbox.tool_called(call.name)
        run.tell(Looking(run.say(tool.activity)))
        return _learn(run, tool.name, await toolbox.use(run.actor, call.name, call.arguments))
    except toolbox.UnreadableCall as bad:
        _repair_once(run, bad.hint, as_message=False)
        return json.dumps({"error": bad.hint})
    except toolbox.ToolRefused as refused:
        return json.dumps({"refused": run.say(refused.key)}, ensure_ascii=False)


def _learn(run: _Run, tool: str, found: Found) -> str:
    proof = found.proof(tool)
    run.found = [one for one in run.found if one["label"] != proof["label"]] + [proof]
    run.known.learn(proof)
    run.tell(Looked(proof))
    for number in _numbers(found.facts):
        run.known.hear(number)
    return json.dumps({**found.facts, "as_of": found.as_of.isoformat()}, ensure_ascii=False)


def _numbers(facts: Any) -> list[str]:
    """Counts among the facts: amounts and percents have been learnt as such."""
    if isinstance(facts, dict):
        return [number for value in facts.values() for number in _numbers(value)]
    if isinstance(facts, list):
        return [number for value in facts for number in _numbers(value)]
    return [str(facts)] if isinstance(facts, int) and not isinstance(facts, bool) else []


def _repair_once(run: _Run, hint: str, *, as_message: bool = True) -> None:
    if run.repaired:
        raise BadToolCall
    run.repaired, run.temperature = True, _REPAIR_TEMPERATURE
    if as_message:
        run.messages.append({"role": "system", "content": prompt.repair(hint)})


def _as_asked(text: str, calls: Sequence[Call]) -> dict[str, Any]:
    """The llm's own message with its calls, as the protocol wants to see it again: always valid JSON."""
    shown = [
        {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": _as_json(call.arguments)}}
        for call in calls
    ]
    return {"role": "assistant", "content": text or None, "tool_calls": shown}


def _as_json(arguments: str) -> str:
    try:
        json.loads(arguments)
    except (ValueError, RecursionError):
        return "{}"
    return arguments


def _whole(run: _Run, turn: Turn) -> Answer:
    """The last turn's text, judged as a whole."""
    text = turn.text.strip()
    if figures.unfounded(text, run.known):
        raise _Unfounded
    if not text:
        return _without_an_end(run, run.say("alfred.no_words"))
    if turn.cut_short:
        text = f"{text}\n\n{run.say('alfred.length_limit')}"
    return Answer(text, _supporting(run, text))


def _supporting(run: _Run, text: str) -> tuple[Proof, ...]:
    """What was looked up for this answer, and of earlier results those that a figure in it leans on."""
    mine = Known()
    for proof in run.found:
        mine.learn(proof)
    if not figures.unfounded(text, mine):
        return tuple(run.found)
    leaning = [proof for proof in run.earlier if figures.unfounded(text, mine) and _helps(mine, proof, text)]
    return (*run.found, *leaning)


def _helps(known: Known, proof: Proof, text: str) -> bool:
    before = len(figures.unfounded(text, known))
    known.learn(proof)
    return len(figures.unfounded(text, known)) < before


def _by_the_books(run: _Run) -> Answer:
    """In place of an answer with an unfounded figure: the tools' own words, and that this is what happened."""
    log.warning("butler.unfounded_figure", tools=[proof["tool"] for proof in run.found])
    if not run.found:
        return Answer(run.say("alfred.unfounded_alone"))
    return Answer("\n\n".join([run.say("alfred.unfounded"), *_plainly(run)]), tuple(run.found))


def _without_an_end(run: _Run, sentence: str) -> Answer:
    """A sentence that says why, and what was found until then."""
    if not run.found:
        return Answer(sentence, state="failed")
    return Answer("\n\n".join([sentence, run.say("alfred.what_i_found"), *_plainly(run)]), tuple(run.found), "failed")


def _plainly(run: _Run) -> list[str]:
    return [proof["plain"] for proof in run.found]
