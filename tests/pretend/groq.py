"""A pretend Groq: the documented streaming protocol on loopback, so that the real SDK runs.

It answers what a test scripted, one reply per request, and refuses what the real service refuses: a wrong key, an
unknown llm, tool results without the call they answer. It keeps what it was asked, and when the client hung up.

`python -m tests.pretend.groq` serves a small butler by hand, for looking at the chat without a key.
"""

import asyncio
import json
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

KEY = "gsk_pretend_0123456789"
LLM = "openai/gpt-oss-120b"
_STATUS = {400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 413: "Too Large", 429: "Too Many Requests"}


@dataclass
class Reply:
    """One answer. `pieces` are sent `pause` seconds apart; `calls` are (tool, arguments) streamed in three parts each.

    `status` other than 200 sends `error` as a body instead. `broken` sends `error` as an event in mid-stream;
    `hang` stays silent after the pieces until the client leaves; `drop` closes without the end of the stream.
    """

    pieces: list[str] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    pause: float = 0.0
    wait: float = 0.0
    status: int = 200
    error: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    broken: bool = False
    hang: bool = False
    drop: bool = False


def says(text: str, **options: Any) -> Reply:
    """`text` in pieces as an llm sends them: about a word each."""
    words = text.split(" ")
    return Reply(pieces=[word + " " for word in words[:-1]] + words[-1:], **options)


def uses(tool: str, arguments: dict[str, Any] | str, **options: Any) -> Reply:
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return Reply(calls=[(tool, text)], **options)


def refuses(status: int, code: str, message: str = "No.", **options: Any) -> Reply:
    error = {"message": message, "type": "invalid_request_error", "code": code}
    return Reply(status=status, error=error, **options)


TOOL_USE_FAILED = {
    "message": "Failed to call a function. Please adjust your prompt. See 'failed_generation' for more details.",
    "type": "invalid_request_error",
    "code": "tool_use_failed",
    "failed_generation": '{"name": "get_agency_financials", "arguments": {"period": }}',
    "status_code": 400,
}


@dataclass
class Asked:
    """A request as it arrived. `hung_up_at` is set when the client left before the reply was whole."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    hung_up_at: float | None = None
    finished: bool = False


Script = Callable[[dict[str, Any]], Reply]


class PretendGroq:
    """`async with PretendGroq() as groq: groq.script(says("Hello")); … groq.asked[0].body`."""

    def __init__(self, *, otherwise: Script | None = None, port: int = 0) -> None:
        self.asked: list[Asked] = []
        self.changed = asyncio.Condition()
        self.connections = 0
        self._replies: deque[Reply] = deque()
        self._otherwise = otherwise
        self._port = port
        self._server: asyncio.Server | None = None

    def script(self, *replies: Reply) -> None:
        self._replies.extend(replies)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def __aenter__(self) -> "PretendGroq":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *failure: object) -> None:
        assert self._server is not None
        self._server.close()

    async def until(self, true: Callable[["PretendGroq"], Any], seconds: float = 5.0) -> None:
        """Wait until something `true` about what was asked, at most `seconds`."""
        async with self.changed, asyncio.timeout(seconds):
            await self.changed.wait_for(lambda: true(self))

    @classmethod
    @contextmanager
    def on(cls, port: int) -> Iterator["PretendGroq"]:
        """For tests that are not async: the same service in a thread of its own."""
        loop, service = asyncio.new_event_loop(), cls(port=port)
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        asyncio.run_coroutine_threadsafe(service.__aenter__(), loop).result(5)
        try:
            yield service
        finally:
            asyncio.run_coroutine_threadsafe(service.__aexit__(), loop).result(5)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(5)

    def wait_until(self, true: Callable[["PretendGroq"], Any], seconds: float = 5.0) -> None:
        """`until`, from another thread."""
        end = time.monotonic() + seconds
        while not true(self):
            assert time.monotonic() < end, "the service never saw it"
            time.sleep(0.01)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while await self._one_request(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _one_request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request of a kept-alive connection; False when it is over."""
        first = await reader.readline()
        if not first:
            return False
        headers: dict[str, str] = {}
        while (line := await reader.readline()).strip():
            name, _, value = line.decode().partition(":")
            headers[name.lower()] = value.strip()
        body = json.loads(await reader.readexactly(int(headers.get("content-length", "0"))) or b"{}")
        asked = Asked(first.split()[1].decode(), headers, body)
        await self._note(lambda: self.asked.append(asked))
        reply = _refusal(asked) or self._next(body)
        if reply.status != 200:
            await _send_error(writer, reply)
            return True
        return await self._stream(asked, reply, reader, writer)

    def _next(self, body: dict[str, Any]) -> Reply:
        if self._replies:
            return self._replies.popleft()
        return self._otherwise(body) if self._otherwise else refuses(500, "nothing_scripted")

    async def _stream(
        self, asked: Asked, reply: Reply, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n")
        writer.write(b"".join(f"{k}: {v}\r\n".encode() for k, v in reply.headers.items()) + b"\r\n")
        left = asyncio.create_task(reader.read(1))  # a client that waits for its answer sends nothing: this ends at EOF
        try:
            for pause, event in _events(reply):
                if pause or left.done():
                    await asyncio.wait({left}, timeout=pause)
                if left.done():
                    await self._note(lambda: setattr(asked, "hung_up_at", time.monotonic()))
                    return False
                writer.write(f"{len(event):x}\r\n".encode() + event + b"\r\n")
                await writer.drain()
            await _let_go(left)  # before the end is sent: the next request must find the reader free
            if reply.drop:
                return False
            writer.write(b"0\r\n\r\n")
            await writer.drain()
            await self._note(lambda: setattr(asked, "finished", True))
            return True
        finally:
            await _let_go(left)

    async def _note(self, change: Callable[[], Any]) -> None:
        async with self.changed:
            change()
            self.changed.notify_all()


async def _let_go(task: "asyncio.Task[bytes]") -> None:
    task.cancel()
    await asyncio.wait({task})


_FOREVER = 3_600.0


def _events(reply: Reply) -> list[tuple[float, bytes]]:
    """(seconds to wait first, event) in the order of the documentation."""
    chunk = _Chunks()
    out = [(reply.wait, chunk({"role": "assistant", "content": ""}, x_groq={"id": "req_pretend"}))]
    out += [(reply.pause, chunk({"content": piece})) for piece in reply.pieces]
    for index, (tool, arguments) in enumerate(reply.calls):
        half = len(arguments) // 2
        head = {"index": index, "id": f"call_{uuid.uuid4().hex[:8]}", "type": "function"}
        out.append((0, chunk({"tool_calls": [head | {"function": {"name": tool, "arguments": ""}}]})))
        for part in (arguments[:half], arguments[half:]):
            out.append((0, chunk({"tool_calls": [{"index": index, "function": {"arguments": part}}]})))
    if reply.broken:
        return [*out, (0, b"event: error\ndata: " + json.dumps({"error": reply.error}).encode() + b"\n\n")]
    if reply.hang:
        return [*out, (_FOREVER, b"")]
    if reply.drop:
        return out
    usage = {"prompt_tokens": 90, "completion_tokens": 10, "total_tokens": 100, "total_time": 0.02}
    finish = "tool_calls" if reply.calls else "stop"
    end = chunk({}, finish=finish, x_groq={"id": "req_pretend", "usage": usage})
    return [*out, (0, end), (0, b"data: [DONE]\n\n")]


class _Chunks:
    def __init__(self) -> None:
        self.id = f"chatcmpl-{uuid.uuid4()}"

    def __call__(
        self, delta: dict[str, Any], *, finish: str | None = None, x_groq: dict[str, Any] | None = None
    ) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        body = {"id": self.id, "object": "chat.completion.chunk", "created": int(time.time()), "model": LLM}
        body |= {"system_fingerprint": "fp_pretend", "choices": [choice]}
        if x_groq:
            body["x_groq"] = x_groq
        return b"data: " + json.dumps(body).encode() + b"\n\n"


def _refusal(asked: Asked) -> Reply | None:
    """What the real service would refuse before any llm runs."""
    if asked.path not in ("/openai/v1/chat/completions", "/v1/chat/completions"):
        return refuses(404, "unknown_url")
    if asked.headers.get("authorization") != f"Bearer {KEY}":
        return refuses(401, "invalid_api_key", "Invalid API Key")
    if asked.body.get("model") != LLM:
        return refuses(404, "model_not_found", "The llm does not exist or you do not have access to it.")
    open_calls: set[str] = set()
    for message in asked.body["messages"]:
        if message["role"] == "tool":
            if message["tool_call_id"] not in open_calls:
                return refuses(400, "invalid_messages", "tool result without its call")
            open_calls.discard(message["tool_call_id"])
        elif open_calls:
            return refuses(400, "invalid_messages", "tool call without its result")
        open_calls |= {call["id"] for call in message.get("tool_calls") or []}
    return None


async def _send_error(writer: asyncio.StreamWriter, reply: Reply) -> None:
    body = json.dumps({"error": reply.error}).encode()
    headers = {"content-type": "application/json", "content-length": str(len(body)), **reply.headers}
    writer.write(f"HTTP/1.1 {reply.status} {_STATUS.get(reply.status, 'Error')}\r\n".encode())
    writer.write(b"".join(f"{k}: {v}\r\n".encode() for k, v in headers.items()) + b"\r\n" + body)
    await writer.drain()


def butler(body: dict[str, Any]) -> Reply:
    """Without a script: asks for the week's revenue once, then quotes what came back, a word every 40 ms."""
    last = body["messages"][-1]
    if last["role"] == "tool":
        result = json.loads(last["content"])
        return says(f"Here is what the books say. {result.get('plain', 'Nothing was found.')}", pause=0.04)
    if body.get("tools") and "week" in last["content"].lower():
        return uses("get_agency_financials", {"period": "this_week"}, wait=0.3)
    return says("I can tell you what the agency **earned this week**. Just ask.", pause=0.04)


async def _main() -> None:
    async with PretendGroq(otherwise=butler, port=8119) as groq:
        print(f"GROQ_BASE_URL={groq.address} GROQ_API_KEY={KEY}", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_main())
