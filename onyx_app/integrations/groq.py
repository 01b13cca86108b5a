"""Groq, or any server that speaks its OpenAI-compatible protocol: one turn of an llm, streamed.

The official SDK does the talking. Its exceptions carry the request, and with it the key, so they end here: what leaves
this file is a plain value or an OnyxError. There are no hidden retries: whoever waits decides.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, NoReturn, cast
from weakref import WeakKeyDictionary

import groq
import httpx
import structlog
from groq import AsyncGroq, AsyncStream
from groq.types.chat import ChatCompletionChunk

from onyx_app.config import Settings, settings
from onyx_app.errors import OnyxError

CONNECT_SECONDS = 5.0
SILENCE_SECONDS = 25.0  # the longest wait for the next piece; the whole answer is bounded by whoever asks
LONGEST_TURN_TOKENS = 2_048
log = structlog.get_logger(__name__)
logging.getLogger("groq").setLevel(logging.WARNING)  # at DEBUG it writes whole conversations


class NotConnected(OnyxError):
    """No key is set."""

    key = "alfred.not_connected"


class KeyRefused(OnyxError):
    """The service does not accept our key."""

    key = "alfred.key_refused"


class OverLimit(OnyxError):
    """Too many requests or tokens; `seconds` is how long the service asks to wait."""

    key = "alfred.over_limit"


class TooSlow(OnyxError):
    """Nothing arrived for too long."""

    key = "alfred.too_slow"


class Unreachable(OnyxError):
    """No connection, or the connection broke."""

    key = "alfred.unreachable"


class UnknownLlm(OnyxError):
    """The service does not know the llm that is configured."""

    key = "alfred.unknown_llm"


class ConversationTooLong(OnyxError):
    """More text than the llm takes."""

    key = "alfred.conversation_too_long"


class Refused(OnyxError):
    """The service failed, or refused what we sent."""

    key = "alfred.refused"


class BadToolCall(OnyxError):
    """The llm wrote a tool call that the service could not read (`tool_use_failed`)."""

    key = "alfred.bad_tool_call"


@dataclass(frozen=True, slots=True)
class Call:
    """A tool the llm wants to use; `arguments` is JSON text, not yet checked by anyone."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Turn:
    """How a turn ended: everything said, the tools asked for, and what it cost in tokens."""

    text: str
    calls: tuple[Call, ...] = ()
    tokens: int = 0
    cut_short: bool = False  # the llm reached its length limit


@dataclass(slots=True)
class _Building:
    text: list[str] = field(default_factory=list)
    calls: dict[int, list[str]] = field(default_factory=dict)  # index → [id, name, arguments]
    tokens: int = 0
    finish: str = ""

    def done(self) -> Turn:
        calls = tuple(Call(id or f"call_{n}", name, given) for n, (id, name, given) in sorted(self.calls.items()))
        return Turn("".join(self.text), calls, self.tokens, self.finish == "length")


def connected() -> bool:
    """Whether a key is set; whether it is accepted shows with the first question."""
    return bool(_key())


async def turn(
    messages: Sequence[Mapping[str, Any]],
    *,
    tools: Sequence[Mapping[str, Any]] = (),
    may_call: bool = True,
    temperature: float = 0.3,
) -> AsyncIterator[str | Turn]:
    """Pieces of text as they arrive, and last the whole Turn. Closing the iterator closes the connection.

    Raises:
        NotConnected, KeyRefused, OverLimit, TooSlow, Unreachable, UnknownLlm, ConversationTooLong, BadToolCall, Refused
    """
    asked = _request(settings(), messages, tools, may_call, temperature)
    building = _Building()
    async with _explained(), await _client().chat.completions.create(**asked) as stream:
        async for chunk in cast("AsyncStream[ChatCompletionChunk]", stream):
            if piece := _take(building, chunk):
                yield piece
    if not building.finish:
        raise Unreachable
    yield building.done()


def _key() -> str:
    return settings().groq_api_key.get_secret_value().strip()


def _request(
    known: Settings,
    messages: Sequence[Mapping[str, Any]],
    tools: Sequence[Mapping[str, Any]],
    may_call: bool,
    temperature: float,
) -> dict[str, Any]:
    request: dict[str, Any] = {
        "model": known.groq_model,
        "messages": list(messages),
        "temperature": temperature,
        "max_completion_tokens": LONGEST_TURN_TOKENS,
        "stream": True,
    }
    if tools:
        request |= {"tools": list(tools), "tool_choice": "auto" if may_call else "none"}
    if known.groq_model.startswith("openai/gpt-oss"):
        request["reasoning_effort"] = "low"  # only these take it; the first word comes sooner
    return request


def _take(building: _Building, chunk: ChatCompletionChunk) -> str:
    """Add a chunk; the text it brought.

    Raises:
        Refused: the service says it stopped in the middle.
    """
    if chunk.x_groq and chunk.x_groq.error:
        raise Refused
    if chunk.x_groq and chunk.x_groq.usage:
        building.tokens = chunk.x_groq.usage.total_tokens
    elif chunk.usage:
        building.tokens = chunk.usage.total_tokens
    if not chunk.choices:
        return ""
    choice = chunk.choices[0]
    building.finish = choice.finish_reason or building.finish
    for part in choice.delta.tool_calls or []:
        call = building.calls.setdefault(part.index, ["", "", ""])
        given = part.function
        call[0] = call[0] or part.id or ""  # some servers say id and name again with every piece
        call[1] = call[1] or (given.name if given else "") or ""
        call[2] += (given.arguments if given else "") or ""
    if choice.delta.content:
        building.text.append(choice.delta.content)
    return choice.delta.content or ""


_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[tuple[str, str], AsyncGroq]] = WeakKeyDictionary()


def _client() -> AsyncGroq:
    """One pool of connections per event loop and key, so that a question does not pay for a new handshake.

    Raises:
        NotConnected: no key is set.
    """
    key, address = _key(), settings().groq_base_url.strip().rstrip("/")
    if not key:
        raise NotConnected
    mine = _clients.setdefault(asyncio.get_running_loop(), {})
    if (key, address) not in mine:
        mine[key, address] = AsyncGroq(
            api_key=key,
            base_url=address,
            max_retries=0,
            http_client=httpx.AsyncClient(
                timeout=httpx.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS),
                event_hooks={"request": [_as_openai_clients_spell_it]},
            ),
        )
    return mine[key, address]


async def _as_openai_clients_spell_it(request: httpx.Request) -> None:
    """The SDK adds `/openai/v1` to the address; one that already ends in `/v1`, as most servers give it, is whole."""
    path = request.url.path
    if "/v1/openai/v1/" in path:
        request.url = request.url.copy_with(path=path.replace("/v1/openai/v1/", "/v1/", 1))


@asynccontextmanager
async def _explained() -> AsyncIterator[None]:
    """The SDK's exceptions as sentences; `from None`, because a traceback would carry the request."""
    try:
        yield
    except groq.APITimeoutError:
        raise TooSlow from None
    except groq.APIConnectionError:
        raise Unreachable from None
    except groq.APIError as error:
        _explain(error)
    except httpx.TimeoutException:
        raise TooSlow from None
    except (httpx.HTTPError, httpx.InvalidURL):
        raise Unreachable from None
    except ValueError:  # a chunk that is not JSON
        raise Refused from None


def _explain(error: groq.APIError) -> NoReturn:
    """By status before the stream begins, by the code in the error event once it runs."""
    body = error.body if isinstance(error.body, dict) else {}
    inner = body.get("error", body)
    code = str(inner.get("code") or "") if isinstance(inner, dict) else ""
    status = getattr(error, "status_code", 0) or (inner.get("status_code", 0) if isinstance(inner, dict) else 0)
    log.warning("groq.refused", status=status, code=code[:60])
    if code == "tool_use_failed":
        raise BadToolCall from None
    if status in (401, 403) or code == "invalid_api_key":
        raise KeyRefused from None
    if status in (429, 498) or code == "rate_limit_exceeded":
        raise OverLimit(seconds=_wait_of(error)) from None
    if status == 404 or code.endswith(("_not_found", "_decommissioned")):
        raise UnknownLlm(llm=settings().groq_model) from None
    if status == 413 or code == "context_length_exceeded":
        raise ConversationTooLong from None
    if status in (408, 504):
        raise TooSlow from None
    raise Refused from None


def _wait_of(error: groq.APIError) -> int:
    """Whole seconds of `retry-after`, at least one; a minute when the service does not say."""
    response = getattr(error, "response", None)
    given = response.headers.get("retry-after", "") if response is not None else ""
    try:
        return max(1, min(86_400, round(float(given))))
    except ValueError:
        return 60
