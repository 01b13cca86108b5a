"""The llm's door: what the real SDK sends and hears over a real connection to the pretend service."""

import asyncio
import logging
import traceback
from collections.abc import Iterator
from typing import Any

import pytest

from onyx_app.config import settings
from onyx_app.errors import OnyxError
from onyx_app.integrations import groq
from tests.pretend.groq import KEY, LLM, TOOL_USE_FAILED, PretendGroq, Reply, refuses, says, uses

HELLO = [{"role": "user", "content": "Hello"}]
TOOL = {"type": "function", "function": {"name": "look", "parameters": {"type": "object", "properties": {}}}}


@pytest.fixture(autouse=True)
def connect(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    def to(address: str, *, key: str = KEY, llm: str = LLM) -> None:
        monkeypatch.setenv("GROQ_API_KEY", key)
        monkeypatch.setenv("GROQ_BASE_URL", address)
        monkeypatch.setenv("GROQ_MODEL", llm)
        settings.cache_clear()

    yield to
    monkeypatch.undo()
    settings.cache_clear()


async def whole(**options: Any) -> tuple[list[str], groq.Turn]:
    steps = [step async for step in groq.turn(HELLO, **options)]
    return [step for step in steps if isinstance(step, str)], steps[-1]  # type: ignore[return-value]


async def test_text_arrives_piece_by_piece_and_the_turn_says_what_it_cost(connect: Any) -> None:
    async with PretendGroq() as service:
        connect(service.address)
        service.script(says("The week was good."))

        pieces, turn = await whole()

        assert pieces == ["The ", "week ", "was ", "good."]
        assert turn == groq.Turn("The week was good.", (), 100)
        assert service.asked[0].body["stream"] is True
        assert service.asked[0].body["reasoning_effort"] == "low"
        assert "tools" not in service.asked[0].body


async def test_tool_calls_split_over_chunks_are_put_together(connect: Any) -> None:
    async with PretendGroq() as service:
        connect(service.address)
        service.script(Reply(calls=[("look", '{"period": "this_week"}'), ("look", "{}")]))

        _, turn = await whole(tools=[TOOL])

        assert [(call.name, call.arguments) for call in turn.calls] == [
            ("look", '{"period": "this_week"}'),
            ("look", "{}"),
        ]
        assert all(call.id.startswith("call_") for call in turn.calls)
        assert service.asked[0].body["tool_choice"] == "auto"


@pytest.mark.parametrize("suffix", ["", "/", "/openai/v1", "/v1"])
async def test_the_address_may_be_written_as_other_clients_write_it(connect: Any, suffix: str) -> None:
    async with PretendGroq() as service:
        connect(service.address + suffix)
        service.script(says("Yes."))

        _, turn = await whole()

        assert turn.text == "Yes."
        assert service.asked[0].path == ("/v1" if suffix == "/v1" else "/openai/v1") + "/chat/completions"


@pytest.mark.parametrize(
    ("reply", "expected", "parameters"),
    [
        (refuses(429, "rate_limit_exceeded", headers={"retry-after": "7"}), groq.OverLimit, {"seconds": 7}),
        (refuses(429, "rate_limit_exceeded"), groq.OverLimit, {"seconds": 60}),
        (refuses(404, "model_not_found"), groq.UnknownLlm, {"llm": LLM}),
        (refuses(400, "model_decommissioned"), groq.UnknownLlm, {"llm": LLM}),
        (refuses(413, "request_too_large"), groq.ConversationTooLong, {}),
        (refuses(400, "tool_use_failed"), groq.BadToolCall, {}),
        (refuses(503, "overloaded"), groq.Refused, {}),
        (Reply(pieces=["Wait"], broken=True, error=TOOL_USE_FAILED), groq.BadToolCall, {}),
        (Reply(pieces=["Wait"], broken=True, error={"message": "gone", "code": "internal"}), groq.Refused, {}),
        (Reply(pieces=["Wait"], drop=True), groq.Unreachable, {}),
    ],
)
async def test_every_failure_is_a_sentence(
    connect: Any, reply: Reply, expected: type[OnyxError], parameters: dict[str, Any]
) -> None:
    async with PretendGroq() as service:
        connect(service.address)
        service.script(reply)

        with pytest.raises(expected) as failed:
            await whole()

        assert failed.value.parameters == parameters
        assert len(service.asked) == 1, "no hidden retry"


async def test_a_silent_service_is_too_slow(connect: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groq, "SILENCE_SECONDS", 0.2)
    async with PretendGroq() as service:
        connect(service.address)
        service.script(Reply(pieces=["Hm"], hang=True))

        with pytest.raises(groq.TooSlow):
            await whole()


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "127.0.0.1:9", "http://[::1", "ftp://example.test", "x y"])
async def test_nobody_there_is_unreachable(connect: Any, address: str) -> None:
    connect(address)

    with pytest.raises(groq.Unreachable):
        await whole()


async def test_without_a_key_nothing_is_sent(connect: Any) -> None:
    async with PretendGroq() as service:
        connect(service.address, key="")

        with pytest.raises(groq.NotConnected):
            await whole()

        assert not groq.connected()
        assert service.asked == []


async def test_leaving_the_stream_closes_the_connection(connect: Any) -> None:
    async with PretendGroq() as service:
        connect(service.address)
        service.script(Reply(pieces=["One ", "two "], hang=True))

        stream = groq.turn(HELLO)
        assert await anext(stream) == "One "
        await stream.aclose()  # type: ignore[attr-defined]

        await service.until(lambda s: s.asked[0].hung_up_at)


async def test_a_cancelled_task_closes_the_connection(connect: Any) -> None:
    async with PretendGroq() as service:
        connect(service.address)
        service.script(Reply(hang=True))
        task = asyncio.create_task(whole())
        await service.until(lambda s: s.asked)

        task.cancel()

        await service.until(lambda s: s.asked[0].hung_up_at)
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_the_key_is_in_no_error_and_no_log(connect: Any, caplog: pytest.LogCaptureFixture) -> None:
    secret = "gsk_wrong_but_still_secret"
    caplog.set_level(logging.DEBUG)
    async with PretendGroq() as service:
        connect(service.address, key=secret)

        with pytest.raises(groq.KeyRefused) as refused:
            await whole()

        said = "".join(traceback.format_exception(refused.value)) + repr(refused.value.__dict__) + caplog.text
        assert secret not in said
        assert "Hello" not in caplog.text, "nor what was asked"


async def test_two_questions_share_a_connection(connect: Any) -> None:
    async with PretendGroq() as service:
        connect(service.address)
        service.script(says("One."), uses("look", {}))

        await whole()
        await whole(tools=[TOOL])

        assert service.connections == 1
