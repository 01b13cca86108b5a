"""An answer on its own: watched, stopped, kept."""

import asyncio
from collections.abc import Callable

import pytest

from onyx_app.alfred import talk
from onyx_app.alfred.talk import Busy, Talk
from onyx_app.errors import InvalidInput
from onyx_app.services import conversations
from onyx_app.services.conversations import Asked
from onyx_app.work import open_work
from tests.cast import ADMIN, CONTENT, OWNER, Person
from tests.conftest import House
from tests.pretend.groq import PretendGroq, Reply, says, uses

Connect = Callable[..., None]


async def begin(text: str = "How was the week?", person: Person = OWNER) -> Talk:
    async def opening() -> Asked:
        async with open_work(person.actor) as work:
            return await conversations.ask(work, text=text)

    return await talk.begin(person.actor, opening)


async def finished(running: Talk) -> list[str]:
    """What a tab showed, one text for each flush."""
    async with asyncio.timeout(10):
        return [now.text async for now in running.watch(every=0.02)]


def kept(house: House) -> list[tuple[str, str]]:
    return house.rows("select text, state from utterances where who = 'alfred' order by created_at")


async def test_the_text_grows_and_the_whole_is_kept_with_its_proof(sales: House, connect: Connect) -> None:
    async with PretendGroq() as service:
        connect(service.address)
        tool = uses("get_agency_financials", {"period": "this_week"})
        service.script(tool, says("This week you earned €2,340.18 in all.", pause=0.03))

        running = await begin()
        shown = await finished(running)

        assert running.text == "This week you earned €2,340.18 in all."
        assert len(set(shown)) > 3
        assert all(running.text.startswith(text) for text in shown)
        assert kept(sales) == [(running.text, "done")]
        assert sales.rows("select proof->0->>'tool' from utterances where who = 'alfred'") == [
            ("get_agency_financials",)
        ]
        assert talk.of(OWNER.actor) is None


async def test_stop_hangs_up_and_keeps_what_was_said(sales: House, connect: Connect) -> None:
    async with PretendGroq() as service:
        connect(service.address)
        service.script(Reply(pieces=["One ", "two ", "three "], hang=True))
        running = await begin()
        async for now in running.watch(every=0.01):
            if now.text == "One two ":
                running.stop()

        await service.until(lambda s: s.asked[0].hung_up_at)

        assert (running.text, running.state) == ("One two", "stopped")
        assert kept(sales) == [("One two", "stopped")]


async def test_what_was_said_is_kept_while_it_grows(
    sales: House, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(talk, "_KEEP_SECONDS", 0.02)
    async with PretendGroq() as service:
        connect(service.address)
        service.script(Reply(pieces=["One ", "two ", "three "], hang=True))
        running = await begin()

        async with asyncio.timeout(5):
            while kept(sales) != [("One two ", "streaming")]:  # noqa: ASYNC110 another connection looks
                await asyncio.sleep(0.02)

        running.stop(because="cut")
        await finished(running)
        assert kept(sales) == [("One two", "cut")]


async def test_a_person_is_given_one_answer_at_a_time(sales: House, connect: Connect) -> None:
    async with PretendGroq() as service:
        connect(service.address)
        service.script(Reply(hang=True), says("Hello Adam."))
        running = await begin()

        with pytest.raises(Busy):
            await begin("And now?")
        other = await begin("Hello", ADMIN)
        await finished(other)

        assert other.text == "Hello Adam."
        assert len(kept(sales)) == 2
        running.stop()
        await finished(running)


async def test_a_question_that_is_refused_leaves_the_person_free(sales: House, connect: Connect) -> None:
    connect("http://127.0.0.1:9")
    with pytest.raises(InvalidInput):
        await begin("")

    assert talk.of(OWNER.actor) is None


async def test_the_week_is_told_without_any_llm(sales: House, connect: Connect) -> None:
    connect("http://127.0.0.1:9", key="")

    running = await begin("/week")
    await finished(running)

    assert running.state == "done"
    assert "€2,340.18" in running.text
    assert [proof["tool"] for proof in running.proof] == ["get_agency_financials"]
    assert kept(sales) == [(running.text, "done")]


@pytest.mark.parametrize(
    ("command", "part"),
    [("/help", "/week: what came in"), ("/HELP", "/week"), ("/nonsense x", "I do not know /nonsense.\n/week")],
)
async def test_other_commands_are_answered_with_the_list(
    sales: House, connect: Connect, command: str, part: str
) -> None:
    connect("http://127.0.0.1:9", key="")

    running = await begin(command)
    await finished(running)

    assert part in running.text


async def test_a_role_without_revenue_is_refused_with_a_sentence(sales: House, connect: Connect) -> None:
    connect("http://127.0.0.1:9", key="")

    running = await begin("/week", CONTENT)
    await finished(running)

    assert running.text.startswith("Your role does not include revenue.")
    assert running.proof == ()
