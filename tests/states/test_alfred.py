"""The chat in a tab: a real web process, real sockets, the pretend service behind."""

import json
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import pytest

from onyx_app import db
from onyx_app.config import settings
from tests.cast import CHATTER, CONTENT, LUNA, NORTHLIGHT, OWNER, RIVAL_OWNER
from tests.conftest import TEMPLATE, _copy_of
from tests.pretend.groq import KEY, Reply, says, uses
from tests.serving import Tab, free_port, serve, stop
from tests.states.chat import STATE, Stage, answered, ask, connected, growing, handler, messages, text_of

WEEK = uses("get_agency_financials", {"period": "this_week"})


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with pytest.MonkeyPatch.context() as patch:
        copies = _copy_of(TEMPLATE, patch)
        house, port = next(copies), free_port()
        with house.admin() as connection:
            connection.execute(
                "insert into transactions"
                " (agency_id, creator_id, occurred_at, type, gross, currency, origin, state, natural_key)"
                " values (%s, %s, %s, 'tip', 234018, 'EUR', 'webhook', 'provisional', '1')",
                (NORTHLIGHT, LUNA, datetime.now(UTC)),
            )
        with serve(house, **connected(house, port)) as web:
            patch.undo()
            settings.cache_clear()
            db.engine.cache_clear()
            yield Stage(web, port)
        next(copies, None)


@pytest.fixture(autouse=True)
def fresh(stage: Stage) -> None:
    """Nobody has asked anything yet."""
    stage.web.house.rows("with gone as (delete from utterances returning 1) select count(*) from gone")
    stage.web.house.rows("with gone as (delete from conversations returning 1) select count(*) from gone")


async def test_an_answer_streams_into_the_tab_and_shows_its_proof(stage: Stage) -> None:
    async with stage.service() as service, stage.tab() as tab:
        service.script(WEEK, says("This week you earned **€2,340.18** and nothing was settled by now.", pause=0.06))
        await tab.hydrated()
        began = time.monotonic()

        await ask(tab, "How much did we make this week?")
        await tab.until(lambda t: any(growing(t)), "no first word")
        first_word = time.monotonic() - began
        answer = await answered(tab)

        assert text_of(answer) == "This week you earned €2,340.18 and nothing was settled by now."
        assert {"text": "€2,340.18", "bold": True} in answer["parts"]
        assert answer["chips"][0]["label"].startswith("Revenue, ")
        assert answer["chips"][0]["href"] == "/"
        assert answer["chips"][0]["hint"].startswith("as of ")
        assert first_word < 2
        shown = [text for text in growing(tab) if text]
        assert 3 <= len(shown) <= 12, "about every 100 ms, not every word"
        assert text_of(messages(tab)[0]) == "How much did we make this week?"


async def test_stop_hangs_up_upstream_and_offers_to_continue(stage: Stage) -> None:
    async with stage.service() as service, stage.tab() as tab:
        service.script(Reply(pieces=["One ", "two ", "three "], hang=True), says("three four."))
        await tab.hydrated()
        await ask(tab, "Count")
        await tab.until(lambda t: "One two " in growing(t))

        await tab.send(handler("stop"))

        await service.until(lambda s: s.asked[0].hung_up_at)
        stopped = await answered(tab)
        assert (text_of(stopped), stopped["note"], stopped["again"]) == (
            "One two",
            "You stopped this answer.",
            "continue",
        )
        await tab.send(handler("go_on"))
        assert text_of(await answered(tab, 4)) == "three four."
        assert [m["content"] for m in service.asked[1].body["messages"][1:]] == [
            "Count",
            "One two",
            "Please go on where you stopped.",
        ]


async def test_nobody_looks_so_nobody_is_answered(stage: Stage) -> None:
    async with stage.service() as service:
        service.script(Reply(pieces=["One ", "two ", "three "], hang=True))
        async with stage.tab() as tab:
            await tab.hydrated()
            await ask(tab, "Count")
            await tab.until(lambda t: "One two " in growing(t))

        await service.until(lambda s: s.asked[0].hung_up_at, seconds=12)

        async with stage.tab() as later:
            await later.until(lambda t: len(messages(t)) == 2)
            cut = messages(later)[-1]
            assert (text_of(cut), cut["again"]) == ("One two", "continue")
            assert cut["note"] == "This answer was cut off before it was whole."


async def test_a_reload_and_another_tab_watch_the_same_answer(stage: Stage) -> None:
    async with stage.service() as service, stage.tab() as tab:
        service.script(says("One two three four five six seven eight nine ten eleven twelve.", pause=0.3))
        await tab.hydrated()
        await ask(tab, "Count")
        await tab.until(lambda t: any(growing(t)))

        async with stage.tab() as other:
            await other.until(lambda t: any(growing(t)), "the other tab saw nothing grow")
            whole = await answered(other)

        assert text_of(whole).endswith("twelve.")
        assert text_of(await answered(tab)) == text_of(whole)


async def test_the_end_of_a_session_ends_its_answer_at_once(stage: Stage) -> None:
    async with stage.service() as service, stage.tab(CHATTER) as tab:
        service.script(Reply(pieces=["One ", "two ", "three "], hang=True))
        await tab.hydrated()
        await ask(tab, "Count")
        await tab.until(lambda t: any(growing(t)))

        stage.web.house.rows(
            "update sessions set ended_at = now() where profile_id = %s returning 1", CHATTER.profile_id
        )
        body = json.dumps({"a": str(NORTHLIGHT), "t": "sessions", "s": ""})
        stage.web.house.rows("select pg_notify('onyx_live', %s)", body)

        await service.until(lambda s: s.asked[0].hung_up_at, seconds=4)
        await tab.until(lambda t: t.redirects)
        assert messages(tab) == []


async def test_a_restart_in_mid_answer_says_so_and_offers_to_continue(stage: Stage) -> None:
    async with AsyncExitStack() as stack:
        service = await stack.enter_async_context(stage.service())
        service.script(Reply(pieces=["One ", "two ", "three "], hang=True))
        with serve(stage.web.house, **connected(stage.web.house, stage.port)) as first:
            async with Tab(first, cookie=first.cookie(OWNER)) as tab:
                await tab.hydrated()
                await ask(tab, "Count")
                await tab.until(lambda t: stage.web.house.rows("select 1 from utterances where text = 'One two '"))
                stop(first, with_signal=9)

        async with stage.tab() as later:
            await later.until(lambda t: len(messages(t)) == 2)

            cut = messages(later)[-1]
            assert (text_of(cut), cut["again"]) == ("One two ", "continue")
            assert cut["note"] == "This answer was cut off before it was whole."


async def test_nobody_else_sees_a_conversation(stage: Stage) -> None:
    async with stage.service() as service, stage.tab() as tab:
        service.script(says("Hello Mona."))
        await tab.hydrated()
        await ask(tab, "Hello")
        await answered(tab)
        conversation = tab.value(STATE, "conversation")

        for person in (CHATTER, RIVAL_OWNER):
            async with stage.tab(person) as other:
                await other.hydrated()
                await other.send(handler("resume"), id=conversation)
                await other.until(lambda t: t.flashes)
                assert messages(other) == []
                assert "Mona" not in json.dumps(other.updates)


async def test_an_old_conversation_is_gone_on_with_and_a_new_one_is_empty(stage: Stage) -> None:
    async with stage.service() as service, stage.tab(path="/alfred") as tab:
        service.script(says("Hello Mona."), says("Hello again."))
        await tab.hydrated()
        await ask(tab, "Hello")
        await answered(tab)
        assert [line["title"] for line in tab.value(STATE, "past")] == ["Hello"]
        old = tab.value(STATE, "conversation")

        await tab.send(handler("new"))
        await tab.until(lambda t: messages(t) == [])
        await tab.send(handler("load_past"))
        await tab.until(lambda t: [line["title"] for line in t.value(STATE, "past") or []] == ["Hello"])
        await tab.send(handler("resume"), id=old)
        await tab.until(lambda t: len(messages(t)) == 2)
        await ask(tab, "Again")

        assert text_of(await answered(tab, 4)) == "Hello again."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "Fill this in."), ("a" * 4001, "Keep this to 4000 characters."), ("a\x07b", "Remove the invisible")],
)
async def test_a_question_that_cannot_be_kept_comes_back_with_the_reason(
    stage: Stage, text: str, sentence: str
) -> None:
    async with stage.service() as service, stage.tab() as tab:
        await tab.hydrated()

        await ask(tab, text)

        await tab.until(lambda t: (t.value(STATE, "errors") or {}).get("text", "").startswith(sentence))
        assert messages(tab) == []
        assert service.asked == []
        assert not tab.value(STATE, "streaming")


async def test_a_failed_answer_can_be_tried_again(stage: Stage) -> None:
    async with stage.service() as service, stage.tab() as tab:
        service.script(Reply(status=503, error={"code": "overloaded"}), says("Here I am."))
        await tab.hydrated()
        await ask(tab, "Hello")
        failed = await answered(tab)
        assert failed["again"] == "retry"

        await tab.send(handler("retry"))

        await tab.until(lambda t: len(messages(t)) == 2 and text_of(messages(t)[-1]) == "Here I am.")


async def test_a_content_person_asks_for_the_week_and_is_refused(stage: Stage) -> None:
    async with stage.tab(CONTENT) as tab:
        await tab.hydrated()

        await ask(tab, "/week")

        assert text_of(await answered(tab)).startswith("Your role does not include revenue.")


async def test_nobody_signed_in_asks_nothing(stage: Stage) -> None:
    async with stage.service() as service, Tab(stage.web) as tab:
        await tab.until(lambda t: t.state or t.redirects)

        await ask(tab, "Hello")

        await tab.until(lambda t: t.redirects)
        assert service.asked == []


async def test_the_key_reaches_no_tab_and_no_log(stage: Stage) -> None:
    async with stage.service() as service, stage.tab() as tab:
        service.script(Reply(status=401, error={"code": "invalid_api_key", "message": f"Invalid API Key {KEY}"}))
        await tab.hydrated()
        await ask(tab, "Hello")

        answer = await answered(tab)

        assert "does not accept the key" in text_of(answer)
        assert KEY not in json.dumps(tab.updates)
        assert KEY not in stage.web.log()
        assert "Hello" not in stage.web.log()
